"""How tasks are set, seen to, and end; who may do what."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from zuoxi.accounts.choices import Role
from zuoxi.groups.tests.factories import AT_WORK, GroupPlace
from zuoxi.kernel.belief import forget_everything
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.models import Event
from zuoxi.notices.models import Notice
from zuoxi.org.models import Assignment
from zuoxi.tasks import actions, queries
from zuoxi.tasks.actions import WantedTask
from zuoxi.tasks.choices import TaskStatus
from zuoxi.tasks.models import Task
from zuoxi.tasks.queries import Source
from zuoxi.tasks.tests.factories import set_task
from zuoxi.workorders.tests.factories import create

pytestmark = pytest.mark.django_db

LATER = AT_WORK + timedelta(hours=2)


@pytest.fixture
def place():
    return GroupPlace()


@pytest.fixture
def task(place):
    return set_task(place)


def act(place, verb, task, *, by, version=None, now=LATER, **values):
    if verb != "add_note":
        values["expected_version"] = version
    return getattr(actions, verb)(actor=place.actor(by), task_id=task.pk, now=now, **values)


def told(place, name, kind):
    return Notice.objects.filter(receiver=place.users[name], kind=kind).count()


def test_a_task_is_set_and_its_head_is_told(place):
    task = set_task(place)
    assert (task.unit, task.centre, task.status) == (place.department, place.centre, "open")
    assert told(place, "dept_head", "tasks.set") == 1
    assert told(place, "staff", "tasks.set") == 0
    event = Event.objects.get(kind="tasks.set")
    assert event.data["unit"] == place.department.name


def test_without_a_head_all_of_the_unit_are_told(place):
    Assignment.objects.filter(user=place.users["dept_head"]).delete()
    set_task(place)
    assert told(place, "staff", "tasks.set") == 1


def test_the_usual_time_counts_where_none_is_given(place):
    task = set_task(place, due_at=None)
    assert task.due_at == AT_WORK + timedelta(days=5)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "\x00"}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"unit_id": None}, "unit"),
        ({"unit_id": 999_999}, "unit"),
        ({"due_at": AT_WORK}, "due_at"),
        ({"username": "intake"}, "username"),
        ({"username": "\x00"}, "username"),
    ],
)
def test_a_wrong_task_is_refused(place, changes, field):
    with pytest.raises(InvalidInput) as refusal:
        set_task(place, **changes)
    assert set(refusal.value.fields) == {field}


def test_all_faults_are_said_at_once(place):
    with pytest.raises(InvalidInput) as refusal:
        set_task(place, text="", due_at=AT_WORK - timedelta(days=1), username="intake")
    assert set(refusal.value.fields) == {"text", "due_at", "username"}


def test_supervisors_heads_and_members_of_the_groups_set_tasks(place):
    set_task(place, by="manager")
    # The head sets the own department tasks.
    set_task(place, by="dept_head")
    for by in ("checker", "staff", "intake"):
        with pytest.raises(Forbidden):
            set_task(place, by=by)
    with pytest.raises(InvalidInput):
        # Not even seen by another department.
        set_task(place, by="dept_head", unit_id=place.areas[0].pk)
    place.appoint("working")
    forget_everything()
    assert set_task(place, by="checker").created_by == place.users["checker"]
    other = GroupPlace("b-", company=place.company)
    with pytest.raises(InvalidInput):
        set_task(place, by="supervisor", unit_id=other.department.pk)


def test_a_task_about_an_order_names_it(place):
    order = create(place)
    task = set_task(place, number=order.number)
    found = queries.of_source(place.actor("supervisor"), Source("workorders.order", order.pk))
    assert found == [task]
    with pytest.raises(NotFound):
        set_task(place, number="20200101-99999")


def test_another_package_sets_tasks_by_its_own_right(place):
    wanted = WantedTask(text="整改", unit_id=place.department.pk, username="staff")
    source = Source("meetings.decision", 7)
    task = actions.create_task(
        actor=place.actor("checker"),
        centre_id=place.centre.pk,
        wanted=wanted,
        source=source,
        now=AT_WORK,
    )
    assert task.assignee == place.users["staff"]
    assert told(place, "staff", "tasks.set") == 1
    assert list(queries.open_of_sources("meetings.decision", [7])) == [task]
    other = GroupPlace("b-", company=place.company)
    with pytest.raises(InvalidInput):
        actions.create_task(
            actor=place.actor("checker"),
            centre_id=other.centre.pk,
            wanted=wanted,
            source=source,
            now=AT_WORK,
        )


def test_the_head_names_a_person_and_staff_may_take_it(place, task):
    with pytest.raises(Forbidden):
        act(place, "name_person", task, by="staff", username="other_staff")
    assert act(place, "name_person", task, by="staff", username="staff").assignee.name == "staff"
    task = act(place, "name_person", task, by="dept_head", username="other_staff")
    assert task.assignee == place.users["other_staff"]
    assert told(place, "other_staff", "tasks.set") == 1
    count = Event.objects.count()
    act(place, "name_person", task, by="dept_head", username="other_staff")
    assert Event.objects.count() == count
    for username in ("", "intake"):
        with pytest.raises(InvalidInput):
            act(place, "name_person", task, by="dept_head", username=username)


def test_progress_is_written_down(place, task):
    task = act(place, "add_note", task, by="staff", text="已核对三笔")
    assert [each.text for each in task.notes.all()] == ["已核对三笔"]
    with pytest.raises(InvalidInput):
        act(place, "add_note", task, by="staff", text=" ")
    with pytest.raises(Forbidden):
        act(place, "add_note", task, by="auditor", text="看看")


def test_a_task_ends_with_its_result(place, task):
    with pytest.raises(InvalidInput):
        act(place, "finish_task", task, by="staff", result="")
    done = act(place, "finish_task", task, by="staff", result="已更正并退费", version=1)
    assert (done.status, done.result, done.ended_by) == (
        TaskStatus.DONE, "已更正并退费", place.users["staff"],
    )  # fmt: skip
    assert told(place, "supervisor", "tasks.finished") == 1
    for verb, values in (
        ("finish_task", {"result": "x"}),
        ("cancel_task", {"reason": "x"}),
        ("add_note", {"text": "x"}),
    ):
        with pytest.raises(Conflict):
            act(place, verb, task, by="supervisor", **values)


def test_who_owes_a_task_neither_cancels_nor_moves_it(place, task):
    day = AT_WORK + timedelta(days=9)
    for by in ("staff", "dept_head"):
        with pytest.raises(Forbidden):
            act(place, "cancel_task", task, by=by, reason="太忙")
        with pytest.raises(Forbidden):
            act(place, "move_due", task, by=by, due_at=day, reason="太忙")
    moved = act(place, "move_due", task, by="manager", due_at=day, reason="等供应商")
    assert moved.due_at == day
    assert told(place, "dept_head", "tasks.changed") == 1
    for values in ({"due_at": day, "reason": "x"}, {"due_at": AT_WORK, "reason": ""}):
        with pytest.raises(InvalidInput):
            act(place, "move_due", task, by="supervisor", **values)
    ended = act(place, "cancel_task", task, by="supervisor", reason="重复")
    assert (ended.status, ended.result) == (TaskStatus.CANCELLED, "重复")


def test_the_working_group_takes_nothing_back_from_the_own_unit(place, task):
    place.appoint_both()
    for by in ("staff", "dept_head"):
        with pytest.raises(Forbidden):
            act(place, "cancel_task", task, by=by, reason="太忙")
    assert act(place, "cancel_task", task, by="checker", reason="重复").status == "cancelled"


def test_two_who_act_at_once_are_told(place, task):
    act(place, "name_person", task, by="dept_head", username="staff", version=1)
    with pytest.raises(Stale):
        act(place, "finish_task", task, by="staff", result="x", version=1)


def test_who_may_not_see_a_task_does_not_learn_of_it(place, task):
    other = GroupPlace("b-", company=place.company)
    for by in ("area1", "intake"):
        with pytest.raises(NotFound):
            queries.find(place.actor(by), task.pk)
    for by in ("supervisor", "staff"):
        with pytest.raises(NotFound):
            queries.find(other.actor(by), task.pk)
        with pytest.raises(NotFound):
            act(other, "finish_task", task, by=by, result="x")
    for by in ("supervisor", "auditor", "manager", "dept_head", "staff"):
        assert queries.find(place.actor(by), task.pk) == task


def test_teams_have_tasks_as_departments_have(place):
    task = set_task(place, unit_id=place.quality.pk)
    assert queries.find(place.actor("checker"), task.pk) == task
    assert act(place, "finish_task", task, by="checker", result="完成").status == "done"
    task = set_task(place, unit_id=place.operations.pk)
    assert told(place, "lead", "tasks.set") == 1
    assert act(place, "name_person", task, by="lead", username="lead").assignee.name == "lead"


def test_lists_and_counts_are_those_of_the_reader(place, task):
    mine = set_task(place, username="staff", due_at=AT_WORK + timedelta(hours=1))
    set_task(place, username="other_staff")
    actor = place.actor("staff")

    def listed(**values):
        return {each.pk for each in queries.page(actor, now=LATER, **values).items}

    assert listed(whose="mine") == {task.pk, mine.pk}
    assert len(listed(whose="unit")) == 3
    assert listed(whose="set") == set()
    assert listed(state="overdue") == {mine.pk}
    act(place, "finish_task", mine, by="staff", result="完成")
    assert listed(state="done") == {mine.pk}
    assert queries.counts(actor)["tasks"] == 1
    assert queries.counts(place.actor("area1"))["tasks"] == 0


def test_lists_page_by_key(place):
    for _each in range(5):
        set_task(place)
    actor, seen, cursor = place.actor("supervisor"), [], ""
    while True:
        found = queries.page(actor, now=LATER, cursor=cursor, limit=2)
        seen += [each.pk for each in found.items]
        cursor = found.next_cursor
        if not cursor:
            break
    assert len(seen) == len(set(seen)) == 5


def test_the_database_holds_what_it_can(place, task):
    for values in (
        {"status": "gone"},
        {"text": ""},
        {"source_type": "x"},
        {"status": "done"},
        {"due_at": task.created_at},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Task.objects.filter(pk=task.pk).update(**values)


def test_people_of_two_units_see_both(place):
    Assignment.objects.create(
        user=place.users["staff"], role=Role.WORK_AREA_STAFF, unit=place.areas[0]
    )
    task = set_task(place, unit_id=place.areas[0].pk)
    assert queries.find(place.actor("staff"), task.pk) == task
