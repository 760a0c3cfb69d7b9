"""When a callback comes to be, what is recorded of a call, and how it ends."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from zuoxi.callbacks import actions, queries
from zuoxi.callbacks.actions import Result
from zuoxi.callbacks.models import Attempt, Callback
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.models import Event
from zuoxi.workorders.tests.factories import NOW, Place, act, inputs_for, order_in

pytestmark = pytest.mark.django_db

SATISFIED = Result(
    connect_status="connected", solved="solved", satisfaction="satisfied", remark="客户表示已恢复"
)


@pytest.fixture
def place():
    return Place()


def completed(place, *, callback_required=True):
    order = order_in(place, "in_progress")
    inputs = inputs_for(place, "complete") | {"callback_required": callback_required}
    return act(place, order, "complete", inputs=inputs)


@pytest.fixture
def callback(place):
    return completed(place).callbacks.get()


def record(place, callback, result=SATISFIED, *, by="intake", version=None, minutes=0):
    return actions.record_result(
        actor=place.actor(by),
        callback_id=callback.pk,
        result=result,
        expected_version=version,
        now=NOW + timedelta(days=1, minutes=minutes),
    )


def snapshot(callback):
    return (
        Callback.objects.filter(pk=callback.pk).values().get(),
        Attempt.objects.filter(callback=callback).count(),
        Event.objects.filter(subject_type="callbacks.callback", subject_id=callback.pk).count(),
    )


def test_an_order_completed_with_callback_yes_has_a_callback(place):
    order = completed(place)

    callback = order.callbacks.get()
    assert callback.status == "open"
    assert callback.leg == order.legs.get()
    event = Event.objects.get(kind="callbacks.opened")
    assert (event.subject_id, event.centre_id) == (callback.pk, place.centre.pk)


def test_an_order_completed_with_callback_no_has_none(place):
    assert not completed(place, callback_required=False).callbacks.exists()


def test_a_refused_completion_leaves_no_callback(place):
    order = order_in(place, "in_progress")
    inputs = inputs_for(place, "complete") | {"callback_required": True, "handler": "nobody"}
    with pytest.raises(InvalidInput):
        act(place, order, "complete", inputs=inputs)
    assert not Callback.objects.exists()


def test_reaching_the_customer_closes_it_with_the_answers(place, callback):
    closed = record(place, callback)

    assert closed.status == "done"
    assert closed.closed_at == NOW + timedelta(days=1)
    attempt = closed.attempts.get()
    assert (attempt.solved, attempt.satisfaction) == ("solved", "satisfied")
    assert attempt.made_by == place.users["intake"]
    event = Event.objects.get(kind="callbacks.attempted")
    assert event.data["satisfaction"] == "satisfied"
    assert (event.from_state, event.to_state) == ("open", "done")


def test_after_the_last_attempt_it_closes_as_not_reached(place, callback):
    for number, status in enumerate(["open", "open", "not_reached"]):
        result = Result(connect_status="no_answer")
        assert record(place, callback, result, minutes=number).status == status
    assert [each.number for each in callback.attempts.order_by("number")] == [1, 2, 3]


def test_a_customer_who_declines_is_not_called_again(place, callback):
    assert record(place, callback, Result(connect_status="refused")).status == "not_reached"


@pytest.mark.parametrize(
    ("result", "fields"),
    [
        (Result(connect_status=""), {"connect_status"}),
        (Result(connect_status="gone"), {"connect_status"}),
        (Result(connect_status="connected"), {"solved", "satisfaction", "remark"}),
        (Result(connect_status="busy", solved="solved"), {"solved"}),
        (Result(connect_status="busy", remark="a\x00b"), {"remark"}),
        (Result(connect_status="busy", remark="长" * 2001), {"remark"}),
    ],
)
def test_an_incomplete_result_is_refused_and_changes_nothing(place, callback, result, fields):
    before = snapshot(callback)
    with pytest.raises(InvalidInput) as refused:
        record(place, callback, result)
    assert set(refused.value.fields) == fields
    assert snapshot(callback) == before


def test_a_closed_one_takes_no_more_results(place, callback):
    record(place, callback)
    before = snapshot(callback)
    with pytest.raises(Conflict):
        record(place, callback)
    assert snapshot(callback) == before


def test_whoever_acts_on_an_old_version_is_told_so(place, callback):
    record(place, callback, Result(connect_status="busy"), version=1)
    with pytest.raises(Stale):
        record(place, callback, version=1)
    assert record(place, callback, version=2).status == "done"


@pytest.mark.parametrize("by", ["area1", "dispatcher", "auditor", "admin"])
def test_others_may_not_record_results(place, callback, by):
    before = snapshot(callback)
    with pytest.raises(Forbidden):
        record(place, callback, by=by)
    assert snapshot(callback) == before


def test_people_of_another_centre_do_not_see_it(place, callback):
    other = Place("other-", company=place.company)
    assert not queries.visible_to(other.actor("supervisor")).exists()
    with pytest.raises(NotFound):
        record(other, callback)


def test_it_is_withdrawn_when_the_order_goes_out_again(place):
    order = completed(place)
    act(place, order, "redispatch", by="controller")

    callback = order.callbacks.get()
    assert callback.status == "withdrawn"
    assert callback.reason
    assert Event.objects.filter(kind="callbacks.withdrawn", subject_id=callback.pk).exists()


def test_a_second_completion_opens_a_second_callback(place):
    order = completed(place)
    act(place, order, "redispatch", by="controller")
    act(place, order, "dispatch")
    act(place, order, "accept")
    inputs = inputs_for(place, "complete") | {"callback_required": True}
    act(place, order, "complete", inputs=inputs)

    assert [each.status for each in order.callbacks.order_by("id")] == ["withdrawn", "open"]


def test_a_result_that_is_in_stays_when_the_order_goes_out_again(place):
    order = completed(place)
    record(place, order.callbacks.get())
    act(place, order, "redispatch", by="controller")
    assert order.callbacks.get().status == "done"


def test_withdrawing_without_an_open_callback_is_not_found(place):
    order = completed(place, callback_required=False)
    with pytest.raises(NotFound):
        actions.withdraw_callback(
            actor=place.actor("dispatcher"), order_id=order.pk, reason="x", now=NOW
        )


def test_a_dispatch_is_called_back_once(place):
    order = completed(place, callback_required=False)
    leg = order.legs.get()
    values = {
        "order_id": order.pk,
        "leg_id": leg.pk,
        "number": order.number,
        "centre_id": order.centre_id,
        "now": NOW,
    }
    first = actions.open_callback(actor=place.actor("area1"), **values)
    assert first.status == "open"
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.open_callback(actor=place.actor("area1"), **values)
    assert Callback.objects.count() == 1
