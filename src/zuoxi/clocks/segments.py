"""What a clock did at every moment, piece by piece. Pure Python."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from zuoxi.calendars.counting import Clock
from zuoxi.calendars.days import Span, Why
from zuoxi.clocks.course import SETTLED, Course
from zuoxi.clocks.facts import Fact
from zuoxi.clocks.replay import ClockState


class SegmentNature(StrEnum):
    """What a clock did for a while."""

    RAN = "ran"
    PAUSED = "paused"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the time of a clock.

    ``reasons`` are those of a pause, ``why`` and ``name`` the rule of the calendar. ``made_by`` is
    the last fact that had changed the clock by then. ``run`` counts from 0, and up each time that
    the clock began anew. A pause while the calendar is closed is closed: the lengths of what ran,
    of what was over and of what was paused are exactly what was counted as that.
    """

    nature: SegmentNature
    begin: datetime
    end: datetime
    reasons: tuple[str, ...] = ()
    why: Why | None = None
    name: str = ""
    made_by: Fact | None = None
    run: int = 0


def segments(state: ClockState) -> tuple[Segment, ...]:
    """Return the pieces from the start to the end of a clock, or to the moment of the state."""
    course = state.course
    if course.started_at is None:
        stops: list[tuple[datetime, datetime]] = []
    else:
        stops = [(course.started_at, state.stop)]
    found: list[Segment] = []
    for run, (begin, end) in enumerate([*course.earlier, *stops]):
        due = state.due_at if (begin, end) in stops else None
        _join(found, _pieces(course, begin, end, due, run))
    return tuple(found)


def _join(found: list[Segment], pieces: Iterable[Segment]) -> None:
    """Add pieces; one that only continues the one before lengthens it."""
    for piece in pieces:
        last = found[-1] if found else None
        if last is not None and replace(last, begin=last.end, end=piece.end) == piece:
            found[-1] = replace(last, end=piece.end)
        else:
            found.append(piece)


def _pieces(
    course: Course, begin: datetime, end: datetime, due: datetime | None, run: int
) -> Iterator[Segment]:
    cuts = sorted(_cuts(course, due))
    for span in _spans(course, begin, end):
        since = span.start
        for cut in cuts[bisect_right(cuts, since) :]:
            if cut >= span.end:
                break
            yield _piece(course, span, since, cut, due, run)
            since = cut
        yield _piece(course, span, since, span.end, due, run)


def _cuts(course: Course, due: datetime | None) -> set[datetime]:
    found = {each.at for each in course.marks}
    for pause in course.pauses:
        found |= {pause.begin, pause.end or pause.begin}
    return found if due is None else found | {due}


def _spans(course: Course, begin: datetime, end: datetime) -> Iterator[Span]:
    if end <= begin:
        return
    if course.term.clock is Clock.CALENDAR:
        yield from course.calendar.spans(begin, end)
        return
    # A clock that never closes has no days of its own.
    yield Span(begin, end, is_open=True, day=date.min, why=Why.WEEKDAY)


def _piece(
    course: Course, span: Span, begin: datetime, end: datetime, due: datetime | None, run: int
) -> Segment:
    maker = _maker(course, begin)
    if not span.is_open:
        nature = SegmentNature.HOLIDAY if span.why is Why.HOLIDAY else SegmentNature.CLOSED
        return Segment(nature, begin, end, (), span.why, span.name, maker, run)
    reasons = _reasons(course, begin)
    is_over = due is not None and begin >= due
    nature = (
        SegmentNature.PAUSED if reasons else SegmentNature.OVER if is_over else SegmentNature.RAN
    )
    why = span.why if course.term.clock is Clock.CALENDAR else None
    return Segment(nature, begin, end, reasons, why, span.name, maker, run)


def _reasons(course: Course, at: datetime) -> tuple[str, ...]:
    found = (
        each.reason
        for each in course.pauses
        if each.begin <= at
        and (each.end is None or at < each.end)
        and (each.reason in course.pause_on or each.reason == SETTLED)
    )
    return tuple(dict.fromkeys(found))


def _maker(course: Course, at: datetime) -> Fact | None:
    index = bisect_right(course.marks, at.astimezone(UTC), key=lambda mark: mark.at)
    return course.marks[index - 1].fact if index else None
