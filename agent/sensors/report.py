"""What came from a device: read by its structure at once, or left as free text for the model."""

import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from agent.reading import Reading
from agent.sensors.clauses import read_clauses
from agent.sensors.fields import Told, read_fields
from agent.sensors.finding import Finding, Origin
from agent.sensors.payload import read_structure
from agent.sensors.urgency import may_be_urgent, plain_key

#: Lines of free text that are read; a log comes line by line.
MAX_LINES = 32


@dataclass(frozen=True, slots=True)
class Report:
    """A text of a device, as far as it is understood without the model."""

    text: str
    origin: Origin
    told: Told | None
    """What its structure tells; None of free text."""

    @property
    def is_text(self) -> bool:
        """Whether the model has to read it."""
        return self.told is None or bool(self.told.texts)

    @property
    def is_urgent(self) -> bool:
        """Whether it goes before everything else; of free text, whether it may be so."""
        if self.told is None:
            return may_be_urgent(self.text)
        if any(finding.is_urgent for finding in self.told.findings):
            return True
        return any(may_be_urgent(text) for text, _ in self.told.texts)

    @property
    def key(self) -> Hashable:
        """What a later report makes this one needless by; None where each one counts."""
        if self.told is None:
            text = plain_key(self.text)
            return None if text is None else (self.origin.name, self.origin.area, text)
        found = self.told.findings
        if not found or self.told.texts or any(f.intent != "SensorReading" for f in found):
            return None
        return tuple(finding.key for finding in found)

    @property
    def source(self) -> tuple[str | None, ...]:
        """Who wrote it, as far as that is known before it is read."""
        found = self.told.findings if self.told else ()
        origin = found[0].origin if found else self.origin
        return origin.name, origin.area, *origin.ids[:1]

    def findings(
        self, read: Callable[[str], Reading], threshold: float, now: float
    ) -> tuple[Finding, ...]:
        """Everything that it tells.

        Args:
            read: the model, for free text.
            threshold: least confidence that counts, 0 to 1.
            now: seconds since the epoch.
        """
        if self.told is None:
            return _read_lines(self.text, self.origin, read, threshold, now)
        found = self.told.findings
        for text, origin in () if found else self.told.texts:
            found += _read_lines(text, origin, read, threshold, now)
        return found


def read_report(text: str, origin: Origin, columns: Sequence[str] = ()) -> Report:
    """Read what can be read without the model.

    Args:
        text: the payload.
        origin: what is known of the source from elsewhere: its topic, the request.
        columns: what the columns of CSV without a line of headings are.
    """
    data = read_structure(text.strip(), columns)
    told = None if data is None else read_fields(data, origin, time.time())
    return Report(text, origin, told)


def _read_lines(
    text: str,
    origin: Origin,
    read: Callable[[str], Reading],
    threshold: float,
    now: float,
) -> tuple[Finding, ...]:
    """What a free text tells, line by line; spans are counted from its beginning."""
    found: list[Finding] = []
    start = 0
    for line in text.splitlines(keepends=True)[:MAX_LINES]:
        if line.strip():
            findings = read_clauses(read(line.rstrip()), threshold, origin, now)
            found += [_shifted(finding, start) for finding in findings]
        start += len(line)
    return tuple(found)


def _shifted(finding: Finding, by: int) -> Finding:
    if not by or not finding.raw:
        return finding
    raw = {
        slot: replace(one, start=one.start + by, end=one.end + by)
        for slot, one in finding.raw.items()
    }
    return replace(finding, raw=raw)
