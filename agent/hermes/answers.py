"""What is published for a query: intents, or that there are none."""

from typing import Any

from agent.broker import Publication
from agent.hermes.queries import HermesQuery
from agent.messages import IntentResult, Result, Slot, SlotValue, encode

#: Slots that name a device that is meant; Hermes has no other place for them.
TARGET = "target"


def answers(query: HermesQuery, result: Result) -> list[Publication]:
    """What is published for a query, in the order of Hermes.

    An intent for each command that can be done as it is; where one must not, or does not fit this
    home, the query counts as not recognized.
    """
    if result.error is not None:
        return [failed(query, result.error)]
    if result.status != "ok" or not result.intents:
        return [_publication("hermes/nlu/intentNotRecognized", _about(query))]
    return [one for intent in result.intents for one in _recognized(query, intent)]


def failed(query: HermesQuery, error: str) -> Publication:
    """What is published when a query was not read."""
    said = {"error": error, "context": query.input, "siteId": query.site_id}
    return _publication("hermes/error/nlu", {**said, "sessionId": query.session_id})


def acknowledged(site: str, train_id: str | None) -> Publication:
    """What is published when a site asked for training; there is nothing to be trained."""
    return _publication(f"rhasspy/nlu/{site}/trainSuccess", {"id": train_id})


def _recognized(query: HermesQuery, intent: IntentResult) -> list[Publication]:
    name = {"intentName": intent.intent, "confidenceScore": intent.confidence}
    slots = [_slot(slot, intent.confidence) for slot in intent.slots]
    slots += [
        _slot(Slot(name=TARGET, value=target), intent.confidence) for target in intent.targets
    ]
    about = {**_about(query), "intent": name, "slots": slots}
    heard = {
        "rawInput": query.input,
        "wakewordId": query.wakeword_id,
        "lang": query.lang,
        "asrTokens": query.asr_tokens,
        "asrConfidence": query.asr_confidence,
    }
    parsed = {key: value for key, value in about.items() if key != "customData"}
    return [
        _publication("hermes/nlu/intentParsed", parsed),
        _publication(f"hermes/intent/{intent.intent}", {**about, **heard}),
    ]


def _about(query: HermesQuery) -> dict[str, Any]:
    return {
        "input": query.input,
        "siteId": query.site_id,
        "id": query.id,
        "sessionId": query.session_id,
        "customData": query.custom_data,
    }


def _slot(slot: Slot, confidence: float) -> dict[str, Any]:
    raw = slot.raw if slot.raw is not None else str(slot.value)
    start, end = slot.start, slot.end
    place = {"start": start, "end": end, "rawStart": start, "rawEnd": end}
    return {
        "entity": slot.name,
        "slotName": slot.name,
        "rawValue": raw,
        "confidence": confidence,
        "value": {"kind": _kind(slot.value), "value": slot.value},
        "range": None if start is None or end is None else place,
    }


def _kind(value: SlotValue) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return "Number" if is_number else "Custom"


def _publication(topic: str, payload: dict[str, Any]) -> Publication:
    return Publication(topic, encode(payload))
