"""What has to be true before a linkage item ends: sub-orders done, the customer told."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.linkage import queries
from zuoxi.linkage.choices import TEXT_LIMIT, TOLD_BY, InformedBy, WaitsFor
from zuoxi.linkage.events import CustomerInformed, LinkageFact, PartsWaived, RuleSet
from zuoxi.linkage.models import Informed, Item
from zuoxi.linkage.policies import (
    may_inform,
    may_inform_at,
    may_set_rule,
    may_set_rule_at,
    may_waive,
    may_waive_at,
)
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import Action, Status
from zuoxi.workorders.models import Dispatch, WorkOrder

_WITH_RESULT = (Status.COMPLETED, Status.UNDER_REVIEW)


@action("linkage.set_rule", policy=may_set_rule)
def set_rule(
    *, actor: Actor, number: str, waits_for: str, expected_version: int | None, now: datetime
) -> Item:
    """Say whether an item waits for all of its sub-orders or for any one of them."""
    order, item = _locked_item(actor, number, expected_version)
    if not may_set_rule_at(actor, order):
        raise Forbidden(extra={"action": "linkage.set_rule"})
    faults = Faults()
    faults.choice("waits_for", waits_for, WaitsFor.values)
    if waits_for == item.waits_for:
        faults.add("waits_for", _("It waits for this already."))
    faults.stop()
    before, item.waits_for = item.waits_for, waits_for
    item.save(update_fields=["waits_for"])
    data = {"before": before, "waits_for": waits_for}
    publish(_fact(RuleSet, order, data), actor=actor, now=now)
    return item


@action("linkage.waive_parts", policy=may_waive)
def waive_parts(
    *, actor: Actor, number: str, reason: str, expected_version: int | None, now: datetime
) -> Item:
    """Let an item end over the sub-orders that are open now; who does so answers for it.

    It does not count for sub-orders that are made later.
    """
    order, item = _locked_item(actor, number, expected_version)
    if not may_waive_at(actor, order):
        raise Forbidden(extra={"action": "linkage.waive_parts"})
    faults = Faults()
    text = faults.text("reason", reason, limit=TEXT_LIMIT)
    faults.stop()
    held = queries.blocking(item, workorders.parts_of(order.pk))
    if not held:
        raise Conflict(_("No sub-order keeps this work order from ending."), code="not_held")
    item.waived_by_id, item.waived_at, item.waived_reason = actor.user_id, now, text
    item.save(update_fields=["waived_by", "waived_at", "waived_reason"])
    data = {"reason": text, "numbers": [each.number for each in held]}
    publish(_fact(PartsWaived, order, data), actor=actor, now=now)
    return item


@action("linkage.inform_customer", policy=may_inform)
def inform_customer(
    *,
    actor: Actor,
    number: str,
    way: str,
    informed_at: datetime | None,
    remark: str = "",
    expected_version: int | None,
    now: datetime,
) -> Informed:
    """Record that the customer of an item was told the result: by the centre, when and how."""
    order, item = _locked_item(actor, number, expected_version)
    if not may_inform_at(actor, order):
        raise Forbidden(extra={"action": "linkage.inform_customer"})
    leg = _with_result(order)
    _refuse_open_parts(order, item)
    faults = Faults()
    faults.choice("way", way, [each.value for each in TOLD_BY])
    text = faults.text("remark", remark, limit=TEXT_LIMIT, required=False)
    if informed_at is None:
        faults.add("informed_at", _("Say when the customer was informed."))
    elif informed_at > now:
        faults.add("informed_at", _("This moment has not come yet."))
    elif leg.finished_at is not None and informed_at < leg.finished_at.replace(
        second=0, microsecond=0
    ):
        faults.add("informed_at", _("There was no result yet at this moment."))
    faults.stop()
    assert informed_at is not None
    taken = Conflict(_("It is recorded already that this customer was informed."), code="informed")
    with refuse_taken({"linkage_informed_leg_id_key": taken}):
        return _record(order, leg, way, informed_at, text, actor=actor, now=now)


def note_informed(
    *,
    actor: Actor,
    order_id: int,
    leg_id: int | None,
    way: InformedBy,
    informed_at: datetime,
    remark: str,
    now: datetime,
) -> None:
    """Record what a callback or a follow-up task has told the customer of an item, once.

    Within the action of that package. Passed over where it says nothing about the present result.
    """
    order = WorkOrder.objects.get(pk=order_id)
    if not workorders.is_complex(order) or order.status not in _WITH_RESULT:
        return
    leg = order.legs.get(round=order.round)
    if leg_id not in {None, leg.pk} or queries.informed_of(order) is not None:
        return
    if leg.finished_at is not None and informed_at < leg.finished_at.replace(
        second=0, microsecond=0
    ):
        return
    if queries.blocking(queries.item_of(order), workorders.parts_of(order.pk)):
        return
    _record(order, leg, way, informed_at, remark, actor=actor, now=now)


def check_end(order: WorkOrder, action: str, *, now: datetime) -> None:
    """Refuse what would end an item too early, or merge what departments work on."""
    del now
    if action == Action.MERGE:
        if order.parent_id is not None:
            raise Conflict(
                _("A sub-order is not merged. Merge its parent, or return it."), code="is_part"
            )
        if workorders.parts_of(order.pk):
            raise Conflict(
                _("This work order has sub-orders, so it is not merged into another one."),
                code="has_parts",
            )
    elif action == Action.ARCHIVE and workorders.is_complex(order) and not order.merged_into_id:
        _refuse_open_parts(order, queries.item_of(order))
        if queries.informed_of(order) is None:
            raise Conflict(
                _(
                    "It is not recorded yet that the customer was informed of the result. Record "
                    "it on the page of this work order, then archive it."
                ),
                code="customer_not_informed",
            )


def _refuse_open_parts(order: WorkOrder, item: Item) -> None:
    # Held: none of them is put back for another dispatch while the order ends.
    held = queries.blocking(item, workorders.lock_parts(order.pk))
    if not held:
        return
    legs = workorders.latest_legs([each.pk for each in held])
    names = "、".join(
        f"{each.number} ({legs[each.pk].work_area.name})" if each.pk in legs else each.number
        for each in held
    )
    raise Conflict(
        _(
            "Sub-orders are still open: %(names)s. Wait for them, or have a supervisor waive them "
            "with a reason."
        )
        % {"names": names},
        code="open_parts",
        extra={"numbers": [each.number for each in held]},
    )


def _with_result(order: WorkOrder) -> Dispatch:
    if order.status not in _WITH_RESULT:
        raise Conflict(
            _("There is no result yet of which the customer could be informed."), code="no_result"
        )
    return order.legs.get(round=order.round)


def _record(
    order: WorkOrder,
    leg: Dispatch,
    way: str,
    informed_at: datetime,
    remark: str,
    *,
    actor: Actor,
    now: datetime,
) -> Informed:
    assert actor.user_id is not None
    informed = Informed.objects.create(
        order=order,
        leg=leg,
        way=way,
        at=informed_at,
        remark=remark,
        recorded_by_id=actor.user_id,
        recorded_at=now,
    )
    data = {"way": way, "at": informed_at.isoformat(), "remark": remark}
    publish(_fact(CustomerInformed, order, data), actor=actor, now=now)
    return informed


def _locked_item(actor: Actor, number: str, expected_version: int | None) -> tuple[WorkOrder, Item]:
    order = workorders.lock(actor, number)
    if expected_version is not None and expected_version != order.version:
        raise Stale(extra={"number": order.number, "version": order.version})
    if not workorders.is_complex(order):
        raise NotFound
    if order.status == Status.ARCHIVED:
        raise Conflict(_("This work order is archived."), code="archived")
    return order, queries.item_of(order)


def _fact(kind: type[LinkageFact], order: WorkOrder, data: Mapping[str, object]) -> LinkageFact:
    return kind(
        subject_id=order.pk,
        centre_id=order.centre_id,
        number=order.number,
        family_id=order.family_id,
        area_ids=workorders.family_areas(order),
        data=data,
    )
