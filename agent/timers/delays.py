"""Commands that are to be done later."""

from agent.messages import IntentResult
from agent.timers.interface import MAX_SECONDS


def waits(intent: IntentResult) -> float | None:
    """Seconds that a command is to wait, None of one that is to be done now.

    A delay that was not understood as a stretch of time stays with the intent, for whoever acts
    on it.
    """
    delay = next((slot.value for slot in intent.slots if slot.name == "delay"), None)
    if intent.status != "ok" or isinstance(delay, bool) or not isinstance(delay, int | float):
        return None
    return float(delay) if 0 < delay <= MAX_SECONDS else None
