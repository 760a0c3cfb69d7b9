"""An order that is out in a work area is given to another of its technicians."""

from datetime import timedelta

import pytest

from zuoxi.audit.sentences import sentence_for
from zuoxi.callbacks.tests.test_views import client_of
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.events import signal_of
from zuoxi.kernel.models import Event
from zuoxi.org.models import Technician
from zuoxi.workorders import actions
from zuoxi.workorders.events import OrderReassigned
from zuoxi.workorders.models import Dispatch, WorkOrder
from zuoxi.workorders.tests.factories import NOW, PATHS, Place, order_in

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)


@pytest.fixture
def place():
    return Place()


def reassign(place, order, *, by="supervisor", **changes):
    values = {
        "technician": place.technicians[1].code,
        "reason": "原维修员请假",
        "expected_version": None,
        "now": LATER,
    }
    return actions.reassign(actor=place.actor(by), number=order.number, **(values | changes))


def snapshot(order):
    return (
        WorkOrder.objects.filter(pk=order.pk).values().get(),
        list(Dispatch.objects.filter(order=order).order_by("pk").values()),
        Event.objects.count(),
    )


@pytest.mark.parametrize("by", ["supervisor", "dispatcher"])
@pytest.mark.parametrize("state", ["dispatched", "in_progress"])
def test_the_open_leg_gets_another_technician_and_stays_the_same_leg(place, by, state):
    order = order_in(place, state)
    waits_since, version = order.last_action_at, order.version
    legs = order.legs.count()
    reassign(place, order, by=by)

    order.refresh_from_db()
    leg = order.legs.get()
    assert order.technician == leg.technician == place.technicians[1]
    assert (order.version, order.last_action_at) == (version + 1, waits_since)
    assert (order.state.name, order.legs.count()) == (state, legs)
    event = Event.objects.get(kind="workorders.reassigned")
    assert (event.leg_id, event.data["reason"]) == (leg.pk, "原维修员请假")
    assert place.technicians[0].name in sentence_for(event)
    assert place.technicians[1].name in sentence_for(event)


@pytest.mark.parametrize("state", sorted(set(PATHS) - {"dispatched", "in_progress"}))
def test_an_order_that_is_not_out_cannot_be_reassigned(place, state):
    order = order_in(place, state)
    before = snapshot(order)
    with pytest.raises(Conflict):
        reassign(place, order)
    assert snapshot(order) == before


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"technician": ""}, {"technician"}),
        ({"technician": "a\x00"}, {"technician"}),
        ({"technician": "area-1-t1"}, {"technician"}),
        ({"technician": "area-2-t1"}, {"technician"}),
        ({"technician": "area-1-t3", "reason": " "}, {"technician", "reason"}),
        ({"reason": "长" * 2001}, {"reason"}),
    ],
)
def test_a_wrong_person_or_no_reason_is_refused_and_changes_nothing(place, changes, fields):
    Technician.objects.create(
        work_area=place.areas[0], code="area-1-t3", name="离职", is_active=False
    )
    order = order_in(place, "dispatched")
    before = snapshot(order)
    with pytest.raises(InvalidInput) as refused:
        reassign(place, order, **changes)
    assert set(refused.value.fields) == fields
    assert snapshot(order) == before


def test_who_may_not_and_who_looked_at_an_old_version(place):
    other = Place("other-", company=place.company)
    order = order_in(place, "dispatched")
    before = snapshot(order)
    for by in ("area1", "intake", "controller", "auditor", "admin"):
        with pytest.raises(Forbidden):
            reassign(place, order, by=by)
    with pytest.raises(NotFound):
        reassign(other, order)
    with pytest.raises(Stale):
        reassign(place, order, expected_version=1)
    assert snapshot(order) == before


def test_open_pages_of_centre_and_area_hear_of_it(place):
    fact = OrderReassigned(
        subject_id=1,
        centre_id=place.centre.pk,
        number="1",
        lists=frozenset({"pending"}),
        area_ids=frozenset({place.areas[0].pk}),
        customer_id=1,
    )
    signal = signal_of(fact)
    assert signal.audience == {f"centre:{place.centre.pk}", f"area:{place.areas[0].pk}"}
    assert signal.topics == {"order:1", "list:pending"}


def test_over_the_api(place):
    order = order_in(place, "dispatched")
    client = client_of(place, "dispatcher")
    url = f"/api/v1/work-orders/{order.number}/reassign"
    body = {"technician": place.technicians[1].code, "reason": "请假"}

    def post(values, **headers):
        return client.post(url, values, content_type="application/json", headers=headers)

    assert set(post({"technician": "x"}).json()["errors"]) == {"reason"}
    assert post(body, **{"If-Match": '"9"'}).status_code == 412
    answer = post(body, **{"If-Match": f'"{order.version}"'})
    assert answer.status_code == 200, answer.content
    assert answer.json()["technician"]["code"] == place.technicians[1].code
    assert answer.headers["ETag"] == f'"{order.version + 1}"'
    assert post(body).status_code == 422
    assert client_of(place, "area1").post(url, body, "application/json").status_code == 403
