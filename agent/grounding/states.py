"""States of entities as one request sees them: the home's, and the request's over them."""

from collections.abc import Mapping
from typing import Any

from agent.grounding.index import HomeIndex
from agent.messages import StateOverlay

_NONE: Mapping[str, Any] = {}
#: States that say that nothing is known.
UNKNOWN = frozenset({"unknown", "unavailable", ""})


class States:
    """Look-up of states by entity number; nothing is copied."""

    def __init__(self, index: HomeIndex, overlay: Mapping[str, StateOverlay]) -> None:
        self._items = index.items
        self._overlay = overlay

    def state(self, at: int) -> str | None:
        """The state, or None where it is not known."""
        entity = self._items[at].entity
        over = self._overlay.get(entity.id) if self._overlay else None
        state = entity.state if over is None or over.state is None else over.state
        return None if state is None or state.lower() in UNKNOWN else state

    def attribute(self, at: int, name: str) -> Any:
        """An attribute, or None."""
        entity = self._items[at].entity
        over = self._overlay.get(entity.id) if self._overlay else None
        if over is not None and name in over.attributes:
            return over.attributes[name]
        return entity.attributes.get(name)

    def attributes(self, at: int) -> Mapping[str, Any]:
        """All attributes."""
        entity = self._items[at].entity
        over = self._overlay.get(entity.id) if self._overlay else None
        if over is None or not over.attributes:
            return entity.attributes or _NONE
        return {**entity.attributes, **over.attributes}
