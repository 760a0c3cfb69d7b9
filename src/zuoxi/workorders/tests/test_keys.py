"""A move that is sent twice is made once, and the second call hears what the first has made."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.kernel.errors import Conflict, Stale
from zuoxi.kernel.models import Event
from zuoxi.workorders import actions
from zuoxi.workorders.models import MoveKey, WorkOrder
from zuoxi.workorders.tests.factories import NOW, Place, act, inputs_for, order_in

KEY = "phone-1"


@pytest.fixture
def place(db):
    return Place()


def move(place, order, name, *, key=KEY, by="area1", version=None, **inputs):
    return actions.transition(
        actor=place.actor(by),
        number=order.number,
        name=name,
        inputs=inputs_for(place, name) | inputs,
        expected_version=version,
        idempotency_key=key,
        now=NOW + timedelta(days=1),
    )


def moves(order):
    return Event.objects.filter(subject_id=order.pk, kind__startswith="workorders.").count()


def test_the_repeat_gets_the_first_result_and_moves_nothing(place):
    order = order_in(place, "in_progress")
    first = move(place, order, "complete", version=order.version)
    before = moves(order)
    again = move(place, order, "complete", version=order.version)

    assert (again.order.pk, again.version, again.message) == (order.pk, first.version, "done")
    assert moves(order) == before


def test_the_repeat_says_the_version_that_the_first_has_made_and_no_later_one(place):
    order = order_in(place, "dispatched")
    first = move(place, order, "accept")
    act(place, order, "complete")
    again = move(place, order, "accept")

    assert again.version == first.version
    assert again.order.version == first.version + 1
    with pytest.raises(Stale):
        move(place, order, "return", key="phone-2", version=again.version)


def test_other_values_with_the_same_key_are_refused(place):
    order = order_in(place, "in_progress")
    move(place, order, "complete")

    with pytest.raises(Conflict) as refused:
        move(place, order, "complete", resolution_notes="另一个结果")
    assert refused.value.code == "idempotency_key_reused"


def test_a_key_is_one_persons(place):
    order = order_in(place, "dispatched")
    move(place, order, "accept")

    with pytest.raises(Conflict) as refused:
        move(place, order, "accept", by="all")
    assert refused.value.code == "illegal_action"


def test_what_was_refused_leaves_no_key(place):
    order = order_in(place, "dispatched")
    with pytest.raises(Stale):
        move(place, order, "accept", version=order.version - 1)

    assert not MoveKey.objects.exists()
    assert move(place, order, "accept", version=order.version).order.status == "in_progress"


def test_a_return_is_repeated_though_the_order_is_out_of_sight(place):
    order = order_in(place, "in_progress")
    first = move(place, order, "return")
    again = move(place, order, "return")

    assert (again.version, again.order.status) == (first.version, "returned")


def test_a_return_that_others_have_gone_on_from_tells_no_more_than_that_it_was_done(place):
    order = order_in(place, "in_progress")
    first = move(place, order, "return")
    act(place, order, "redispatch")
    act(place, order, "dispatch", area=1)

    with pytest.raises(Conflict) as refused:
        move(place, order, "return")
    assert refused.value.code == "already_done"
    assert refused.value.extra == {"number": order.number, "version": first.version}


@pytest.mark.django_db(transaction=True)
def test_many_at_the_same_moment_make_one_move():
    place = Place()
    order = order_in(place, "in_progress")
    before = moves(order)

    def send(_nth):
        try:
            return move(place, order, "complete").version
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        versions = set(pool.map(send, range(6)))

    assert versions == {order.version + 1}
    assert moves(order) == before + 1
    assert WorkOrder.objects.get(pk=order.pk).version == order.version + 1


def test_the_api_takes_the_key_and_answers_with_the_version_it_made(place):
    order = order_in(place, "dispatched")
    client = signed_in(place.users["area1"])
    address = f"/api/v1/work-orders/{order.number}/actions/accept"
    headers = {"Idempotency-Key": KEY, "If-Match": f'"{order.version}"'}
    first = client.post(address, "{}", "application/json", headers=headers)
    act(place, order, "complete")
    again = client.post(address, "{}", "application/json", headers=headers)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first["ETag"] == again["ETag"] == f'"{order.version + 1}"'
