"""How meetings are called, moved, held, and what they decide."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from zuoxi.groups.models import Group, Seat
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.models import Event
from zuoxi.meetings import actions, jobs, queries
from zuoxi.meetings.actions import Part
from zuoxi.meetings.models import Decision, Meeting, Minutes
from zuoxi.meetings.queries import agendas
from zuoxi.meetings.tests.factories import AFTER, AT_WORK, MeetingPlace
from zuoxi.notices.models import Notice
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Assignment
from zuoxi.tasks import actions as tasks
from zuoxi.tasks.models import Task
from zuoxi.workorders.tests.factories import create, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return MeetingPlace()


def refused(call, *args, **values):
    with pytest.raises(InvalidInput) as refusal:
        call(*args, **values)
    return set(refusal.value.fields)


def told(place, name, kind):
    return Notice.objects.filter(receiver=place.users[name], kind=f"meetings.{kind}").count()


def test_a_meeting_is_called_and_all_who_take_part_are_told(place):
    meeting = place.convene()
    assert [each.text for each in queries.agenda_of(meeting)] == ["核对数据", "明确责任"]
    assert told(place, "staff", "invited") == 1
    # Named is one person of the department; nobody else of it is called.
    assert told(place, "dept_head", "invited") == 0
    assert Event.objects.get(kind="meetings.convened").data["title"] == "资费差错协调会"


def test_a_unit_as_a_whole_is_told_by_its_head(place):
    place.convene(parts=[Part(place.department.pk)])
    assert told(place, "dept_head", "invited") == 1
    assert told(place, "staff", "invited") == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"starts_at": None}, "starts_at"),
        ({"ends_at": AT_WORK}, "ends_at"),
        ({"ends_at": AT_WORK + timedelta(hours=1)}, "ends_at"),
        ({"ends_at": AT_WORK + timedelta(days=3)}, "ends_at"),
        ({"parts": []}, "parts"),
        ({"parts": [Part(None)]}, "parts"),
        ({"parts": [Part(999_999)]}, "parts"),
        ({"chair": "nobody"}, "chair"),
        ({"chair": "\x00"}, "chair"),
        ({"group": "board"}, "group"),
        ({"points": "\n".join(["x"] * 51)}, "points"),
        ({"points": "a\x00"}, "points"),
    ],
)
def test_a_wrong_meeting_is_refused(place, changes, field):
    assert refused(place.convene, **changes) == {field}


def test_a_person_or_a_unit_twice_is_refused(place):
    staff = place.users["staff"].username
    for parts in (
        [Part(place.department.pk, staff), Part(place.department.pk, staff)],
        [Part(place.department.pk), Part(place.department.pk)],
        [Part(place.department.pk, "area1")],
    ):
        assert refused(place.convene, parts=parts) == {"parts"}
    place.convene(parts=[Part(place.department.pk), Part(place.department.pk, staff)])


def test_all_faults_are_said_at_once(place):
    found = refused(place.convene, title="", ends_at=AT_WORK, parts=[], chair="nobody")
    assert found == {"title", "ends_at", "parts", "chair"}


def test_a_group_that_is_not_appointed_does_not_meet(place):
    Seat.objects.filter(group__kind="working").delete()
    Group.objects.filter(kind="working").delete()
    assert refused(place.convene, group="working") == {"group"}


def test_supervisors_heads_and_the_groups_call_meetings(place):
    for by in ("supervisor", "manager", "checker", "lead"):
        place.convene(by=by)
    for by in ("intake", "auditor", "other_staff", "dept_head"):
        with pytest.raises(Forbidden):
            place.convene(by=by)
    # The leadership group meets when its members want it to.
    place.convene(by="dept_head", group="leadership")
    for by in ("supervisor", "checker"):
        with pytest.raises(Forbidden):
            place.convene(by=by, group="leadership")
    other = MeetingPlace("b-", company=place.company)
    with pytest.raises(NotFound):
        place.convene(by="supervisor", number=create(other).number)


def test_a_session_is_about_an_order(place):
    order = create(place)
    meeting = place.convene(by="checker", number=order.number)
    assert meeting.order == order
    assert queries.of_order(place.actor("staff"), order) == [meeting]
    assert queries.of_order(place.actor("area1"), order) == [meeting]
    assert queries.of_order(place.actor("intake"), order) == []
    assert queries.open_items(meeting, AFTER) == []


def test_who_takes_part_sees_the_meeting_and_nobody_else(place):
    meeting = place.convene()
    for by in ("supervisor", "auditor", "manager", "staff", "other_staff", "dept_head", "checker"):
        assert queries.find(place.actor(by), meeting.pk) == meeting
    other = MeetingPlace("b-", company=place.company)
    for actor in (place.actor("intake"), other.actor("supervisor"), other.actor("staff")):
        with pytest.raises(NotFound):
            queries.find(actor, meeting.pk)
        with pytest.raises(NotFound):
            actions.cancel_meeting(
                actor=actor, meeting_id=meeting.pk, reason="x", expected_version=None, now=AFTER
            )
    leaders = place.convene(by="manager", group="leadership", parts=[Part(place.areas[0].pk)])
    with pytest.raises(NotFound):
        queries.find(place.actor("checker"), leaders.pk)


def test_a_meeting_is_moved_and_cancelled_by_hand(place):
    meeting = place.convene()
    later = AT_WORK + timedelta(days=1)
    changes = {"starts_at": later, "ends_at": later + timedelta(hours=1), "points": "只议一项"}

    def change(by="supervisor", version=1, **more):
        return actions.change_meeting(
            actor=place.actor(by),
            meeting_id=meeting.pk,
            wanted=place.wanted(**(changes | more)),
            expected_version=version,
            now=AT_WORK,
        )

    for by in ("other_staff", "auditor"):
        with pytest.raises(Forbidden):
            change(by=by)
    moved = change(parts=[Part(place.technology.pk), Part(place.quality.pk)])
    assert moved.starts_at == later
    assert [each.text for each in queries.agenda_of(moved)] == ["只议一项"]
    assert [each.unit for each in queries.participants_of(moved)] == [
        place.quality, place.technology,
    ]  # fmt: skip
    assert Event.objects.get(kind="meetings.changed").data["before"]["starts_at"]
    with pytest.raises(Stale):
        change()
    cancel = {"meeting_id": meeting.pk, "expected_version": 2, "now": AT_WORK}
    with pytest.raises(InvalidInput):
        actions.cancel_meeting(actor=place.actor("supervisor"), reason="", **cancel)
    actions.cancel_meeting(actor=place.actor("supervisor"), reason="已解决", **cancel)
    for call in (change, lambda **v: place.write(meeting), lambda **v: place.decide(meeting)):
        with pytest.raises(Conflict):
            call(version=3)


def test_minutes_are_kept_by_version_once_they_are_sent(place):
    meeting = place.convene()
    assert refused(place.write, meeting, now=AT_WORK) == {"text"}
    assert refused(place.write, meeting, " ") == {"text"}
    parts = queries.participants_of(meeting)
    held = place.write(meeting, present={parts[0].pk})
    assert held.status == "held"
    assert [each.was_present for each in queries.participants_of(meeting)] == [True, False]
    assert refused(place.write, meeting, present={999}) == {"present"}
    place.write(meeting, "补充一句")
    assert Minutes.objects.get().text == "补充一句"
    send = {"meeting_id": meeting.pk, "expected_version": None, "now": AFTER}
    actions.send_minutes(actor=place.actor("supervisor"), **send)
    assert told(place, "staff", "minutes") == 1
    with pytest.raises(Conflict):
        actions.send_minutes(actor=place.actor("supervisor"), **send)
    assert refused(place.write, meeting, "改") == {"reason"}
    place.write(meeting, "改正数字", reason="数字有误")
    assert [each.number for each in queries.minutes_of(meeting)] == [2, 1]
    assert queries.minutes_of(meeting)[1].text == "补充一句"
    with pytest.raises(Conflict):
        actions.change_meeting(
            actor=place.actor("supervisor"),
            meeting_id=meeting.pk,
            wanted=place.wanted(),
            expected_version=None,
            now=AFTER,
        )


def test_there_is_nothing_to_send_before_minutes_are_written(place):
    meeting = place.convene()
    with pytest.raises(Conflict):
        actions.send_minutes(
            actor=place.actor("supervisor"), meeting_id=meeting.pk, expected_version=None, now=AFTER
        )
    for by in ("other_staff", "auditor"):
        with pytest.raises(Forbidden):
            place.write(meeting, by=by)


def test_decisions_become_tasks_of_departments(place):
    meeting = place.convene(number=create(place).number)
    first = place.decide(meeting)
    place.decide(meeting, text="升级计费系统", unit_id=place.technology.pk)
    owed = {each.unit: each.text for each in Task.objects.all()}
    assert owed == {place.department: "更正资费配置", place.technology: "升级计费系统"}
    task = Task.objects.get(unit=place.department)
    assert (task.source_type, task.source_id) == ("meetings.decision", first.pk)
    assert Notice.objects.filter(receiver=place.users["dept_head"], kind="tasks.set").exists()


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"text": ""}, {"text"}),
        ({"unit_id": None}, {"unit"}),
        ({"unit_id": None, "text": ""}, {"unit", "text"}),
        ({"unit_id": 999_999}, {"unit"}),
        ({"matter": "wish"}, {"matter"}),
        ({"due_at": AT_WORK}, {"due_at"}),
        ({"username": "intake"}, {"username"}),
        ({"now": AT_WORK}, {"text"}),
    ],
)
def test_a_wrong_decision_is_refused(place, changes, fields):
    assert refused(place.decide, place.convene(), **changes) == fields
    assert not Decision.objects.exists()
    assert not Task.objects.exists()


def test_only_the_leadership_group_decides_on_goals_rules_and_assessments(place):
    ordinary = place.convene()
    leaders = place.convene(by="manager", group="leadership")
    for matter in ("goal", "major", "rule", "assessment"):
        for by, meeting in (
            ("supervisor", ordinary),
            ("manager", ordinary),
            ("dept_head", ordinary),
        ):
            with pytest.raises(Forbidden):
                place.decide(meeting, by=by, matter=matter, unit_id=None)
        by = "dept_head" if matter == "goal" else "manager"
        place.decide(leaders, by=by, matter=matter, unit_id=None)
    assert Decision.objects.count() == 4
    found = queries.decisions(place.actor("auditor"))
    assert len(found.items) == 4
    # Whoever is no leader any more decides nothing, though the chair.
    Assignment.objects.filter(user=place.users["manager"]).delete()
    with pytest.raises((Forbidden, NotFound)):
        place.decide(leaders, by="manager", matter="rule", unit_id=None)


def test_a_linkage_meeting_takes_its_agenda_from_what_is_open(place):
    first = place.convene(group="working", title="上次例会")
    decision = place.decide(first)
    order = place.order_at_department()
    week = AT_WORK + timedelta(days=7)
    times = {"starts_at": week, "ends_at": week + timedelta(hours=1)}
    second = place.convene(group="working", **times)
    beside = place.convene(**times)
    found = queries.open_items(second, week)
    assert [each.kind for each in found] == ["task", "order"]
    assert place.department.name in found[0].text
    assert order.number in found[1].text
    assert place.customer.name not in found[1].text
    # A meeting of nobody in particular, or one before the decision, has none of it.
    assert queries.open_items(beside, week) == []
    task = Task.objects.get(source_id=decision.pk)
    place.write(second, now=week)
    tasks.finish_task(
        actor=place.actor("staff"), task_id=task.pk, result="好", expected_version=None, now=week
    )
    kept = [each.kind for each in queries.agenda_of(second)]
    assert kept == ["own", "own", "task", "order"]
    assert [each.kind for each in queries.open_items(second, week)] == ["order"]


def test_a_higher_package_puts_its_own_on_the_agenda(place, monkeypatch):
    monkeypatch.setattr(agendas, "_providers", [])
    item = queries.OpenItem(agendas.ItemKind.OTHER, "超时工单", "x.y", 1, AT_WORK)
    queries.register_items(lambda _centre, _now: [item])
    assert queries.open_items(place.convene(group="working"), AT_WORK) == [item]


def test_a_meeting_recurs_by_the_working_calendar(place):
    series = place.series()
    mondays = list(Meeting.objects.order_by("starts_at"))
    # From Friday 18 December five weeks ahead; 1 January is not among the Mondays.
    assert [each.nominal_day for each in mondays] == [
        date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 11),
        date(2027, 1, 18),
    ]  # fmt: skip
    assert mondays[0].starts_at == datetime(2026, 12, 21, 8, tzinfo=UTC)
    assert [each.text for each in queries.agenda_of(mondays[0])] == ["上周总结"]
    assert len(queries.participants_of(mondays[0])) == 2
    assert told(place, "dept_head", "invited") == 0
    with pytest.raises(Conflict):
        actions.continue_series(actor=SYSTEM, series_id=series.pk, now=AT_WORK)
    later = AT_WORK + timedelta(days=7)
    actions.continue_series(actor=SYSTEM, series_id=series.pk, now=later)
    assert Meeting.objects.count() == 6


def test_participants_of_a_recurring_meeting_are_invited_days_before(place):
    place.series()
    monday = Meeting.objects.order_by("starts_at").first()
    assert queries.to_invite(AT_WORK - timedelta(days=1)) == []
    assert queries.to_invite(AT_WORK) == []
    soon = monday.starts_at - timedelta(days=2)
    assert queries.to_invite(soon) == [monday.pk]
    actions.invite_participants(actor=SYSTEM, meeting_id=monday.pk, now=soon)
    assert told(place, "dept_head", "invited") == 1
    with pytest.raises(Conflict):
        actions.invite_participants(actor=SYSTEM, meeting_id=monday.pk, now=soon)


def test_the_job_continues_and_invites(place, time_machine):
    place.series()
    time_machine.move_to(AT_WORK + timedelta(days=1), tick=False)
    jobs.go_on(0)
    assert told(place, "dept_head", "invited") == 1
    jobs.go_on(0)
    assert Event.objects.filter(kind="meetings.invited").count() == 1


def test_a_changed_series_takes_those_along_to_whom_nobody_was_invited(place):
    series = place.series()
    first = Meeting.objects.order_by("starts_at").first()
    actions.invite_participants(actor=SYSTEM, meeting_id=first.pk, now=AT_WORK)
    place.series(series_id=series.pk, version=1, number=2, title="联动周三例会")
    found = list(Meeting.objects.order_by("starts_at").values_list("title", flat=True))
    assert found[0] == "联动周例会"
    assert set(found[1:]) == {"联动周三例会"}
    with pytest.raises(Stale):
        place.series(series_id=series.pk, version=1)
    actions.end_series(
        actor=place.actor("supervisor"), series_id=series.pk, expected_version=2, now=AT_WORK
    )
    assert Meeting.objects.get() == first
    with pytest.raises(Conflict):
        place.series(series_id=series.pk)
    with pytest.raises(Conflict):
        actions.continue_series(actor=SYSTEM, series_id=series.pk, now=AT_WORK)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"every": "sometimes"}, "every"),
        ({"number": 7}, "number"),
        ({"number": None}, "number"),
        ({"every": "month", "number": 32}, "number"),
        ({"first_day": None}, "first_day"),
        ({"last_day": date(2026, 11, 1)}, "last_day"),
        # From Tuesday to Thursday there is no Monday.
        ({"last_day": date(2026, 12, 3)}, "every"),
        ({"begins": None}, "begins"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"parts": []}, "parts"),
        ({"chair": "nobody"}, "chair"),
    ],
)
def test_a_wrong_recurrence_is_refused(place, changes, field):
    assert refused(place.series, **changes) == {field}
    assert not Meeting.objects.exists()


def test_who_may_say_how_meetings_recur(place):
    for by in ("intake", "other_staff", "dept_head"):
        with pytest.raises(Forbidden):
            place.series(by=by)
    series = place.series(by="checker")
    assert queries.find_series(place.actor("staff"), series.pk) == series
    with pytest.raises(NotFound):
        queries.find_series(place.actor("intake"), series.pk)
    with pytest.raises(Forbidden):
        place.series(by="checker", series_id=series.pk, group="leadership")


def test_a_moved_meeting_does_not_follow_its_series(place):
    series = place.series()
    first = Meeting.objects.order_by("starts_at").first()
    later = first.starts_at + timedelta(hours=20)
    actions.change_meeting(
        actor=place.actor("supervisor"),
        meeting_id=first.pk,
        wanted=place.wanted(starts_at=later, ends_at=later + timedelta(hours=1)),
        expected_version=None,
        now=AT_WORK,
    )
    place.series(series_id=series.pk, begins=first.starts_at.time(), minutes=30)
    first.refresh_from_db()
    assert first.starts_at == later
    assert Meeting.objects.filter(series=series).count() == 5


def test_points_put_on_the_agenda_by_hand_stay(place):
    series = place.series()
    first = Meeting.objects.order_by("starts_at").first()
    actions.change_meeting(
        actor=place.actor("supervisor"),
        meeting_id=first.pk,
        wanted=place.wanted(starts_at=first.starts_at, ends_at=first.ends_at, points="追加一项"),
        expected_version=None,
        now=AT_WORK,
    )
    place.series(series_id=series.pk, number=2)
    first.refresh_from_db()
    assert [each.text for each in queries.agenda_of(first)] == ["追加一项"]


def test_the_centre_as_a_whole_is_everybody_who_works_for_it(place):
    meeting = place.convene(parts=[Part(place.centre.pk)])
    assert queries.find(place.actor("intake"), meeting.pk) == meeting
    with pytest.raises(NotFound):
        queries.find(place.actor("second_head"), meeting.pk)


def test_the_database_holds_what_it_can(place):
    meeting = place.convene()
    for values in (
        {"ends_at": meeting.starts_at},
        {"status": "lost"},
        {"status": "cancelled"},
        {"title": ""},
        {"nominal_day": date(2026, 12, 1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Meeting.objects.filter(pk=meeting.pk).update(**values)


def test_a_closed_unit_takes_no_part(place):
    unit = make_unit(UnitKind.DEPARTMENT, "closed", parent=place.centre)
    unit.is_active = False
    unit.save()
    assert refused(place.convene, parts=[Part(unit.pk)]) == {"parts"}
