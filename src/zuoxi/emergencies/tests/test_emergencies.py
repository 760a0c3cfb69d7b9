"""Proposing, starting with receipts, plans and tasks, one answer to all, and the end."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.audit.sentences import sentence_for
from zuoxi.emergencies import actions, jobs, queries, running, soundness
from zuoxi.emergencies.actions import WantedShare
from zuoxi.emergencies.choices import INSTANT_ANSWERS
from zuoxi.emergencies.events import EmergencyStarted, OrderAnswered
from zuoxi.emergencies.models import Emergency, LinkedOrder, Receipt
from zuoxi.emergencies.tests.factories import AT_WORK, Scene
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.events import signal_of
from zuoxi.kernel.models import Event
from zuoxi.notices.models import Notice
from zuoxi.tasks.models import Task
from zuoxi.workorders import queries as orders
from zuoxi.workorders.tests.factories import create, set_option

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    with time_machine.travel(AT_WORK, tick=False):
        yield Scene()


def words(kind):
    with translation.override("en"):
        return [sentence_for(each) for each in Event.objects.filter(kind=f"emergencies.{kind}")]


def told(kind):
    rows = Notice.objects.filter(kind=f"emergencies.{kind}")
    return {each.receiver.username for each in rows}


class TestProposals:
    def test_three_customers_on_one_subject_within_a_day_are_proposed_once(self, scene):
        complaints = scene.complain(0, 1)
        scene.look()
        assert not Emergency.objects.exists()
        complaints += scene.complain(2)
        scene.look()
        scene.look()
        (found,) = Emergency.objects.all()
        assert (found.kind, found.status) == ("major_complaint", "proposed")
        assert {each.order for each in found.links.all()} == set(complaints)
        assert "supervisor" in told("proposed")
        assert "3 complaints" in words("proposed")[0]
        assert queries.counts(scene.actor("supervisor")) == {"emergencies": 1}
        assert queries.counts(scene.actor("intake")) == {"emergencies": 0}

    def test_one_customer_who_complains_again_and_again_is_no_group(self, scene):
        scene.complain(0, 0, 0, 0)
        scene.look()
        assert not Emergency.objects.exists()

    def test_other_subjects_and_older_complaints_do_not_count(self, scene):
        scene.complain(0, 1)
        scene.complain(2, hours_ago=25)
        create(scene, customer_no=scene.callers[3].customer_no, now=AT_WORK)
        scene.look()
        assert not Emergency.objects.exists()

    def test_size_and_period_are_options(self, scene):
        set_option("emergencies.group_size", 2)
        set_option("emergencies.group_hours", 48)
        scene.complain(0)
        scene.complain(1, hours_ago=40)
        scene.look()
        assert Emergency.objects.count() == 1

    def test_what_comes_later_is_added_to_an_open_one(self, scene):
        scene.complain(0, 1, 2)
        scene.look()
        (found,) = Emergency.objects.all()
        later = scene.complain(3, hours_ago=0)
        scene.look()
        assert found.links.count() == 4
        assert later[0].number in words("orders_linked")[0]

    def test_a_dismissed_subject_rests_for_the_period(self, scene):
        scene.complain(0, 1, 2)
        scene.look()
        (found,) = Emergency.objects.all()
        dismiss = {"emergency_id": found.pk, "now": AT_WORK}
        with pytest.raises(InvalidInput):
            actions.dismiss_proposal(actor=scene.actor("supervisor"), reason="", **dismiss)
        with pytest.raises(Forbidden):
            actions.dismiss_proposal(actor=scene.actor("intake"), reason="不是", **dismiss)
        with pytest.raises(Stale):
            actions.dismiss_proposal(
                actor=scene.actor("supervisor"), reason="不是", expected_version=9, **dismiss
            )
        actions.dismiss_proposal(actor=scene.actor("supervisor"), reason="同一小区", **dismiss)
        with pytest.raises(Conflict):
            actions.dismiss_proposal(actor=scene.actor("supervisor"), reason="再次", **dismiss)
        assert "同一小区" in words("dismissed")[0]
        scene.complain(3)
        scene.look()
        assert Emergency.objects.count() == 1
        with time_machine.travel(AT_WORK + timedelta(hours=25), tick=False):
            scene.complain(0, 1, 2, now=AT_WORK + timedelta(hours=24, minutes=30))
            scene.look()
        assert Emergency.objects.count() == 2

    def test_two_workers_propose_it_once(self, scene):
        scene.complain(0, 1, 2)
        (subject,) = queries.subjects_now(now=AT_WORK)
        found = actions.propose_group_complaint(actor=SYSTEM, subject=subject, now=AT_WORK)
        with pytest.raises(Conflict), transaction.atomic():
            actions.propose_group_complaint(actor=SYSTEM, subject=subject, now=AT_WORK)
        linked = actions.link_complaints(actor=SYSTEM, emergency_id=found.pk, now=AT_WORK)
        assert linked.links.count() == 3

    def test_looking_costs_the_same_for_many(self, scene, django_assert_max_num_queries):
        scene.complain(0, 1)
        with django_assert_max_num_queries(6):
            assert queries.subjects_now(now=AT_WORK) == []


class TestTheStart:
    def test_leaders_and_departments_are_told_and_confirm(self, scene):
        scene.appoint_both()
        found = scene.start()
        receipts = {each.user.username for each in queries.receipts_of(found)}
        assert {"manager", "lead", "dept_head", "staff"} <= receipts
        assert "supervisor" not in receipts
        assert "area2" in receipts  # of the working group
        assert told("started") == receipts
        assert found.started_at == AT_WORK
        for _twice in range(2):
            actions.confirm_receipt(
                actor=scene.actor("dept_head"),
                emergency_id=found.pk,
                now=AT_WORK + timedelta(minutes=3),
            )
        last = queries.receipts_of(found)[-1]
        assert (last.user.username, last.confirmed_at) == (
            "dept_head",
            AT_WORK + timedelta(minutes=3),
        )
        assert len(words("receipt")) == 1
        assert "产品部" in words("started")[0]
        with pytest.raises(Forbidden):
            actions.confirm_receipt(actor=scene.actor("intake"), emergency_id=found.pk, now=AT_WORK)

    def test_without_groups_the_heads_and_supervisors_are_told(self, scene):
        found = scene.start(by="manager")
        assert {each.user.username for each in queries.receipts_of(found)} >= {
            "supervisor",
            "dept_head",
        }

    def test_a_department_without_head_has_its_staff_told(self, scene):
        found = scene.start(units=[scene.areas[1].pk], by="manager")
        names = {each.user.username for each in queries.receipts_of(found)}
        assert "second_head" in names
        assert "area2" not in names

    def test_who_may_start_and_what_is_wrong(self, scene):
        for name in ("intake", "staff", "auditor", "dept_head"):
            with pytest.raises(Forbidden):
                scene.start(by=name)
        with pytest.raises(InvalidInput) as refused:
            scene.start(kind="fire", title="", units=[9999])
        assert set(refused.value.fields) == {"kind", "title", "units"}
        with pytest.raises(IntegrityError), transaction.atomic():
            Emergency.objects.create(
                centre=scene.centre, kind="disaster", status="started", created_at=AT_WORK
            )

    def test_a_proposal_is_started_with_its_orders(self, scene):
        scene.complain(0, 1, 2)
        scene.look()
        found = scene.start(emergency=Emergency.objects.get())
        assert found.status == "started"
        assert queries.count_links(found) == (3, 0)
        with pytest.raises(Conflict):
            scene.start(emergency=found)

    def test_strangers_do_not_see_it_and_those_told_do(self, scene):
        found = scene.start()
        other = Scene("b-")
        for actor in (other.actor("supervisor"), scene.actor("area1"), scene.actor("staff")):
            with pytest.raises(NotFound):
                queries.find(actor, found.pk)
        assert queries.find(scene.actor("dept_head"), found.pk) == found
        signal = signal_of(EmergencyStarted(subject_id=1, centre_id=2, user_ids=frozenset({3})))
        assert {"centre:2", "user:3"} <= signal.audience


class TestThePlan:
    def test_it_takes_effect_when_the_head_of_the_leadership_group_approves(self, scene):
        scene.appoint_both()
        found = scene.start()
        scene.draft(found)
        assert not Task.objects.exists()
        assert told("plan") == {"manager"}
        approve = {"emergency_id": found.pk, "number": 1, "now": AT_WORK}
        for name in ("supervisor", "dept_head", "lead"):
            with pytest.raises(Forbidden):
                actions.approve_plan(actor=scene.actor(name), **approve)
        actions.approve_plan(actor=scene.actor("manager"), **approve)
        (task,) = Task.objects.all()
        assert (task.unit, task.text, task.source_type) == (
            scene.department,
            "核实范围",
            "emergencies.emergency",
        )
        with pytest.raises(Conflict):
            actions.approve_plan(actor=scene.actor("manager"), **approve)
        assert queries.find(scene.actor("staff"), found.pk) == found
        assert words("plan_approved")
        assert words("plan_drafted")

    def test_a_newer_version_is_the_one_to_approve(self, scene):
        scene.appoint_both()
        found = scene.start()
        scene.draft(found)
        scene.draft(found, text="新方案")
        with pytest.raises(Conflict):
            actions.approve_plan(
                actor=scene.actor("manager"), emergency_id=found.pk, number=1, now=AT_WORK
            )
        assert [each.number for each in queries.plans_of(found)] == [2, 1]

    def test_all_that_is_wrong_is_said_at_once(self, scene):
        found = scene.start()
        with pytest.raises(InvalidInput) as refused:
            scene.draft(found, text="", shares=[])
        assert set(refused.value.fields) == {"text", "shares"}
        share = WantedShare(unit_id=9999, text="x", due_at=AT_WORK - timedelta(hours=1))
        with pytest.raises(InvalidInput) as refused:
            scene.draft(found, shares=[share])
        assert len(refused.value.fields["shares"]) == 2

    def test_a_meeting_is_written_down(self, scene):
        found = scene.start()
        record = {"emergency_id": found.pk, "actor": scene.actor("supervisor"), "now": AT_WORK}
        with pytest.raises(InvalidInput) as refused:
            actions.record_meeting(held_at=None, participants="", minutes="", **record)
        assert set(refused.value.fields) == {"held_at", "participants", "minutes"}
        with pytest.raises(InvalidInput):
            actions.record_meeting(
                held_at=AT_WORK + timedelta(hours=1), participants="甲", minutes="乙", **record
            )
        actions.record_meeting(held_at=AT_WORK, participants="甲、乙", minutes="先抢修", **record)
        assert "先抢修" in words("meeting")[0]
        assert len(queries.meetings_of(found)) == 1


class TestTheAnswer:
    def test_all_orders_get_it_each_with_an_event_of_its_own(self, scene):
        complaints = scene.complain(0, 1, 2)
        scene.look()
        found = scene.start(emergency=Emergency.objects.get())
        supervisor = scene.actor("supervisor")
        given = actions.give_answer(
            actor=supervisor, emergency_id=found.pk, text="今晚恢复供电", now=AT_WORK
        )
        running.run_now(given, supervisor, clock=lambda: AT_WORK)
        assert queries.count_links(found) == (3, 3)
        events = Event.objects.filter(kind=OrderAnswered.KIND)
        assert {each.subject_id for each in events} == {each.pk for each in complaints}
        history = orders.history(scene.actor("intake"), complaints[0])
        with translation.override("en"):
            assert "今晚恢复供电" in sentence_for(history[-1])
        assert "3 work orders" in words("answer")[0]
        link = LinkedOrder.objects.first()
        actions.answer_order(actor=supervisor, link_id=link.pk, answer_id=given.pk, now=AT_WORK)
        assert events.count() == 3

    def test_what_a_request_leaves_the_job_carries_out(self, scene):
        many = [0, 1, 2, 3] * (INSTANT_ANSWERS // 4 + 1)
        scene.complain(*many)
        scene.look()
        found = scene.start(emergency=Emergency.objects.get())
        supervisor = scene.actor("supervisor")
        given = actions.give_answer(
            actor=supervisor, emergency_id=found.pk, text="今晚恢复", now=AT_WORK
        )
        running.run_now(given, supervisor, clock=lambda: AT_WORK)
        assert queries.count_links(found) == (len(many), INSTANT_ANSWERS)
        scene.users["supervisor"].is_active = False
        scene.users["supervisor"].save()
        jobs.answer(timestamp=0)
        assert queries.count_links(found) == (len(many), len(many))
        assert queries.waiting_links() == []

    def test_orders_are_added_by_hand(self, scene):
        found = scene.start(kind="system_failure")
        supervisor = scene.actor("supervisor")
        with pytest.raises(InvalidInput):
            actions.give_answer(actor=supervisor, emergency_id=found.pk, text="x", now=AT_WORK)
        order = create(scene)
        for _twice in range(2):
            actions.link_order(
                actor=supervisor, emergency_id=found.pk, number=order.number, now=AT_WORK
            )
        assert queries.count_links(found) == (1, 0)
        for number in ("20200101-00001", create(Scene("b-"), customer_no="B-111").number):
            with pytest.raises(InvalidInput):
                actions.link_order(
                    actor=supervisor, emergency_id=found.pk, number=number, now=AT_WORK
                )


class TestTheEnd:
    def test_it_asks_for_a_summary(self, scene):
        found = scene.start()
        close = {"emergency_id": found.pk, "actor": scene.actor("supervisor"), "now": AT_WORK}
        with pytest.raises(InvalidInput):
            actions.close_emergency(summary=" ", **close)
        closed = actions.close_emergency(summary="三小时恢复", **close)
        assert (closed.status, closed.ending) == ("closed", "三小时恢复")
        with pytest.raises(Conflict):
            scene.draft(closed)
        assert "三小时恢复" in words("closed")[0]

    def test_a_missing_chapter_of_the_manual_is_flagged(self, scene):
        assert list(soundness.manual_is_named()) == []
        scene.start()
        assert len(list(soundness.manual_is_named())) == 1
        set_option("emergencies.manual_chapter", "https://example.org/manual#sudden")
        assert list(soundness.manual_is_named()) == []


class TestPages:
    def client(self, scene, name):
        return signed_in(scene.users[name], language="en")

    def url(self, name, *args):
        return reverse(f"emergencies:{name}", args=args)

    def post(self, scene, name, *args, by="supervisor", status=303, **sent):
        answer = self.client(scene, by).post(self.url(name, *args), sent)
        assert answer.status_code == status, answer.content.decode()
        return answer.content.decode()

    def page(self, scene, name, *args, by="supervisor"):
        answer = self.client(scene, by).get(self.url(name, *args))
        assert answer.status_code == 200
        return answer.content.decode()

    def test_from_the_proposal_to_the_summary(self, scene):
        scene.appoint_both()
        complaints = scene.complain(0, 1, 2)
        scene.look()
        pk = Emergency.objects.get().pk
        assert self.url("detail", pk) in self.page(scene, "list", by="intake")
        shown = self.page(scene, "detail", pk)
        assert self.url("start", pk) in shown
        assert self.url("start", pk) not in self.page(scene, "detail", pk, by="intake")
        sent = {"kind": "major_complaint", "units": [scene.department.pk], "version": "1"}
        self.post(scene, "start", pk, status=422, **sent, description="停电")
        self.post(scene, "start", pk, **sent, title="停电投诉")
        self.post(scene, "confirm", pk, by="dept_head")
        self.post(
            scene, "meeting", pk, held_at="2026-12-18T09:00", participants="甲", minutes="抢修"
        )
        self.post(scene, "meeting", pk, status=422, held_at="x", participants="甲", minutes="抢修")
        assert "Task 4" in self.page(scene, "plan", pk)
        plan = {
            "text": "方案",
            "unit_1": scene.department.pk,
            "task_1": "核实",
            "due_1": "2026-12-19T09:00",
        }
        self.post(scene, "plan", pk, status=422, **(plan | {"task_1": ""}))
        self.post(scene, "plan", pk, **plan)
        assert "核实" in self.page(scene, "plan", pk)
        assert self.url("approve", pk, 1) not in self.page(scene, "detail", pk)
        assert self.url("approve", pk, 1) in self.page(scene, "detail", pk, by="manager")
        self.post(scene, "approve", pk, 1, by="manager")
        self.runs_on_to_the_summary(scene, pk, complaints)

    def runs_on_to_the_summary(self, scene, pk, complaints):
        self.post(scene, "answer", pk, text="今晚恢复")
        self.post(scene, "link_order", pk, number=create(scene).number)
        self.post(scene, "link_order", pk, status=422, number="x")
        shown = self.page(scene, "detail", pk, by="intake")
        for word in ("停电投诉", "核实", "Confirmed by 1", complaints[0].number, "抢修"):
            assert word in shown
        order = self.client(scene, "intake").get(f"/work-orders/{complaints[0].number}/")
        assert "今晚恢复" in order.content.decode()
        seen = self.page(scene, "detail", pk, by="dept_head")
        assert complaints[0].number not in seen
        self.post(scene, "close", pk, status=422, summary="")
        self.post(scene, "close", pk, summary="已恢复")
        assert "已恢复" in self.page(scene, "detail", pk, by="staff")

    def test_one_is_started_by_hand_or_dismissed(self, scene):
        assert "System failure" in self.page(scene, "new")
        assert "The heads of the service centre" in self.page(scene, "new", by="intake")
        self.post(scene, "new", by="intake", status=403, kind="disaster", title="台风")
        self.post(scene, "new", status=422, kind="disaster")
        self.post(scene, "new", kind="disaster", title="台风")
        scene.complain(0, 1, 2)
        scene.look()
        pk = Emergency.objects.get(status="proposed").pk
        self.post(scene, "dismiss", pk, status=422, reason="")
        self.post(scene, "dismiss", pk, reason="不是", version="1")
        for status in ("open", "closed", "dismissed", "all", "x"):
            answer = self.client(scene, "auditor").get(self.url("list"), {"status": status})
            assert answer.status_code == 200

    def test_the_page_costs_the_same_for_many(self, scene, django_assert_max_num_queries):
        scene.appoint_both()
        scene.complain(0, 1, 2, 3, 4, 5)
        scene.look()
        found = scene.start(emergency=Emergency.objects.get())
        assert Receipt.objects.count() > 4
        client = self.client(scene, "supervisor")
        client.get(self.url("detail", found.pk))
        with django_assert_max_num_queries(40):
            client.get(self.url("detail", found.pk))


def test_the_api(scene):
    scene.appoint_both()
    complaints = scene.complain(0, 1, 2)
    scene.look()
    pk = Emergency.objects.get().pk

    def call(path, body=None, by="supervisor", status=200, method="POST", **headers):
        answer = signed_in(scene.users[by], language="en").generic(
            method,
            f"/api/v1/emergencies{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers=headers,
        )
        assert answer.status_code == status, answer.content
        return answer.json()

    assert len(call("", method="GET")["items"]) == 1
    start = {"kind": "major_complaint", "title": "停电", "units": [scene.department.pk]}
    call(f"/{pk}/start", start, status=412, **{"If-Match": '"9"'})
    call(f"/{pk}/start", start)
    call(f"/{pk}/dismiss", {"reason": "x"}, status=409)
    call(f"/{pk}/confirm", by="dept_head")
    meeting = {"held_at": AT_WORK.isoformat(), "participants": "甲", "minutes": "乙"}
    call(f"/{pk}/meetings", meeting)
    plan = {"text": "方案", "shares": [{"unit": scene.department.pk, "text": "核实"}]}
    call(f"/{pk}/plans", plan)
    call(f"/{pk}/plans/1/approve", status=403)
    assert call(f"/{pk}/plans/1/approve", by="manager")["plans"][0]["shares"][0]["task"]
    call(f"/{pk}/work-orders", {"number": create(scene).number})
    assert call(f"/{pk}/answers", {"text": "今晚"})["answered"] == 4
    assert call(f"/{pk}/close", {"summary": "完"})["status"] == "closed"
    whole = call(f"/{pk}", method="GET", by="intake")
    assert {each["number"] for each in whole["work_orders"]} >= {each.number for each in complaints}
    assert call("", start | {"kind": "disaster"}, status=201)["status"] == "started"
