"""Homes and sentences made by rule, to see how often grounding finds what was meant."""
