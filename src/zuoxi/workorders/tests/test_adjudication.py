"""Returns that end: adjudication after the agreed number of returns, and a decision that binds."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from zuoxi.accounts import actions as accounts
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.kernel import option_values
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.notices.models import Notice
from zuoxi.workorders import queries
from zuoxi.workorders.models import Dispatch, WorkOrder
from zuoxi.workorders.queries import OrderFilter
from zuoxi.workorders.tests.factories import (
    NOW,
    Place,
    act,
    create,
    inputs_for,
    order_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def bounced(place, times, order=None):
    """Return an order that has been dispatched and returned so often."""
    order = order or create(place)
    for turn in range(times):
        if turn:
            order = act(place, order, "note_misdispatch")
        order = act(place, order, "dispatch")
        order = act(place, order, "return")
    return order


def decided(place, **changes):
    return act(place, order_in(place, "adjudication"), "adjudicate", **changes)


def set_option(value):
    option_values.set_option(
        actor=SYSTEM,
        key="workorders.returns_before_adjudication",
        value=value,
        valid_from=NOW - timedelta(days=1),
        source="test",
        now=NOW,
    )


class TestTheWayThere:
    def test_the_first_return_goes_the_printed_way(self, place):
        order = bounced(place, 1)
        assert (order.state.name, order.state.list_name) == ("returned", "returned")
        assert not Notice.objects.exists()

    def test_the_second_one_goes_to_adjudication_with_the_printed_status(self, place):
        order = bounced(place, 2)

        assert (order.status, order.state.name) == ("returned", "adjudication")
        supervisor = place.actor("supervisor")
        listed = queries.page(supervisor, OrderFilter(list_name="adjudication")).items
        assert listed == [order]
        assert not queries.page(supervisor, OrderFilter(list_name="returned")).items
        assert queries.counts(supervisor)["adjudication"] == 1
        assert place.history(order)[-1].to_state == "adjudication"

    @pytest.mark.parametrize(("most", "expected"), [(1, "adjudication"), (3, "returned")])
    def test_how_often_is_an_option(self, place, most, expected):
        set_option(most)
        assert bounced(place, 1 if most == 1 else 2).state.name == expected

    def test_an_order_born_before_keeps_its_own_table(self, place):
        order = create(place)
        WorkOrder.objects.filter(pk=order.pk).update(lifecycle_version=2)
        assert bounced(place, 3, order).state.name == "returned"

    def test_a_dispatch_that_was_taken_back_is_no_return(self, place):
        order = act(place, create(place), "dispatch")
        order = act(place, order, "recall")
        assert bounced(place, 1, order).state.name == "returned"

    def test_the_supervisors_are_told_and_nobody_else(self, place):
        order = bounced(place, 2)

        told = Notice.objects.select_related("receiver")
        assert {each.receiver.username for each in told} == {"supervisor", "all"}
        assert {each.kind for each in told} == {"workorders.adjudication"}
        assert told[0].data == {"number": order.number}

    @pytest.mark.parametrize("name", ["note_misdispatch", "redispatch", "dispatch"])
    def test_the_dispatcher_can_do_nothing_with_it_any_more(self, place, name):
        order = bounced(place, 2)
        with pytest.raises(Conflict):
            act(place, order, name)
        assert not queries.legal_actions(place.actor("dispatcher"), order)


class TestTheDecision:
    def test_it_dispatches_with_its_basis(self, place):
        order = decided(place, area=1)

        leg = order.legs.get(outcome="")
        assert (order.state.name, order.is_bound, order.work_area) == (
            "dispatched",
            True,
            place.areas[1],
        )
        assert leg.decision_basis == "设备归属划分表第三条"
        assert leg.dispatched_by == place.users["supervisor"]
        event = queries.last_event(order.pk)
        assert (event.kind, event.from_state) == ("workorders.adjudicated", "adjudication")

    def test_an_area_that_has_returned_it_may_be_the_one(self, place):
        assert decided(place, area=0).work_area == place.areas[0]

    @pytest.mark.parametrize("by", ["dispatcher", "controller", "area1", "intake", "auditor"])
    def test_only_the_supervisor_decides(self, place, by):
        order = order_in(place, "adjudication")
        with pytest.raises((Forbidden, NotFound)):
            act(place, order, "adjudicate", by=by)
        order.refresh_from_db()
        assert order.in_adjudication

    def test_a_supervisor_elsewhere_does_not_decide_here(self, place):
        other = Place("other-", company=place.company)
        order = order_in(place, "adjudication")
        # Sees this centre as its dispatcher, and is a supervisor over there.
        place.users["both"] = place.user(
            "both", ("dispatcher", place.centre), ("supervisor", other.centre)
        )
        with pytest.raises(Forbidden):
            act(place, order, "adjudicate", by="both")

    @pytest.mark.parametrize("missing", ["work_area", "technician", "basis"])
    def test_place_and_basis_are_required(self, place, missing):
        order = order_in(place, "adjudication")
        inputs = inputs_for(place, "adjudicate") | {missing: " "}
        with pytest.raises(InvalidInput) as refused:
            act(place, order, "adjudicate", inputs=inputs)
        assert missing in refused.value.fields

    @pytest.mark.parametrize("accepted", [False, True])
    def test_it_cannot_be_returned_again(self, place, accepted):
        order = decided(place)
        if accepted:
            order = act(place, order, "accept")

        with pytest.raises(Conflict) as refused:
            act(place, order, "return")

        assert refused.value.code == "decision_binds"
        assert "supervisor" in str(refused.value.message)
        assert "return" not in refused.value.extra["legal_actions"]
        order.refresh_from_db()
        assert order.is_bound
        area = place.actor("area1")
        assert "return" not in {each.action for each in queries.legal_actions(area, order)}
        detail = queries.detail(area, order.number)
        assert [each.action for each in detail.barred] == ["return"]

    def test_not_even_behind_the_back_of_the_action(self, place):
        leg = decided(place).legs.get(outcome="")
        ended = {"outcome": "returned", "finished_at": NOW, "misdispatch_note": "不属本工区"}
        with pytest.raises(IntegrityError), transaction.atomic():
            Dispatch.objects.filter(pk=leg.pk).update(**ended)
        Dispatch.objects.filter(pk=leg.pk).update(**ended, decision_basis="")

    @pytest.mark.parametrize(
        "changed",
        [{"is_bound": True}, {"in_adjudication": True}],
        ids=lambda each: next(iter(each)),
    )
    def test_the_marks_stand_only_where_they_mean_something(self, place, changed):
        order = order_in(place, "completed")
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkOrder.objects.filter(pk=order.pk).update(**changed)

    def test_it_ends_with_the_result(self, place):
        order = decided(place)
        order = act(place, order, "accept")
        order = act(place, order, "complete")
        assert not order.is_bound
        # Not resolved after all: the next dispatch is one like any other.
        order = act(place, order, "redispatch", by="controller")
        order = act(place, order, "dispatch")
        assert not order.is_bound
        assert act(place, order, "return").state.name == "adjudication"

    def test_the_supervisor_may_take_it_back_and_nobody_else(self, place):
        order = decided(place)
        with pytest.raises(Forbidden):
            act(place, order, "recall")
        order = act(place, order, "recall", by="supervisor")
        assert (order.state.name, order.is_bound) == ("adjudication", False)
        order = act(place, order, "adjudicate", area=1)
        assert (order.state.name, order.is_bound, order.round) == ("dispatched", True, 4)


class TestSurfaces:
    def test_the_supervisor_reads_the_story_of_the_returns(self, place):
        order = order_in(place, "adjudication")
        browser = signed_in(place.users["supervisor"], language="zh-CN")

        home = browser.get("/work-orders/lists/adjudication/").content.decode()
        dialog = browser.get(f"/work-orders/{order.number}/dialog/").content.decode()

        assert order.number in home
        assert dialog.count('data-block="return"') == 2
        assert dialog.count("不属本工区") == 2
        assert "area1" in dialog
        assert 'name="basis"' in dialog
        assert 'value="adjudicate"' in dialog

    def test_the_dispatcher_does_not_find_it_among_what_is_to_be_done(self, place):
        order = order_in(place, "adjudication")
        browser = signed_in(place.users["dispatcher"], language="zh-CN")

        assert browser.get("/work-orders/lists/adjudication/").status_code == 403
        assert order.number not in browser.get("/work-orders/lists/returned/").content.decode()
        assert order.number not in browser.get("/dispatch-console/").content.decode()
        page = browser.get(f"/work-orders/{order.number}/").content.decode()
        assert "data-move" not in page

    def test_a_decision_posted_from_the_dialog(self, place):
        order = order_in(place, "adjudication")
        browser = signed_in(place.users["supervisor"], language="zh-CN")
        posted = inputs_for(place, "adjudicate") | {
            "action": "adjudicate",
            "version": order.version,
        }

        refused = browser.post(f"/work-orders/{order.number}/actions/", posted | {"basis": ""})
        assert refused.status_code == 422
        browser.post(f"/work-orders/{order.number}/actions/", posted)

        order.refresh_from_db()
        assert order.is_bound

    def test_the_work_area_reads_who_decided_and_why_it_cannot_return_it(self, place):
        order = decided(place)
        browser = signed_in(place.users["area1"], language="zh-CN")

        for address in (f"/work-orders/{order.number}/dialog/", f"/work-orders/{order.number}/"):
            page = browser.get(address).content.decode()
            assert "设备归属划分表第三条" in page
            assert place.users["supervisor"].name in page
            assert 'value="return" disabled' in page
            assert "data-bound" in page

    def test_another_work_area_learns_nothing(self, place):
        order = decided(place)
        browser = signed_in(place.users["area2"], language="zh-CN")
        assert browser.get(f"/work-orders/{order.number}/").status_code == 404

    def test_the_api_takes_the_same_decision(self, place):
        order = order_in(place, "adjudication")
        _token, secret = accounts.issue_token(
            actor=place.actor("supervisor"), name="test", now=timezone.now()
        )
        script = Client(headers={"authorization": f"Bearer {secret}"})

        found = script.get("/api/v1/work-orders?list=adjudication").json()["items"]
        answer = script.post(
            f"/api/v1/work-orders/{order.number}/actions/adjudicate",
            json.dumps(inputs_for(place, "adjudicate")),
            content_type="application/json",
        ).json()

        assert [each["number"] for each in found] == [order.number]
        assert (found[0]["status"], found[0]["list"]) == ("returned", "adjudication")
        assert (answer["status"], answer["is_bound"]) == ("dispatched", True)
        assert answer["dispatches"][-1]["decision_basis"] == "设备归属划分表第三条"
