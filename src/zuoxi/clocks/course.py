"""The course of a clock: what its facts have made of it, one after the other. Pure Python.

Facts take effect in the order in which they were recorded. A breach is noted when the next fact
comes, with the limit that held until then, so that no later fact can undo it.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from zuoxi.calendars.arithmetic import WorkingCalendar
from zuoxi.calendars.counting import Due, Term
from zuoxi.clocks.facts import Change, Fact, Flag, Kind
from zuoxi.clocks.pausing import Gaps, Pause, due_with, gaps_of, ran
from zuoxi.clocks.promises import Promise

# The reason of the time between settled and reopened, where it was agreed that it does not count.
SETTLED = "settled"
_ENDS_A_LEG = frozenset({Kind.RETURNED, Kind.REDISPATCHED})


@dataclass(frozen=True, slots=True)
class Breach:
    """That a limit was broken, when, and which; ``annulled_by`` is the fact that explains it away.

    ``at`` is later than ``due_at`` where the limit was set, or the clock woke up, after that.
    """

    at: datetime
    due_at: datetime
    annulled_by: Fact | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A fact that changed how the clock goes, and when it took effect."""

    at: datetime
    fact: Fact


@dataclass(frozen=True, slots=True)
class Limit:
    """When the term is due, and when it is with its extension."""

    original: Due
    extended: Due | None = None

    @property
    def due(self) -> Due:
        """The one that counts: an extension never shortens."""
        if self.extended is None or self.extended.at < self.original.at:
            return self.original
        return self.extended


@dataclass(slots=True)
class Course:
    """Where a clock stands after some facts; only ``take`` changes it, and only on a copy."""

    promise: Promise
    term: Term
    calendar: WorkingCalendar
    pause_on: frozenset[str]
    limit_version: str
    calendar_version: str
    # What the promise was counted by before any fact changed it.
    first_calendar: WorkingCalendar
    facts: tuple[Fact, ...] = ()
    now: datetime | None = None
    started_at: datetime | None = None
    # When each earlier run of a clock that began anew had begun and ended.
    earlier: tuple[tuple[datetime, datetime], ...] = ()
    pauses: tuple[Pause, ...] = ()
    reached_at: datetime | None = None
    reached_limit: Limit | None = None
    ended_at: datetime | None = None
    ended_by: Kind | None = None
    # From when on the present limit holds: nobody is late by a limit before it was there.
    since: datetime | None = None
    extension: Term | None = None
    breaches: tuple[Breach, ...] = ()
    flags: tuple[tuple[Flag, int], ...] = ()
    marks: tuple[Mark, ...] = ()
    # A moment before which the clock cannot be due: pauses only move it on.
    _not_before: datetime | None = None

    @classmethod
    def of(cls, promise: Promise, calendar: WorkingCalendar) -> "Course":
        """Return the course of a promise of which nothing has happened yet."""
        return cls(
            promise,
            promise.term,
            calendar,
            promise.pause_on,
            promise.limit_version,
            promise.calendar_version,
            calendar,
        )

    def copied(self) -> "Course":
        """Return another course that stands where this one does."""
        return copy.copy(self)

    @property
    def is_alive(self) -> bool:
        """Whether it has begun and nothing has ended it."""
        return self.started_at is not None and self.reached_at is None and self.ended_at is None

    @property
    def is_late(self) -> bool:
        """Whether a breach stands."""
        return any(each.annulled_by is None for each in self.breaches)

    def take(self, fact: Fact) -> None:
        """Let a fact take effect, recorded after all that were taken before."""
        moment = self._moment_of(fact)
        self.facts += (fact,)
        if not self.promise.hears(fact):
            return
        self._note_breach(moment)
        if (handle := _HANDLERS.get(fact.kind)) is not None:
            handle(self, fact, moment)
        if fact.kind in self.promise.restarts_on:
            self._restart(fact, moment)
        if self.promise.begins_with(fact):
            self._begin(fact, moment)
        if fact.reaches is self.promise.milestone:
            self._reach(fact, moment)

    def broken(self, moment: datetime, due: datetime) -> tuple[Breach, ...]:
        """Return the breach of a limit that was open at a moment after it, none if it was not."""
        if due >= moment or not self.is_alive or self.is_late:
            return ()
        assert self.since is not None
        if moment < self.since:
            return ()
        return (Breach(max(due, self.since), due),)

    def _note_breach(self, moment: datetime) -> None:
        """Note that the limit has been broken, if it was before this moment."""
        if not self.is_alive or self.is_late:
            return
        if self._not_before is not None and moment <= self._not_before:
            return
        due = self._not_before = self.limit(moment).due.at
        self.breaches += self.broken(moment, due)

    def limit(self, until: datetime) -> Limit:
        """Return when the clock is due; a pause that has not ended counts up to ``until``."""
        assert self.started_at is not None
        gaps = self.gaps(until)
        original = due_with(self.term, self.started_at, gaps, self.calendar)
        if self.extension is None:
            return Limit(original)
        return Limit(original, due_with(self.extension, self.started_at, gaps, self.calendar))

    def gaps(self, until: datetime) -> Gaps:
        """Return when the clock stood since it began."""
        assert self.started_at is not None
        return gaps_of(self.pauses, self.pause_on | {SETTLED}, self.started_at, until)

    def elapsed(self, until: datetime) -> timedelta:
        """Return the time that has run up to a moment, as the term counts it."""
        if self.started_at is None:
            return timedelta()
        stop = min(each for each in (until, self.reached_at, self.ended_at) if each is not None)
        return ran(self.term, self.calendar, self.gaps(until), self.started_at, stop)

    def paused_for(self) -> tuple[str, ...]:
        """Return the reasons for which it stands now."""
        open_ones = (each.reason for each in self.pauses if each.end is None)
        return tuple(dict.fromkeys(each for each in open_ones if each in self.pause_on))

    def _moment_of(self, fact: Fact) -> datetime:
        """Return when a fact takes effect: never before the one recorded before it."""
        moment = fact.at.astimezone(UTC)
        if self.now is not None and moment < self.now:
            self._flag(Flag.CLOCK_WENT_BACK, fact)
            moment = self.now
        self.now = moment
        return moment

    def _begin(self, fact: Fact, moment: datetime) -> None:
        if self.started_at is not None or self.reached_at is not None:
            if fact.kind is Kind.RECEIVED:
                self._flag(Flag.STARTED_TWICE, fact)
            return
        start = self.promise.starts_at or moment
        self.started_at = self.since = start.astimezone(UTC)
        if self.promise.promised_at is not None:
            self.since = max(self.since, self.promise.promised_at.astimezone(UTC))
        self._mark(fact, moment)

    def _reach(self, fact: Fact, moment: datetime) -> None:
        if self.reached_at is not None or self.ended_at is not None:
            return
        said = self._said(fact, moment)
        self.reached_at = said
        if self.started_at is not None:
            self.reached_limit = self.limit(said)
            if self.is_late and said <= self.reached_limit.due.at:
                self._flag(Flag.REPORTED_LATE, fact)
        self._mark(fact, moment)

    def _said(self, fact: Fact, moment: datetime) -> datetime:
        """Return when a milestone was reached: between the start and the moment of the record."""
        said = moment if fact.happened_at is None else fact.happened_at.astimezone(UTC)
        if said > moment:
            self._flag(Flag.REACHED_IN_FUTURE, fact)
            said = moment
        start = moment if self.started_at is None else min(self.started_at, moment)
        if self.started_at is None or said < start:
            self._flag(Flag.REACHED_BEFORE_START, fact)
            said = start
        return said

    def _pause(self, fact: Fact, moment: datetime) -> None:
        if any(each.end is None and each.reason == fact.reason for each in self.pauses):
            self._flag(Flag.PAUSED_TWICE, fact)
            return
        self.pauses += (Pause(moment, None, fact.reason, fact.sequence),)
        self._mark(fact, moment)

    def _resume(self, fact: Fact, moment: datetime) -> None:
        """End the pause of a reason, without a reason all of them."""
        ended = tuple(
            replace(each, end=moment)
            if each.end is None and fact.reason in {"", each.reason}
            else each
            for each in self.pauses
        )
        if ended == self.pauses:
            self._flag(Flag.RESUMED_WITHOUT_PAUSE, fact)
            return
        self.pauses = ended
        self._mark(fact, moment)

    def _reopen(self, fact: Fact, moment: datetime) -> None:
        if self.promise.follows_settling:
            self._wait_again(moment)
            self._mark(fact, moment)
            return
        if self.reached_at is None or not self.promise.is_settling:
            return
        if not self.promise.counts_while_settled:
            self.pauses += (Pause(self.reached_at, moment, SETTLED, fact.sequence),)
        self.reached_at = self.reached_limit = None
        self._wake(moment)
        self._mark(fact, moment)

    def _wait_again(self, moment: datetime) -> None:
        """Forget that the matter was settled: what counts from there begins when it is again."""
        if self.started_at is not None:
            self.earlier += ((self.started_at, min(moment, self.reached_at or moment)),)
        self.started_at = self.reached_at = self.reached_limit = None
        self.extension = self._not_before = None

    def _correct(self, fact: Fact, moment: datetime) -> None:
        """Say when the milestone was reached in truth; only this can explain a breach away."""
        if not fact.reason.strip() or fact.happened_at is None:
            self._flag(Flag.CORRECTED_WITHOUT_REASON, fact)
            return
        if self.ended_at is not None or self.started_at is None:
            self._flag(Flag.CORRECTED_AFTER_END, fact)
            return
        said = self.reached_at = self._said(fact, moment)
        self.reached_limit = self.limit(said)
        due = self.reached_limit.due.at
        self.breaches = tuple(
            replace(each, annulled_by=fact)
            if each.annulled_by is None and said <= each.at
            else each
            for each in self.breaches
        )
        assert self.since is not None
        if said > max(due, self.since) and not self.is_late:
            self.breaches += (Breach(max(due, self.since), due),)
        self._mark(fact, moment)

    def _change(self, fact: Fact, moment: datetime) -> None:
        """Let another rule hold from the start on: no time is lost, and none is counted twice."""
        change = fact.change or Change()
        self.term = change.term or self.term
        self.calendar = change.calendar or self.calendar
        self.pause_on = self.pause_on if change.pause_on is None else change.pause_on
        self.limit_version = change.limit_version or self.limit_version
        self.calendar_version = change.calendar_version or self.calendar_version
        if self.is_late:
            self._flag(Flag.CHANGED_AFTER_BREACH, fact)
        self._wake(moment)
        self._mark(fact, moment)

    def _extend(self, fact: Fact, moment: datetime) -> None:
        change = fact.change or Change()
        self.extension = change.term
        if self.is_late:
            self._flag(Flag.EXTENDED_AFTER_BREACH, fact)
        if self.started_at is not None:
            limit = self.limit(moment)
            if limit.extended is not None and limit.extended.at < limit.original.at:
                self._flag(Flag.EXTENSION_SHORTENS, fact)
            self._not_before = limit.due.at
        self._mark(fact, moment)

    def _end(self, fact: Fact, moment: datetime) -> None:
        ends_here = fact.kind not in _ENDS_A_LEG or self.promise.leg_id is not None
        if not ends_here or self.reached_at is not None or self.ended_at is not None:
            return
        self.ended_at, self.ended_by = moment, fact.kind
        self._mark(fact, moment)

    def _unmerge(self, fact: Fact, moment: datetime) -> None:
        if self.ended_by is not Kind.MERGED:
            return
        self.ended_at = self.ended_by = None
        self._wake(moment)
        self._mark(fact, moment)

    def _restart(self, fact: Fact, moment: datetime) -> None:
        """Begin anew, where that was agreed; what was late stays so."""
        if self.started_at is None or self.ended_at is not None:
            return
        self.earlier += ((self.started_at, min(moment, self.reached_at or moment)),)
        self.started_at = moment
        self.reached_at = self.reached_limit = self.extension = None
        self._wake(moment)
        self._mark(fact, moment)

    def _wake(self, moment: datetime) -> None:
        self.since = moment if self.since is None else max(self.since, moment)
        self._not_before = None

    def _mark(self, fact: Fact, moment: datetime) -> None:
        self.marks += (Mark(moment, fact),)

    def _flag(self, flag: Flag, fact: Fact) -> None:
        self.flags += ((flag, fact.sequence),)


# The table belongs to the class, whose own functions it names.
_HANDLERS: dict[Kind, Callable[[Course, Fact, datetime], None]] = {
    Kind.PAUSED: Course._pause,  # noqa: SLF001
    Kind.RESUMED: Course._resume,  # noqa: SLF001
    Kind.REOPENED: Course._reopen,  # noqa: SLF001
    Kind.CORRECTED: Course._correct,  # noqa: SLF001
    Kind.CHANGED: Course._change,  # noqa: SLF001
    Kind.EXTENDED: Course._extend,  # noqa: SLF001
    Kind.RETURNED: Course._end,  # noqa: SLF001
    Kind.REDISPATCHED: Course._end,  # noqa: SLF001
    Kind.MERGED: Course._end,  # noqa: SLF001
    Kind.CANCELLED: Course._end,  # noqa: SLF001
    Kind.UNMERGED: Course._unmerge,  # noqa: SLF001
}
