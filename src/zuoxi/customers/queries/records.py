"""What an actor may see of the customer base, by number, by telephone, by name."""

import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from zuoxi.customers.choices import NAME_LIMIT, ContactKind
from zuoxi.customers.events import CustomerFact, CustomerRevealed
from zuoxi.customers.models import Address, ContactPoint, Customer, CustomerClass, Reveal
from zuoxi.customers.policies import REGISTRARS, REVEALERS, may_reveal
from zuoxi.customers.queries.finding import by_all, by_shown, telephones, whole_number
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.kernel.history import whole_log
from zuoxi.kernel.models import Event
from zuoxi.kernel.paging import Page, is_any_of, paginate
from zuoxi.kernel.scripts import in_both_scripts
from zuoxi.kernel.single import single
from zuoxi.kernel.statements import Reading
from zuoxi.kernel.text import clean_text
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit

PAGE_SIZE = 50
_providers: list[Callable[[Actor], Q]] = []


@dataclass(frozen=True, kw_only=True)
class CustomerFilter:
    """What narrows the customer list; every part is optional.

    Only one of ``customer_no``, ``phone`` and ``q`` at a time: a telephone or name asked about one
    known customer would be confirmed piece by piece, past the mask and the log.
    """

    q: str = ""
    customer_no: str = ""
    phone: str = ""
    kind: str = ""
    customer_class: str = ""


def register_visibility(provider: Callable[[Actor], Q]) -> Callable[[Actor], Q]:
    """Let a higher package open customers to an actor who holds no role at their centre.

    ``provider`` returns a condition on customers, ``Q(pk__in=[])`` when it opens none. Staff of a
    work area see the customers of their orders this way.
    """
    _providers.append(provider)
    return provider


_OF_CENTRES = Reading(Customer, "WHERE customer_no = %s AND centre_id = ANY(%s)")


def visible_to(actor: Actor) -> QuerySet[Customer]:
    """Return the customers of the actor's centres, and those that somebody else opens."""
    beyond = replace(actor, area_ids=actor.outer_area_ids)
    return Customer.objects.filter(Q(centre_id__in=actor.centre_ids) | _opened_to(beyond))


def revealable_ids(actor: Actor, customers: Collection[Customer]) -> set[int]:
    """Return which of some visible customers the actor may ask to see unmasked.

    Those of the centres where the actor holds a role for it, and those that another package opens,
    as it must have done where the customer is seen without any role at the centre.
    """
    if not may_reveal(actor):
        return set()
    held = actor.places_of(REVEALERS)
    found = {
        each.pk
        for each in customers
        if each.centre_id in held or each.centre_id not in actor.centre_ids
    }
    left = {each.pk for each in customers} - found
    if left and actor.area_ids:
        opened = Customer.objects.filter(_opened_to(actor), pk__in=left)
        found |= set(opened.values_list("pk", flat=True))
    return found


def with_details(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """Load what a card shows along with the customers, by a constant number of queries.

    What class and centre are called is believed (``presenters.cards_for``). The characters of the
    names are for finding customers, and more than all the rest.
    """
    return customers.defer("grams").prefetch_related(*details())


def details() -> "tuple[Prefetch[str], Prefetch[str]]":
    """Return the prefetches behind a card: ``points`` and ``places`` of each customer."""
    return (
        Prefetch("contact_points", ContactPoint.objects.order_by("position"), to_attr="points"),
        Prefetch("addresses", Address.objects.order_by("position"), to_attr="places"),
    )


def canonical_no(customer_no: str) -> str:
    """Return a customer number as it is stored: half-width, upper case."""
    return unicodedata.normalize("NFKC", customer_no).strip().upper()


def find_by_number(actor: Actor, customer_no: str) -> Customer | None:
    """Return the one visible customer of that number, however it was typed, or None."""
    return _of_number(with_details(visible_to(actor)), customer_no)


def row_by_number(actor: Actor, customer_no: str) -> Customer | None:
    """Return the same customer with nothing beside the row, or None."""
    number = canonical_no(customer_no)
    if not _is_possible(number):
        return None
    for row in _OF_CENTRES.rows(number, list(actor.centre_ids)):
        return row
    return _of_number(visible_to(actor), customer_no) if actor.outer_area_ids else None


def _of_number(rows: QuerySet[Customer], customer_no: str) -> Customer | None:
    number = canonical_no(customer_no)
    return single(rows.filter(customer_no=number)) if _is_possible(number) else None


def _is_possible(number: str) -> bool:
    return number.isascii() and "\x00" not in number


def get(actor: Actor, customer_no: str) -> Customer:
    """Return the one visible customer of that number; raise NotFound otherwise."""
    customer = find_by_number(actor, customer_no)
    if customer is None:
        raise NotFound
    return customer


def lookup(actor: Actor, *, phone: str) -> QuerySet[Customer]:
    """Return the visible customers who can be reached at a number, however it is written.

    A number without area code finds those of every area that have exactly it. Nobody is found
    whose whole number the actor may never see.
    """
    points = telephones().filter(whole_number(phone))
    return visible_to(actor).filter(_unmasked_to(actor), pk__in=points.values("customer_id"))


def page(
    actor: Actor, wanted: CustomerFilter, *, cursor: str = "", limit: int = PAGE_SIZE
) -> Page[Customer]:
    """Return one page of visible customers by number; raise InvalidInput for an unusable filter."""
    load = with_details(Customer.objects.all())
    return paginate(
        narrowed(actor, wanted), by="customer_no", cursor=cursor, limit=limit, load=load
    )


def narrowed(actor: Actor, wanted: CustomerFilter) -> QuerySet[Customer]:
    """Return the visible customers that match a filter, unordered; raise InvalidInput."""
    q = clean_text("q", wanted.q, limit=NAME_LIMIT, required=False)
    phone = clean_text("phone", wanted.phone, limit=NAME_LIMIT, required=False)
    number = clean_text("customer_no", wanted.customer_no, limit=NAME_LIMIT, required=False)
    _refuse_probing(actor, q=q, phone=phone, number=number)
    rows = lookup(actor, phone=phone) if phone else visible_to(actor)
    if number:
        rows = rows.filter(customer_no=canonical_no(number))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.customer_class:
        rows = rows.filter(customer_class=wanted.customer_class)
    return rows.filter(is_any_of(matching(actor, q))) if q else rows


def matching(actor: Actor, q: str) -> QuerySet[Any, Any]:
    """Return the ids that match by number, name or telephone, each found by its own index.

    Those the actor may not see are among them. For rows that one sees together with their customer,
    whether the customer may be seen needs no answer; for a work area it would be a slow one.
    """
    q = clean_text("q", q, limit=NAME_LIMIT, required=False)
    by_number = Customer.objects.filter(customer_no__startswith=canonical_no(q)).values("pk")
    unmasked = _unmasked_to(actor)
    written = in_both_scripts(q)
    parts = [part for each in written for part in by_all(each)]
    if not unmasked:
        return by_number.union(*parts)
    within = Customer.objects.filter(unmasked)
    parts = [within.filter(pk__in=found).values("pk") for found in parts]
    return by_number.union(*parts, *(part for each in written for part in by_shown(each)))


def customer_classes(*, active_only: bool = True) -> QuerySet[CustomerClass]:
    """Return the customer classes in their order."""
    rows = CustomerClass.objects.order_by("position", "code")
    return rows.filter(is_active=True) if active_only else rows


def centres(actor: Actor) -> QuerySet[Unit]:
    """Return the service centres to whose customer base the actor may add."""
    return Unit.objects.filter(
        pk__in=actor.places_of(REGISTRARS), kind=UnitKind.CENTRE, is_active=True
    ).order_by("code")


def neighbour_ids(customer_id: int) -> QuerySet[Any, Any]:
    """Return the id of a customer and those who share a contact or an address, as a subquery."""
    contacts = ContactPoint.objects.filter(customer_id=customer_id).values("normalised")
    places = Address.objects.filter(customer_id=customer_id).values("text")
    oneself = Customer.objects.filter(pk=customer_id).values("pk")
    return oneself.union(
        ContactPoint.objects.filter(normalised__in=contacts).values("customer_id"),
        Address.objects.filter(text__in=places).values("customer_id"),
    )


def revealed_customer_ids(
    actor: Actor, now: datetime, *, among: Iterable[int] | None = None
) -> set[int]:
    """Return the customers whose data the actor may read unmasked at this moment."""
    return set(reveal_ends(actor, now, among=among))


def reveal_ends(
    actor: Actor, now: datetime, *, among: Iterable[int] | None = None
) -> dict[int, datetime]:
    """Return until when the actor may read which customers' data unmasked."""
    if actor.user_id is None:
        return {}
    rows = Reveal.objects.filter(user_id=actor.user_id, until__gt=now)
    if among is not None:
        rows = rows.filter(customer_id__in=list(among))
    return dict(rows.order_by("until").values_list("customer_id", "until"))


def revealed_until(actor: Actor, customer: Customer, now: datetime) -> datetime | None:
    """Return the moment at which the actor's look at a customer ends, None if there is none."""
    if actor.user_id is None:
        return None
    rows = Reveal.objects.filter(user_id=actor.user_id, customer=customer, until__gt=now)
    return rows.order_by("-until").values_list("until", flat=True).first()


def reveals_since(actor: Actor, since: datetime) -> list[datetime]:
    """Return the moments of the actor's own reveals since then, the newest first."""
    rows = Reveal.objects.filter(user_id=actor.user_id or 0, at__gt=since).order_by("-at")
    return list(rows.values_list("at", flat=True))


def history(actor: Actor, customer: Customer) -> QuerySet[Event]:
    """Return the events of a customer that the actor may read, the newest first.

    Who sees the customer without belonging to its centre learns of the own reveals only: who else
    looked, and why, is the centre's to know.
    """
    rows = _events_of(customer).order_by("-id")
    if customer.centre_id in actor.centre_ids:
        return rows
    return rows.filter(~Q(kind=CustomerRevealed.KIND) | Q(actor_id=actor.user_id))


def fields_changed_since(customer: Customer, version: int) -> set[str]:
    """Return the names of the fields that were corrected after a version of the record."""
    rows = _events_of(customer).filter(kind="customers.corrected", data__version__gt=version)
    return {name for data in rows.values_list("data", flat=True) for name in data["changes"]}


def sharing_phone(centre_id: int, numbers: Iterable[str]) -> QuerySet[Customer]:
    """Return the customers of a centre who already have one of the numbers."""
    kinds = [ContactKind.PHONE, ContactKind.MOBILE]
    points = ContactPoint.objects.filter(kind__in=kinds, normalised__in=list(numbers))
    return Customer.objects.filter(centre_id=centre_id, pk__in=points.values("customer_id"))


def _opened_to(actor: Actor) -> Q:
    return reduce(or_, (provider(actor) for provider in _providers), Q(pk__in=[]))


def _unmasked_to(actor: Actor) -> Q:
    """Return which visible customers the actor may find by what their masks hide.

    Those of ``revealable_ids``. The condition is empty where these are all: so it is for nearly
    everybody, and the search then asks for nothing more.
    """
    if not may_reveal(actor):
        return Q(pk__in=[])
    held = actor.places_of(REVEALERS)
    return Q() if actor.centre_ids <= held else Q(centre_id__in=held) | _opened_to(actor)


def _events_of(customer: Customer) -> QuerySet[Event]:
    return whole_log().filter(subject_type=CustomerFact.SUBJECT, subject_id=customer.pk)


def _refuse_probing(actor: Actor, *, q: str, phone: str, number: str) -> None:
    """Keep a search from asking about one customer, or for what the actor may never see."""
    if phone and not may_reveal(actor):
        message = _("You see telephone numbers masked. Search for the last four digits instead.")
        raise InvalidInput(fields={"phone": [message]})
    asked = [name for name, value in (("phone", phone), ("q", q)) if value]
    if asked and (number or len(asked) > 1):
        message = _("Search by subscriber number, by telephone or by text, one at a time.")
        raise InvalidInput(fields={name: [message] for name in asked})
