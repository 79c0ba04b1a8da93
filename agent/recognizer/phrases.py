"""What was read before, by heart."""

from collections import OrderedDict
from dataclasses import dataclass

from agent.messages import Kind
from agent.reading import Mark, Reading

#: Phrases that are remembered; a home says far fewer, and each takes about 2 kB.
SIZE = 512
#: Longer texts are hardly ever said twice, in characters.
_LONGEST = 200

_Key = tuple[str, Kind, tuple[Mark, ...]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text that was read."""

    reading: Reading
    model: str
    """The model that read it."""
    marks: tuple[Mark, ...] = ()
    """What the home knew of it, which counts as part of the text."""


class Phrases:
    """Readings by their exact text and what the home knows of it.

    The one that was not asked for the longest is forgotten.
    """

    def __init__(self, size: int = SIZE) -> None:
        self._size = size
        self._known: OrderedDict[_Key, Phrase] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    @staticmethod
    def keeps(text: str) -> bool:
        """Whether a text is short enough to be remembered."""
        return len(text) <= _LONGEST

    def remember(self, kind: Kind, phrase: Phrase) -> None:
        """Keep a reading."""
        text = phrase.reading.text
        if self.keeps(text):
            key = text, kind, phrase.marks
            self._known[key] = phrase
            self._known.move_to_end(key)
            if len(self._known) > self._size:
                self._known.popitem(last=False)

    def recall(self, text: str, kind: Kind, marks: tuple[Mark, ...] = ()) -> Phrase | None:
        """What was read in a text of which the home knows this; None where nothing was."""
        key = text, kind, marks
        found = self._known.get(key)
        if found is not None:
            self._known.move_to_end(key)
        return found

    def forget(self) -> None:
        """Forget all, as another model may read otherwise."""
        self._known.clear()
