"""SenML (RFC 8428): records of one pack share what its base fields tell."""

from typing import Any

#: A relative time is one before this, in seconds (RFC 8428, section 4.5.3).
_RELATIVE = 2**28
_VALUES = ("v", "vs", "vb", "vd", "s")


def is_senml(data: list[Any]) -> bool:
    """Whether a list is a pack of SenML records."""
    records = [one for one in data if isinstance(one, dict)]
    if not records or len(records) != len(data):
        return False
    first = records[0]
    named = "bn" in first or all("n" in one for one in records)
    return named and any(key in one for one in records for key in (*_VALUES, "bv"))


def plain_senml(data: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The records of a pack, each with everything that holds for it, under telling keys."""
    base: dict[str, Any] = {}
    records = []
    for one in data:
        base |= {key: one[key] for key in ("bn", "bt", "bu", "bv") if key in one}
        value = next((one[key] for key in _VALUES if key in one), None)
        if value is None:
            continue
        record: dict[str, Any] = {"value": _sum(value, base.get("bv"))}
        record |= {"what": one["n"]} if "n" in one else {}
        record |= {"name": base["bn"].rstrip(":/")} if isinstance(base.get("bn"), str) else {}
        unit = one.get("u", base.get("bu"))
        record |= {"unit": unit} if isinstance(unit, str) else {}
        time = _sum(one.get("t", 0), base.get("bt"))
        if isinstance(time, int | float) and time >= _RELATIVE:
            record["time"] = time
        records.append(record)
    return records


def _sum(value: Any, base: Any) -> Any:
    both = all(isinstance(x, int | float) and not isinstance(x, bool) for x in (value, base))
    return value + base if both else value
