"""Clocks as rows: kept, swept by several workers at once, and repaired."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from zuoxi.audit.sentences import sentence_for
from zuoxi.calendars import queries as calendars
from zuoxi.calendars.counting import preset
from zuoxi.clocks import queries
from zuoxi.clocks.actions import Kept, keep_clocks, repair_clocks, sweep_clocks
from zuoxi.clocks.facts import Change, Kind, Milestone
from zuoxi.clocks.models import Clock, PassedLevel
from zuoxi.clocks.promises import Promise
from zuoxi.clocks.replay import advance, replay
from zuoxi.clocks.stored import read, written
from zuoxi.clocks.tests.test_replay import HOUR, START, fact, promise
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.models import Event

pytestmark = pytest.mark.django_db


# No layer at all: the usual week.
USUAL = "@Asia/Shanghai"


def state_of(*facts, until=START, **more):
    promised = promise(calendar_version=USUAL, limit_version="L1", **more)
    calendar = calendars.calendar_of_version(USUAL).calendar
    return replay(promised, [fact(1, Kind.RECEIVED), *facts], calendar, until)


def keep_clock(state, *, order_id, now) -> Clock:
    keep_clocks([Kept(order_id, None, state)], order_ids=[order_id], now=now)
    return Clock.objects.get(order_id=order_id)


def sweep(now, limit=100) -> int:
    return sweep_clocks(actor=SYSTEM, limit=limit, now=now)


class TestKeeping:
    def test_a_clock_is_one_row_whatever_happens_to_it(self):
        state = state_of()
        clock = keep_clock(state, order_id=1, now=START)
        assert (clock.state, clock.next_at) == ("running", START + 12 * HOUR)

        state = advance(state, fact(2, Kind.PAUSED, 1, reason="customer"))
        paused = keep_clock(state, order_id=1, now=START + HOUR)
        assert (paused.pk, paused.state, paused.next_at) == (clock.pk, "paused", None)

        state = advance(state, fact(3, Kind.REACHED, 2, milestone=Milestone.FINISH))
        met = keep_clock(state, order_id=1, now=START + 2 * HOUR)
        assert (met.pk, met.state, met.met_at) == (clock.pk, "met", START + 2 * HOUR)
        assert list(queries.of_order(1)) == [clock]

    def test_what_was_promised_is_read_as_it_was_written(self):
        one = Promise(
            milestone=Milestone.CALLBACK,
            term=preset("civil_days_business", 3),
            counts_from=Milestone.FINISH,
            leg_id=7,
            pause_on=frozenset({"b", "a"}),
            limit_version="L1",
            calendar_version="1.1@UTC",
            starts_at=START,
            counts_while_settled=False,
            restarts_on=frozenset({Kind.REDISPATCHED}),
        )
        assert read(written(one)) == one
        assert read(written(promise())) == promise()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"state": "unknown"},
            {"state": "paused", "is_paused": True},
            {"due_at": None, "next_at": None},
            {"met_at": START},
            {"is_late": True},
            {"milestone": "unknown"},
            {"breached_at": START, "broken_due_at": START + HOUR},
        ],
    )
    def test_the_database_refuses_a_row_that_cannot_be(self, wrong):
        clock = keep_clock(state_of(), order_id=1, now=START)

        with pytest.raises(IntegrityError), transaction.atomic():
            Clock.objects.filter(pk=clock.pk).update(**wrong)


class TestSweeping:
    def test_each_level_is_noted_once_and_the_breach_with_it(self):
        keep_clock(state_of(), order_id=1, now=START)

        assert sweep(START + 11 * HOUR) == 0
        assert sweep(START + 13 * HOUR) == 1
        assert sweep(START + 13 * HOUR) == 0
        assert Clock.objects.get().next_at == START + timedelta(hours=19, minutes=12)
        assert sweep(START + 25 * HOUR) == 1

        clock = Clock.objects.get()
        assert (clock.state, clock.breached_at) == ("breached", START + 24 * HOUR)
        assert [each.name for each in clock.passed.order_by("pk")] == ["half", "soon", "due"]
        assert clock.next_at == START + 30 * HOUR
        told = Event.objects.filter(kind="clocks.level_reached").order_by("pk")
        assert [each.data["level"] for each in told] == ["half", "soon", "due"]
        assert all(sentence_for(each) for each in told)

    def test_at_its_due_time_a_clock_is_not_late_yet(self):
        keep_clock(state_of(), order_id=1, now=START)

        sweep(START + 24 * HOUR)
        assert not Clock.objects.get().is_late
        sweep(START + 24 * HOUR + timedelta(seconds=1))
        assert Clock.objects.get().breached_at == START + 24 * HOUR

    def test_what_has_passed_does_not_come_again_after_an_extension(self):
        state = state_of()
        keep_clock(state, order_id=1, now=START)
        sweep(START + 13 * HOUR)
        change = Change(preset("civil_hours", 48))
        state = advance(state, fact(2, Kind.EXTENDED, 14, change=change))

        clock = keep_clock(state, order_id=1, now=START + 14 * HOUR)

        assert clock.next_at == START + 48 * HOUR * 0.8
        assert clock.original_due_at == START + 24 * HOUR
        sweep(START + 47 * HOUR)
        assert set(clock.passed.values_list("name", flat=True)) == {"half", "soon"}

    def test_so_many_at_a_time_the_longest_waiting_first(self):
        for order_id in range(1, 4):
            keep_clock(state_of(amount=30 - order_id), order_id=order_id, now=START)

        assert sweep(START + 100 * HOUR, limit=2) == 2
        left = queries.due(START + 100 * HOUR)
        assert [each.order_id for each in left] == [1]


@pytest.mark.django_db(transaction=True)
class TestSeveralWorkers:
    """Each worker has a connection of its own."""

    def test_two_at_once_note_each_level_once(self):
        keep_several(8)
        barrier, counts = threading.Barrier(2), []

        def work():
            try:
                barrier.wait()
                while count := sweep(START + 13 * HOUR, limit=2):
                    counts.append(count)
            finally:
                connection.close()

        run_all(work, work)

        assert sum(counts) == 8
        assert PassedLevel.objects.count() == 8
        assert Event.objects.filter(kind="clocks.level_reached").count() == 8

    def test_a_worker_that_dies_loses_nothing_and_nothing_is_done_twice(self):
        keep_several(3)
        holds, may_die, seen = threading.Event(), threading.Event(), []

        def dying():
            try:
                with transaction.atomic():
                    seen.append(sweep(START + 13 * HOUR, limit=2))
                    holds.set()
                    may_die.wait(30)
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            except Exception as error:  # noqa: BLE001 - the server hangs up, in whatever words
                seen.append(type(error).__name__)
            finally:
                connection.close()

        def other():
            try:
                holds.wait(30)
                seen.append(sweep(START + 13 * HOUR))
            finally:
                may_die.set()
                connection.close()

        run_all(dying, other)

        # The other one passes over the two that are held.
        assert seen[:2] == [2, 1]
        assert len(seen) == 3
        assert PassedLevel.objects.count() == 1
        assert sweep(START + 13 * HOUR) == 2
        assert PassedLevel.objects.count() == 3
        assert Event.objects.filter(kind="clocks.level_reached").count() == 3


def keep_several(count):
    with transaction.atomic():
        for order_id in range(1, count + 1):
            keep_clock(state_of(), order_id=order_id, now=START)


def run_all(*work):
    threads = [threading.Thread(target=each) for each in work]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert not any(each.is_alive() for each in threads)


class TestRepairing:
    FACTS = (fact(1, Kind.RECEIVED), fact(2, Kind.PAUSED, 1, reason="customer"))

    def repair(self, clock, facts=FACTS, now=START + 2 * HOUR):
        return repair_clocks(
            actor=SYSTEM, clock_ids=[clock.pk], facts_of=lambda _clock: facts, now=now
        )

    def test_what_differs_is_reported_and_set_right(self):
        clock = keep_clock(state_of(), order_id=1, now=START)

        found = self.repair(clock)

        assert {each.column for each in found} == {"state", "is_paused", "next_at"}
        clock.refresh_from_db()
        assert (clock.state, clock.next_at) == ("paused", None)
        event = Event.objects.get(kind="clocks.repaired")
        assert event.data["columns"]["state"] == ["running", "paused"]
        assert sentence_for(event)
        assert self.repair(clock, now=START + 5 * HOUR) == []

    def test_a_clock_that_shows_its_facts_is_left_alone(self):
        clock = keep_clock(state_of(), order_id=1, now=START)

        assert self.repair(clock, self.FACTS[:1]) == []
        assert not Event.objects.filter(kind="clocks.repaired").exists()

    def test_a_swept_clock_is_no_difference_and_one_that_waits_is_left_to_the_sweep(self):
        clock = keep_clock(state_of(), order_id=1, now=START)
        late = START + 25 * HOUR

        assert self.repair(clock, self.FACTS[:1], late) == []
        sweep(late)
        assert self.repair(clock, self.FACTS[:1], late) == []
