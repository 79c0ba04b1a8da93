"""Breaks the agent, the broker and the wire between them, and keeps book of what became of it.

``make chaos`` runs everything at its full size; ``python -m chaos --help`` tells of the parts.
"""
