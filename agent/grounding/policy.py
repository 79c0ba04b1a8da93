"""What may be done, and how sure one must be: the configuration key ``risk``."""

from dataclasses import dataclass
from typing import Annotated, Literal

import msgspec

from agent.home import Entity
from agent.messages import Kind


@dataclass(frozen=True, slots=True)
class Device:
    """A device as the policy sees it."""

    entity: Entity
    kinds: frozenset[str]
    """Keys of its device classes in words.yaml."""
    words: frozenset[str]
    """The words of its names."""
    sure: bool
    """Whether it was named plainly, not by a near word."""


Threshold = Annotated[float, msgspec.Meta(ge=0, le=1)]
Verdict = Literal["ok", "confirm", "refused"]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What holds for some devices.

    Every field that is given must fit; the rule that says more about a device wins
    (``entity`` over ``device_class`` over ``domain``), then the later one.
    """

    do: Literal["allow", "confirm", "refuse"] = "confirm"
    entity: str | None = None
    """An entity id."""
    device_class: str | None = None
    domain: str | None = None
    kind: str | None = None
    """What people call it, as ``words.yaml`` lists it: "gate" is also a switch so named."""
    word: str | None = None
    """A word of the entity's name, such as "oven"."""
    acts: tuple[str, ...] = ()
    """``on``, ``off``, ``open``, ``close``, ``lock``, ``unlock``, ``arm``, ``disarm``, ``start``,
    ``dock``, ``set``; none given: every act."""
    threshold: Threshold | None = None
    """How sure ``confirm`` must be to act without asking; 1: always ask. None: the policy's."""


#: What can be done to devices, as intents.yaml and the key ``acts`` of a rule call it.
ACTS = (
    "on", "off", "open", "close", "lock", "unlock", "arm", "disarm", "start", "dock", "set",
)  # fmt: skip
_OPENING = ("open", "unlock", "disarm")

#: Cautious: what lets someone in, what floods and what burns.
DEFAULT_RULES: tuple[Rule, ...] = (
    Rule(domain="lock", acts=_OPENING),
    Rule(domain="valve", acts=_OPENING),
    Rule(domain="alarm_control_panel", acts=("off", "disarm", "set")),
    Rule(kind="alarm", acts=("off", "disarm")),
    Rule(domain="siren", acts=("on",)),
    *(Rule(kind=kind, acts=("on", *_OPENING)) for kind in ("door", "garage_door", "gate")),
    *(Rule(word=word, acts=("on", "set", "open")) for word in ("oven", "stove", "hob", "cooktop")),
    Rule(word="lock", domain="switch", acts=("off", "unlock")),
)


class Policy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The risk policy."""

    threshold: Threshold = 0.95
    """How sure a risky command must be to be done without asking."""
    rules: tuple[Rule, ...] = ()
    """Looked at before the rules that come with the agent."""
    defaults: bool = True
    """Whether the rules that come with the agent hold."""

    def verdict(
        self,
        device: Device,
        act: str,
        confidence: float,
        kind: Kind,
        *,
        hypothetical: bool = False,
    ) -> Verdict:
        """What becomes of an act on a device.

        Args:
            device: the device, and whether it was named plainly.
            act: as intents.yaml calls it.
            confidence: of the clause, 0 to 1.
            kind: a sensor's text never does what is risky.
            hypothetical: whether it hangs on a condition, or is only talked of: then nothing is
                done unasked to a device of which any act is risky.
        """
        rule = self._rule(device, act)
        if rule is None or rule.do == "allow":
            return "confirm" if hypothetical and self._guards(device) else "ok"
        if rule.do == "refuse" or kind == "sensor":
            return "refused"
        threshold = self.threshold if rule.threshold is None else rule.threshold
        sure = device.sure and not hypothetical
        return "ok" if sure and threshold < 1 and confidence >= threshold else "confirm"

    def _guards(self, device: Device) -> bool:
        """Whether some act on a device is risky."""
        rules = (self._rule(device, act) for act in ACTS)
        return any(rule is not None and rule.do != "allow" for rule in rules)

    def _rule(self, device: Device, act: str) -> Rule | None:
        fitting = [
            (_weight(rule), own, at, rule)
            for own, rules in ((1, self.rules), (0, DEFAULT_RULES if self.defaults else ()))
            for at, rule in enumerate(rules)
            if _fits(rule, device, act)
        ]
        if not fitting:
            return None
        own = [entry for entry in fitting if entry[1]]
        return max(own or fitting, key=lambda entry: (entry[0], entry[2]))[3]


def _fits(rule: Rule, device: Device, act: str) -> bool:
    return (
        (not rule.acts or act in rule.acts)
        and rule.entity in (None, device.entity.id)
        and rule.domain in (None, device.entity.domain)
        and rule.device_class in (None, device.entity.device_class)
        and (rule.kind is None or rule.kind in device.kinds)
        and (rule.word is None or rule.word in device.words)
    )


def _weight(rule: Rule) -> int:
    """How much a rule says about a device."""
    return (
        8 * (rule.entity is not None)
        + 4 * (rule.device_class is not None)
        + 2 * (rule.word is not None)
        + 2 * (rule.kind is not None)
        + (rule.domain is not None)
    )
