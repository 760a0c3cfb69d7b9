"""Shapes of the API's calls about customers."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field

from zuoxi.api.fields import LongText, ShortText
from zuoxi.api.schemas import CodeLabel, Input, Output, PageOut
from zuoxi.customers.actions.classes import ClassDraft
from zuoxi.customers.choices import DEFAULT_CLASS, ContactKind, CustomerKind, Purpose
from zuoxi.customers.drafts import AddressDraft, ContactDraft, CustomerChanges, CustomerDraft
from zuoxi.customers.models import CustomerClass
from zuoxi.customers.presenters import AddressCard, ContactCard, CustomerCard, HistoryEntry

_MOST_ENTRIES = 100


class KindName(StrEnum):
    """Who a customer is."""

    PERSON = CustomerKind.PERSON.value
    ENTERPRISE = CustomerKind.ENTERPRISE.value


class ContactKindName(StrEnum):
    """How a contact point is used."""

    PHONE = ContactKind.PHONE.value
    MOBILE = ContactKind.MOBILE.value
    FAX = ContactKind.FAX.value
    EMAIL = ContactKind.EMAIL.value


class PurposeName(StrEnum):
    """What unmasked data are needed for."""

    VERIFY_IDENTITY = Purpose.VERIFY_IDENTITY.value
    CONTACT_CUSTOMER = Purpose.CONTACT_CUSTOMER.value
    ON_SITE_VISIT = Purpose.ON_SITE_VISIT.value
    CORRECT_RECORD = Purpose.CORRECT_RECORD.value
    COMPLAINT = Purpose.COMPLAINT.value


class ContactIn(Input):
    """A number or mail address as typed; an extension is part of ``value``."""

    kind: ContactKindName
    value: ShortText
    contact_name: ShortText = ""
    label: ShortText = ""
    is_primary: bool = False

    def draft(self) -> ContactDraft:
        """Return it as the action takes it."""
        return ContactDraft(**self.model_dump())


class AddressIn(Input):
    """An address as typed."""

    text: ShortText
    province: ShortText = ""
    city: ShortText = ""
    district: ShortText = ""
    street: ShortText = ""
    region_code: ShortText = ""
    label: ShortText = ""
    is_primary: bool = False

    def draft(self) -> AddressDraft:
        """Return it as the action takes it."""
        return AddressDraft(**self.model_dump())


Contacts = Annotated[list[ContactIn], Field(max_length=_MOST_ENTRIES)]
Addresses = Annotated[list[AddressIn], Field(max_length=_MOST_ENTRIES)]


class CustomerIn(Input):
    """A new customer. Without ``customer_no`` a number is issued."""

    customer_no: ShortText = ""
    centre: Annotated[
        ShortText, Field(description="Needed only by a caller who works for several centres.")
    ] = ""
    kind: KindName = KindName.PERSON
    customer_class: ShortText = DEFAULT_CLASS
    name: ShortText = ""
    company_name: ShortText = ""
    note: LongText = ""
    contact_points: Contacts = Field(default_factory=list)
    addresses: Addresses = Field(default_factory=list)
    allow_duplicate_phone: Annotated[
        bool, Field(description="Register although a customer with this telephone exists.")
    ] = False

    def draft(self) -> CustomerDraft:
        """Return it as the action takes it."""
        plain = self.model_dump(exclude={"contact_points", "addresses", "allow_duplicate_phone"})
        return CustomerDraft(
            **plain,
            contact_points=[each.draft() for each in self.contact_points],
            addresses=[each.draft() for each in self.addresses],
        )


class CustomerPatch(Input):
    """A correction: a field that is missing or null stays, a list replaces the whole list."""

    kind: KindName | None = None
    customer_class: ShortText | None = None
    name: ShortText | None = None
    company_name: ShortText | None = None
    note: LongText | None = None
    contact_points: Contacts | None = None
    addresses: Addresses | None = None

    def changes(self) -> CustomerChanges:
        """Return it as the action takes it."""
        plain = self.model_dump(exclude={"contact_points", "addresses"})
        contacts, addresses = self.contact_points, self.addresses
        return CustomerChanges(
            **plain,
            contact_points=None if contacts is None else [each.draft() for each in contacts],
            addresses=None if addresses is None else [each.draft() for each in addresses],
        )


class RevealIn(Input):
    """Why the caller needs the unmasked data."""

    purpose: PurposeName
    remark: ShortText = ""


class ContactOut(Output):
    """A contact point. ``value`` is as typed, or its mask; ``text`` is written for reading."""

    kind: ContactKindName
    value: str
    text: str
    contact_name: str
    label: str
    is_primary: bool

    @classmethod
    def of(cls, card: ContactCard) -> Self:
        """Build the answer for one contact point."""
        return cls(
            kind=ContactKindName(card.kind),
            value=card.value,
            text=card.text,
            contact_name=card.contact_name,
            label=card.label,
            is_primary=card.is_primary,
        )


class AddressOut(Output):
    """An address. ``text`` stands below the levels, ``full`` is the whole in one line."""

    text: str
    full: str
    province: str
    city: str
    district: str
    street: str
    region_code: str
    label: str
    is_primary: bool

    @classmethod
    def of(cls, card: AddressCard) -> Self:
        """Build the answer for one address."""
        return cls(
            text=card.detail,
            full=card.text,
            province=card.province,
            city=card.city,
            district=card.district,
            street=card.street,
            region_code=card.region_code,
            label=card.label,
            is_primary=card.is_primary,
        )


class CustomerOut(Output):
    """A customer; personal fields are masked unless the caller has revealed them."""

    customer_no: str
    centre: CodeLabel
    kind: KindName
    kind_label: str
    customer_class: CodeLabel
    name: str
    company_name: str
    note: str
    contact_points: list[ContactOut]
    addresses: list[AddressOut]
    is_active: bool
    is_masked: bool
    version: int
    created_at: datetime

    @classmethod
    def of(cls, card: CustomerCard) -> Self:
        """Build the answer from what the caller may see."""
        return cls(
            customer_no=card.customer_no,
            centre=CodeLabel(code=card.centre, label=card.centre_name),
            kind=KindName(card.kind),
            kind_label=card.kind_label,
            customer_class=CodeLabel(code=card.customer_class, label=card.class_label),
            name=card.name,
            company_name=card.company_name,
            note=card.note,
            contact_points=[ContactOut.of(each) for each in card.contact_points],
            addresses=[AddressOut.of(each) for each in card.addresses],
            is_active=card.is_active,
            is_masked=not card.is_revealed,
            version=card.version,
            created_at=card.created_at,
        )


class CustomerPage(PageOut[CustomerOut]):
    """One page of customers."""


class ChangeOut(Output):
    """A corrected field with its old and new value, masked like the customer."""

    label: str
    old: str
    new: str


class CustomerEventOut(Output):
    """One event of a customer."""

    id: int
    at: datetime
    kind: str
    actor: str
    sentence: str
    changes: list[ChangeOut]

    @classmethod
    def of(cls, entry: HistoryEntry) -> Self:
        """Build the answer for one event."""
        return cls(
            id=entry.id,
            at=entry.at,
            kind=entry.kind,
            actor=entry.actor,
            sentence=entry.sentence,
            changes=[
                ChangeOut(label=each.label, old=each.old, new=each.new) for each in entry.changes
            ],
        )


class CustomerEventPage(PageOut[CustomerEventOut]):
    """One page of a customer's history, the newest first."""


class CustomerClassIn(Input):
    """A customer class; empty labels fall back to the Simplified Chinese one."""

    label_zh_hans: ShortText
    label_zh_hant: ShortText = ""
    label_en: ShortText = ""
    position: Annotated[int, Field(ge=0, le=32_767)] = 0
    is_active: bool = True

    def draft(self, code: str) -> ClassDraft:
        """Return it as the action takes it."""
        return ClassDraft(code=code, **self.model_dump())


class CustomerClassOut(Output):
    """A customer class; customers name it by its code."""

    code: str
    label: str
    is_active: bool

    @classmethod
    def of(cls, item: CustomerClass) -> Self:
        """Build the answer for one class."""
        return cls(code=item.code, label=item.label, is_active=item.is_active)


class CustomerClassList(Output):
    """All customer classes, also those that are no longer offered."""

    items: list[CustomerClassOut]
