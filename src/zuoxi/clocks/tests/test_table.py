"""Histories worked out by hand, each with the rule that explains it: ``histories.csv``."""

import csv
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from zuoxi.calendars.counting import preset
from zuoxi.calendars.tests.arrangements import calendar
from zuoxi.clocks.explaining import About, explain
from zuoxi.clocks.facts import Change, Fact, Kind, Milestone
from zuoxi.clocks.promises import Promise
from zuoxi.clocks.replay import advance, at, replay
from zuoxi.clocks.segments import SegmentNature, segments
from zuoxi.clocks.tests.histories import ALWAYS, BERLIN

TABLE = Path(__file__).parent / "histories.csv"
CHINA = calendar()
CALENDARS = {"berlin": replace(ALWAYS, zone="Europe/Berlin"), "berlin_days": BERLIN}
KINDS = {
    "recv": Kind.RECEIVED,
    "offer": Kind.OFFERED,
    "accept": Kind.ACCEPTED,
    "return": Kind.RETURNED,
    "redispatch": Kind.REDISPATCHED,
    "pause": Kind.PAUSED,
    "resume": Kind.RESUMED,
    "finish": Kind.REACHED,
    "report": Kind.REACHED,
    "reopen": Kind.REOPENED,
    "correct": Kind.CORRECTED,
    "merge": Kind.MERGED,
    "unmerge": Kind.UNMERGED,
    "cancel": Kind.CANCELLED,
    "term": Kind.CHANGED,
    "calendar": Kind.CHANGED,
    "extend": Kind.EXTENDED,
    "urge": Kind.URGED,
}


def rows():
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moment(text: str, zone: str) -> datetime | None:
    """Return a moment of 2026; 24:00 is the end of its day."""
    if not text:
        return None
    day, clock = text.split(" ")
    hours, minutes = map(int, clock.split(":"))
    midnight = datetime.fromisoformat(f"2026-{day}").replace(tzinfo=ZoneInfo(zone))
    if hours == 24:
        return midnight + timedelta(days=1)
    return midnight.replace(hour=hours, minute=minutes)


def promise_of(row) -> Promise:
    term = preset(row["term"], int(row["amount"]))
    promise = Promise(
        milestone=Milestone.FINISH,
        term=term,
        pause_on=frozenset({"customer", "material"}),
        limit_version="L1",
        calendar_version="C1",
    )
    kind = row["promise"]
    if kind.startswith("leg"):
        return replace(promise, leg_id=int(kind[3:]), counts_from=Kind.OFFERED)
    if kind == "callback":
        return replace(promise, milestone=Milestone.CALLBACK, counts_from=Milestone.FINISH)
    if kind == "stands":
        return replace(promise, counts_while_settled=False)
    if kind == "restarts":
        return replace(promise, restarts_on=frozenset({Kind.REDISPATCHED}))
    return promise


def fact_of(sequence: int, text: str, zone: str) -> Fact:
    word, when = text.strip().rsplit(" ", 2)[0], " ".join(text.strip().rsplit(" ", 2)[1:])
    word, _at, said = word.partition("@")
    word, _colon, more = word.partition(":")
    leg_id = int(word[-1]) if word[-1].isdigit() else None
    kind = KINDS[word.rstrip("123")]
    fact = Fact(sequence, Kind.URGED, moment(when, zone), leg_id=leg_id)
    if kind in {Kind.CHANGED, Kind.EXTENDED}:
        name, _equals, amount = more.partition("=")
        change = Change(calendar=ALWAYS) if not amount else Change(preset(name, int(amount)))
        return replace(fact, kind=kind, change=change)
    if kind in {Kind.REACHED, Kind.CORRECTED}:
        return replace(
            fact,
            kind=kind,
            milestone=Milestone.FINISH,
            reason="signed on paper",
            happened_at=moment(said, zone),
        )
    return replace(fact, kind=kind, reason=more)


def facts_of(row, zone: str) -> list[Fact]:
    return [fact_of(index, each, zone) for index, each in enumerate(row["history"].split(";"), 1)]


def test_the_table_is_large_and_explains_each_row():
    assert len(rows()) >= 60
    assert all(each["rule"] for each in rows())


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['rule']}-{row['term']}")
def test_a_history_checked_by_hand(row):
    base = CALENDARS.get(row["promise"], CHINA)
    promise, facts = promise_of(row), facts_of(row, base.zone)
    until = moment(row["until"], base.zone)

    state = replay(promise, facts, base, until)

    assert state.state == row["state"]
    assert state.due_at == moment(row["due"], base.zone)
    assert state.elapsed == timedelta(minutes=int(row["elapsed"]))
    assert state.breached_at == moment(row["breached"], base.zone)
    assert state.is_late == (row["late"] == "yes")
    _holds(state, promise, facts, base)


def _holds(state, promise, facts, base):
    """What is true of every history: one by one is the same, and the pieces add up."""
    one_by_one = replay(promise, (), base, facts[0].at)
    for fact in facts:
        one_by_one = advance(one_by_one, fact)
    assert at(one_by_one, state.until) == state

    pieces = [each for each in segments(state) if each.run == len(state.course.earlier)]
    assert all(one.end == other.begin for one, other in pairwise(pieces))
    counted = [each for each in pieces if each.nature in {SegmentNature.RAN, SegmentNature.OVER}]
    assert sum((each.end - each.begin for each in counted), timedelta()) == state.elapsed
    lines = [each for each in explain(state) if each.about is About.DUE]
    assert [each.at for each in lines] == ([state.due_at] if state.due_at else [])
