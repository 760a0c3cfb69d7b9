"""Finding orders by what people type."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, Q, QuerySet, TextField, Value

from zuoxi.customers import queries as customers
from zuoxi.customers.queries import CustomerFilter
from zuoxi.kernel.actors import Actor
from zuoxi.workorders.models import OrderText


class _Bigrams(Func):
    """The pairs of neighbouring characters of a text, as the index on OrderText stores them."""

    function = "zuoxi_bigrams"


def matches(actor: Actor, q: str) -> Q:
    """By the order itself, or by its customer's number, name or telephone."""
    known = customers.narrowed(actor, CustomerFilter(q=q)).values("pk")
    return of_order(q) | Q(customer__in=known)


def of_order(q: str) -> Q:
    """By the order's number or its text."""
    found = Q(pk__in=_texts(q))
    return found | Q(number__startswith=q) if q[:1].isdigit() else found


def _texts(q: str) -> QuerySet[OrderText, int]:
    text = q.lower()
    if len(text) == 1:
        return OrderText.objects.filter(text__startswith=text).values_list("pk", flat=True)
    pairs = _Bigrams(F("text"), output_field=ArrayField(TextField()))
    wanted = _Bigrams(Value(text), output_field=ArrayField(TextField()))
    # The index finds candidates that hold every pair; the second condition keeps whole matches.
    return (
        OrderText.objects.alias(pairs=pairs)
        .filter(pairs__contains=wanted, text__contains=text)
        .values_list("pk", flat=True)
    )
