"""Checking sums of money against what they are about: the articles, and what was paid."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import InvalidInput
from zuoxi.workorders.choices import AmountRule, FieldKind, LinkKind
from zuoxi.workorders.models import OrderLink, RequestField, WorkOrder

_CENTS = Decimal("0.01")
# A refund of a payment of an order; longer chains are mistakes.
_DEPTH = 5


def check_amounts(
    fields: Sequence[RequestField], details: dict[str, Any], earlier: WorkOrder | None
) -> None:
    """Raise InvalidInput at an amount that its rule refuses; ``details`` were read already."""
    for each in fields:
        amount = Decimal(details[each.code]) if each.rule and each.code in details else None
        if amount is None:
            continue
        if each.rule == AmountRule.TOTAL:
            _check_total(each, amount, _lines_of(fields, details))
        elif each.rule == AmountRule.REFUND and earlier is not None:
            _check_refund(each, amount, earlier)


def _lines_of(fields: Sequence[RequestField], details: dict[str, Any]) -> list[dict[str, str]]:
    codes = [each.code for each in fields if each.kind == FieldKind.LINES]
    return [line for code in codes for line in details.get(code, [])]


def _check_total(field: RequestField, amount: Decimal, lines: list[dict[str, str]]) -> None:
    priced = [line for line in lines if line["price"]]
    total = sum((Decimal(each["quantity"]) * Decimal(each["price"]) for each in priced), Decimal(0))
    total = total.quantize(_CENTS)
    if not lines:
        return
    if len(priced) == len(lines) and amount != total:
        raise _fault(field, _("The articles come to %(sum)s."), total)
    if amount < total:
        raise _fault(field, _("The articles that have a price come to %(sum)s already."), total)


def _check_refund(field: RequestField, amount: Decimal, earlier: WorkOrder) -> None:
    """Refuse more than was paid for the matter and not refunded yet.

    Where no payment was taken down, what the articles cost counts as paid; where no amount is known
    at all, nothing can be said.
    """
    first = _first_of(earlier.pk)
    # Of two refunds at the same moment the second one sees the first.
    WorkOrder.objects.select_for_update(no_key=True).get(pk=first)
    sums = _sums_of(first)
    known = sums.get(AmountRule.PAID) or sums.get(AmountRule.TOTAL)
    if known is None:
        return
    left = known - sums.get(AmountRule.REFUND, Decimal(0))
    if amount > left:
        message = _("At most %(sum)s of what was paid can still be refunded.")
        raise _fault(field, message, left)


def _first_of(order_id: int) -> int:
    """Return the order that a matter began with."""
    for _step in range(_DEPTH):
        links = OrderLink.objects.filter(later=order_id, kind=LinkKind.FOLLOWS, ended_at=None)
        earlier = links.values_list("earlier", flat=True).order_by("earlier").first()
        if earlier is None:
            break
        order_id = earlier
    return order_id


def _sums_of(first: int) -> dict[str, Decimal]:
    """Return the sum of each kind of amount in a matter."""
    rules: dict[int, list[tuple[str, str]]] = {}
    ruled = RequestField.objects.exclude(rule="")
    for type_id, code, rule in ruled.values_list("request_type_id", "code", "rule"):
        rules.setdefault(type_id, []).append((code, rule))
    sums: dict[str, Decimal] = {}
    # An order that is the same matter as another one says the same a second time.
    orders = WorkOrder.objects.filter(pk__in=_matter(first), merged_into=None)
    for type_id, details in orders.values_list("request_type_id", "details"):
        for code, rule in rules.get(type_id, []):
            if code in details:
                sums[rule] = sums.get(rule, Decimal(0)) + Decimal(details[code])
    return sums


def _matter(first: int) -> set[int]:
    found, latest = {first}, {first}
    for _step in range(_DEPTH):
        links = OrderLink.objects.filter(earlier__in=latest, kind=LinkKind.FOLLOWS, ended_at=None)
        latest = set(links.values_list("later", flat=True)) - found
        found |= latest
        if not latest:
            break
    return found


def _fault(field: RequestField, message: str, amount: Decimal) -> InvalidInput:
    shown = number_format(amount, use_l10n=True, force_grouping=True)
    return InvalidInput(fields={f"details.{field.code}": [message % {"sum": shown}]})
