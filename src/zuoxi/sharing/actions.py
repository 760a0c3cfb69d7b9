"""Giving departments rights and ending them, and noting who looked up customers."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.org import queries as org
from zuoxi.sharing import queries
from zuoxi.sharing.choices import GIVEN, REASON_LIMIT
from zuoxi.sharing.events import CustomersLookedUp, RightEnded, RightFact, RightGiven
from zuoxi.sharing.models import Right
from zuoxi.sharing.policies import may_give_at, may_give_rights, may_share


@action("sharing.give_right", policy=may_give_rights)
def give_right(*, actor: Actor, department_id: int, kind: str, reason: str, now: datetime) -> Right:
    """Let the people of a department look up a kind of information of their whole centre."""
    assert actor.user_id is not None
    faults = Faults()
    offered = [each for each in queries.departments(actor) if may_give_at(actor, each)]
    unit = next((each for each in offered if each.pk == department_id), None)
    if unit is None:
        faults.add("department", _("Choose a department of your service centre."))
    faults.choice("kind", kind, [each.value for each in GIVEN])
    text = faults.text("reason", reason, limit=REASON_LIMIT)
    faults.stop()
    assert unit is not None
    has_it = Conflict(_("The department has this right already."), code="has_right")
    with refuse_taken({"right_once": has_it}):
        right = Right.objects.create(
            department=unit, kind=kind, reason=text, given_by_id=actor.user_id, given_at=now
        )
    right = queries.find_right(actor, right.pk)
    _tell(RightGiven, right, actor=actor, now=now)
    return right


@action("sharing.end_right", policy=may_give_rights)
def end_right(*, actor: Actor, right_id: int, now: datetime) -> Right:
    """Take a right back; a second time changes nothing."""
    right = queries.find_right(actor, right_id)
    if not may_give_at(actor, right.department):
        raise Forbidden(extra={"action": "sharing.end_right"})
    ended = Right.objects.filter(pk=right_id, ended_at=None).update(
        ended_at=now, ended_by_id=actor.user_id
    )
    right = queries.find_right(actor, right_id)
    if ended:
        _tell(RightEnded, right, actor=actor, now=now)
    return right


@action("sharing.note_look_up", policy=may_share)
def note_look_up(*, actor: Actor, customer_nos: Sequence[str], now: datetime) -> int:
    """Leave in the log which customers a search has shown to whom; return how many.

    What was searched for is not kept: it may be a name or a number.
    """
    if customer_nos:
        publish(
            CustomersLookedUp(
                subject_id=actor.user_id,
                centre_id=org.home_centre_id(actor),
                data={"customers": list(customer_nos)},
            ),
            actor=actor,
            now=now,
        )
    return len(customer_nos)


def _tell(kind: type[RightFact], right: Right, *, actor: Actor, now: datetime) -> None:
    data = {
        "department": right.department.name,
        "kind": right.kind,
        "reason": right.reason,
    }
    fact = kind(
        subject_id=right.pk,
        centre_id=right.department.centre_id,
        department_id=right.department_id,
        data=data,
    )
    publish(fact, actor=actor, now=now)
