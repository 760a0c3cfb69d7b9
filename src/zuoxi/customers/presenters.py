"""The one way in which names, numbers and addresses reach a page or the API: masked or clear."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence_for
from zuoxi.customers import masks, phones, queries
from zuoxi.customers.choices import FIELD_LABELS, ContactKind, CustomerKind
from zuoxi.customers.drafts import AREA_LEVELS, Entry
from zuoxi.customers.lines import Line, ask_lines
from zuoxi.customers.models import Address, ContactPoint, Customer
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.belief import fill
from zuoxi.kernel.models import Event
from zuoxi.kernel.statements import Selected, batch


@dataclass(frozen=True, slots=True)
class ContactCard:
    """One contact point. ``value`` is as typed (or the mask), ``text`` is written for reading.

    ``uri`` starts a call or a mail; empty while masked.
    """

    kind: str
    kind_label: str
    value: str
    text: str
    uri: str
    contact_name: str
    label: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class AddressCard:
    """One address. ``text`` is the whole in one line, ``detail`` what stands below the levels."""

    text: str
    detail: str
    province: str
    city: str
    district: str
    street: str
    region_code: str
    label: str
    is_primary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerName:
    """What a list shows of one customer to one reader.

    ``title`` names the customer: the company, or else the person.
    """

    pk: int
    customer_no: str
    name: str
    company_name: str

    @property
    def title(self) -> str:
        """The name to call the customer by."""
        return self.company_name or self.name


class CustomerLine(NamedTuple):
    """A customer in one line: whom to call where. Empty is what the customer does not have.

    A tuple, which is made in a third of the time: lists of orders are read most.
    """

    customer_no: str
    title: str
    phone: str
    address: str
    is_revealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCard(CustomerName):
    """All that may be shown of one customer to one reader."""

    centre: str
    centre_name: str
    kind: str
    kind_label: str
    customer_class: str
    class_label: str
    note: str
    contact_points: tuple[ContactCard, ...]
    addresses: tuple[AddressCard, ...]
    is_active: bool
    version: int
    created_at: datetime
    is_revealed: bool
    may_reveal: bool
    revealed_until: datetime | None = None

    @property
    def phone(self) -> ContactCard | None:
        """The number to call first: the main mobile, else the main telephone."""
        return self._main(ContactKind.MOBILE) or self._main(ContactKind.PHONE)

    @property
    def fax(self) -> ContactCard | None:
        """The main fax number."""
        return self._main(ContactKind.FAX)

    @property
    def address(self) -> AddressCard | None:
        """The main address."""
        return next((each for each in self.addresses if each.is_primary), None)

    def _main(self, kind: str) -> ContactCard | None:
        return next(
            (each for each in self.contact_points if each.kind == kind and each.is_primary), None
        )


@dataclass(frozen=True, slots=True)
class Change:
    """One corrected field with its old and new value, masked or clear."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One event of a customer, as a timeline entry."""

    id: int
    at: datetime
    kind: str
    actor: str
    sentence: str
    icon: str
    tone: str
    changes: tuple[Change, ...]

    @property
    def details(self) -> list[tuple[str, str]]:
        """The corrected fields as pairs of label and "old → new"."""
        return [(each.label, f"{each.old or '—'} → {each.new or '—'}") for each in self.changes]


_LOOKS: dict[str, tuple[str, str]] = {
    "customers.registered": ("user-plus", "blue"),
    "customers.corrected": ("user-edit", "teal"),
    "customers.deactivated": ("user-off", "red"),
    "customers.reactivated": ("user-check", "green"),
    "customers.revealed": ("eye", "amber"),
}


def presented(
    customer: Customer,
    *,
    revealed: bool,
    may_reveal: bool = False,
    revealed_until: datetime | None = None,
) -> CustomerCard:
    """Return what may be shown of a customer that was loaded with ``queries.with_details``."""
    return CustomerCard(
        pk=customer.pk,
        customer_no=customer.customer_no,
        centre=customer.centre.code,
        centre_name=customer.centre.name,
        kind=customer.kind,
        kind_label=str(CustomerKind(customer.kind).label),
        customer_class=customer.customer_class.code,
        class_label=customer.customer_class.label,
        name=_name(customer, revealed=revealed),
        company_name=customer.company_name,
        note=customer.note if revealed else masks.sweep_text(customer.note),
        contact_points=tuple(_contact_card(point, revealed=revealed) for point in customer.points),
        addresses=tuple(_address_card(address, revealed=revealed) for address in customer.places),
        is_active=customer.is_active,
        version=customer.version,
        created_at=customer.created_at,
        is_revealed=revealed,
        may_reveal=may_reveal,
        revealed_until=revealed_until,
    )


def card_for(customer: Customer, actor: Actor, now: datetime) -> CustomerCard:
    """Return the card of one customer, clear if the actor has revealed it."""
    return cards_for([customer], actor, now)[customer.pk]


def cards_for(
    customers: Iterable[Customer], actor: Actor, now: datetime, *, masked: bool = False
) -> dict[int, CustomerCard]:
    """Return the cards by customer id, for any number of customers with the same few queries.

    ``masked`` gives them as they will be when no reveal is left.
    """
    found = list({customer.pk: customer for customer in customers}.values())
    if not found:
        return {}
    prefetch_related_objects(found, *queries.details())
    fill(found, ("customer_class", "centre"))
    ids = [each.pk for each in found]
    ends = {} if masked else queries.reveal_ends(actor, now, among=ids)
    revealable = queries.revealable_ids(actor, found)
    return {
        each.pk: presented(
            each,
            revealed=each.pk in ends,
            may_reveal=each.pk in revealable,
            revealed_until=ends.get(each.pk),
        )
        for each in found
    }


def lines_for(ids: Iterable[int], actor: Actor, now: datetime) -> dict[int, CustomerLine]:
    """Return the lines of customers by id, with one query: they are clear as the cards are."""
    with batch():
        lines = ask_lines_for(ids, actor, now)
    return lines()


def ask_lines_for(
    ids: Iterable[int] | Selected, actor: Actor, now: datetime
) -> Callable[[], dict[int, CustomerLine]]:
    """Ask for the same; the function returned waits for it."""
    lines = ask_lines(actor, now, ids)
    return lambda: {each.pk: _line(each) for each in lines()}


def names_for(
    customers: Iterable[Customer], actor: Actor, now: datetime
) -> dict[int, CustomerName]:
    """Return the names by customer id with one query: a list rarely shows more."""
    found = {customer.pk: customer for customer in customers}
    revealed = queries.reveal_ends(actor, now, among=found) if found else {}
    return {
        pk: CustomerName(
            pk=pk,
            customer_no=each.customer_no,
            name=_name(each, revealed=pk in revealed),
            company_name=each.company_name,
        )
        for pk, each in found.items()
    }


def history_of(events: Iterable[Event], *, revealed: bool) -> list[HistoryEntry]:
    """Return a customer's events as sentences with the corrected values, masked or clear."""
    return [_history_entry(event, revealed=revealed) for event in events]


def field_text(name: str, value: Any, *, revealed: bool) -> str:  # noqa: ANN401 - any JSON value
    """Return a stored value of a field in words for a reader, masked or clear."""
    if name == "contact_points":
        return "\n".join(_contact_text(entry, revealed=revealed) for entry in value)
    if name == "addresses":
        return "\n".join(_whole_address(entry, revealed=revealed) for entry in value)
    text = str(value)
    if name == "kind":
        return str(CustomerKind(text).label) if text in CustomerKind.values else text
    if name == "name" and not revealed:
        return masks.mask_name(text)
    if name == "note" and not revealed:
        return masks.sweep_text(text)
    return text


def _history_entry(event: Event, *, revealed: bool) -> HistoryEntry:
    icon, tone = _LOOKS.get(event.kind, ("point", "grey"))
    return HistoryEntry(
        id=event.pk,
        at=event.at,
        kind=event.kind,
        actor=event.actor_name,
        sentence=sentence_for(event),
        icon=icon,
        tone=tone,
        changes=_changes(event, revealed=revealed),
    )


def _line(line: Line) -> CustomerLine:
    revealed, has_number = line.is_revealed, bool(line.number)
    return CustomerLine(
        line.customer_no,
        line.company_name or _name(line, revealed=revealed),
        _number(line.number, line.extension, revealed=revealed) if has_number else "",
        _whole_address(line.address, revealed=revealed) if line.text else "",
        revealed,
    )


def _name(customer: Customer | Line, *, revealed: bool) -> str:
    return customer.name if revealed else masks.mask_name(customer.name)


def _contact_card(point: ContactPoint, *, revealed: bool) -> ContactCard:
    number = None if point.kind == ContactKind.EMAIL else phones.described(point.normalised)
    text = _contact_value(point.kind, point.normalised, point.extension, revealed=revealed)
    return ContactCard(
        kind=point.kind,
        kind_label=str(ContactKind(point.kind).label),
        value=point.raw if revealed else text,
        text=text,
        uri=_uri(point, number) if revealed else "",
        contact_name=point.contact_name if revealed else masks.mask_name(point.contact_name),
        label=point.label,
        is_primary=point.is_primary,
    )


def _uri(point: ContactPoint, number: phones.Phone | None) -> str:
    if point.kind == ContactKind.EMAIL:
        return f"mailto:{point.normalised}"
    if point.kind == ContactKind.FAX or number is None:
        return ""
    return f"{number.uri};ext={point.extension}" if point.extension else number.uri


def _contact_value(kind: str, normalised: str, extension: str, *, revealed: bool) -> str:
    if kind == ContactKind.EMAIL:
        return normalised if revealed else masks.mask_email(normalised)
    return _number(normalised, extension, revealed=revealed)


def _number(normalised: str, extension: str, *, revealed: bool) -> str:
    if not revealed:
        return masks.mask_phone(normalised, extension=extension)
    number = phones.described(normalised)
    written = number.display if number else normalised
    return f"{written}-{extension}" if extension else written


def _address_card(address: Address, *, revealed: bool) -> AddressCard:
    entry = {name: getattr(address, name) for name in (*AREA_LEVELS, "text")}
    return AddressCard(
        text=_whole_address(entry, revealed=revealed),
        detail=address.text if revealed else masks.mask_address(address.text),
        province=address.province,
        city=address.city,
        district=address.district,
        street=address.street,
        region_code=address.region_code,
        label=address.label,
        is_primary=address.is_primary,
    )


def _whole_address(entry: Entry, *, revealed: bool) -> str:
    levels = "".join(_levels_not_repeated(entry))
    if revealed:
        return f"{levels}{entry['text']}"
    if levels and entry["street"]:
        return f"{levels}***"
    return masks.mask_address(f"{levels}{entry['text']}")


def _levels_not_repeated(entry: Entry) -> Sequence[str]:
    """Return the levels, or none of them where the text as typed begins with them anyway."""
    levels = [entry[name] for name in AREA_LEVELS if entry[name]]
    return [] if levels and entry["text"].startswith(levels[0]) else levels


def _contact_text(entry: Entry, *, revealed: bool) -> str:
    value = _contact_value(
        entry["kind"], entry["normalised"], entry["extension"], revealed=revealed
    )
    person = entry["contact_name"] if revealed else masks.mask_name(entry["contact_name"])
    kind = entry["kind"]
    label = ContactKind(kind).label if kind in ContactKind.values else kind
    if not person:
        return _("%(kind)s: %(value)s") % {"kind": label, "value": value}
    return _("%(kind)s: %(value)s (%(person)s)") % {
        "kind": label,
        "value": value,
        "person": person,
    }


def _changes(event: Event, *, revealed: bool) -> tuple[Change, ...]:
    return tuple(
        Change(
            str(FIELD_LABELS[name]),
            field_text(name, old, revealed=revealed),
            field_text(name, new, revealed=revealed),
        )
        for name, (old, new) in event.data.get("changes", {}).items()
        if name in FIELD_LABELS
    )
