"""The worker's part: rows from marks, levels from the sweep, notices once for each."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from zuoxi.clocks.actions import sweep_clocks
from zuoxi.clocks.models import Clock, PassedLevel
from zuoxi.deadlines import actions
from zuoxi.deadlines.models import Mark
from zuoxi.deadlines.tests.factories import HOUR, MINUTE, RECEIVED, Timed
from zuoxi.kernel.actors import SYSTEM
from zuoxi.notices.models import Notice
from zuoxi.workorders.tests.factories import set_option

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Timed()


def sweep(now) -> int:
    return sweep_clocks(actor=SYSTEM, limit=1000, now=now)


def tell(now) -> int:
    return actions.tell_levels(actor=SYSTEM, limit=1000, now=now)


class TestCounting:
    def test_every_event_of_an_order_leaves_a_mark_that_counting_takes_away(self, place):
        order = place.order()
        place.move(order, "dispatch")
        assert set(Mark.objects.values_list("order_id", flat=True)) == {order.pk}
        assert place.count() == 2
        assert not Mark.objects.exists()
        assert not place.count()

    def test_rows_show_what_the_log_says(self, place):
        order = place.move(place.order(), "dispatch", after=MINUTE)
        now = RECEIVED + MINUTE
        place.count(now)
        rows = {(e.leg_id, e.milestone): e for e in Clock.objects.filter(order_id=order.pk)}
        leg = order.legs.get()
        assert rows[None, "dispatch"].state == "met"
        assert rows[leg.pk, "accept"].due_at == now + 30 * MINUTE
        assert rows[leg.pk, "accept"].unit_id == place.areas[0].pk
        assert rows[None, "finish"].unit_id == place.centre.pk
        assert rows[None, "callback"].state == "waiting"

    def test_counting_again_writes_nothing(self, place):
        order = place.order()
        place.count()
        before = list(Clock.objects.values_list("pk", "changed_at"))
        Mark.objects.create(order_id=order.pk)
        place.count(RECEIVED + timedelta(seconds=1))
        assert list(Clock.objects.values_list("pk", "changed_at")) == before

    @pytest.mark.usefixtures("believing")
    def test_many_orders_take_as_many_statements_as_one(self, place, django_assert_num_queries):
        for area in (0, 1):
            place.move(place.order(), "dispatch", area=area)
        place.count()
        for number in (1, 6):
            for _each in range(number):
                place.move(place.order(), "dispatch")
            with django_assert_num_queries(12):
                place.count()

    def test_a_row_whose_promise_is_none_any_more_ends(self, place):
        order = place.order()
        place.count()
        row = Clock.objects.get(order_id=order.pk, milestone="finish")
        Clock.objects.filter(pk=row.pk).update(leg_id=4711)
        Mark.objects.create(order_id=order.pk)
        place.count(RECEIVED + MINUTE)
        row.refresh_from_db()
        assert (row.state, row.next_at) == ("cancelled", None)


class TestTelling:
    def test_a_level_is_told_once_to_whom_it_is_for(self, place):
        order = place.order()
        place.count()
        soon = RECEIVED + 16 * MINUTE
        assert sweep(soon) == 1
        assert tell(soon) == 2
        kinds = Notice.objects.filter(kind="deadlines.level")
        receivers = {each.receiver.username for each in kinds}
        assert "dispatcher" in receivers
        assert "director" in receivers
        assert {each.data["level"] for each in kinds} == {"half", "soon"}
        assert {each.data["number"] for each in kinds} == {order.number}
        assert not sweep(soon)
        assert not tell(soon)

    def test_what_was_reached_in_time_is_told_to_nobody(self, place):
        order = place.order()
        place.count()
        place.move(order, "dispatch", after=MINUTE)
        place.count(RECEIVED + MINUTE)
        sweep(RECEIVED + 21 * MINUTE)
        tell(RECEIVED + 21 * MINUTE)
        told = Notice.objects.filter(kind="deadlines.level", data__milestone="dispatch")
        assert not told.exists()

    def test_the_unit_that_has_it_is_told_of_its_own(self, place):
        place.move(place.order(), "dispatch")
        place.count()
        sweep(RECEIVED + 25 * MINUTE)
        tell(RECEIVED + 25 * MINUTE)
        accept = Notice.objects.filter(kind="deadlines.level", data__milestone="accept")
        receivers = {each.receiver.username for each in accept}
        assert {"area1", "head"} <= receivers
        assert "area2" not in receivers
        assert "head2" not in receivers

    def test_a_storm_comes_as_one_notice_to_each(self, place):
        set_option("deadlines.storm", 5)
        for _each in range(6):
            place.order()
        place.count()
        now = RECEIVED + 21 * MINUTE
        while sweep(now):
            pass
        while tell(now):
            pass
        storm = Notice.objects.filter(kind="deadlines.storm", receiver=place.users["director"])
        assert storm.get().count > 5
        assert not Notice.objects.filter(
            kind="deadlines.level", receiver=place.users["director"]
        ).exists()
        assert not PassedLevel.objects.filter(told_at=None).exists()

    def test_an_order_that_waits_is_not_escalated(self, place):
        order = place.order()
        actions.pause(
            actor=place.actor("intake"),
            number=order.number,
            reason="customer",
            note="等客户回电",
            until=None,
            now=RECEIVED,
        )
        place.count()
        sweep(RECEIVED + 10 * HOUR)
        assert not PassedLevel.objects.filter(clock__milestone="finish").exists()
        assert PassedLevel.objects.filter(clock__milestone="arrive").exists()


@pytest.mark.django_db(transaction=True)
class TestTwoWorkers:
    def test_what_one_worker_is_at_is_passed_over_by_the_other(self):
        place = Timed()
        place.order()
        found = []

        def other() -> None:
            try:
                found.append(place.count())
            finally:
                connection.close()

        with transaction.atomic():
            assert place.count() == 1
            thread = threading.Thread(target=other)
            thread.start()
            thread.join()
            assert found == [0]
            transaction.set_rollback(True)
        # Killed before it was done: nothing is lost.
        assert place.count() == 1
        assert Clock.objects.filter(milestone="finish").count() == 1

    def test_an_event_that_comes_while_its_order_is_counted_keeps_its_mark(self):
        place = Timed()
        order = place.order()

        def move() -> None:
            try:
                place.move(order, "dispatch", after=MINUTE)
            finally:
                connection.close()

        with transaction.atomic():
            place.count()
            thread = threading.Thread(target=move)
            thread.start()
            thread.join()
        assert Mark.objects.count() == 1
        assert place.count(RECEIVED + MINUTE) == 1
        assert Clock.objects.get(leg_id=None, milestone="dispatch").state == "met"

    def test_a_level_is_told_once_by_two_workers(self):
        place = Timed()
        place.order()
        place.count()
        now = RECEIVED + 16 * MINUTE
        sweep(now)
        found = []

        def other() -> None:
            try:
                found.append(tell(now))
            finally:
                connection.close()

        with transaction.atomic():
            assert tell(now) == 2
            thread = threading.Thread(target=other)
            thread.start()
            thread.join()
        assert found == [0]
        assert not PassedLevel.objects.filter(told_at=None).exists()
        for each in Notice.objects.filter(kind="deadlines.level"):
            assert each.count == 1
