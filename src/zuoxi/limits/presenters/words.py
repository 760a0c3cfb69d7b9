"""A limit in words: short for a cell, in full for whoever asks."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from zuoxi.calendars.choices import CLOCK_LABELS, END_LABELS, ROLL_LABELS, START_LABELS
from zuoxi.calendars.counting import Clock, Term, Unit
from zuoxi.clocks.facts import Milestone
from zuoxi.limits.checking import Fault
from zuoxi.limits.choices import (
    EVIDENCE_LABELS,
    MILESTONES,
    PAUSE_LABELS,
    SINCE_LABELS,
    SOMETIMES_LATER,
    WAY_LABELS,
    WAYS,
)
from zuoxi.limits.matching import USUALLY_FROM, Evidence, Limit
from zuoxi.limits.presets import SAME_DAY

# What each tag of the tables is written as, beside its words.
_MARKS = {
    Evidence.LAW: "P",
    Evidence.SECONDARY: "S",
    Evidence.GENERAL: "G",
    Evidence.DEFAULT: "D",
    Evidence.AGREED: "A",
}


@dataclass(frozen=True)
class Cell:
    """A limit in a cell; ``since`` is empty where it counts from the usual event."""

    text: str
    since: str
    pauses: str
    details: str
    mark: str


def amount_words(term: Term) -> str:
    """Return how long a term is: 20 min, 5 working days, the same day."""
    count = {"count": term.amount}
    if not term.amount:
        return pgettext("limit", "at once")
    if term == SAME_DAY:
        return pgettext("limit", "same day")
    if term.unit is Unit.WORKING_DAYS:
        return ngettext("%(count)s working day", "%(count)s working days", term.amount) % count
    if term.unit is Unit.NATURAL_DAYS:
        return npgettext("limit", "%(count)s day", "%(count)s days", term.amount) % count
    return _time_words(term) % count


def counting_words(term: Term) -> str:
    """Return by which rules a term is counted."""
    way = way_of(term)
    if way:
        return str(WAY_LABELS[way])
    rules = (
        CLOCK_LABELS[term.clock],
        START_LABELS[term.start],
        END_LABELS[term.end],
        ROLL_LABELS[term.roll],
    )
    return _(", ").join(str(each) for each in rules)


def way_of(term: Term) -> str:
    """Return the offered way of counting that a term has, empty for another one."""
    for name, way in WAYS.items():
        if _rules(way) == _rules(term):
            return name
    return ""


def cell(milestone: Milestone, limit: Limit, evidence: Evidence, source: str) -> Cell:
    """Word a limit; evidence and source of its rule hold where it has none of its own."""
    since = SINCE_LABELS[limit.since]
    pauses = _(", ").join(str(PAUSE_LABELS[each]) for each in limit.pauses)
    shown = limit.evidence or evidence
    origin = limit.source if limit.evidence else source
    details = [
        f"{MILESTONES[milestone]}: {amount_words(limit.term)} {since}",
        counting_words(limit.term),
        _("Does not run %(pauses)s") % {"pauses": pauses} if pauses else "",
        f"{EVIDENCE_LABELS[shown]}: {origin}",
    ]
    return Cell(
        text=amount_words(limit.term),
        since="" if limit.since is USUALLY_FROM[milestone] else str(since),
        pauses=pauses,
        details="\n".join(filter(None, details)),
        mark=_MARKS[shown],
    )


def short(limit: Limit | None, milestone: Milestone) -> str:
    """Return a limit on one line, a dash for none."""
    if limit is None:
        return "–"
    words = amount_words(limit.term)
    if limit.since is not USUALLY_FROM[milestone]:
        words = f"{words} {SINCE_LABELS[limit.since]}"
    if limit.pauses:
        pauses = _(", ").join(str(PAUSE_LABELS[each]) for each in limit.pauses)
        words = pgettext("limit and what stops it", "%(limit)s (not %(pauses)s)") % {
            "limit": words,
            "pauses": pauses,
        }
    return words


def evidence_marks() -> list[tuple[str, str]]:
    """Return the letters of the tables with what they mean."""
    return [(mark, str(EVIDENCE_LABELS[each])) for each, mark in _MARKS.items()]


def hint(fault: Fault) -> str:
    """Word what is wrong for some receipts only."""
    assert fault.milestone
    assert fault.other
    return SOMETIMES_LATER % {
        "milestone": MILESTONES[fault.milestone],
        "other": MILESTONES[fault.other],
    }


def _time_words(term: Term) -> str:
    if term.clock is Clock.CALENDAR and term.unit is Unit.HOURS:
        return ngettext("%(count)s working hour", "%(count)s working hours", term.amount)
    if term.clock is Clock.CALENDAR:
        return ngettext("%(count)s working minute", "%(count)s working minutes", term.amount)
    if term.unit is Unit.HOURS:
        return npgettext("limit", "%(count)s h", "%(count)s h", term.amount)
    return npgettext("limit", "%(count)s min", "%(count)s min", term.amount)


def _rules(term: Term) -> tuple[object, ...]:
    return (term.unit, term.clock, term.start, term.end, term.roll)
