"""The clocks of orders, from everything that happens to them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from zuoxi.calendars.tests.factories import national, set_day
from zuoxi.callbacks import actions as callbacks
from zuoxi.callbacks.models import Callback
from zuoxi.deadlines.tests.factories import HOUR, MINUTE, RECEIVED, Timed
from zuoxi.limits.tests.factories import hours, working_days
from zuoxi.linkage import actions as linkage
from zuoxi.workorders import actions as workorders
from zuoxi.workorders.tests.factories import Place, create, inputs_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Timed()


def states(place, order, now) -> dict[tuple[int, str], str]:
    return {key: state.state.value for key, state in place.clocks(order, now).items()}


def test_an_order_has_the_clocks_that_its_limits_name(place):
    order = place.order()
    clocks = place.clocks(order, RECEIVED)
    assert {key: state.due_at for key, state in clocks.items() if state.due_at} == {
        (0, "dispatch"): RECEIVED + 20 * MINUTE,
        (0, "contact"): RECEIVED + 2 * HOUR,
        (0, "arrive"): RECEIVED + 3 * HOUR,
        (0, "finish"): RECEIVED + 4 * HOUR,
        (0, "reply"): RECEIVED + 6 * HOUR,
    }
    assert clocks[0, "callback"].state.value == "waiting"
    assert {each.course.limit_version.split(".")[0] for each in clocks.values()} == {
        str(place.version.pk)
    }


def test_a_dispatch_has_clocks_of_its_own_from_its_offer(place):
    order = place.move(place.order(), "dispatch", after=10 * MINUTE)
    clocks = place.clocks(order, RECEIVED + 10 * MINUTE)
    assert clocks[0, "dispatch"].state.value == "met"
    assert clocks[1, "accept"].due_at == RECEIVED + 40 * MINUTE
    assert clocks[1, "finish"].due_at == RECEIVED + 10 * MINUTE + 4 * HOUR
    assert clocks[0, "finish"].due_at == RECEIVED + 4 * HOUR
    assert (1, "reply") not in clocks


def test_who_does_not_sign_gains_nothing(place):
    order = place.move(place.order(), "dispatch", after=10 * MINUTE)
    order = place.move(order, "accept", after=2 * HOUR)
    clocks = place.clocks(order, RECEIVED + 2 * HOUR)
    assert clocks[1, "accept"].is_late
    assert clocks[1, "finish"].due_at == RECEIVED + 10 * MINUTE + 4 * HOUR


def test_a_bounce_ends_the_clocks_of_the_dispatch_and_none_of_the_order(place):
    order = place.move(place.order(), "dispatch")
    order = place.move(order, "return", after=HOUR)
    now = RECEIVED + HOUR
    assert states(place, order, now)[1, "finish"] == "cancelled"
    assert states(place, order, now)[0, "finish"] == "running"
    order = place.move(order, "note_misdispatch", after=HOUR + MINUTE)
    order = place.move(order, "dispatch", after=2 * HOUR, area=1)
    clocks = place.clocks(order, RECEIVED + 2 * HOUR)
    assert clocks[0, "finish"].due_at == RECEIVED + 4 * HOUR
    assert clocks[2, "finish"].due_at == RECEIVED + 6 * HOUR
    assert not clocks[0, "dispatch"].is_open


def test_an_urge_resets_nothing(place):
    order = place.order()
    before = place.clocks(order, RECEIVED)
    workorders.urge_order(
        actor=place.actor("intake"), number=order.number, remark="", now=RECEIVED + MINUTE
    )
    after = place.clocks(order, RECEIVED + MINUTE)
    assert {key: each.due_at for key, each in before.items()} == {
        key: each.due_at for key, each in after.items()
    }


def test_completion_reaches_what_nobody_reported(place):
    order = place.move(place.order(), "dispatch")
    order = place.move(order, "accept", after=MINUTE)
    order = place.move(order, "complete", after=HOUR)
    clocks = place.clocks(order, RECEIVED + HOUR)
    for key in ((1, "contact"), (1, "arrive"), (1, "finish"), (0, "finish"), (0, "reply")):
        assert (clocks[key].state.value, clocks[key].met_at) == ("met", RECEIVED + HOUR), key
    assert clocks[0, "callback"].due_at == RECEIVED + 25 * HOUR


def test_with_a_callback_the_call_is_the_reply(place):
    order = place.move(place.order(), "dispatch")
    order = place.move(order, "accept", after=MINUTE)
    wanted = inputs_for(place, "complete") | {"callback_required": True}
    order = place.move(order, "complete", after=HOUR, inputs=wanted)
    assert states(place, order, RECEIVED + HOUR)[0, "reply"] == "running"
    callbacks.record_result(
        actor=place.actor("intake"),
        callback_id=Callback.objects.get(order=order).pk,
        result=callbacks.Result(
            connect_status="connected",
            solved="solved",
            satisfaction="satisfied",
            remark="已解决",
        ),
        expected_version=None,
        now=RECEIVED + 2 * HOUR,
    )
    clocks = place.clocks(order, RECEIVED + 2 * HOUR)
    assert clocks[0, "reply"].met_at == RECEIVED + 2 * HOUR
    assert clocks[0, "callback"].state.value == "met"


def test_of_a_complex_order_the_customer_has_the_reply_when_the_centre_has_told_it(place):
    order = place.move(place.order(complexity="complex"), "dispatch")
    order = place.move(order, "accept", after=MINUTE)
    order = place.move(order, "complete", after=HOUR)
    clocks = place.clocks(order, RECEIVED + HOUR)
    assert clocks[0, "finish"].met_at == RECEIVED + HOUR
    assert clocks[0, "reply"].is_open
    linkage.inform_customer(
        actor=place.actor("intake"),
        number=order.number,
        way="telephone",
        informed_at=RECEIVED + 2 * HOUR,
        expected_version=None,
        now=RECEIVED + 3 * HOUR,
    )
    assert place.clocks(order, RECEIVED + 3 * HOUR)[0, "reply"].met_at == RECEIVED + 2 * HOUR


def test_put_back_it_is_open_again_for_the_customer_and_not_for_the_department(place):
    order = place.move(place.order(), "dispatch")
    order = place.move(order, "accept", after=MINUTE)
    order = place.move(order, "complete", after=HOUR)
    order = place.move(order, "redispatch", after=5 * HOUR, by="controller")
    clocks = place.clocks(order, RECEIVED + 5 * HOUR)
    # Its time was up meanwhile: nobody was late while it was settled.
    assert clocks[0, "finish"].breached_at == RECEIVED + 5 * HOUR
    assert clocks[1, "finish"].state.value == "met"


def test_what_is_merged_or_archived_has_no_clock_that_runs(place):
    main, other = place.order(), place.order()
    merged = place.move(other, "merge", after=MINUTE, inputs={"into": main.number})
    assert not any(e.is_open for e in place.clocks(merged, RECEIVED + HOUR).values())
    merged = place.move(merged, "unmerge", after=2 * MINUTE)
    assert place.clocks(merged, RECEIVED + 2 * MINUTE)[0, "finish"].is_open
    order = place.move(main, "dispatch")
    order = place.move(order, "accept", after=MINUTE)
    order = place.move(order, "complete", after=HOUR)
    order = place.move(order, "archive", after=2 * HOUR)
    assert not any(e.is_open for e in place.clocks(order, RECEIVED + 3 * HOUR).values())


def test_an_order_keeps_the_version_that_it_was_promised_under(place):
    order = place.order()
    later = RECEIVED + HOUR
    place.agreed({"limits": {"finish": hours(1)}}, now=later)
    assert place.clocks(order, later)[0, "finish"].due_at == RECEIVED + 4 * HOUR
    fresh = place.order(now=later + MINUTE)
    assert place.clocks(fresh, later + MINUTE)[0, "finish"].due_at == later + MINUTE + HOUR


def test_another_grade_holds_from_the_start_on(place):
    later = RECEIVED + timedelta(minutes=1)
    place.agreed(
        {"limits": {"finish": hours(8)}},
        {"grade": "urgent", "limits": {"finish": hours(2), "reply": hours(2)}},
        now=later,
    )
    order = place.order(now=later, grade="normal")
    workorders.regrade(
        actor=place.actor("supervisor"),
        number=order.number,
        grade="urgent",
        region_class="",
        reason="有安全隐患",
        expected_version=None,
        now=later + 3 * HOUR,
    )
    order.refresh_from_db()
    clocks = place.clocks(order, later + 4 * HOUR)
    assert clocks[0, "finish"].due_at == later + 2 * HOUR
    assert clocks[0, "finish"].breached_at == later + 3 * HOUR
    # Promised since the regrade: nobody was late by it before.
    assert clocks[0, "reply"].breached_at == later + 3 * HOUR


def test_without_agreed_limits_nothing_is_promised():
    place = Place("bare-")
    assert Timed.clocks(place, create(place), RECEIVED) == {}


def test_another_calendar_holds_from_the_start_on_and_is_named(place):
    calendar = national()
    later = RECEIVED + MINUTE
    place.agreed({"limits": {"finish": working_days(1)}}, now=later)
    order = place.order(now=later)
    monday = datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert place.clocks(order, later)[0, "finish"].due_at == monday
    set_day(calendar, date(2026, 11, 23), "rest")
    clock = place.clocks(order, later + HOUR)[0, "finish"]
    assert clock.due_at == monday + timedelta(days=1)
    assert clock.course.calendar_version != clock.promise.calendar_version


def test_an_answer_at_once_is_all_that_was_owed(place):
    order = place.move(place.order(), "answer", after=MINUTE)
    clocks = place.clocks(order, RECEIVED + HOUR)
    for milestone in ("dispatch", "contact", "finish", "reply"):
        assert clocks[0, milestone].met_at == RECEIVED + MINUTE, milestone
    assert not any(each.is_open for each in clocks.values())


def test_a_part_owes_the_customer_nothing_and_its_end_is_not_its_parents(place):
    order = place.move(place.order(complexity="complex"), "dispatch")
    part = workorders.divide(
        actor=place.actor("dispatcher"),
        number=order.number,
        department=place.areas[1].code,
        technician=place.technicians[2].code,
        matter="请核对计费系统",
        expected_version=None,
        now=RECEIVED + MINUTE,
    )
    clocks = place.clocks(part, RECEIVED + HOUR)
    assert {milestone for leg, milestone in clocks if not leg} == {"dispatch", "arrive", "finish"}
    assert (1, "accept") in clocks
    part = place.move(part, "accept", after=2 * MINUTE, by="area2", area=1)
    place.move(part, "complete", after=HOUR, by="area2", area=1)
    assert place.clocks(order, RECEIVED + HOUR)[0, "finish"].is_open
