"""Programs that ask in a protocol of their own, such as Hermes or Wyoming."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from agent.broker import Publication
from agent.messages import IntentResult, Result

#: Told a result and, of its intents, those that are left for others to do; what it gives is
#: published with the result.
Told = Callable[[Result, Sequence[IntentResult]], Sequence[Publication]]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is told what became of a request, beside the topics of the contract.

    Its requests wait, are read and are answered like all others.
    """

    told: Told
    """From any thread, once or, after a fault, twice."""
    only: frozenset[str] | None = None
    """The intents that it can use; a text that means another one counts as not recognized."""
    does: bool = False
    """Whether it does itself what is left to be done, which is then not published for others."""

    def usable(self, result: Result) -> Result:
        """A result as far as this program can use it."""
        if self.only is None or all(one.intent in self.only for one in result.intents):
            return result
        return msgspec.structs.replace(
            result, status="not_recognized", intents=(), speech="", facts=None
        )
