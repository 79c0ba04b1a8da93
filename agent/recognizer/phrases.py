"""What was read before, by heart."""

from collections import OrderedDict
from dataclasses import dataclass

from agent.messages import Kind
from agent.reading import Reading

#: Phrases that are remembered; a home says far fewer, and each takes about 2 kB.
SIZE = 512
#: Longer texts are hardly ever said twice, in characters.
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text that was read."""

    reading: Reading
    model: str
    """The model that read it."""


class Phrases:
    """Readings by their exact text; the one that was not asked for the longest is forgotten."""

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._known: OrderedDict[tuple[str, Kind], Phrase] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def remember(self, kind: Kind, phrase: Phrase) -> None:
        """Keep a reading."""
        text = phrase.reading.text
        if len(text) <= _LONGEST:
            self._known[text, kind] = phrase
            self._known.move_to_end((text, kind))
            if len(self._known) > self._size:
                self._known.popitem(last=False)

    def recall(self, text: str, kind: Kind) -> Phrase | None:
        """What was read in a text; None where it is not remembered."""
        found = self._known.get((text, kind))
        if found is not None:
            self._known.move_to_end((text, kind))
        return found

    def forget(self) -> None:
        """Forget all, as another model may read otherwise."""
        self._known.clear()
