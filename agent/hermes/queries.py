"""What other programs ask over Hermes."""

import re
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from agent.errors import MessageError
from agent.messages import MAX_ID, MAX_REQUEST, MAX_TEXT, Request, check_request

#: Where texts come in.
QUERY = "hermes/nlu/query"
#: Where a transcript comes in, which a dialogue manager turns into a query.
CAPTURED = "hermes/asr/textCaptured"
#: Where Rhasspy asks its language service to be trained.
TRAIN = "rhasspy/nlu/+/train"

#: The site where none is told, and of a Rhasspy with but one.
_NO_SITE = "default"
_Id = Annotated[str, Meta(max_length=MAX_ID)]
_Site = Annotated[str, Meta(min_length=1, max_length=MAX_ID)]


class HermesQuery(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A text to be read, as Hermes names its fields; others are let be."""

    input: Annotated[str, Meta(max_length=MAX_TEXT)]
    site_id: _Site = _NO_SITE
    id: _Id | None = None
    intent_filter: Annotated[list[_Id], Meta(max_length=256)] | None = None
    """The only intents that may come of it."""
    session_id: _Id | None = None
    wakeword_id: _Id | None = None
    lang: Annotated[str, Meta(max_length=16)] | None = None
    custom_data: Any = None
    """Comes back as it is."""
    asr_confidence: Annotated[float, Meta(ge=0, le=1)] | None = None
    asr_tokens: Any = None
    """Comes back as it is."""


class _Captured(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    text: Annotated[str, Meta(max_length=MAX_TEXT)]
    site_id: _Site = _NO_SITE
    session_id: _Id | None = None
    wakeword_id: _Id | None = None
    lang: Annotated[str, Meta(max_length=16)] | None = None
    likelihood: Annotated[float, Meta(ge=0, le=1)] | None = None
    asr_tokens: Any = None


class _Train(msgspec.Struct):
    id: _Id | None = None


def read_query(topic: str, payload: bytes) -> HermesQuery:
    """The query of a message on :data:`QUERY` or :data:`CAPTURED`.

    Raises:
        MessageError: what is wrong with it and where, in one line.
    """
    if len(payload) > MAX_REQUEST:
        raise MessageError(f"payload has {len(payload)} bytes; the limit is {MAX_REQUEST}")
    try:
        if topic == QUERY:
            return msgspec.json.decode(payload, type=HermesQuery)
        heard = msgspec.json.decode(payload, type=_Captured)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MessageError(f"not a Hermes query: {error}") from None
    except RecursionError:
        raise MessageError("not a Hermes query: nested too deep") from None
    return HermesQuery(
        input=heard.text,
        site_id=heard.site_id,
        session_id=heard.session_id,
        wakeword_id=heard.wakeword_id,
        lang=heard.lang,
        asr_confidence=heard.likelihood,
        asr_tokens=heard.asr_tokens,
    )


def query_request(query: HermesQuery, sites: Mapping[str, str]) -> Request:
    """The request of a query.

    Args:
        query: as it came.
        sites: areas by site id; one that is not listed stands for the area of its name, but for
            the one that Hermes takes where none is told.

    Raises:
        MessageError: the text is empty, or not English.
    """
    language = (query.lang or "en").replace("_", "-").partition("-")[0].lower()
    if language != "en":
        raise MessageError(f"lang {query.lang!r} is not known; en is")
    return check_request(
        Request(
            text=query.input.strip(),
            request_id=query.id or None,
            area=sites.get(query.site_id, None if query.site_id == _NO_SITE else query.site_id),
            conversation_id=query.session_id or None,
        )
    )


def train_site(topic: str, payload: bytes) -> tuple[str, str | None] | None:
    """Site and id of a message on :data:`TRAIN`; None on another topic.

    The payload may be a pickled graph: nothing of it is loaded.
    """
    match = re.fullmatch(r"rhasspy/nlu/([^/]+)/train", topic)
    if match is None:
        return None
    try:
        return match[1], msgspec.json.decode(payload, type=_Train).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return match[1], None
