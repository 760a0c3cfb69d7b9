"""Whom to reach, who is next, and the clock that goes on when nobody answers."""

import threading
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import translation

from zuoxi.audit.sentences import sentence_for
from zuoxi.contacts import actions, jobs, queries
from zuoxi.contacts.choices import ANSWER_MINUTES
from zuoxi.contacts.models import Attempt, ReachOut
from zuoxi.contacts.tests.factories import ALWAYS, AT_WORK, NEVER_TODAY, Department
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.models import Event
from zuoxi.notices.models import Notice
from zuoxi.workorders.tests.factories import act, create, order_in, set_option

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def place():
    return Department()


@pytest.fixture
def three(place):
    return [place.person(name) for name in ("甲", "乙", "丙")]


@pytest.fixture
def interface(place, three):
    return place.interface(*three)


@pytest.fixture
def order(place, interface):
    return place.order()


def turn(order):
    found = queries.open_reach_out(order)
    return (found.person.name, found.round) if found else None


def kinds(place, order):
    return [each.kind for each in place.history(order) if each.kind.startswith("contacts.")]


def go_on(at):
    with time_machine.travel(at, tick=False):
        jobs.go_on(0)


def test_not_reached_gives_the_turn_to_the_next_and_the_history_has_the_times(place, order):
    place.start(order)
    assert turn(order) == ("甲", 1)
    place.record(order, "not_reached", remark="无人接听", now=AT_WORK + MINUTE)
    assert turn(order) == ("乙", 1)
    place.record(order, "not_reached", now=AT_WORK + 2 * MINUTE)
    assert turn(order) == ("丙", 1)
    place.record(order, "reached", now=AT_WORK + 3 * MINUTE)
    assert turn(order) is None

    tries = Attempt.objects.order_by("pk").values_list("person__name", "outcome", "at")
    assert list(tries) == [
        ("甲", "not_reached", AT_WORK + MINUTE),
        ("乙", "not_reached", AT_WORK + 2 * MINUTE),
        ("丙", "reached", AT_WORK + 3 * MINUTE),
    ]
    assert kinds(place, order) == [
        "contacts.reach_out_started",
        "contacts.not_reached",
        "contacts.not_reached",
        "contacts.reached",
    ]


def test_the_history_says_it_in_words(place, order):
    place.start(order, is_urgent=True)
    place.record(order, "not_reached", remark="关机")
    with translation.override("en"):
        words = [sentence_for(each) for each in place.history(order)][-2:]
    assert "urgently" in words[0]
    assert "甲" in words[0]
    assert "关机" in words[1]
    assert "乙" in words[1]


def test_after_the_last_it_starts_over_and_the_heads_are_told(place, order):
    place.start(order)
    for _ in range(3):
        place.record(order, "not_reached")
    assert turn(order) == ("甲", 2)
    last = place.history(order)[-1]
    assert last.data["is_last"] is True
    assert last.data["heads"] == ["dept_head"]
    told = Notice.objects.get(kind="contacts.nobody_reached")
    assert told.receiver == place.users["dept_head"]


def test_whoever_has_the_turn_and_an_account_gets_a_notice(place):
    first = place.person("甲", username="staff")
    place.interface(first, place.person("乙", username="dept_head"))
    order = place.order()
    place.start(order)
    place.record(order, "not_reached")
    told = Notice.objects.filter(kind="contacts.your_turn").order_by("pk")
    assert [each.receiver.username for each in told] == ["staff", "dept_head"]
    assert told[0].data == {"number": order.number}


def test_who_does_not_belong_to_the_department_any_more_is_told_nothing(place):
    place.interface(place.person("甲", username="staff"), place.person("乙"))
    place.users["staff"].assignments.all().delete()
    place.start(place.order())
    assert not Notice.objects.filter(kind="contacts.your_turn").exists()


def test_the_first_on_duty_comes_first_and_the_others_after(place):
    off, on = place.person("下班", hours=NEVER_TODAY), place.person("值班")
    place.interface(off, on)
    order = place.order()
    place.start(order)
    assert turn(order) == ("值班", 1)
    place.record(order, "not_reached")
    assert turn(order) == ("下班", 1)


def test_with_nobody_on_duty_it_is_the_first(place):
    place.interface(place.person("甲", hours=NEVER_TODAY), place.person("乙", hours=NEVER_TODAY))
    order = place.order()
    place.start(order)
    assert turn(order) == ("甲", 1)
    assert Event.objects.get(kind="contacts.reach_out_started").data["is_on_duty"] is False


def test_without_own_hours_the_calendar_of_the_department_counts(place):
    person = place.person("甲", hours=())
    interface = place.interface(person)
    at_night = AT_WORK.replace(hour=18)
    assert queries.line(queries.find_interface(place.actor("intake"), interface.pk), AT_WORK)[
        0
    ].is_on_duty
    assert not queries.line(interface, at_night)[0].is_on_duty


def test_a_substitute_has_the_turn_of_who_is_away(place, three, interface, order):
    actions.name_substitute(
        actor=place.actor("supervisor"),
        person_id=three[0].pk,
        substitute_id=three[2].pk,
        first_day=AT_WORK.date(),
        last_day=AT_WORK.date(),
        now=AT_WORK,
    )
    place.start(order)
    assert turn(order) == ("丙", 1)
    assert Event.objects.get(kind="contacts.reach_out_started").data["for"] == "甲"
    # Who was tried for somebody else is not tried a second time.
    place.record(order, "not_reached")
    assert turn(order) == ("乙", 1)
    place.record(order, "not_reached")
    assert turn(order) == ("丙", 2)


def test_the_interface_that_names_the_type_wins(place, three):
    place.interface(three[0], name="其他")
    named = place.interface(three[1], name="资费", request_types=["test"])
    order = place.order()
    assert queries.interfaces_for(order)[0] == named
    assert place.start(order).interface == named


def test_an_urgent_one_goes_on_by_itself_once_through_all(place, order):
    place.start(order, is_urgent=True)
    go_on(AT_WORK + 14 * MINUTE)
    assert turn(order) == ("甲", 1)
    go_on(AT_WORK + 15 * MINUTE)
    assert turn(order) == ("乙", 1)
    go_on(AT_WORK + 30 * MINUTE)
    go_on(AT_WORK + 45 * MINUTE)
    assert turn(order) == ("甲", 2)
    assert queries.open_reach_out(order).due_at is None
    go_on(AT_WORK + 600 * MINUTE)
    assert turn(order) == ("甲", 2)
    assert set(Attempt.objects.values_list("outcome", "by")) == {("no_answer", None)}


def test_one_that_is_not_urgent_waits(place, order):
    place.start(order)
    go_on(AT_WORK + 600 * MINUTE)
    assert turn(order) == ("甲", 1)


def test_the_minutes_are_an_option(place, order):
    set_option(ANSWER_MINUTES.key, 5)
    assert place.start(order, is_urgent=True).due_at == AT_WORK + 5 * MINUTE


def test_a_job_that_was_late_gives_the_next_person_the_whole_time(place, order):
    place.start(order, is_urgent=True)
    late = AT_WORK + 100 * MINUTE
    go_on(late)
    assert turn(order) == ("乙", 1)
    assert queries.open_reach_out(order).due_at == late + 15 * MINUTE


def test_a_worker_that_is_killed_leaves_the_row_due(place, order):
    place.start(order, is_urgent=True)

    def execute(run, sql, params, many, context):
        if sql.startswith('UPDATE "contacts_reachout"'):
            raise OperationalError
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute), pytest.raises(OperationalError):
        go_on(AT_WORK + 15 * MINUTE)
    assert turn(order) == ("甲", 1)
    assert not Attempt.objects.exists()

    go_on(AT_WORK + 16 * MINUTE)
    assert turn(order) == ("乙", 1)
    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_go_on_once(place, order):
    place.start(order, is_urgent=True)
    pk, at = queries.open_reach_out(order).pk, AT_WORK + 15 * MINUTE
    outcomes = []

    def other():
        try:
            actions.go_on(actor=SYSTEM, reach_out_id=pk, now=at)
        except Conflict:
            outcomes.append("passed over")
        finally:
            connection.close()

    with transaction.atomic():
        actions.go_on(actor=SYSTEM, reach_out_id=pk, now=at)
        worker = threading.Thread(target=other)
        worker.start()
        # The other one does not wait for this transaction.
        worker.join(timeout=20)
        assert not worker.is_alive()
    assert outcomes == ["passed over"]
    other()
    assert outcomes == ["passed over", "passed over"]
    assert turn(order) == ("乙", 1)
    assert Attempt.objects.count() == 1


def test_whoever_acts_on_an_older_state_is_told(place, order):
    seen = place.start(order, is_urgent=True).version
    go_on(AT_WORK + 15 * MINUTE)
    with pytest.raises(Stale):
        place.record(order, "not_reached", expected_version=seen)
    assert turn(order) == ("乙", 1)


def test_one_at_a_time(place, order):
    place.start(order)
    with pytest.raises(Conflict):
        place.start(order)
    reach_out = queries.open_reach_out(order)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReachOut.objects.create(
            order=order,
            leg=reach_out.leg,
            interface=reach_out.interface,
            turn_of=reach_out.turn_of,
            person=reach_out.person,
            started_by=reach_out.started_by,
            started_at=AT_WORK,
            asked_at=AT_WORK,
        )


@pytest.mark.parametrize("end", ["return", "complete", "recall"])
def test_it_ends_with_the_leg(place, order, end):
    place.start(order, is_urgent=True)
    if end == "complete":
        act(place, order, "accept", by="staff")
        inputs = {
            "handler": place.clerk.code,
            "resolution_notes": "已处理",
            "is_resolved": True,
            "is_petition": False,
            "callback_required": False,
        }
        act(place, order, "complete", by="staff", inputs=inputs)
    else:
        act(place, order, end, by="staff" if end == "return" else "")
    found = ReachOut.objects.get()
    assert (found.end, found.due_at) == ("leg_ended", None)
    assert "contacts.reach_out_ended" in kinds(place, order)


def test_end_for_leg_ends_one_once(place, order):
    pk = place.start(order).pk
    actor = place.actor("staff")
    actions.end_for_leg(actor=actor, reach_out_id=pk, now=AT_WORK)
    with pytest.raises(Conflict):
        actions.end_for_leg(actor=actor, reach_out_id=pk, now=AT_WORK)


def test_it_is_stopped_with_a_reason(place, order):
    place.start(order)
    stop = {"number": order.number, "expected_version": None, "now": AT_WORK}
    with pytest.raises(InvalidInput) as refused:
        actions.end_reach_out(actor=place.actor("intake"), reason=" ", **stop)
    assert set(refused.value.fields) == {"reason"}
    actions.end_reach_out(actor=place.actor("intake"), reason="客户撤回", **stop)
    assert turn(order) is None
    with pytest.raises(Conflict):
        actions.end_reach_out(actor=place.actor("intake"), reason="x", **stop)


def test_all_that_is_wrong_with_an_attempt_is_said_at_once(place, order):
    place.start(order)
    with pytest.raises(InvalidInput) as refused:
        place.record(order, "no_answer", way="mobile")
    assert set(refused.value.fields) == {"outcome", "way"}


def test_an_order_must_lie_with_a_department_that_has_an_interface(place):
    with pytest.raises(Conflict):
        place.start(order_in(place, "dispatched"))
    with pytest.raises(Conflict):
        place.start(create(place))
    order = place.order()
    with pytest.raises(InvalidInput):
        place.start(order)
    place.interface()
    with pytest.raises(InvalidInput):
        place.start(order)
    with pytest.raises(InvalidInput):
        place.start(order, interface_id=999_999)


def test_who_reaches_out(place, order):
    for name in ("staff", "dept_head", "auditor", "reviewer", "area1"):
        with pytest.raises(Forbidden):
            place.start(order, by=name)
    with pytest.raises(NotFound):
        place.start(order, by="head")
    assert place.start(order, by="supervisor")


def test_who_has_left_is_passed_over(place, three, order):
    actions.close_person(
        actor=place.actor("supervisor"), person_id=three[0].pk, expected_version=None, now=AT_WORK
    )
    place.start(order)
    assert turn(order) == ("乙", 1)


def test_an_own_week_counts_in_the_time_of_the_department(place):
    # 10:00 in Shanghai.
    hours = list(ALWAYS)
    hours[AT_WORK.weekday()] = "09:00-10:00, 10:30-24:00"
    interface = place.interface(place.person("甲", hours=hours))
    assert not queries.line(interface, AT_WORK)[0].is_on_duty
    assert queries.line(interface, AT_WORK - MINUTE)[0].is_on_duty
    assert date(2026, 12, 18) == AT_WORK.date()
