"""Correcting how important and urgent an order is, and of which class its region."""

from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.workorders import queries
from zuoxi.workorders.actions.matter import code_item
from zuoxi.workorders.choices import NOTE_LIMIT, CodeList, Status
from zuoxi.workorders.events import OrderRegraded
from zuoxi.workorders.models import CodeItem, WorkOrder
from zuoxi.workorders.policies import REGRADERS, may_regrade

_NAMES = (CodeList.GRADE, CodeList.REGION_CLASS)


@action("workorders.regrade", policy=may_regrade)
def regrade(
    *,
    actor: Actor,
    number: str,
    grade: str,
    region_class: str,
    reason: str,
    expected_version: int | None,
    now: datetime,
) -> WorkOrder:
    """Give an order that is not archived another grade or class of region, by code; and why.

    An empty code takes the value away. Where the order stands and since when it waits stay as they
    are. Checks in the order of a transition; a refusal changes nothing.
    """
    order = queries.lock(actor, number)
    if expected_version is not None and expected_version != order.version:
        raise Stale(extra=_current(order))
    if order.status == Status.ARCHIVED:
        raise Conflict(
            _("An archived order keeps its grade."), code="illegal_action", extra=_current(order)
        )
    if not actor.holds_at(REGRADERS, order.centre_id):
        raise Forbidden(extra={"action": "regrade"})
    before = {name: getattr(order, name) for name in _NAMES}
    after, text = _checked(before, {"grade": grade, "region_class": region_class}, reason)
    for name, item in after.items():
        setattr(order, name, item)
    order.version += 1
    order.save(update_fields=[*_NAMES, "version"])
    publish(
        OrderRegraded(
            subject_id=order.pk,
            centre_id=order.centre_id,
            number=order.number,
            lists=frozenset({order.state.list_name}),
            area_ids=order.area_ids,
            customer_id=order.customer_id,
            data={
                "before": {name: _named(item) for name, item in before.items()},
                "after": {name: _named(item) for name, item in after.items()},
                "reason": text,
            },
        ),
        actor=actor,
        now=now,
    )
    return order


def _checked(
    before: dict[CodeList, CodeItem | None], wanted: dict[str, str], reason: str
) -> tuple[dict[CodeList, CodeItem | None], str]:
    faults = Faults()
    after: dict[CodeList, CodeItem | None] = {}
    for name, kept in before.items():
        code = wanted[name]
        # A value that is no longer offered may stay.
        after[name] = kept if kept and kept.code == code else None
        if code and after[name] is None:
            with faults.noted():
                after[name] = code_item(name, code)
    text = faults.text("reason", reason, limit=NOTE_LIMIT)
    faults.stop()
    if after == before:
        raise InvalidInput(fields={"grade": [_("Nothing would change. Choose another value.")]})
    return after, text


def _named(item: CodeItem | None) -> dict[str, str]:
    return {"code": item.code, "name": item.label_zh_hans} if item else {}


def _current(order: WorkOrder) -> dict[str, object]:
    return {"number": order.number, "version": order.version, "status": order.status}
