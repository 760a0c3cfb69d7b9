"""What an actor may see of the customer base, by number, by telephone, by name."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Reverse

from zuoxi.customers import phones
from zuoxi.customers.choices import NAME_LIMIT, ContactKind
from zuoxi.customers.events import CustomerFact
from zuoxi.customers.models import Address, ContactPoint, Customer, CustomerClass, Reveal
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.models import Event
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.text import clean_text
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit

PAGE_SIZE = 50
LEAST_LAST_DIGITS = 4

_providers: list[Callable[[Actor], Q]] = []


@dataclass(frozen=True, kw_only=True)
class CustomerFilter:
    """What narrows the customer list; every part is optional."""

    q: str = ""
    customer_no: str = ""
    phone: str = ""
    kind: str = ""
    customer_class: str = ""
    active_only: bool = False


def register_visibility(provider: Callable[[Actor], Q]) -> Callable[[Actor], Q]:
    """Let a higher package open customers to an actor who holds no role at their centre.

    ``provider`` returns a condition on customers, ``Q(pk__in=[])`` when it opens none. Staff of a
    work area see the customers of their orders this way.
    """
    _providers.append(provider)
    return provider


def visible_to(actor: Actor) -> QuerySet[Customer]:
    """Return the customers of the actor's centres, and those that somebody else opens."""
    condition = Q(centre_id__in=actor.centre_ids)
    for provider in _providers:
        condition |= provider(actor)
    return Customer.objects.filter(condition)


def with_details(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """Load what a card shows along with the customers, by a constant number of queries."""
    return customers.select_related("customer_class", "centre").prefetch_related(*details())


def details() -> "tuple[Prefetch[str], Prefetch[str]]":
    """Return the prefetches behind a card, in the order in which people arranged the entries."""
    return (
        Prefetch("contact_points", ContactPoint.objects.order_by("position")),
        Prefetch("addresses", Address.objects.order_by("position")),
    )


def canonical_no(customer_no: str) -> str:
    """Return a customer number as it is stored: half-width, upper case."""
    return unicodedata.normalize("NFKC", customer_no).strip().upper()


def find_by_number(actor: Actor, customer_no: str) -> Customer | None:
    """Return the one visible customer of that number, however it was typed, or None."""
    number = canonical_no(customer_no)
    if not number.isascii() or "\x00" in number:
        return None
    return with_details(visible_to(actor)).filter(customer_no=number).first()


def get(actor: Actor, customer_no: str) -> Customer:
    """Return the one visible customer of that number; raise NotFound otherwise."""
    customer = find_by_number(actor, customer_no)
    if customer is None:
        raise NotFound
    return customer


def lookup(actor: Actor, *, phone: str) -> QuerySet[Customer]:
    """Return the visible customers who can be reached at a number, however it is written.

    A number without area code finds those of every area that end in it.
    """
    forms = phones.candidates(phone)
    local = phones.local_digits(phone)
    if not forms and not local:
        return Customer.objects.none()
    condition = Q(normalised__in=forms)
    points = ContactPoint.objects.exclude(kind=ContactKind.EMAIL)
    if local:
        points = _with_last_digits(points)
        condition |= Q(backwards__startswith=local[::-1])
    return visible_to(actor).filter(pk__in=points.filter(condition).values("customer_id"))


def page(
    actor: Actor, wanted: CustomerFilter, *, cursor: str = "", limit: int = PAGE_SIZE
) -> Page[Customer]:
    """Return one page of visible customers by number; raise InvalidInput for an unusable filter."""
    return paginate(
        with_details(narrowed(actor, wanted)), by="customer_no", cursor=cursor, limit=limit
    )


def narrowed(actor: Actor, wanted: CustomerFilter) -> QuerySet[Customer]:
    """Return the visible customers that match a filter, unordered."""
    q = clean_text("q", wanted.q, limit=NAME_LIMIT, required=False)
    phone = clean_text("phone", wanted.phone, limit=NAME_LIMIT, required=False)
    number = clean_text("customer_no", wanted.customer_no, limit=NAME_LIMIT, required=False)
    rows = lookup(actor, phone=phone) if phone else visible_to(actor)
    if number:
        rows = rows.filter(customer_no=canonical_no(number))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.customer_class:
        rows = rows.filter(customer_class=wanted.customer_class)
    if wanted.active_only:
        rows = rows.filter(is_active=True)
    return rows.filter(pk__in=_matching(q)) if q else rows


def customer_classes(*, active_only: bool = True) -> QuerySet[CustomerClass]:
    """Return the customer classes in their order."""
    rows = CustomerClass.objects.order_by("position", "code")
    return rows.filter(is_active=True) if active_only else rows


def centres(actor: Actor) -> QuerySet[Unit]:
    """Return the service centres to whose customer base the actor may add."""
    return Unit.objects.filter(
        pk__in=actor.centre_ids, kind=UnitKind.CENTRE, is_active=True
    ).order_by("code")


def revealed_customer_ids(
    actor: Actor, now: datetime, *, among: Iterable[int] | None = None
) -> set[int]:
    """Return the customers whose data the actor may read unmasked at this moment."""
    if actor.user_id is None:
        return set()
    rows = Reveal.objects.filter(user_id=actor.user_id, until__gt=now)
    if among is not None:
        rows = rows.filter(customer_id__in=list(among))
    return set(rows.values_list("customer_id", flat=True))


def revealed_until(actor: Actor, customer: Customer, now: datetime) -> datetime | None:
    """Return the moment at which the actor's look at a customer ends, None if there is none."""
    if actor.user_id is None:
        return None
    rows = Reveal.objects.filter(user_id=actor.user_id, customer=customer, until__gt=now)
    return rows.order_by("-until").values_list("until", flat=True).first()


def reveals_since(user_id: int, since: datetime) -> list[datetime]:
    """Return the moments of a person's reveals since then, the newest first."""
    rows = Reveal.objects.filter(user_id=user_id, at__gt=since).order_by("-at")
    return list(rows.values_list("at", flat=True))


def history(customer: Customer) -> QuerySet[Event]:
    """Return the events of a customer, the newest first."""
    return Event.objects.filter(subject_type=CustomerFact.SUBJECT, subject_id=customer.pk).order_by(
        "-id"
    )


def fields_changed_since(customer: Customer, version: int) -> set[str]:
    """Return the names of the fields that were corrected after a version of the record."""
    rows = history(customer).filter(kind="customers.corrected", data__version__gt=version)
    return {name for data in rows.values_list("data", flat=True) for name in data["changes"]}


def sharing_phone(centre_id: int, numbers: Iterable[str]) -> QuerySet[Customer]:
    """Return the customers of a centre who already have one of the numbers."""
    points = ContactPoint.objects.filter(
        kind__in=[ContactKind.PHONE, ContactKind.MOBILE], normalised__in=list(numbers)
    )
    return Customer.objects.filter(centre_id=centre_id, pk__in=points.values("customer_id"))


def grams_of(*texts: str) -> list[str]:
    """Return the single characters and the pairs of neighbours of some texts, each once."""
    found: set[str] = set()
    for text in texts:
        folded = _folded(text)
        found.update(folded)
        found.update(folded[at : at + 2] for at in range(len(folded) - 1))
    return sorted(found)


def hour_before(now: datetime) -> datetime:
    """Return the start of the hour over which reveals are counted."""
    return now - timedelta(hours=1)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _matching(q: str) -> QuerySet[Any, Any]:
    """Return the ids that match by number, name or telephone, each found by its own index."""
    folded = _folded(q)
    wanted = (
        [folded] if len(folded) == 1 else [folded[at : at + 2] for at in range(len(folded) - 1)]
    )
    number = canonical_no(q)
    parts: list[QuerySet[Any, Any]] = [
        Customer.objects.filter(customer_no__startswith=number).values("pk"),
        Customer.objects.filter(grams__contains=wanted).values("pk"),
    ]
    if phones.is_written_like_number(q):
        parts.append(_reached_at(q).values("customer_id"))
    return parts[0].union(*parts[1:])


def _reached_at(q: str) -> QuerySet[ContactPoint]:
    digits = phones.digits_of(q)
    condition = Q(normalised__in=phones.candidates(q))
    if len(digits) >= LEAST_LAST_DIGITS:
        condition |= Q(backwards__startswith=digits[::-1])
    return _with_last_digits(ContactPoint.objects.exclude(kind=ContactKind.EMAIL)).filter(condition)


def _with_last_digits(points: QuerySet[ContactPoint]) -> QuerySet[ContactPoint]:
    return points.alias(backwards=Reverse("normalised"))
