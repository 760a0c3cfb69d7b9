"""What happens to the rights of departments, and who has looked up customers. Pure Python."""

from dataclasses import dataclass
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class RightFact(Fact):
    """A fact about the right of one department; the data have its name and the kind."""

    SUBJECT: ClassVar[str] = "sharing.right"

    department_id: int


class RightGiven(RightFact):
    """A department may look beyond its own orders from now on."""

    KIND = "sharing.right_given"


class RightEnded(RightFact):
    """A department may not any more."""

    KIND = "sharing.right_ended"


@dataclass(frozen=True, kw_only=True)
class CustomersLookedUp(Fact):
    """Somebody was shown customers, masked or not; the data have their numbers, no name."""

    KIND: ClassVar[str] = "sharing.looked_up"
    SUBJECT: ClassVar[str] = "sharing.look_up"
