"""How much of the board the agent may take."""

import re
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from agent.config.units import Seconds

#: A stretch of the day, perhaps over midnight.
QUIET_PATTERN = r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d"


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ceilings of the agent's own use; what is left out is chosen by the board."""

    cpu: Annotated[
        Annotated[float, Meta(ge=5, le=6400)] | None,
        Meta(description="CPU time in percent of one core; by the board if left out."),
    ] = None
    memory: Annotated[
        Annotated[float, Meta(ge=96, le=65_536)] | None,
        Meta(description="Resident memory in MB; by the board if left out."),
    ] = None
    temperature: Annotated[
        Annotated[float, Meta(ge=40, le=110)] | None,
        Meta(
            description="Celsius of the processor at which the agent is `hot`; by the board if "
            "left out."
        ),
    ] = None
    messages: Annotated[
        Annotated[float, Meta(ge=0.1, le=10_000)] | None,
        Meta(description="Requests read a second; further ones are `shed`. No limit if left out."),
    ] = None
    quiet: Annotated[
        tuple[str, ...],
        Meta(description='Stretches of the day when the agent keeps low, such as `"22:00-07:00"`.'),
    ] = ()
    quiet_level: Annotated[Literal["warm", "hot"], Meta(description="The least level in them.")] = (
        "warm"
    )
    unload_after: Annotated[
        Seconds | None,
        Meta(
            description="The model is unloaded after this long without a request; by the board if "
            "left out, 0 for never.",
            extra={"min": 0, "max": 30 * 86_400},
        ),
    ] = None
    firmware: Annotated[
        bool,
        Meta(
            description="Ask the firmware of a Raspberry Pi whether it throttles; the kernel "
            "then logs one warning."
        ),
    ] = False

    def quiet_fault(self) -> int | None:
        """The position of the first of ``quiet`` that is no stretch of the day."""
        return next(
            (at for at, one in enumerate(self.quiet) if not re.fullmatch(QUIET_PATTERN, one)), None
        )
