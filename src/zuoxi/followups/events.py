"""What can happen to a follow-up task. Pure Python."""

from dataclasses import dataclass
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class FollowUpFact(Fact):
    """A fact about one task; ``number`` is that of its order."""

    SUBJECT: ClassVar[str] = "followups.follow_up"

    number: str


class FollowUpOpened(FollowUpFact):
    """Somebody has to see to a matter and tell its customer."""

    KIND = "followups.opened"


class FollowUpHandedOver(FollowUpFact):
    """The task got another owner, another due time, or both."""

    KIND = "followups.handed_over"


class FollowUpClosed(FollowUpFact):
    """There is a result, and the customer knows it."""

    KIND = "followups.closed"
