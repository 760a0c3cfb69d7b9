"""When a follow-up task comes to be, who may settle it, and what closing asks for."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from zuoxi.accounts.choices import Role
from zuoxi.callbacks import actions as callbacks
from zuoxi.followups import actions, queries
from zuoxi.followups.actions import Wanted
from zuoxi.followups.choices import DUE_HOURS, UNRESOLVED_TASK
from zuoxi.followups.models import FollowUp
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.events import signal_of
from zuoxi.kernel.models import Event
from zuoxi.kernel.option_values import set_option
from zuoxi.web import nav
from zuoxi.workorders.tests.factories import NOW, Place, act, inputs_for, order_in

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=2)


@pytest.fixture
def place():
    return Place()


def unresolved(place, **changes):
    order = order_in(place, "in_progress", **changes)
    return act(
        place, order, "complete", inputs=inputs_for(place, "complete") | {"is_resolved": False}
    )


@pytest.fixture
def follow_up(place):
    return unresolved(place).follow_ups.get()


def open_one(place, order, *, by="intake", now=NOW, **wanted):
    values = {"task": "等备件到货后回电"} | wanted
    return actions.open_follow_up(
        actor=place.actor(by), number=order.number, wanted=Wanted(**values), now=now
    )


def close(place, follow_up, *, by="intake", now=LATER, **changes):
    values = {
        "result": "备件已更换，信号恢复",
        "customer_informed_at": LATER - timedelta(minutes=5),
        "expected_version": None,
    }
    return actions.close_follow_up(
        actor=place.actor(by), follow_up_id=follow_up.pk, now=now, **(values | changes)
    )


def hand_over(place, follow_up, *, by="intake", now=LATER, **changes):
    values = {"owner": "", "due_at": None, "reason": "休假", "expected_version": None}
    return actions.hand_over(
        actor=place.actor(by), follow_up_id=follow_up.pk, now=now, **(values | changes)
    )


def snapshot(follow_up):
    return (
        FollowUp.objects.filter(pk=follow_up.pk).values().get(),
        Event.objects.filter(subject_type="followups.follow_up").count(),
    )


def test_an_unresolved_completion_leaves_a_task_to_whoever_took_the_order_in(place):
    order = unresolved(place)

    task = order.follow_ups.get()
    completed_at = order.legs.get().finished_at
    assert (task.owner, task.task) == (place.users["intake"], UNRESOLVED_TASK)
    assert task.due_at == completed_at + timedelta(hours=24)
    event = Event.objects.get(kind="followups.opened")
    assert (event.subject_id, event.centre_id) == (task.pk, place.centre.pk)


def test_the_usual_due_time_is_an_option(place):
    set_option(
        actor=SYSTEM,
        key=DUE_HOURS.key,
        value=4,
        valid_from=NOW - timedelta(days=1),
        source="test",
        now=NOW,
    )
    task = open_one(place, order_in(place, "created"))
    assert task.due_at == NOW + timedelta(hours=4)


def test_a_resolved_completion_leaves_none_and_closes_none(place):
    order = order_in(place, "in_progress")
    task = open_one(place, order)
    act(place, order, "complete")
    assert [each.pk for each in order.follow_ups.filter(closed_at=None)] == [task.pk]


def test_a_second_unresolved_completion_opens_no_second_task(place, follow_up):
    order = follow_up.order
    act(place, order, "redispatch", by="controller")
    assert order.follow_ups.get().closed_at is None
    act(place, order, "dispatch")
    act(place, order, "accept")
    act(place, order, "complete", inputs=inputs_for(place, "complete") | {"is_resolved": False})
    assert order.follow_ups.get() == follow_up


def test_after_the_first_is_closed_the_next_unresolved_completion_opens_another(place, follow_up):
    close(place, follow_up)
    order = follow_up.order
    act(place, order, "redispatch", by="controller")
    act(place, order, "dispatch")
    act(place, order, "accept")
    act(place, order, "complete", inputs=inputs_for(place, "complete") | {"is_resolved": False})
    assert order.follow_ups.filter(closed_at=None).count() == 1
    assert order.follow_ups.count() == 2


def test_open_for_unresolved_refuses_a_second_task(place, follow_up):
    with pytest.raises(Conflict):
        actions.open_for_unresolved(
            actor=place.actor("area1"), order_id=follow_up.order_id, now=LATER
        )


def test_the_database_holds_one_automatic_task_and_no_closing_without_result(place, follow_up):
    values = {
        "order": follow_up.order,
        "task": "x",
        "owner": follow_up.owner,
        "created_by": follow_up.owner,
        "created_at": NOW,
        "due_at": LATER,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(**values, is_automatic=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.create(**values, closed_at=LATER, closed_by=follow_up.owner)
    assert FollowUp.objects.count() == 1


def test_one_opened_by_hand_has_a_chosen_owner_and_time(place):
    task = open_one(place, order_in(place, "created"), owner="Reviewer", due_at=LATER)
    assert (task.owner, task.due_at) == (place.users["reviewer"], LATER)
    assert task.created_by == place.users["intake"]


@pytest.mark.parametrize(
    ("wanted", "fields"),
    [
        ({"task": " "}, {"task"}),
        ({"task": "长" * 2001}, {"task"}),
        ({"task": "a\x00b", "due_at": NOW}, {"task", "due_at"}),
        ({"due_at": NOW + timedelta(days=40_000)}, {"due_at"}),
        ({"owner": "nobody"}, {"owner"}),
        ({"owner": "a\x00"}, {"owner"}),
        ({"owner": "area1"}, {"owner"}),
        ({"owner": "auditor"}, {"owner"}),
        ({"owner": "admin"}, {"owner"}),
        ({"owner": "other-intake"}, {"owner"}),
        ({"owner": "gone"}, {"owner"}),
    ],
)
def test_an_incomplete_task_is_refused_and_leaves_nothing(place, wanted, fields):
    Place("other-", company=place.company)
    gone = place.user("gone", (Role.INTAKE_AGENT, place.centre))
    gone.is_active = False
    gone.save()
    order = order_in(place, "created")
    with pytest.raises(InvalidInput) as refused:
        open_one(place, order, **wanted)
    assert set(refused.value.fields) == fields
    assert not FollowUp.objects.exists()
    assert not Event.objects.filter(kind="followups.opened").exists()


def test_who_may_open_one(place):
    other = Place("other-", company=place.company)
    order = order_in(place, "dispatched")
    for by in ("area1", "auditor", "admin"):
        with pytest.raises(Forbidden):
            open_one(place, order, by=by)
    with pytest.raises(NotFound):
        open_one(other, order)
    # A role held elsewhere is no role here, though the order is in sight.
    place.users["guest"] = place.user(
        "guest", (Role.WORK_AREA_STAFF, place.areas[0]), (Role.INTAKE_AGENT, other.centre)
    )
    with pytest.raises(Forbidden):
        open_one(place, order, by="guest")
    assert not FollowUp.objects.exists()


def test_closing_keeps_the_result_and_when_the_customer_was_informed(place, follow_up):
    closed = close(place, follow_up)

    assert closed.closed_at == LATER
    assert closed.closed_by == place.users["intake"]
    assert closed.result == "备件已更换，信号恢复"
    event = Event.objects.get(kind="followups.closed")
    assert event.data["was_overdue"] is True


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"result": ""}, {"result"}),
        ({"customer_informed_at": None}, {"customer_informed_at"}),
        ({"customer_informed_at": LATER + timedelta(seconds=1)}, {"customer_informed_at"}),
        ({"customer_informed_at": NOW - timedelta(days=1), "result": " "}, None),
    ],
)
def test_closing_without_result_or_with_a_wrong_time_changes_nothing(
    place, follow_up, changes, fields
):
    before = snapshot(follow_up)
    with pytest.raises(InvalidInput) as refused:
        close(place, follow_up, **changes)
    assert set(refused.value.fields) == (fields or {"result", "customer_informed_at"})
    assert snapshot(follow_up) == before


def test_the_minute_of_the_creation_counts_as_after_it(place, follow_up):
    same_minute = follow_up.created_at - timedelta(seconds=59)
    assert close(place, follow_up, customer_informed_at=same_minute).closed_at


@pytest.mark.parametrize("do", [close, hand_over])
def test_only_the_owner_or_a_supervisor_settles_a_task(place, follow_up, do):
    other = Place("other-", company=place.company)
    before = snapshot(follow_up)
    for by in ("area1", "dispatcher", "auditor", "admin"):
        with pytest.raises(Forbidden):
            do(place, follow_up, by=by)
    with pytest.raises(NotFound):
        do(other, follow_up, by="supervisor")
    assert snapshot(follow_up) == before
    assert do(
        place, follow_up, by="supervisor", **({"owner": "reviewer"} if do is hand_over else {})
    )


@pytest.mark.parametrize("do", [close, hand_over])
def test_a_closed_task_and_an_old_version_are_refused(place, follow_up, do):
    more = {"owner": "reviewer"} if do is hand_over else {}
    with pytest.raises(Stale):
        do(place, follow_up, expected_version=7, **more)
    close(place, follow_up, expected_version=1)
    before = snapshot(follow_up)
    with pytest.raises(Conflict):
        do(place, follow_up, **more)
    assert snapshot(follow_up) == before


def test_it_may_be_handed_over_with_another_due_time(place, follow_up):
    due = LATER + timedelta(days=1)
    task = hand_over(place, follow_up, owner="controller", due_at=due)

    assert (task.owner, task.due_at, task.version) == (place.users["controller"], due, 2)
    data = Event.objects.get(kind="followups.handed_over").data
    assert (data["before"]["owner"]["name"], data["after"]["owner"]["name"]) == (
        "intake",
        "controller",
    )
    assert data["reason"] == "休假"
    with pytest.raises(Forbidden):
        close(place, follow_up)
    assert close(place, follow_up, by="controller").closed_at


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, {"owner"}),
        ({"owner": "intake"}, {"owner"}),
        ({"owner": "area2"}, {"owner"}),
        ({"owner": "controller", "reason": ""}, {"reason"}),
        ({"due_at": LATER}, {"due_at"}),
    ],
)
def test_a_hand_over_needs_a_change_and_a_reason(place, follow_up, changes, fields):
    before = snapshot(follow_up)
    with pytest.raises(InvalidInput) as refused:
        hand_over(place, follow_up, **changes)
    assert set(refused.value.fields) == fields
    assert snapshot(follow_up) == before


def test_the_same_minute_is_the_same_due_time(place, follow_up):
    shown = follow_up.due_at.replace(second=0, microsecond=0)
    task = hand_over(place, follow_up, owner="reviewer", due_at=shown)
    assert task.due_at == follow_up.due_at


def test_the_list_has_the_first_due_one_on_top_and_only_late_ones_as_overdue(place):
    order = order_in(place, "created")
    times = [timedelta(hours=each) for each in (30, 10, 20)]
    late, soon, middle = (open_one(place, order, due_at=NOW + each).pk for each in times)
    actor, now = place.actor("intake"), NOW + timedelta(hours=15)

    def found(state, whose="mine", cursor=""):
        return queries.page(actor, state=state, whose=whose, now=now, cursor=cursor, limit=2)

    first = found("open")
    assert [each.pk for each in first.items] == [soon, middle]
    assert [each.pk for each in found("open", cursor=first.next_cursor).items] == [late]
    assert [each.pk for each in found("overdue").items] == [soon]
    assert not found("closed").items
    close(place, FollowUp.objects.get(pk=middle))
    assert [each.pk for each in found("closed", "all").items] == [middle]


def test_the_rail_counts_the_own_open_tasks_and_the_overdue_among_them(place):
    order = order_in(place, "created")
    now = timezone.now()
    open_one(place, order, now=now)
    open_one(place, order, now=now, owner="reviewer")
    open_one(place, order, now=now - timedelta(days=3))
    counts = nav.counts(place.actor("intake"))
    assert (counts["followups"], counts["followups-overdue"]) == (2, 1)
    assert nav.counts(place.actor("dispatcher"))["followups"] == 0


def test_open_pages_of_the_centre_alone_hear_of_it(place):
    fact = actions.FollowUpOpened(subject_id=1, centre_id=place.centre.pk, number="1")
    assert signal_of(fact).audience == {f"centre:{place.centre.pk}"}


@pytest.mark.parametrize(("solved", "opens"), [("unsolved", True), ("solved", False)])
def test_a_customer_who_says_it_is_not_solved_leaves_a_task(place, solved, opens):
    wanted = inputs_for(place, "complete") | {"callback_required": True}
    order = act(place, order_in(place, "in_progress"), "complete", inputs=wanted)
    callbacks.record_result(
        actor=place.actor("intake"),
        callback_id=order.callbacks.get().pk,
        result=callbacks.Result(
            connect_status="connected",
            solved=solved,
            satisfaction="very_dissatisfied",
            remark="还是没有信号",
        ),
        expected_version=None,
        now=LATER,
    )

    assert [each.owner for each in order.follow_ups.all()] == [place.users["intake"]] * opens
