"""Writing and reading a record's parts as the entries that drafts and events use."""

from collections.abc import Callable, Sequence
from typing import Any

from zuoxi.customers import pinyin
from zuoxi.customers.drafts import Entry
from zuoxi.customers.models import Address, ContactPoint, Customer, Spelling
from zuoxi.customers.queries import details, grams_of, visible_to
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Forbidden, NotFound

_CONTACT_FIELDS = ("kind", "normalised", "extension", "contact_name", "label", "is_primary")
_ADDRESS_FIELDS = (
    "province",
    "city",
    "district",
    "street",
    "label",
    "text",
    "region_code",
    "is_primary",
)


def lock(actor: Actor, customer_no: str, *, allowed: Callable[[Actor, Customer], bool]) -> Customer:
    """Return the visible customer, locked for this transaction.

    Raises NotFound for an unseen one, and Forbidden unless it is allowed for this customer.
    """
    customer = (
        visible_to(actor)
        .filter(customer_no=customer_no)
        .select_for_update(of=("self",), no_key=True)
        .prefetch_related(*details())
        .first()
    )
    if customer is None:
        raise NotFound
    if not allowed(actor, customer):
        raise Forbidden
    return customer


def record_of(customer: Customer) -> dict[str, Any]:
    """Return the whole record as plain values."""
    return {
        "kind": customer.kind,
        "customer_class": customer.customer_class_id,
        "name": customer.name,
        "company_name": customer.company_name,
        "note": customer.note,
        "contact_points": [
            {"value": point.raw} | {name: getattr(point, name) for name in _CONTACT_FIELDS}
            for point in customer.points
        ],
        "addresses": [
            {name: getattr(address, name) for name in _ADDRESS_FIELDS}
            for address in customer.places
        ],
    }


def replace_contacts(customer: Customer, entries: Sequence[Entry]) -> None:
    """Store the entries as the customer's contact points, in their order."""
    customer.contact_points.all().delete()
    add_contacts(customer, entries)


def add_contacts(customer: Customer, entries: Sequence[Entry]) -> None:
    """Store the contact points of a customer that has none."""
    ContactPoint.objects.bulk_create(
        ContactPoint(
            customer=customer,
            position=position,
            raw=entry["value"],
            **{name: entry[name] for name in _CONTACT_FIELDS},
        )
        for position, entry in enumerate(entries)
    )


def replace_addresses(customer: Customer, entries: Sequence[Entry]) -> None:
    """Store the entries as the customer's addresses, in their order."""
    customer.addresses.all().delete()
    add_addresses(customer, entries)


def add_addresses(customer: Customer, entries: Sequence[Entry]) -> None:
    """Store the addresses of a customer that has none."""
    Address.objects.bulk_create(
        Address(
            customer=customer,
            position=position,
            **{name: entry[name] for name in _ADDRESS_FIELDS},
        )
        for position, entry in enumerate(entries)
    )


def replace_spellings(customer: Customer, record: dict[str, Any]) -> None:
    """Store how the names of a record are typed in letters."""
    customer.spellings.all().delete()
    add_spellings(customer, record)


def add_spellings(customer: Customer, record: dict[str, Any]) -> None:
    """Store how the names of a customer that has no spellings are typed."""
    Spelling.objects.bulk_create(spellings_of(customer.pk, record))


def spellings_of(customer_id: int, record: dict[str, Any]) -> list[Spelling]:
    """Return how the names of a record are typed in letters, unsaved."""
    company = pinyin.of_company(record["company_name"])
    people = [record["name"], *(entry["contact_name"] for entry in record["contact_points"])]
    spelt = {each for name in people if name for each in pinyin.of_person(name)}
    return [
        Spelling(customer_id=customer_id, letters=letters, is_company=is_company)
        for is_company, found in ((True, company), (False, spelt))
        for letters in sorted(found)
    ]


def grams_for(record: dict[str, Any]) -> list[str]:
    """Return what "name contains" finds a record by: its own names and its contact persons'."""
    contacts = [entry["contact_name"] for entry in record["contact_points"]]
    return grams_of(record["name"], record["company_name"], *contacts)
