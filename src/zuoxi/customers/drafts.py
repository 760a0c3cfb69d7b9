"""What people type about a customer, and the checks that turn it into what is stored.

Every fault of an input is collected, so that a form shows all of them at once; fields of a list
are named by their position, ``contact_points.0.value``.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuoxi.customers import phones
from zuoxi.customers.choices import (
    ADDRESS_LIMIT,
    CONTACT_LIMIT,
    DEFAULT_CLASS,
    LABEL_LIMIT,
    LIST_LIMIT,
    NAME_LIMIT,
    NOTE_LIMIT,
    ContactKind,
    CustomerKind,
)
from zuoxi.customers.phones import Line, PhoneError, PhoneFault
from zuoxi.kernel.faults import Faults

# One stored contact point or address as JSON; events keep them in this shape.
Entry = dict[str, Any]

AREA_LEVELS = ("province", "city", "district", "street")

_CUSTOMER_NO = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")
_REGION_CODE = re.compile(r"(?:[0-9]{2,12})?")

_PHONE_FAULTS: dict[PhoneFault, Promise] = {
    PhoneFault.EMPTY: gettext_lazy("This field is required."),
    PhoneFault.NO_AREA_CODE: gettext_lazy(
        "The area code is missing. Write the number like 0791-86665598."
    ),
    PhoneFault.NOT_A_NUMBER: gettext_lazy(
        "This is not a telephone number. Check the digits; write a foreign number with + first."
    ),
}


@dataclass(frozen=True, kw_only=True)
class ContactDraft:
    """One number or mail address as typed; an extension is part of ``value``."""

    kind: str
    value: str
    contact_name: str = ""
    label: str = ""
    is_primary: bool = False


@dataclass(frozen=True, kw_only=True)
class AddressDraft:
    """One address as typed."""

    text: str
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    region_code: str = ""
    label: str = ""
    is_primary: bool = False


@dataclass(frozen=True, kw_only=True)
class CustomerDraft:
    """A new customer as typed. ``centre`` is a code, needed only by who works for several."""

    customer_no: str = ""
    centre: str = ""
    kind: str = CustomerKind.PERSON
    customer_class: str = DEFAULT_CLASS
    name: str = ""
    company_name: str = ""
    note: str = ""
    contact_points: Sequence[ContactDraft] = ()
    addresses: Sequence[AddressDraft] = ()


@dataclass(frozen=True, kw_only=True)
class CustomerChanges:
    """A correction as typed; None leaves a field as it is, a list replaces the whole list."""

    kind: str | None = None
    customer_class: str | None = None
    name: str | None = None
    company_name: str | None = None
    note: str | None = None
    contact_points: Sequence[ContactDraft] | None = None
    addresses: Sequence[AddressDraft] | None = None


def clean_customer_no(faults: Faults, value: str, canonical: Callable[[str], str]) -> str:
    """Return the number as it is stored, empty when it is to be issued."""
    number = canonical(faults.text("customer_no", value, limit=NAME_LIMIT, required=False))
    if number and not _CUSTOMER_NO.fullmatch(number):
        faults.add(
            "customer_no", _("Use up to 32 letters, digits and hyphens, such as 111 or AB-2041.")
        )
    return number


def clean_basics(faults: Faults, values: Mapping[str, str], classes: Iterable[str]) -> Entry:
    """Return those of the plain fields that are given, cleaned."""
    clean: Entry = {}
    if "kind" in values:
        clean["kind"] = faults.choice("kind", values["kind"], CustomerKind.values)
    if "customer_class" in values:
        clean["customer_class"] = faults.choice("customer_class", values["customer_class"], classes)
    for name, limit in (("name", NAME_LIMIT), ("company_name", NAME_LIMIT), ("note", NOTE_LIMIT)):
        if name in values:
            clean[name] = faults.text(name, values[name], limit=limit, required=False)
    return clean


def clean_contacts(
    faults: Faults,
    drafts: Sequence[ContactDraft],
    *,
    area_code: str,
    known: Mapping[str, Entry] | None = None,
) -> list[Entry]:
    """Return the contact points as they are stored; raise nothing, note every fault.

    ``known`` holds the stored ones by what was typed, so that an entry left alone stays as it is
    even if it would be read differently today.
    """
    if len(drafts) > LIST_LIMIT:
        faults.add("contact_points", _("At most %(limit)s entries.") % {"limit": LIST_LIMIT})
        return []
    entries = [
        _contact(faults, f"contact_points.{at}", draft, area_code=area_code, known=known or {})
        for at, draft in enumerate(drafts)
    ]
    _refuse_twins(faults, entries)
    _settle_primary(faults, "contact_points", entries, lambda entry: str(entry["kind"]))
    return entries


def clean_addresses(faults: Faults, drafts: Sequence[AddressDraft]) -> list[Entry]:
    """Return the addresses as they are stored; raise nothing, note every fault."""
    if len(drafts) > LIST_LIMIT:
        faults.add("addresses", _("At most %(limit)s entries.") % {"limit": LIST_LIMIT})
        return []
    entries = [_address(faults, f"addresses.{at}", draft) for at, draft in enumerate(drafts)]
    _settle_primary(faults, "addresses", entries, lambda _entry: "address")
    return entries


def check_whole(faults: Faults, record: Mapping[str, Any]) -> None:
    """Note what does not fit together in a whole record."""
    if record["kind"] == CustomerKind.PERSON:
        if not record["name"] and "name" not in faults.fields:
            faults.add("name", _("Enter the name of the customer."))
        for at, entry in enumerate(record["contact_points"]):
            if entry["contact_name"]:
                faults.add(
                    f"contact_points.{at}.contact_name",
                    _("Only an enterprise has contact persons."),
                )
    elif (
        record["kind"] == CustomerKind.ENTERPRISE
        and not record["company_name"]
        and "company_name" not in faults.fields
    ):
        faults.add("company_name", _("Enter the name of the company."))


def _contact(
    faults: Faults, path: str, draft: ContactDraft, *, area_code: str, known: Mapping[str, Entry]
) -> Entry:
    value = faults.text(f"{path}.value", draft.value, limit=CONTACT_LIMIT)
    kind = faults.choice(f"{path}.kind", draft.kind, ContactKind.values)
    entry: Entry = {
        "kind": kind,
        "value": value,
        "normalised": "",
        "extension": "",
        "contact_name": faults.text(
            f"{path}.contact_name", draft.contact_name, limit=NAME_LIMIT, required=False
        ),
        "label": faults.text(f"{path}.label", draft.label, limit=LABEL_LIMIT, required=False),
        "is_primary": draft.is_primary,
    }
    if value and kind == ContactKind.EMAIL:
        entry["normalised"] = _email(faults, f"{path}.value", value)
    elif value:
        entry |= _phone(faults, f"{path}.value", value, kind, area_code, known.get(value))
    return entry


def _phone(
    faults: Faults, path: str, value: str, kind: str, area_code: str, known: Entry | None
) -> Entry:
    try:
        phone = phones.parse(value, area_code=area_code)
    except PhoneError as error:
        if known is not None and known["kind"] != ContactKind.EMAIL:
            return {name: known[name] for name in ("normalised", "extension")}
        faults.add(path, _PHONE_FAULTS[error.fault])
        return {}
    if kind in {ContactKind.PHONE, ContactKind.MOBILE}:
        kind = ContactKind.MOBILE if phone.line is Line.MOBILE else ContactKind.PHONE
    return {
        "kind": str(kind),
        "normalised": phone.normalised,
        "extension": phone.extension,
    }


def _email(faults: Faults, path: str, value: str) -> str:
    address = value.lower()
    try:
        validate_email(address)
    except ValidationError:
        faults.add(path, _("This is not an e-mail address. Write it like name@example.com."))
    return address


def _address(faults: Faults, path: str, draft: AddressDraft) -> Entry:
    entry: Entry = {
        name: faults.text(f"{path}.{name}", getattr(draft, name), limit=LABEL_LIMIT, required=False)
        for name in (*AREA_LEVELS, "label")
    }
    code = faults.text(f"{path}.region_code", draft.region_code, limit=LABEL_LIMIT, required=False)
    if not _REGION_CODE.fullmatch(code):
        faults.add(f"{path}.region_code", _("A region code has 2 to 12 digits."))
    return entry | {
        "text": faults.text(f"{path}.text", draft.text, limit=ADDRESS_LIMIT),
        "region_code": code,
        "is_primary": draft.is_primary,
    }


def _refuse_twins(faults: Faults, entries: Sequence[Entry]) -> None:
    seen: set[tuple[object, ...]] = set()
    for at, entry in enumerate(entries):
        key = (entry["kind"], entry["normalised"], entry["extension"], entry["contact_name"])
        if entry["normalised"] and key in seen:
            faults.add(f"contact_points.{at}.value", _("This entry is listed twice."))
        seen.add(key)


def _settle_primary(
    faults: Faults, path: str, entries: Sequence[Entry], group: Callable[[Entry], str]
) -> None:
    """Let each group have exactly one main entry, the first unless another is marked."""
    marked: dict[str, int] = {}
    for at, entry in enumerate(entries):
        if entry["is_primary"] and marked.setdefault(group(entry), at) != at:
            faults.add(
                f"{path}.{at}.is_primary", _("Only one entry of each kind can be the main one.")
            )
    for at, entry in enumerate(entries):
        entry["is_primary"] = marked.setdefault(group(entry), at) == at
