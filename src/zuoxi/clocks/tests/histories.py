"""Histories of orders, made at random: mostly likely ones, now and then an impossible one."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from zuoxi.calendars.arithmetic import WorkingCalendar
from zuoxi.calendars.counting import PRESETS, Term, preset
from zuoxi.calendars.days import DatedWeek
from zuoxi.calendars.hours import read
from zuoxi.calendars.tests.arrangements import calendar
from zuoxi.clocks.facts import Change, Fact, Kind, Milestone
from zuoxi.clocks.promises import Promise

ALWAYS = WorkingCalendar((DatedWeek(date(2000, 1, 1), (read("00:00-24:00"),) * 7),))
BERLIN = WorkingCalendar(
    (DatedWeek(date(2000, 1, 1), (read("08:00-12:30, 13:00-17:00"),) * 5 + ((), ())),),
    zone="Europe/Berlin",
)
CALENDARS = (calendar(), ALWAYS, BERLIN)
REASONS = ("customer", "material", "appointment")
FIRST, LAST = datetime(2025, 9, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)


def a_term(random: Random) -> Term:
    name = random.choice(sorted(PRESETS))
    most = 40 if "days" in name else 60 if "hours" in name else 2000
    return preset(name, random.randint(0, most))


def a_promise(random: Random) -> Promise:
    term = a_term(random)
    leg_id = random.choice((None, None, 1))
    starts = (Kind.RECEIVED, Kind.OFFERED, Kind.ACCEPTED, Milestone.ARRIVE, Milestone.FINISH)
    counts_from = Kind.OFFERED if leg_id and random.random() < 0.8 else random.choice(starts)
    return Promise(
        milestone=random.choice([each for each in Milestone if each != counts_from]),
        term=term,
        counts_from=counts_from,
        leg_id=leg_id,
        pause_on=frozenset(random.sample(REASONS, random.randint(0, 3))),
        limit_version="L1",
        calendar_version="C1",
        counts_while_settled=random.random() < 0.7,
        restarts_on=frozenset({Kind.REDISPATCHED} if random.random() < 0.15 else ()),
    )


def a_history(random: Random, *, most: int = 24) -> list[Fact]:
    """Return facts in the order in which they were recorded."""
    at = FIRST + timedelta(minutes=random.randint(0, int((LAST - FIRST).total_seconds() // 60)))
    facts = [Fact(1, Kind.RECEIVED, at)]
    for sequence in range(2, random.randint(2, most) + 1):
        at += _gap(random)
        facts.append(_fact(random, sequence, at))
    return facts


def _gap(random: Random) -> timedelta:
    kind = random.random()
    if kind < 0.1:
        return timedelta()
    if kind < 0.15:
        # The clock of the server was set back.
        return -timedelta(minutes=random.randint(1, 90))
    if kind < 0.6:
        return timedelta(minutes=random.randint(1, 240), seconds=random.choice((0, 0, 17)))
    return timedelta(minutes=random.randint(60, 6 * 1440))


_KINDS = [each for each in Kind if each not in {Kind.RECEIVED, Kind.MERGED, Kind.CANCELLED}]
_KINDS += [Kind.PAUSED, Kind.RESUMED] * 4 + [Kind.REACHED] * 2 + [Kind.OFFERED, Kind.ACCEPTED]


def _fact(random: Random, sequence: int, at: datetime) -> Fact:
    kind = random.choice(_KINDS)
    if random.random() < 0.03:
        kind = random.choice((Kind.RECEIVED, Kind.MERGED, Kind.CANCELLED))
    fact = Fact(sequence, Kind.URGED, at, leg_id=random.choice((None, None, 1, 2)))
    if kind in {Kind.PAUSED, Kind.RESUMED}:
        leg_id = random.choice((None, None, None, 1, 2))
        return replace(fact, kind=kind, leg_id=leg_id, reason=random.choice(REASONS))
    if kind in {Kind.REACHED, Kind.CORRECTED}:
        said = None
        if kind is Kind.CORRECTED or random.random() < 0.3:
            said = at - timedelta(minutes=random.randint(-60, 4000))
        reason = random.choice(("signed on paper", "signed on paper", ""))
        milestone = random.choice(list(Milestone))
        return replace(fact, kind=kind, milestone=milestone, reason=reason, happened_at=said)
    if kind is Kind.EXTENDED:
        return replace(fact, kind=kind, change=Change(term=a_term(random)))
    if kind is Kind.CHANGED:
        return replace(fact, kind=kind, change=_change(random, sequence))
    return replace(fact, kind=kind)


def _change(random: Random, sequence: int) -> Change:
    what = random.random()
    if what < 0.5:
        return Change(term=a_term(random), limit_version=f"L{sequence}")
    if what < 0.8:
        return Change(calendar=random.choice(CALENDARS), calendar_version=f"C{sequence}")
    return Change(pause_on=frozenset(random.sample(REASONS, random.randint(0, 3))))
