"""From what a clause asks for to the entities that are meant, or why there are none."""

from dataclasses import replace

from agent.grounding.choice import Choice
from agent.grounding.finder import Finder
from agent.grounding.index import HomeIndex
from agent.grounding.mentions import Ask
from agent.grounding.near import synonyms
from agent.grounding.outcome import Miss, Outcome, Setting, Wish, name_of, query_for
from agent.grounding.places import Place
from agent.grounding.query import Found, Query, Scope
from agent.grounding.unnamed import Unnamed
from agent.reading import Span


class Selector:
    """Finds what the asks of one clause mean in one home."""

    def __init__(self, index: HomeIndex, finder: Finder, setting: Setting) -> None:
        self._index = index
        self._finder = finder
        self._setting = setting
        self._lexicon = index.lexicon
        self._choice = Choice(index, setting)
        self._unnamed = Unnamed(index, finder, setting, self._choice)

    def select(self, ask: Ask, wish: Wish) -> Outcome:
        """What an ask means."""
        ask = self._with_its_place(ask)
        places: list[Place] = []
        unknown: list[Span] = []
        for span in ask.places:
            place = self.place(span.text)
            if place is None or (not place.areas and place.kind == "region"):
                unknown.append(span)
            elif place.kind == "here":
                return self._called(ask, wish) or Outcome(ask, miss=Miss(place.id))
            else:
                places.append(place)
        where = tuple(places)
        empty = next((span for span in unknown if self._says_nothing(span.text)), None)
        if empty is not None:  # a place that is not understood never widens what is meant
            return Outcome(ask, miss=Miss("place", empty.text))
        if ask.name is None and not unknown:
            own = self._short_for_place(ask, wish, " ".join(span.text for span in ask.places))
            return own or self._unnamed.default(ask, wish, where)
        text = " ".join(span.text for span in (*unknown, ask.name) if span is not None)
        outcome = self._mention(ask, wish, where, text)
        if outcome.miss is not None and outcome.miss.kind == "unknown" and unknown:
            return replace(outcome, miss=Miss("place", unknown[0].text))
        return outcome

    def in_heard_place(self, ask: Ask, wish: Wish) -> Outcome | None:
        """What is meant in the place whose name sounds much like one that is none here."""
        heard = [span if self.place(span.text) else self._heard(span) for span in ask.places]
        places = tuple(span for span in heard if span is not None)
        if len(places) < len(heard) or places == ask.places:
            return None
        outcome = self.select(replace(ask, places=places), wish)
        return replace(outcome, how="sound") if outcome.items else None

    def _heard(self, span: Span) -> Span | None:
        place = self._index.places.sounding(span.text)
        return replace(span, text=place.name) if place else None

    def _called(self, ask: Ask, wish: Wish) -> Outcome | None:
        """The one device with the whole name that is said, wherever it stands."""
        called = self._fitting_names(wish, ask.name.text) if ask.name is not None else []
        if len(called) != 1 or len(ask.places) > 1:
            return None
        return self._choice.settle(Outcome(ask, tuple(called)), wish)

    def place(self, text: str) -> Place | None:
        """The place that a mention names, also by another word or a near one."""
        places, found = self._index.places, self._find_place(text)
        if found is not None:
            return found
        stems = self._lexicon.phrase(text).stems
        variants = [*synonyms(stems, self._lexicon)]
        for at, stem in enumerate(stems):
            near = self._finder.near_word(stem)
            variants.extend((*stems[:at], word, *stems[at + 1 :]) for word in near)
        for variant in variants:
            named = places.by_name(variant)
            if len(named) == 1:
                return named[0]
        return None

    def _find_place(self, text: str) -> Place | None:
        setting = self._setting
        there = setting.near_area or setting.there
        return self._index.places.find(text, speaker=setting.speaker, there=there)

    def _with_its_place(self, ask: Ask) -> Ask:
        """A "there" or "here" at the end of a name as the place that it is."""
        words = ask.name.text.lower().split() if ask.name is not None else []
        lexicon = self._lexicon
        if ask.name is None or len(words) < 2 or words[-1] in lexicon.suffix:
            return ask
        if lexicon.regions.get(words[-1]) not in ("here", "there"):
            return ask
        kept = len(words) - 1
        while kept and words[kept - 1] in lexicon.speller.skip:
            kept -= 1
        if not kept:
            return ask
        name = " ".join(ask.name.text.split()[:kept])
        place = replace(ask.name, kind="area", text=words[-1], start=ask.name.end - len(words[-1]))
        own = replace(ask.name, text=name, end=ask.name.start + len(name))
        return replace(ask, name=own, places=(*ask.places, place))

    def _says_nothing(self, text: str) -> bool:
        """Whether a mention is made of words that are passed over in every other."""
        lexicon = self._lexicon
        return all(word in lexicon.speller.skip for word in lexicon.speller.words(text))

    def _short_for_place(self, ask: Ask, wish: Wish, text: str) -> Outcome | None:
        """Devices called by a word that else is short for a place: "the laser" in the laser room.

        A name ends with what a thing is: "Big Laser" is a laser, "Laser Light" is none.
        """
        phrase = self._lexicon.phrase(text)
        if not self._index.places.abbreviates(phrase.stems):
            return None
        for tier in wish.tiers or ():
            called = self._index.ending_with(phrase.stems, tier)
            if called:
                meant = Outcome(ask, tuple(called), many=phrase.plural, how="part")
                return self._choice.settle(meant, wish)
        return None

    def _mention(self, ask: Ask, wish: Wish, places: tuple[Place, ...], text: str) -> Outcome:
        phrase = self._lexicon.phrase(text)
        words = " ".join(self._lexicon.speller.words(text))
        if words in self._lexicon.pronouns_one or words in self._lexicon.pronouns_many:
            return self._unnamed.pronoun(ask, wish, places)
        if self._lexicon.means_everything(phrase, counted=ask.quantifier is not None):
            return self._unnamed.everything(ask, wish, places)
        alone = self._place_alone(ask, wish, places, text)
        if alone is not None:
            return alone
        query = query_for(ask, wish, places, phrase, self._setting, self._lexicon)
        if len(ask.places) > len(places):
            query = replace(query, plainly=True)
        found, query = self._search(ask, wish, query)
        if found is None:
            miss = self._why_not(query, places)
            found = self._finder.by_sound(query) if miss.kind == "unknown" else None
        if found is None:
            return Outcome(ask, miss=miss, places=places)
        said = places if found.place is None else (*places, found.place)
        by_class = found.cls.cls.key if found.cls is not None and found.unnamed else None
        outcome = Outcome(
            ask, found.items, many=query.many, how=found.how, cls=by_class, places=said, found=found
        )
        return self._choice.settle(outcome, wish)

    def _search(self, ask: Ask, wish: Wish, query: Query) -> tuple[Found | None, Query]:
        """Look a mention up, with the class word of its row first; and how it was looked up."""
        tiers = [(tier,) for tier in wish.tiers or ()] if wish.strict else [wish.tiers]
        for tier in tiers:
            query = query if tier == query.tiers else replace(query, tiers=tier)
            if ask.inherit:
                phrase = query.phrase
                row = replace(
                    phrase,
                    text=" ".join((phrase.text, *ask.inherit)),
                    stems=phrase.stems + ask.inherit,
                    plural=query.many or ask.inherit_many,
                )
                in_row = replace(query, phrase=row, many=row.plural)
                found = self._finder.find(in_row)
                if found is not None:
                    return found, in_row
            found = self._finder.find(query)
            if found is not None:
                return found, query
        return None, replace(query, tiers=wish.tiers)

    def _place_alone(
        self, ask: Ask, wish: Wish, places: tuple[Place, ...], text: str
    ) -> Outcome | None:
        """A mention that is no more than a place: "bedroom off"."""
        place = self._find_place(text)
        if place is None or ask.inherit or not self._is_whole_name(text, place):
            return None
        if place.kind == "here":
            return Outcome(ask, miss=Miss(place.id))
        own = self._short_for_place(ask, wish, text)
        if own is not None:
            return own
        exact = self._fitting_names(wish, text)
        if any(self._index.items[i].domain == "person" for i in exact):
            return None  # "is Anna at home" is not about her room
        outcome = self._unnamed.default(ask, wish, (*places, place))
        if not exact:
            return outcome if place.areas else None
        if outcome.miss is None and (outcome.items and (wish.several or len(outcome.items) == 1)):
            return outcome
        return None

    def _is_whole_name(self, text: str, place: Place) -> bool:
        if place.kind in ("home", "here", "region"):
            return True
        stems = self._lexicon.phrase(text).stems
        return bool(self._index.places.by_name(stems)) or place.kind == "either"

    def _fitting_names(self, wish: Wish, text: str) -> list[int]:
        named = self._index.named(self._lexicon.phrase(text))
        tiers = wish.tiers
        return [
            i
            for i in named
            if tiers is None or any(self._index.items[i].domain in tier for tier in tiers)
        ]

    def _why_not(self, query: Query, places: tuple[Place, ...]) -> Miss:
        """Why a mention fits nothing: not here, of another kind, or nowhere."""
        what = query.phrase.text
        if query.tiers is not None and self._finder.find(replace(query, tiers=None)) is not None:
            return Miss("kind", what)
        wider = replace(query, scope=Scope(None, ()), everywhere=True)
        if query.scope.said is not None and self._finder.find(wider) is not None:
            return Miss("empty", what, name_of(places))
        place, kind = self._finder.kind_in_place(query)
        if place is not None and kind is not None:
            return Miss("empty", kind, place.name)
        cls = self._lexicon.class_in(query.phrase.stems)
        if cls is not None and cls.end - cls.start == len(query.phrase.stems):
            return Miss("none", what)
        return Miss("unknown", what)
