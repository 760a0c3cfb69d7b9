"""What was promised, and which facts concern it. Pure Python."""

from dataclasses import dataclass
from datetime import datetime

from zuoxi.calendars.counting import Term
from zuoxi.clocks.facts import SETTLING, ClockFault, Fact, Kind, Milestone

# What befalls an order befalls its legs: it is held up, it ends.
_OF_THE_WHOLE = frozenset(
    {Kind.RECEIVED, Kind.PAUSED, Kind.RESUMED, Kind.MERGED, Kind.UNMERGED, Kind.CANCELLED}
)
# What a leg does, its order does. What is granted to a leg is not granted to the order.
_OF_A_LEG = frozenset(
    {Kind.OFFERED, Kind.ACCEPTED, Kind.RETURNED, Kind.REDISPATCHED, Kind.REACHED, Kind.REOPENED}
)
_FOR_ONE_CLOCK = frozenset({Kind.CHANGED, Kind.EXTENDED, Kind.CORRECTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A milestone, and until when it is to be reached.

    ``leg_id`` None: the promise of the order to its customer. ``counts_from`` is the fact, or the
    milestone, that starts it; ``starts_at`` counts from another moment than that of the fact, such
    as that of an appointment. ``pause_on`` are the reasons for which it stands.
    ``promised_at`` is when it was made if that was later: nobody is late by it before.
    ``counts_while_settled``: the time between settled and reopened counts as waited.
    ``restarts_on``: facts by which it begins anew; none by default. Raises ClockFault.
    """

    milestone: Milestone
    term: Term
    counts_from: Kind | Milestone = Kind.RECEIVED
    leg_id: int | None = None
    pause_on: frozenset[str] = frozenset()
    limit_version: str = ""
    calendar_version: str = ""
    starts_at: datetime | None = None
    promised_at: datetime | None = None
    counts_while_settled: bool = True
    restarts_on: frozenset[Kind] = frozenset()

    def __post_init__(self) -> None:
        if self.counts_from == self.milestone:
            raise ClockFault("counts_from_itself")
        for moment in (self.starts_at, self.promised_at):
            if moment is not None and moment.utcoffset() is None:
                raise ClockFault("naive")

    @property
    def is_settling(self) -> bool:
        """Whether reaching it settles the matter, and reopening takes that back."""
        return self.milestone in SETTLING

    @property
    def follows_settling(self) -> bool:
        """Whether it begins when the matter is settled, as a callback does."""
        return self.counts_from in SETTLING

    def hears(self, fact: Fact) -> bool:
        """Tell whether a fact concerns this clock."""
        if fact.kind is Kind.URGED:
            # Who asks again waits no less: an urge starts, stops and sets back nothing.
            return False
        if fact.kind in _FOR_ONE_CLOCK and fact.milestone not in {None, self.milestone}:
            return False
        if fact.leg_id == self.leg_id:
            return True
        if self.leg_id is None:
            return fact.kind in _OF_A_LEG
        return fact.leg_id is None and fact.kind in _OF_THE_WHOLE

    def begins_with(self, fact: Fact) -> bool:
        """Tell whether the clock starts with a fact."""
        return self.counts_from in {fact.kind, fact.reaches}
