"""Finding orders by what people type."""

import re
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Left, Reverse

from zuoxi.customers import queries as customers
from zuoxi.customers.models import Customer
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.paging import estimates, is_any_of
from zuoxi.kernel.scripts import in_both_scripts
from zuoxi.workorders.models import OrderText, WorkOrder

Found = QuerySet[Any, Any]
Rows = QuerySet[WorkOrder]

# Two digits would be the end of every hundredth number.
_LAST_DIGITS = re.compile(r"[0-9]{3,12}")
_NUMBER = re.compile(r"[0-9-]{4,}")
# What is found less often does not fill a page from the first five thousand orders of a list.
_RARE = 0.01


class _Bigrams(Func):
    """The pairs of neighbouring characters of a text, as the index on OrderText stores them."""

    function = "zuoxi_bigrams"


def among(rows: Rows, actor: Actor, q: str, *, is_one: bool) -> Rows:
    """Return those of some few orders that a search finds, by looking at each of them.

    The same orders as by ``matches``, or by ``of_order`` if ``is_one``. A word that is frequent is
    found sooner this way than by its index, which gives all orders that ever had it.
    """
    said = Q()
    for each in in_both_scripts(q.lower()):
        said |= Q(**{"text__startswith" if len(each) == 1 else "text__contains": each})
    text = OrderText.objects.filter(pk=OuterRef("pk"))
    wanted = Q(number__startswith=q) if q[:1].isdigit() else Q()
    if _LAST_DIGITS.fullmatch(q):
        wanted |= Q(backwards__startswith=q[::-1])
    if not is_one:
        wanted |= Q(customer__in=customers.matching(actor, q))
    # A value, not EXISTS, for which the planner may look through all texts there are.
    is_said = ExpressionWrapper(said, output_field=BooleanField())
    wanted |= Q(Subquery(text.values(said=is_said)))
    return rows.alias(backwards=Reverse("number")).filter(wanted)


def matches(actor: Actor, q: str) -> Q:
    """Return the condition on orders that they are found by themselves or by their customer.

    The customer is found by number, name or telephone. Whoever sees an order sees its customer.
    """
    known = is_any_of(customers.matching(actor, q), of="customer_id")
    return Q(is_any_of(of_order(q))) | Q(known)


def of_order(q: str) -> Found:
    """Return the ids of orders found by their text, the start of their number or its last digits.

    Each part is found by an index of its own; joined by OR they would be looked for one by one.
    """
    parts = [_texts(each) for each in in_both_scripts(q.lower())]
    if q[:1].isdigit():
        parts.append(WorkOrder.objects.filter(number__startswith=q).values("pk"))
    if _LAST_DIGITS.fullmatch(q):
        backwards = WorkOrder.objects.alias(backwards=Reverse("number"))
        parts.append(backwards.filter(backwards__startswith=q[::-1]).values("pk"))
    return parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]


def is_rare(actor: Actor, q: str, *, is_one: bool) -> bool:
    """Tell whether the planner expects a search to find few orders; no row is read for it."""
    texts = OrderText.objects.all()
    # Any pair of digits is frequent, a number is not.
    for each in () if _NUMBER.fullmatch(q) else in_both_scripts(q.lower()):
        if _is_frequent([_candidates(pair) for pair in _pairs(each)], texts):
            return False
    if is_one:
        return True
    parts = [q] if _NUMBER.fullmatch(q) else _pairs(q)
    known = [customers.matching(actor, part) for part in parts]
    return not _is_frequent(known, Customer.objects.all())


def _is_frequent(parts: list[Found], every: Found) -> bool:
    # No more rows hold a text than its rarest pair. Of all pairs together the planner expects far
    # too few: it takes them to have nothing to do with each other.
    *found, total = estimates([*parts, every.values("pk")])
    return min(found) > total * _RARE


def _pairs(text: str) -> list[str]:
    """Return the first few pairs of neighbouring characters, or the one character there is."""
    return [text[at : at + 2] for at in range(min(len(text) - 1, 5))] or [text]


def _texts(text: str) -> Found:
    # The index finds candidates that hold every pair; the second condition keeps whole matches.
    return _candidates(text).filter(text__contains=text) if len(text) > 1 else _candidates(text)


def _candidates(text: str) -> Found:
    """Return the orders that an index gives for a text; not all of them hold it as a whole."""
    if len(text) == 1:
        first = OrderText.objects.alias(first=Left("text", 1))
        return first.filter(first=text).values("pk")
    pairs = _Bigrams(F("text"), output_field=ArrayField(TextField()))
    wanted = _Bigrams(Value(text), output_field=ArrayField(TextField()))
    return OrderText.objects.alias(pairs=pairs).filter(pairs__contains=wanted).values("pk")
