"""What the measurements of a running Zuoxi conclude from what they have seen."""

import os
import subprocess
import sys
from array import array
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from bench import day_report, histories, live, live_report, playing, processes
from bench.day import Day, Sample, Table
from bench.live import Found, Hearing, Listener, Page, Played
from bench.playing import Change
from bench.processes import Taken

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
CENTRE = Listener("dispatcher", "", hears_centre=True, hears_area=False)
AREA = Listener("area1", "", hears_centre=False, hears_area=True)
OTHER = Listener("area2", "", hears_centre=False, hears_area=False)


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 0.0

    monkeypatch.setattr(live.time, "monotonic", lambda: Clock.now)
    return Clock


def heard(clock, hearing, moments):
    for at, place, *names in moments:
        clock.now = at
        hearing.topics(place, [f"order:{each}" for each in names])


def judged(clock, moments, *changes):
    hearing = Hearing()
    heard(clock, hearing, moments)
    pages = [Page(each, place, hearing) for place, each in enumerate((CENTRE, AREA, OTHER))]
    return hearing.judged(changes, pages, 0.0)


def test_an_arrival_counts_from_the_moment_of_asking_and_once(clock):
    played = judged(
        clock,
        [(10.2, 0, "A"), (10.3, 0, "A"), (10.5, 1, "A")],
        Change("A", reaches_area=True, asked_at=10.0, answered_at=10.1),
    )

    assert [round(each, 3) for each in played.arrivals] == [0.2, 0.5]
    assert (played.missing, played.wrong) == (0, 0)


def test_an_arrival_belongs_to_the_latest_change_of_its_order(clock):
    played = judged(
        clock,
        [(10.2, 0, "A"), (12.4, 0, "A"), (12.5, 1, "A")],
        Change("A", reaches_area=False, asked_at=10.0, answered_at=10.1),
        Change("A", reaches_area=True, asked_at=12.0, answered_at=12.1),
    )

    assert [round(each, 3) for each in played.arrivals] == [0.2, 0.4, 0.5]
    assert (played.missing, played.wrong) == (0, 0)


def test_what_nobody_heard_is_missing_and_what_others_heard_is_wrong(clock):
    played = judged(
        clock,
        [(10.2, 2, "A"), (10.3, 1, "A")],
        Change("A", reaches_area=False, asked_at=10.0, answered_at=10.1),
    )

    assert (played.missing, played.wrong) == (1, 2)


def test_whoever_is_told_to_fetch_everything_has_heard(clock):
    hearing = Hearing()
    clock.now = 10.4
    hearing.resync(0)
    change = Change("A", reaches_area=False, asked_at=10.0, answered_at=10.1)

    played = hearing.judged([change], [Page(CENTRE, 0, hearing)], 0.0)

    assert [round(each, 3) for each in played.arrivals] == [0.4]
    assert played.missing == 0


def played_well():
    return Played(2, array("d", [0.1, 0.2]), array("d", [0.1]), 0, 0, 0.1, 0.5)


def found_well():
    taken = Taken(100.0, 90.0, 1.0, 12)
    return Found(
        live.Plan(10, 2, 5.0),
        accounts=5,
        empty=taken,
        opened=taken,
        told=taken,
        calm=played_well(),
        stuck=played_well(),
        after_rounds=[taken, taken, taken],
    )


def test_all_is_well_where_nothing_is_late_lost_or_left_behind():
    assert live_report.faults(found_well()) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"calm": replace(played_well(), missing=1)},
        {"stuck": replace(played_well(), wrong=1)},
        {"calm": replace(played_well(), arrivals=array("d", [0.1, 1.1]))},
        {"stuck_left": 1},
        {"after_rounds": [Taken(1, 90, 1, 12), Taken(1, 99, 1, 12)]},
        {"after_rounds": [Taken(1, 90, 1, 12), Taken(1, 90, 1, 13)]},
    ],
)
def test_each_fault_of_many_open_pages_is_named(changed):
    assert len(live_report.faults(replace(found_well(), **changed))) == 1


TABLE = Table(alive=10_000, dead=0, vacuums=0, changed=0, hot=0, bytes=1, index_bytes=1)


def day_of(memory, *, last=TABLE, connections=9, refused=()):
    tables = [{"orders": TABLE}] * (len(memory) - 1) + [{"orders": last}]
    samples = [
        Sample(float(minute), {"web": mib}, known, 9, 0, 100 * minute, 400 * minute)
        for minute, (mib, known) in enumerate(zip(memory, tables, strict=True))
    ]
    samples[-1] = replace(samples[-1], connections=connections)
    return Day(live.Plan(10, 1, 5.0), samples, list(refused))


def test_memory_that_rises_while_warming_up_and_then_stays_is_flat():
    day = day_of([100, 140, 160, 170, 180, 180, 181, 180, 181, 180])

    assert day_report.faults(day) == []


@pytest.mark.parametrize(
    "day",
    [
        day_of([100 + minute for minute in range(10)]),
        day_of([100] * 10, last=replace(TABLE, dead=4_000)),
        day_of([100] * 10, connections=20),
        day_of([100] * 10, refused=["500 /inquiry"]),
    ],
)
def test_each_thing_that_grows_is_named(day):
    assert len(day_report.faults(day)) == 1


def test_every_order_that_is_played_goes_a_legal_way_to_the_archive():
    for bounces in (False, True):
        state = "created"
        for step in playing.way(bounces=bounces):
            state = histories.target(state, step.action)
        assert state == "archived"


def test_a_process_tells_what_it_takes_and_which_it_has_started():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        mine = processes.taken(os.getpid())
        assert child.pid in set(processes.below(os.getpid()))
        assert "input()" in processes.words_of(child.pid)
        assert mine.rss >= mine.pss > 1
        assert mine.files > 2
        assert mine.seconds > 0
    finally:
        child.communicate(b"\n")
