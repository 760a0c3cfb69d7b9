"""What clocks hear of: milestones, facts, and what may be odd about them. Pure Python."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from zuoxi.calendars.arithmetic import WorkingCalendar
from zuoxi.calendars.counting import Term


class Milestone(StrEnum):
    """What has to happen in time, in the order in which it usually happens."""

    DISPATCH = "dispatch"
    ACCEPT = "accept"
    CONTACT = "contact"
    ARRIVE = "arrive"
    FINISH = "finish"
    REPLY = "reply"
    CALLBACK = "callback"


class Kind(StrEnum):
    """What has happened to an order or to one of its legs."""

    RECEIVED = "received"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REDISPATCHED = "redispatched"
    PAUSED = "paused"
    RESUMED = "resumed"
    REACHED = "reached"
    REOPENED = "reopened"
    CORRECTED = "corrected"
    MERGED = "merged"
    UNMERGED = "unmerged"
    CANCELLED = "cancelled"
    CHANGED = "changed"
    EXTENDED = "extended"
    URGED = "urged"


# Facts that reach a milestone by what they are.
MEETS = {Kind.OFFERED: Milestone.DISPATCH, Kind.ACCEPTED: Milestone.ACCEPT}
# With these a matter looks settled; reopening it takes them back.
SETTLING = frozenset({Milestone.FINISH, Milestone.REPLY})


class Flag(StrEnum):
    """Something odd in the facts that did not stop the count; what was made of it is documented."""

    CLOCK_WENT_BACK = "clock_went_back"
    STARTED_TWICE = "started_twice"
    RESUMED_WITHOUT_PAUSE = "resumed_without_pause"
    PAUSED_TWICE = "paused_twice"
    REACHED_BEFORE_START = "reached_before_start"
    REACHED_IN_FUTURE = "reached_in_future"
    REPORTED_LATE = "reported_late"
    CORRECTED_WITHOUT_REASON = "corrected_without_reason"
    CORRECTED_AFTER_END = "corrected_after_end"
    CHANGED_AFTER_BREACH = "changed_after_breach"
    EXTENDED_AFTER_BREACH = "extended_after_breach"
    EXTENSION_SHORTENS = "extension_shortens"


class ClockFault(ValueError):
    """Facts by which nothing can be counted.

    ``reason`` is ``naive``, ``conflicting_facts``, ``change_without_content``, ``too_far`` or
    ``counts_from_itself``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Change:
    """What holds from a fact on; None leaves a part as it was.

    The term of an extension is the new limit as a whole, counted from the same start: five working
    days that are extended by ten are a term of fifteen.
    """

    term: Term | None = None
    calendar: WorkingCalendar | None = None
    pause_on: frozenset[str] | None = None
    limit_version: str | None = None
    calendar_version: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the log.

    ``sequence`` orders facts: it is the order in which they were recorded. ``at`` is when that was.
    ``leg_id`` names the leg that it is about, None the order as a whole. ``happened_at`` is what
    somebody says of a milestone that was reached before it was recorded. ``reason`` is that of a
    pause or of a correction. ``milestone`` is the one reached or corrected, or the one whose clock
    is changed; a change without it is for all clocks of the order or leg. Raises ClockFault.
    """

    sequence: int
    kind: Kind
    at: datetime
    leg_id: int | None = None
    milestone: Milestone | None = None
    reason: str = ""
    happened_at: datetime | None = None
    change: Change | None = None

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise ClockFault("naive")
        if self.happened_at is not None and self.happened_at.utcoffset() is None:
            raise ClockFault("naive")
        if self.kind in {Kind.CHANGED, Kind.EXTENDED} and self.change is None:
            raise ClockFault("change_without_content")
        if self.kind is Kind.EXTENDED and (self.change is None or self.change.term is None):
            raise ClockFault("change_without_content")

    @property
    def reaches(self) -> Milestone | None:
        """The milestone that is reached by it."""
        return self.milestone if self.kind is Kind.REACHED else MEETS.get(self.kind)
