"""Hermes, the protocol of Rhasspy 2.5 and of Snips: queries over MQTT, answered with intents.

Pure: what is published for what. See https://rhasspy-hermes.readthedocs.io
"""

from agent.hermes.answers import acknowledged, answers, failed
from agent.hermes.queries import (
    CAPTURED,
    QUERY,
    TRAIN,
    HermesQuery,
    query_request,
    read_query,
    train_site,
)

__all__ = [
    "CAPTURED",
    "QUERY",
    "TRAIN",
    "HermesQuery",
    "acknowledged",
    "answers",
    "failed",
    "query_request",
    "read_query",
    "train_site",
]
