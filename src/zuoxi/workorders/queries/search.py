"""Finding orders by what people type."""

import re
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Left, Reverse

from zuoxi.customers import queries as customers
from zuoxi.customers.queries import CustomerFilter
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.scripts import in_both_scripts
from zuoxi.workorders.models import OrderText, WorkOrder

Found = QuerySet[Any, Any]
Rows = QuerySet[WorkOrder]

# Two digits would be the end of every hundredth number.
_LAST_DIGITS = re.compile(r"[0-9]{3,12}")


class _Bigrams(Func):
    """The pairs of neighbouring characters of a text, as the index on OrderText stores them."""

    function = "zuoxi_bigrams"


def among(rows: Rows, actor: Actor, q: str, *, is_one: bool) -> Rows:
    """Return those of some few orders that a search finds, by looking at each of them.

    The same orders as by ``matches``, or by ``of_order`` if ``is_one``. A word that is frequent is
    found sooner this way than by its index, which gives all orders that ever had it.
    """
    text = OrderText.objects.filter(pk=OuterRef("pk")).values("text")
    wanted = Q(number__startswith=q) if q[:1].isdigit() else Q()
    if _LAST_DIGITS.fullmatch(q):
        wanted |= Q(backwards__startswith=q[::-1])
    if not is_one:
        wanted |= Q(customer__in=_known(actor, q))
    for each in in_both_scripts(q.lower()):
        wanted |= Q(**{"words__startswith" if len(each) == 1 else "words__contains": each})
    return rows.alias(words=Subquery(text), backwards=Reverse("number")).filter(wanted)


def matches(actor: Actor, q: str) -> Found:
    """Return the ids of orders found by themselves, or by customer number, name or telephone."""
    known = WorkOrder.objects.filter(customer__in=_known(actor, q))
    return of_order(q).union(known.values("pk"))


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


def _known(actor: Actor, q: str) -> Found:
    return customers.narrowed(actor, CustomerFilter(q=q)).values("pk")


def _texts(text: str) -> Found:
    if len(text) == 1:
        first = OrderText.objects.alias(first=Left("text", 1))
        return first.filter(first=text).values("pk")
    pairs = _Bigrams(F("text"), output_field=ArrayField(TextField()))
    wanted = _Bigrams(Value(text), output_field=ArrayField(TextField()))
    # The index finds candidates that hold every pair; the second condition keeps whole matches.
    return (
        OrderText.objects.alias(pairs=pairs)
        .filter(pairs__contains=wanted, text__contains=text)
        .values("pk")
    )
