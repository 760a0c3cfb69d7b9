"""One deadline with every rule, version, day and event that made it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.functional import Promise as Text
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zuoxi.calendars.arithmetic import CannotCount
from zuoxi.calendars.choices import WHY_LABELS, holiday_name
from zuoxi.calendars.counting import BadTerm
from zuoxi.calendars.presenters.steps import length_words, step_words
from zuoxi.clocks.choices import LEVEL_LABELS, ClockMilestone
from zuoxi.clocks.course import SETTLED
from zuoxi.clocks.explaining import About, Line, explain, what_if
from zuoxi.clocks.facts import ClockFault
from zuoxi.clocks.levels import levels
from zuoxi.clocks.models import PassedLevel
from zuoxi.clocks.replay import ClockState
from zuoxi.clocks.segments import Segment, SegmentNature, segments
from zuoxi.deadlines.choices import FLAG_LABELS, KIND_LABELS, PauseReason
from zuoxi.deadlines.presenters.rows import StateBadge, badge_of, left_words
from zuoxi.deadlines.queries import OrderClock, rule_of
from zuoxi.kernel.errors import InvalidInput
from zuoxi.limits.presenters.words import amount_words, counting_words
from zuoxi.web.templatetags.web import exactly

_MINUTE = timedelta(minutes=1)
# Of the bar, in hundredths of a percent; no piece is so short that it cannot be seen.
_WHOLE, _LEAST = 10_000, 60

_NATURES: dict[SegmentNature, str | Text] = {
    SegmentNature.RAN: pgettext_lazy("segment", "Ran"),
    SegmentNature.PAUSED: pgettext_lazy("segment", "Waited"),
    SegmentNature.CLOSED: pgettext_lazy("segment", "Closed"),
    SegmentNature.HOLIDAY: pgettext_lazy("segment", "Holiday"),
    SegmentNature.OVER: pgettext_lazy("segment", "Over the limit"),
}
_SETTLED = gettext_lazy("settled and opened again later")


@dataclass(frozen=True)
class Piece:
    """A segment: what the clock did from when to when, why, and where it lies in the bar."""

    nature: str
    label: str | Text
    begin: datetime
    end: datetime
    length: str
    why: str
    x: float
    width: float


@dataclass(frozen=True)
class LevelRow:
    """A step of the escalation: when it falls due, and when it did."""

    label: str
    at: datetime
    noted_at: datetime | None
    told_at: datetime | None


@dataclass(frozen=True)
class Inspected:
    """A deadline with all that made it."""

    clock: OrderClock
    milestone: str | Text
    badge: StateBadge
    left: str
    elapsed: str
    limit: str
    counting: str
    rule_url: str
    rule_name: str
    source: str
    pieces: Sequence[Piece]
    sentences: Sequence[str]
    ladder: Sequence[LevelRow]

    @property
    def state(self) -> ClockState:
        """Where the clock stands."""
        return self.clock.state

    @property
    def is_extended(self) -> bool:
        """Whether the limit of now is another one than the one promised."""
        return self.state.original_due_at != self.state.due_at


@dataclass(frozen=True)
class Tried:
    """What would be if the limit, or the start, were another one."""

    due_at: datetime | None
    badge: StateBadge
    left: str
    sentences: Sequence[str]


def inspected(
    clock: OrderClock, passed: Sequence[PassedLevel], zone: str, now: datetime
) -> Inspected:
    """Return a deadline with all that made it, its times in the zone of its calendar."""
    state = clock.state
    version, number, _rule = rule_of(state.course.limit_version)
    limit = clock.answer.limits.get(clock.milestone)
    return Inspected(
        clock=clock,
        milestone=ClockMilestone(clock.milestone.value).label,
        badge=badge_of(state, now),
        left=left_words(state),
        elapsed=length_words(state.elapsed // _MINUTE),
        limit=amount_words(state.course.term),
        counting=counting_words(state.course.term),
        rule_url=reverse("limits:version", args=[version]),
        rule_name=_("Limits, version %(number)s") % {"number": number},
        source=(limit.source if limit and limit.evidence else "") or clock.answer.rule.source,
        pieces=list(_pieces(segments(state))),
        sentences=list(_sentences(state, ZoneInfo(zone))),
        ladder=_ladder(state, passed),
    )


def tried(
    clock: OrderClock, zone: str, now: datetime, *, amount: int | None, start: datetime | None
) -> Tried:
    """Return a deadline as it would be with another amount or start, its events as they were.

    Raises InvalidInput where nobody can count so far.
    """
    try:
        term = replace(clock.state.course.term, amount=amount) if amount is not None else None
        other = what_if(clock.state, term=term, start=start).other
    except (BadTerm, CannotCount, ClockFault):
        raise InvalidInput(fields={"amount": [_("So far nobody can count.")]}) from None
    return Tried(
        other.due_at,
        badge_of(other, now),
        left_words(other),
        list(_sentences(other, ZoneInfo(zone))),
    )


def _pieces(found: Sequence[Segment]) -> Iterator[Piece]:
    if not found:
        return
    begin, end = found[0].begin, found[-1].end
    whole = max((end - begin) / _MINUTE, 1.0)
    for each in found:
        share = (each.end - each.begin) / _MINUTE / whole
        yield Piece(
            nature=each.nature.value,
            label=_NATURES[each.nature],
            begin=each.begin,
            end=each.end,
            length=length_words((each.end - each.begin) // _MINUTE),
            why=_why(each),
            x=round((each.begin - begin) / _MINUTE / whole * _WHOLE),
            width=max(round(share * _WHOLE), _LEAST),
        )


def _why(segment: Segment) -> str:
    if segment.reasons:
        return _reasons(segment.reasons)
    named = holiday_name(segment.name) if segment.name else ""
    return str(named or (WHY_LABELS[segment.why] if segment.why else ""))


def _reasons(reasons: Sequence[str]) -> str:
    words = (str(_SETTLED) if each == SETTLED else str(PauseReason(each).label) for each in reasons)
    return _(", ").join(words)


def _ladder(state: ClockState, passed: Sequence[PassedLevel]) -> list[LevelRow]:
    done = {each.name: each for each in passed}
    rows = []
    for each in levels(state):
        known = done.get(each.level.name)
        rows.append(
            LevelRow(
                capfirst(str(LEVEL_LABELS[each.level.name])),
                known.fell_due_at if known else each.at,
                known.noted_at if known else None,
                known.told_at if known else None,
            )
        )
    return rows


def _sentences(state: ClockState, zone: ZoneInfo) -> Iterator[str]:
    for line in explain(state):
        sentence = _sentence(line, zone)
        if sentence:
            yield sentence


def _sentence(line: Line, zone: ZoneInfo) -> str:
    if line.step is not None:
        return step_words(line.step, zone)
    if line.about is About.FLAG and line.flag is not None:
        return str(FLAG_LABELS[line.flag])
    if line.about is About.FACT and line.fact is not None:
        values = {
            "moment": _moment(line.at),
            "what": KIND_LABELS[line.fact.kind],
            "due": _moment(line.due_at),
        }
        if line.due_at is None:
            return _("%(moment)s: %(what)s.") % values
        return _("%(moment)s: %(what)s; due %(due)s.") % values
    return _plain(line)


def _plain(line: Line) -> str:
    values = {"moment": _moment(line.at), "due": _moment(line.due_at)}
    if line.about is About.PROMISED:
        _version, number, _rule = rule_of(line.limit_version)
        return _("Promised by version %(number)s of the limits.") % {"number": number}
    if line.about is About.STOOD:
        return _("Waited from %(moment)s to %(until)s (%(reasons)s): %(length)s not counted.") % {
            **values,
            "until": _moment(line.until),
            "reasons": _reasons(line.reasons),
            "length": length_words((line.lost or timedelta()) // _MINUTE),
        }
    texts = {
        About.EXTENDED: _("With the extension it is due %(due)s."),
        About.DUE: _("Due: %(moment)s."),
        About.BREACHED: _("Overdue since %(moment)s; it was due %(due)s."),
        About.ANNULLED: _("Corrected at %(moment)s: it does not count as overdue."),
        About.MET: _("Reached at %(moment)s."),
        About.ENDED: _("Ended at %(moment)s."),
    }
    return texts[line.about] % values


def _moment(value: datetime | None) -> str:
    return exactly(value) if value else ""
