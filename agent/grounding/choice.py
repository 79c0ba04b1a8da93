"""Which of the entities that fit are meant: all, those that can, or one of them."""

from collections.abc import Sequence
from dataclasses import replace

from agent.grounding.index import HomeIndex
from agent.grounding.outcome import Miss, Outcome, Setting, Wish, noted
from agent.grounding.query import Found

#: Most entities whose names are compared with each other.
MAX_COMPARED = 50


class Choice:
    """Chooses among what fits."""

    def __init__(self, index: HomeIndex, setting: Setting) -> None:
        self._index = index
        self._setting = setting
        self._lexicon = index.lexicon

    def settle(self, outcome: Outcome, wish: Wish) -> Outcome:
        """Drop what lacks the ability, then choose one where one is meant."""
        items = [i for i in sorted(outcome.items) if i not in wish.left_out]
        if not items:
            return replace(outcome, items=(), miss=Miss("left"))
        outcome = replace(outcome, but=outcome.but or len(items) < len(outcome.items))
        if wish.lacks is not None:
            lacking = {i: wish.lacks(i) for i in items}
            able = [i for i in items if lacking[i] is None]
            outcome = noted(outcome, items, able, "not able")
            if not able:
                name = self._index.items[items[0]].entity.name if len(items) == 1 else ""
                miss = Miss("ability", name, lacking[items[0]] or "")
                return replace(outcome, items=(), miss=miss)
            items = able
        if wish.settle and len(items) > 1 and outcome.how in ("class", "default", "pronoun"):
            at_work = self._at_work(items, wish)
            outcome = noted(outcome, items, at_work, "not at work")
            outcome = replace(outcome, but=outcome.but or len(at_work) < len(items))
            items = at_work
        items = self._rather(items, outcome)
        if self._torn(outcome, items):
            return replace(outcome, items=(), candidates=tuple(items))
        if outcome.many:
            if outcome.ask.quantifier == "both" and len(items) > 2:
                return replace(outcome, items=(), candidates=tuple(items))
            return replace(outcome, items=tuple(items))
        one = self._one(items, outcome, wish)
        outcome = noted(outcome, items, one, "less likely meant")
        if len(one) == 1:
            return replace(outcome, items=tuple(one))
        return replace(outcome, items=(), candidates=tuple(one))

    def _rather(self, items: list[int], outcome: Outcome) -> list[int]:
        """Without those that the class means only where it has no other."""
        if outcome.cls is None:
            return items
        unless = self._lexicon.classes[outcome.cls].unless
        return [i for i in items if not unless & self._index.items[i].strong] or items

    def _torn(self, outcome: Outcome, items: Sequence[int]) -> bool:
        """Whether a word named one of several places, and more than one has what is asked."""
        if not any(place.kind == "either" for place in outcome.places):
            return False
        return len({self._index.items[i].area for i in items}) > 1

    def _at_work(self, items: list[int], wish: Wish) -> list[int]:
        for test in wish.prefer:
            fit = [i for i in items if test(i)]
            if fit:
                return fit
        return items

    def _one(self, items: list[int], outcome: Outcome, wish: Wish) -> list[int]:
        """One of several, where there is anything to choose by; else all of them."""
        if len(items) == 1:
            return items
        items = self._without_twins(items, wish)
        items = self._plainest(items)
        if not outcome.places:
            for area in self._setting.preferred():
                inside = [i for i in items if self._index.items[i].area == area]
                items = inside or items
        if outcome.found is not None and outcome.found.unnamed and len(items) > 1:
            items = self._named_after_class(items, outcome.found)
            items = self._named_after_place(items)
        for test in wish.prefer:
            if len(items) > 1:
                fit = [i for i in items if test(i)]
                items = fit if len(fit) == 1 else items
        return items

    def _without_twins(self, items: list[int], wish: Wish) -> list[int]:
        """One device often has several entities of one name: the first domain is meant.

        Two of one domain are two devices.
        """
        order = wish.order
        if order is None:
            return items
        ranked = [(self._called(i), order.get(self._index.items[i].domain, 99)) for i in items]
        best: dict[tuple[str, str | None], int] = {}
        for called, rank in ranked:
            best[called] = min(rank, best.get(called, rank))
        return [i for i, (called, rank) in zip(items, ranked, strict=True) if rank == best[called]]

    def _called(self, at: int) -> tuple[str, str | None]:
        item = self._index.items[at]
        return self._index.lexicon.plain(item.entity.name), item.area

    def _plainest(self, items: list[int]) -> list[int]:
        """Without what only serves another of them: "Dyson Child Lock" beside "Dyson"."""
        if len(items) > MAX_COMPARED:
            return items
        return [i for i in items if not any(self._serves(i, j) for j in items)] or items

    def _serves(self, at: int, other: int) -> bool:
        """Whether a name is another device's name with words added, in another domain."""
        one, two = self._index.items[at], self._index.items[other]
        if one.domain == two.domain or one.area != two.area:
            return False
        return any(
            len(short) < len(long)
            and long[: len(short)] == short
            and not self._index.places.by_name(short)
            for long in one.names
            for short in two.names
        )

    def _named_after_place(self, items: list[int]) -> list[int]:
        """The one that goes by the name of its room, where the room's is asked for."""
        very = [
            i
            for i in items
            if any(
                place.id == self._index.items[i].area
                for name in self._index.items[i].names
                for place in self._index.places.by_name(name)
            )
        ]
        return very or items

    def _named_after_class(self, items: list[int], found: Found) -> list[int]:
        """The one called Lamp where "the lamp" was said, before those called something else.

        So with a word that is but one of many for its kind: "the extractor" is no other fan.
        """
        said = found.cls
        if said is None or (said.word == said.cls.plain and not said.cls.literal):
            return items
        word = said.word[-1]
        very = [i for i in items if any(word in name for name in self._index.items[i].names)]
        return very or items
