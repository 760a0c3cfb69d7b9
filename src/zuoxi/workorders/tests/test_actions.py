"""Creation and every move: what is written, what is refused, and that a refusal changes nothing."""

from datetime import timedelta

import pytest

from zuoxi.accounts.choices import Role
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.models import Event
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Assignment, Technician
from zuoxi.workorders import actions, queries
from zuoxi.workorders.choices import Status
from zuoxi.workorders.lifecycle import CURRENT
from zuoxi.workorders.models import Dispatch, WorkOrder
from zuoxi.workorders.queries import OrderFilter
from zuoxi.workorders.tests.factories import (
    BY,
    NOW,
    PATHS,
    Place,
    act,
    create,
    inputs_for,
    make_unit,
    order_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def snapshot(order):
    return (
        WorkOrder.objects.filter(pk=order.pk).values().get(),
        list(Dispatch.objects.filter(order=order).order_by("round").values()),
        Event.objects.filter(subject_id=order.pk, subject_type="workorders.order").count(),
    )


class TestCreate:
    def test_issues_a_number_and_puts_the_order_in_the_dispatch_list(self, place):
        order = create(place, description="小区停电报修 😀 <b>a</b>'; DROP TABLE x; مرحبا")

        order.refresh_from_db()
        assert order.number.startswith("20261120-")
        assert order.status == Status.CREATED
        assert order.description == "小区停电报修 😀 <b>a</b>'; DROP TABLE x; مرحبا"
        assert order.received_by == place.users["intake"]
        assert [event.kind for event in place.history(order)] == ["workorders.created"]

    def test_the_same_key_creates_one_order(self, place):
        first = create(place, idempotency_key="k")
        second = create(place, idempotency_key="k")

        assert first.pk == second.pk
        assert WorkOrder.objects.count() == 1

    def test_the_same_key_with_other_values_is_a_conflict(self, place):
        create(place, idempotency_key="k")

        with pytest.raises(Conflict):
            create(place, idempotency_key="k", description="another")

    def test_a_key_opens_nothing_to_whom_the_order_is_closed_now(self, place):
        order = create(place, idempotency_key="k")
        elsewhere = Place("b-", company=place.company)
        Assignment.objects.filter(user=place.users["intake"]).update(unit=elsewhere.centre)

        with pytest.raises(Conflict) as refused:
            create(place, idempotency_key="k")
        assert refused.value.code == "already_done"
        assert refused.value.extra == {"number": order.number}

    def test_two_people_may_use_the_same_key(self, place):
        create(place, idempotency_key="k")
        create(place, idempotency_key="k", by="all")

        assert WorkOrder.objects.count() == 2

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("customer_no", ""),
            ("customer_no", "99999"),
            ("customer_no", "1\x001"),
            ("device_type", ""),
            ("request_type", ""),
            ("request_type", "no-such"),
            ("request_type", "\x00"),
            ("description", ""),
            ("description", "   \n"),
            ("description", "字" * 100_000),
            ("description", "a\x00b"),
            ("description", "a\x1bb"),
            ("description", "\ud800"),
            ("appointment_at", None),
            ("form_type", "complaint"),
        ],
    )
    def test_names_the_field_that_is_wrong_and_writes_nothing(self, place, field, value):
        with pytest.raises(InvalidInput) as refusal:
            create(place, **{field: value})

        assert field in refusal.value.fields
        assert not WorkOrder.objects.exists()

    def test_names_all_wrong_fields_at_once(self, place):
        with pytest.raises(InvalidInput) as refusal:
            create(place, customer_no="", device_type="", request_type="", description="")

        assert set(refusal.value.fields) == {
            "customer_no",
            "device_type",
            "request_type",
            "description",
        }

    def test_warns_of_a_past_appointment(self, place):
        created = actions.create_order(
            actor=place.actor("intake"),
            form_type="fault_report",
            customer_no=place.customer.customer_no,
            device_type="digital",
            request_type="test",
            appointment_at=NOW - timedelta(hours=1),
            description="x",
            idempotency_key="",
            now=NOW,
        )

        assert set(created.warnings) == {"appointment_at"}

    def test_only_intake_agents_may(self, place):
        for name in ("dispatcher", "area1", "reviewer", "supervisor", "auditor", "admin"):
            with pytest.raises(Forbidden):
                create(place, by=name)

    def test_a_deactivated_customer_gets_no_new_order(self, place):
        place.customer.is_active = False
        place.customer.save()

        with pytest.raises(InvalidInput) as refusal:
            create(place)
        assert set(refusal.value.fields) == {"customer_no"}

    def test_a_customer_of_another_centre_is_unknown(self, place):
        other = Place("b-", company=place.company)

        with pytest.raises(InvalidInput):
            create(place, customer_no=other.customer.customer_no)


class TestTransition:
    @pytest.mark.parametrize("state", PATHS)
    @pytest.mark.parametrize("name", BY)
    def test_moves_along_the_table_and_refuses_everything_else(self, place, state, name):
        order = order_in(place, state)
        before = snapshot(order)
        arrows = (*CURRENT.leaving(state), *CURRENT.correcting(state))
        arrow = next((a for a in arrows if a.action == name), None)

        if arrow is None:
            with pytest.raises(Conflict):
                act(place, order, name, by="all")
            assert snapshot(order) == before
            return

        by = "all" if name != "approve" else "reviewer"
        inputs = {"into": create(place).number} if name == "merge" else inputs_for(place, name)
        act(place, order, name, by=by, inputs=inputs)

        order.refresh_from_db()
        assert order.state.name == arrow.target
        assert order.version == before[0]["version"] + 1
        assert snapshot(order)[2] == before[2] + 1
        last = queries.last_event(order.pk)
        assert (last.from_state, last.to_state) == (state, arrow.target)

    @pytest.mark.parametrize("state", PATHS)
    def test_refuses_every_role_that_the_table_does_not_name(self, place, state):
        order = order_in(place, state)
        before = snapshot(order)

        for arrow in CURRENT.leaving(state):
            for name in place.users:
                actor = place.actor(name)
                if arrow.role in actor.roles and name != "area2":
                    continue
                with pytest.raises((Forbidden, NotFound)):
                    act(place, order, arrow.action, by=name)

        assert snapshot(order) == before

    @pytest.mark.parametrize(
        ("state", "name", "missing"),
        [
            ("created", "dispatch", "work_area"),
            ("created", "dispatch", "technician"),
            ("created", "dispatch", "remark"),
            ("dispatched", "return", "misdispatch_note"),
            ("in_progress", "return", "misdispatch_note"),
            ("in_progress", "complete", "handler"),
            ("in_progress", "complete", "resolution_notes"),
            ("under_review", "approve", "review_remark"),
            ("completed", "redispatch", "reason"),
        ],
    )
    def test_a_missing_input_is_named_and_nothing_changes(self, place, state, name, missing):
        order = order_in(place, state)
        before = snapshot(order)
        inputs = inputs_for(place, name)

        for empty in ("", None, "  "):
            by = "controller" if state == "completed" else BY[name]
            with pytest.raises(InvalidInput) as refusal:
                act(place, order, name, by=by, inputs=inputs | {missing: empty})
            assert set(refusal.value.fields) == {missing}

        assert snapshot(order) == before

    def test_an_input_of_another_action_is_refused_not_lost(self, place):
        order = order_in(place, "dispatched")

        with pytest.raises(InvalidInput) as refusal:
            act(place, order, "accept", inputs={"remark": "x"})

        assert set(refusal.value.fields) == {"remark"}

    def test_a_technician_of_another_area_is_refused(self, place):
        order = order_in(place, "created")
        foreign = inputs_for(place, "dispatch") | {"technician": place.technicians[2].code}

        with pytest.raises(InvalidInput) as refusal:
            act(place, order, "dispatch", inputs=foreign)

        assert set(refusal.value.fields) == {"technician"}

    def test_a_handler_of_another_area_is_refused(self, place):
        order = order_in(place, "in_progress")
        foreign = inputs_for(place, "complete") | {"handler": place.technicians[2].code}

        with pytest.raises(InvalidInput):
            act(place, order, "complete", inputs=foreign)

    def test_a_work_area_of_another_centre_is_refused(self, place):
        other = Place("b-", company=place.company)
        order = order_in(place, "created")
        foreign = {
            "work_area": other.areas[0].code,
            "technician": other.technicians[0].code,
            "remark": "x",
        }

        with pytest.raises(InvalidInput):
            act(place, order, "dispatch", inputs=foreign)

    def test_a_stale_version_is_refused_with_the_current_one(self, place):
        order = order_in(place, "dispatched")

        with pytest.raises(Stale) as refusal:
            act(place, order, "accept", expected_version=order.version - 1)

        assert refusal.value.extra["version"] == order.version
        assert "dispatcher" in str(refusal.value)

    def test_another_area_does_not_know_the_order(self, place):
        order = order_in(place, "dispatched")

        with pytest.raises(NotFound):
            act(place, order, "accept", by="area2")

    def test_another_centre_does_not_know_the_order(self, place):
        other = Place("b-", company=place.company)
        order = order_in(place, "created")

        with pytest.raises(NotFound):
            act(other, order, "dispatch")

    def test_staff_who_see_more_by_another_role_act_for_their_own_area_only(self, place):
        place.users["both"] = place.user(
            "both", ("reviewer", place.centre), ("work_area_staff", place.areas[1])
        )
        order = order_in(place, "dispatched")
        actor = place.actor("both")

        assert queries.legal_actions(actor, order) == []
        with pytest.raises(Forbidden):
            act(place, order, "accept", by="both")

    def test_a_role_in_one_centre_opens_no_action_in_another(self, place):
        other = Place("b-", company=place.company)
        place.users["both"] = place.user(
            "both", ("auditor", place.centre), ("dispatcher", other.centre)
        )
        order = order_in(place, "created")

        assert queries.find(place.actor("both"), order.number) == order
        with pytest.raises(Forbidden):
            act(place, order, "dispatch", by="both")

    def test_the_administrator_does_not_reach_orders(self, place):
        order = order_in(place, "created")

        with pytest.raises(Forbidden):
            act(place, order, "dispatch", by="admin")


class TestLegs:
    def test_a_return_ends_the_leg_and_a_second_dispatch_opens_the_next(self, place):
        order = order_in(place, "redispatch_pending")

        act(place, order, "dispatch", area=1)

        order.refresh_from_db()
        first, second = queries.legs(order)
        assert (first.round, first.outcome, first.misdispatch_note) == (
            1,
            "returned",
            "不属本工区",
        )
        assert first.finished_by == place.users["area1"]
        assert first.return_reason.code == "R01"
        assert (second.round, second.outcome, second.work_area) == (2, "", place.areas[1])
        assert (order.round, order.work_area) == (2, place.areas[1])

    def test_the_old_area_loses_sight_of_the_order_and_the_new_one_gains_it(self, place):
        order = order_in(place, "redispatch_pending")
        act(place, order, "dispatch", area=1)

        assert not queries.visible_to(place.actor("area1")).filter(pk=order.pk).exists()
        assert queries.visible_to(place.actor("area2")).filter(pk=order.pk).exists()
        assert queries.departure(place.actor("area1"), order.number).round == 1

    def test_completion_keeps_the_result_on_the_leg_and_the_flags_on_the_order(self, place):
        order = order_in(place, "in_progress")
        act(
            place,
            order,
            "complete",
            inputs=inputs_for(place, "complete") | {"is_resolved": False, "is_petition": True},
        )

        order.refresh_from_db()
        leg = queries.legs(order)[-1]
        assert leg.resolution_notes == "已更换机顶盒"
        assert leg.handler == place.technicians[0]
        assert (order.is_resolved, order.is_petition) == (False, True)

    def test_review_and_archive_record_who_and_when(self, place):
        order = order_in(place, "reviewed")
        act(place, order, "archive")

        order.refresh_from_db()
        assert order.is_reviewed
        assert order.reviewed_by == place.users["reviewer"]
        assert order.review_remark == "完整"
        assert order.archived_by == place.users["archiver"]

    def test_archiving_without_review_leaves_no_reviewer(self, place):
        order = order_in(place, "archived")

        assert not order.is_reviewed
        assert order.reviewed_by is None

    def test_redispatch_after_review_clears_the_mark_and_keeps_the_history(self, place):
        order = order_in(place, "reviewed")
        act(place, order, "redispatch", by="controller")

        order.refresh_from_db()
        assert (order.status, order.is_reviewed) == (Status.REDISPATCH_PENDING, False)
        assert "workorders.approved" in [each.kind for each in place.history(order)]

    def test_redispatch_leaves_the_result_with_its_round_and_the_petition_open(self, place):
        order = order_in(place, "in_progress")
        flags = {"is_resolved": False, "is_petition": True, "callback_required": True}
        act(place, order, "complete", inputs=inputs_for(place, "complete") | flags)
        act(place, order, "redispatch", by="controller")

        for step in ("dispatch", "accept", None):
            order.refresh_from_db()
            shown = (order.is_resolved, order.is_petition, order.callback_required)
            assert shown == (None, True, False)
            if step:
                act(place, order, step)
        leg = order.legs.get(round=1)
        assert (leg.is_resolved, leg.is_petition, leg.callback_required) == (False, True, True)
        act(place, order, "complete")
        order.refresh_from_db()
        assert (order.is_resolved, order.is_petition) == (True, False)


class TestReviewer:
    def test_whoever_completed_may_not_review(self, place):
        order = order_in(place, "in_progress")
        act(place, order, "complete", by="all")
        act(place, order, "submit_review")

        with pytest.raises(Forbidden) as refusal:
            act(place, order, "approve", by="all")
        assert refusal.value.code == "reviewer_is_handler"

    def test_the_handler_may_not_review(self, place):
        technician = place.technicians[0]
        technician.user = place.users["reviewer"]
        technician.save()
        order = order_in(place, "under_review")

        with pytest.raises(Forbidden):
            act(place, order, "approve")


def test_an_order_goes_to_a_department_like_to_a_work_area(place):
    office = make_unit(UnitKind.DEPARTMENT, "office", name="营业部", parent=place.centre)
    clerk = Technician.objects.create(work_area=office, code="clerk", name="业务员")
    place.users["clerk"] = place.user("clerk", (Role.WORK_AREA_STAFF, office))
    inputs = {"work_area": "office", "technician": "clerk", "remark": "请核对电费"}
    order = create(place, form_type="service_request")
    moved = {"expected_version": None, "number": order.number, "now": NOW}
    actions.transition(actor=place.actor("dispatcher"), name="dispatch", inputs=inputs, **moved)

    (mine,) = queries.page(place.actor("clerk"), OrderFilter(list_name="work_area")).items
    assert (mine.number, mine.work_area, mine.technician) == (order.number, office, clerk)
    assert not queries.page(place.actor("area1"), OrderFilter(list_name="work_area")).items
    actions.transition(actor=place.actor("clerk"), name="accept", inputs={}, **moved)
    seen = queries.detail(place.actor("intake"), order.number)
    assert (seen.order.status, seen.leg.work_area) == ("in_progress", office)
