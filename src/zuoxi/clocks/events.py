"""What happens to clocks. Pure Python."""

from dataclasses import dataclass
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class ClockFact(Fact):
    """A fact about one clock; ``order_id`` is the order that it belongs to."""

    SUBJECT: ClassVar[str] = "clocks.clock"

    order_id: int
    milestone: str


class LevelReached(ClockFact):
    """A level of the ladder fell due; ``data`` has its name, the milestone and the order's id."""

    KIND = "clocks.level_reached"


class ClockRepaired(ClockFact):
    """A clock did not show what its facts say; ``data`` has what was stored and what is right."""

    KIND = "clocks.repaired"
