"""The planned orders are carried out: created and moved in the order of time."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random

from zuoxi.callbacks.actions import Result
from zuoxi.demo import attachments, callbacks, comments, followups
from zuoxi.demo.attachments import Drawn
from zuoxi.demo.comments import Remark
from zuoxi.demo.customers import district_of
from zuoxi.demo.plans import Plan, Step
from zuoxi.followups.actions import Wanted
from zuoxi.kernel.actors import Actor
from zuoxi.workorders import actions
from zuoxi.workorders.choices import Source

# By the minute of the hour modulo twelve; all others come by telephone.
_SOURCES = {0: Source.SUPERIOR, 4: Source.WEB, 6: Source.CHAT, 9: Source.MAIL}
_SUPERIORS_WAIT = timedelta(days=5)


def carry_out(
    made: Sequence[Plan],
    *,
    actors: Mapping[str, Actor],
    beside: Iterable[tuple[datetime, Callable[[], None]]] = (),
) -> None:
    """Create and move every order by the ordinary actions, all in the order of time.

    ``beside`` is what happens among them: when, and how to do it.
    """
    todo: list[tuple[datetime, int, Callable[[], None]]] = [(at, -1, act) for at, act in beside]
    for place, plan in enumerate(made):
        todo.append((plan.received_at, place, partial(_create, plan, actors["intake"])))
        todo.extend(
            (step.at, place, partial(_move, plan, step, actors[step.doer])) for step in plan.steps
        )
        todo.extend(
            (at, place, partial(_call, plan, result, actors["intake"], at))
            for at, result in plan.calls
        )
        todo.extend(
            (at, place, partial(_promise, plan, wanted, actors["intake"], at))
            for at, wanted in plan.promises
        )
        todo.extend(
            (at, place, partial(_settle, plan, result, actors["intake"], at))
            for at, result in plan.settled
        )
        todo.extend(
            (at, place, partial(_send, plan, drawn, actors[doer], at))
            for at, doer, drawn in plan.files
        )
        todo.extend(
            (at, place, partial(_remark, plan, remark, actors, at)) for at, remark in plan.remarks
        )
    for _at, _place, act in sorted(todo, key=lambda each: each[:2]):
        act()


def _move(plan: Plan, step: Step, actor: Actor) -> None:
    actions.transition(
        actor=actor,
        number=plan.number,
        name=step.action,
        inputs={
            name: value.number if isinstance(value, Plan) else value
            for name, value in step.inputs.items()
        },
        expected_version=None,
        now=step.at,
    )


def _call(plan: Plan, result: Result, actor: Actor, at: datetime) -> None:
    callbacks.record(result, actor=actor, number=plan.number, now=at)


def _promise(plan: Plan, wanted: Wanted, actor: Actor, at: datetime) -> None:
    followups.open_by_hand(wanted, actor=actor, number=plan.number, now=at)


def _settle(plan: Plan, result: str, actor: Actor, at: datetime) -> None:
    followups.close(result, actor=actor, number=plan.number, now=at)


def _send(plan: Plan, drawn: Drawn, actor: Actor, at: datetime) -> None:
    attachments.send(drawn, actor=actor, number=plan.number, random=Random(plan.number), now=at)


def _remark(plan: Plan, remark: Remark, actors: Mapping[str, Actor], at: datetime) -> None:
    comments.write(remark, actors=actors, number=plan.number, now=at)


def _create(plan: Plan, actor: Actor) -> None:
    source = _SOURCES.get(plan.received_at.minute % 12, Source.TELEPHONE)
    is_handed_down = source == Source.SUPERIOR
    created = actions.create_order(
        actor=actor,
        form_type=plan.story.form_type,
        customer_no=plan.customer.customer_no,
        device_type=plan.story.device_type,
        request_type=plan.story.request_type,
        appointment_at=plan.appointment_at,
        description=plan.story.description.format(area=district_of(plan.customer)),
        source=source,
        feedback_due_at=plan.received_at + _SUPERIORS_WAIT if is_handed_down else None,
        idempotency_key="",
        now=plan.received_at,
    )
    plan.number = created.order.number
