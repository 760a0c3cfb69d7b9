"""Agreeing on a process, the version that holds for a leg, and ticking its steps."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from zuoxi.accounts.choices import Role
from zuoxi.audit.sentences import sentence_for
from zuoxi.contacts import actions, queries
from zuoxi.contacts.choices import ProcessState
from zuoxi.contacts.models import Process, StepTick
from zuoxi.contacts.tests.factories import AT_WORK, Department
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.kernel.models import Event
from zuoxi.notices.models import Notice
from zuoxi.org.models import Assignment
from zuoxi.workorders.tests.factories import NOW, act

pytestmark = pytest.mark.django_db

STEPS = ("核对资费", "答复客户")


@pytest.fixture
def place():
    return Department()


def approve(place, process, by, now=NOW):
    return actions.approve_process(actor=place.actor(by), process_id=process.pk, now=now)


def tick(place, order, step, *, by="staff"):
    return actions.tick_step(
        actor=place.actor(by), number=order.number, step_id=step.pk, now=AT_WORK
    )


def untick(place, order, step, *, reason="漏项", by="staff"):
    return actions.untick_step(
        actor=place.actor(by), number=order.number, step_id=step.pk, reason=reason, now=AT_WORK
    )


def done(order):
    return [each.tick is not None for each in queries.process_of_leg(order).rows]


def test_it_is_in_force_when_the_heads_of_both_sides_have_agreed(place):
    process = place.propose(*STEPS, by="staff")
    assert process.state == ProcessState.DRAFT
    approve(place, process, "centre_head")
    assert queries.process_of_leg(place.order()) is None
    assert approve(place, process, "dept_head").state == ProcessState.IN_FORCE
    with translation.override("en"):
        words = [
            sentence_for(each) for each in Event.objects.filter(kind="contacts.process_approved")
        ]
    assert any("in force" in each for each in words)


def test_the_heads_of_both_sides_are_asked(place):
    place.propose(*STEPS)
    told = Notice.objects.filter(kind="contacts.process_proposed")
    assert {each.receiver.username for each in told} == {"centre_head", "dept_head"}


def test_two_different_persons_agree(place):
    Assignment.objects.create(user=place.users["centre_head"], role=Role.UNIT_HEAD, unit=place.unit)
    process = place.propose(*STEPS)
    approve(place, process, "centre_head")
    with pytest.raises(Conflict) as refused:
        approve(place, process, "centre_head")
    assert refused.value.code == "same_person"
    with pytest.raises(IntegrityError), transaction.atomic():
        Process.objects.filter(pk=process.pk).update(
            department_approved_by=place.users["centre_head"]
        )


def test_a_side_agrees_once_and_others_do_not(place):
    process = place.propose(*STEPS)
    approve(place, process, "dept_head")
    with pytest.raises(Conflict) as refused:
        approve(place, process, "dept_head")
    assert refused.value.code == "agreed_already"
    with pytest.raises(Forbidden):
        approve(place, process, "supervisor")
    with pytest.raises(NotFound):
        approve(place, process, "head")


def test_a_version_that_one_side_refuses_is_over(place):
    process = place.propose(*STEPS)
    approve(place, process, "centre_head")
    refuse = {"actor": place.actor("dept_head"), "process_id": process.pk, "now": NOW}
    with pytest.raises(InvalidInput):
        actions.refuse_process(reason="", **refuse)
    assert actions.refuse_process(reason="缺回访", **refuse).state == ProcessState.REFUSED
    with pytest.raises(Conflict):
        approve(place, process, "dept_head")


def test_a_new_proposal_replaces_the_one_that_waits_and_not_the_one_in_force(place):
    first = place.agree(place.propose(*STEPS))
    second = place.propose("新步骤")
    third = place.propose("更新的步骤")
    states = {each.pk: each.state for each in queries.processes_of(place.unit)}
    assert states == {
        first.pk: ProcessState.IN_FORCE,
        second.pk: ProcessState.REPLACED,
        third.pk: ProcessState.DRAFT,
    }
    place.agree(third)
    assert queries.find_process(place.actor("staff"), first.pk).state == ProcessState.REPLACED


def test_what_is_wrong_with_a_proposal_is_said_at_once(place):
    with pytest.raises(InvalidInput) as refused:
        place.propose(" ", request_type="nothing")
    assert set(refused.value.fields) == {"request_type", "steps"}
    with pytest.raises(Forbidden):
        place.propose(*STEPS, by="intake")


def test_a_leg_keeps_the_version_under_which_it_began(place):
    first = place.agree(place.propose(*STEPS))
    order = place.order()
    place.agree(place.propose("新步骤"), now=NOW + timedelta(days=100))
    assert queries.process_of_leg(order).process == first


def test_steps_are_ticked_in_order_and_the_last_one_can_be_taken_back(place):
    process = place.agree(place.propose(*STEPS))
    first, second = process.steps.all()
    order = place.order()
    with pytest.raises(Conflict):
        tick(place, order, second)
    tick(place, order, first)
    with pytest.raises(Conflict):
        tick(place, order, first)
    tick(place, order, second, by="dept_head")
    assert done(order) == [True, True]
    with pytest.raises(Conflict):
        untick(place, order, first)
    with pytest.raises(InvalidInput):
        untick(place, order, second, reason=" ")
    untick(place, order, second)
    assert done(order) == [True, False]
    with pytest.raises(Conflict):
        untick(place, order, second)
    assert StepTick.objects.filter(unticked_by=place.users["staff"], reason="漏项").count() == 1
    kinds = [each.kind for each in place.history(order)][-3:]
    assert kinds == ["contacts.step_ticked", "contacts.step_ticked", "contacts.step_unticked"]


def test_who_ticks(place):
    step = place.agree(place.propose(*STEPS)).steps.first()
    order = place.order()
    for name in ("intake", "dispatcher", "auditor"):
        with pytest.raises(Forbidden):
            tick(place, order, step, by=name)
    with pytest.raises(NotFound):
        tick(place, order, step, by="area1")
    tick(place, order, step, by="supervisor")


def test_steps_belong_to_the_order_and_to_its_leg(place):
    process = place.agree(place.propose(*STEPS))
    order = place.order()
    step = process.steps.first()
    other = place.propose("别的").steps.first()
    with pytest.raises(NotFound):
        tick(place, order, other)
    act(place, order, "return", by="staff")
    with pytest.raises((Conflict, NotFound, Forbidden)):
        tick(place, order, step, by="supervisor")
