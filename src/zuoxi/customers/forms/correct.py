"""The form of a correction: the whole record."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.customers.choices import (
    ADDRESS_LIMIT,
    CONTACT_LIMIT,
    LABEL_LIMIT,
    LIST_LIMIT,
    NAME_LIMIT,
    ContactKind,
)
from zuoxi.customers.drafts import AREA_LEVELS, AddressDraft, ContactDraft, CustomerChanges
from zuoxi.customers.forms.base import LEVEL_LABELS, BasicsForm, Options, text_field
from zuoxi.customers.presenters import CustomerCard
from zuoxi.web.forms import dress

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as LazyText

_NEW_ROWS = {"contact_points": 2, "addresses": 1}
_CONTACT_KINDS: "list[tuple[str, str | LazyText]]" = [
    (ContactKind.PHONE, pgettext_lazy("contact point", "Telephone")),
    (ContactKind.FAX, ContactKind.FAX.label),
    (ContactKind.EMAIL, ContactKind.EMAIL.label),
]


@dataclass(frozen=True)
class Row:
    """The fields of one entry of a list, by their short names."""

    fields: dict[str, forms.BoundField]
    is_new: bool


class CorrectForm(BasicsForm):
    """The whole record; an emptied row is removed, the last rows are for new entries."""

    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, card: CustomerCard, classes: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = dict(classes)
        offered.setdefault(card.customer_class, card.class_label)
        self.offer("customer_class", offered.items())
        self.initial = {
            "version": card.version,
            "kind": card.kind,
            "customer_class": card.customer_class,
            "name": card.name,
            "company_name": card.company_name,
            "note": card.note,
        }
        self.contact_count = self._rows("contact_points", len(card.contact_points))
        self.address_count = self._rows("addresses", len(card.addresses))
        self._stored = {
            "contact_points": len(card.contact_points),
            "addresses": len(card.addresses),
        }
        for at in range(self.contact_count):
            self._add_contact(at, card)
        for at in range(self.address_count):
            self._add_address(at, card)
        for field in self.fields.values():
            dress(field.widget, required=field.required)

    @property
    def contact_rows(self) -> list[Row]:
        """The rows of the contact points."""
        names = ("kind", "value", "contact_name", "label", "is_primary")
        return [self._row("contact_points", at, names) for at in range(self.contact_count)]

    @property
    def address_rows(self) -> list[Row]:
        """The rows of the addresses."""
        names = (*AREA_LEVELS, "text", "region_code", "label", "is_primary")
        return [self._row("addresses", at, names) for at in range(self.address_count)]

    def changes(self) -> CustomerChanges:
        """Return what was typed as the action takes it."""
        plain = ("kind", "customer_class", "name", "company_name", "note")
        return CustomerChanges(
            **{name: self.typed(name) for name in plain},
            contact_points=[self._contact(at) for at in self._kept("contact_points", "value")],
            addresses=[self._address(at) for at in self._kept("addresses", "text")],
        )

    def places(self) -> dict[str, str]:
        """Return which row stands for which place of the changes, for the messages."""
        places = {}
        for name, key in (("contact_points", "value"), ("addresses", "text")):
            for at, row in enumerate(self._kept(name, key)):
                prefix = f"{name}.{row}."
                for field in self.fields:
                    if field.startswith(prefix):
                        places[f"{name}.{at}.{field.removeprefix(prefix)}"] = field
        return places

    def _rows(self, name: str, stored: int) -> int:
        sent = sum(1 for key in self.data if key.startswith(f"{name}.") and key.endswith(".label"))
        new = _NEW_ROWS[name]
        return min(max(stored + new, sent), LIST_LIMIT + new)

    def _row(self, name: str, at: int, keys: Iterable[str]) -> Row:
        return Row({key: self[f"{name}.{at}.{key}"] for key in keys}, at >= self._stored[name])

    def _kept(self, name: str, key: str) -> list[int]:
        count = self.contact_count if name == "contact_points" else self.address_count
        extra = {"contact_points": ("contact_name",), "addresses": AREA_LEVELS}[name]
        return [
            at
            for at in range(count)
            if any(self.typed(f"{name}.{at}.{each}").strip() for each in (key, *extra))
        ]

    def _add_contact(self, at: int, card: CustomerCard) -> None:
        stored = card.contact_points[at] if at < len(card.contact_points) else None
        prefix = f"contact_points.{at}."
        kind = forms.ChoiceField(label=_("Kind"), choices=_CONTACT_KINDS)
        self.fields[f"{prefix}kind"] = kind
        self.fields[f"{prefix}value"] = text_field(_("Number or address"), CONTACT_LIMIT)
        self.fields[f"{prefix}contact_name"] = text_field(_("Contact person"), NAME_LIMIT)
        self.fields[f"{prefix}label"] = text_field(_("Label"), LABEL_LIMIT)
        self.fields[f"{prefix}is_primary"] = forms.BooleanField(
            label=pgettext_lazy("contact point", "Main"), required=False
        )
        if stored is not None:
            is_mobile = stored.kind == ContactKind.MOBILE
            self.initial = {
                **self.initial,
                f"{prefix}kind": ContactKind.PHONE if is_mobile else stored.kind,
                f"{prefix}value": stored.value,
                f"{prefix}contact_name": stored.contact_name,
                f"{prefix}label": stored.label,
                f"{prefix}is_primary": stored.is_primary,
            }

    def _add_address(self, at: int, card: CustomerCard) -> None:
        stored = card.addresses[at] if at < len(card.addresses) else None
        prefix = f"addresses.{at}."
        for name, label in LEVEL_LABELS.items():
            self.fields[f"{prefix}{name}"] = text_field(label, LABEL_LIMIT)
        self.fields[f"{prefix}text"] = text_field(
            pgettext_lazy("customer", "Address"), ADDRESS_LIMIT
        )
        self.fields[f"{prefix}region_code"] = text_field(_("Region code"), 12)
        self.fields[f"{prefix}label"] = text_field(_("Label"), LABEL_LIMIT)
        self.fields[f"{prefix}is_primary"] = forms.BooleanField(
            label=pgettext_lazy("contact point", "Main"), required=False
        )
        if stored is not None:
            levels = {f"{prefix}{name}": getattr(stored, name) for name in AREA_LEVELS}
            self.initial = {
                **self.initial,
                **levels,
                f"{prefix}text": stored.detail,
                f"{prefix}region_code": stored.region_code,
                f"{prefix}label": stored.label,
                f"{prefix}is_primary": stored.is_primary,
            }

    def _contact(self, at: int) -> ContactDraft:
        prefix = f"contact_points.{at}."
        return ContactDraft(
            kind=self.typed(f"{prefix}kind"),
            value=self.typed(f"{prefix}value"),
            contact_name=self.typed(f"{prefix}contact_name"),
            label=self.typed(f"{prefix}label"),
            is_primary=bool(self.typed(f"{prefix}is_primary")),
        )

    def _address(self, at: int) -> AddressDraft:
        prefix = f"addresses.{at}."
        texts = (*AREA_LEVELS, "text", "region_code", "label")
        return AddressDraft(
            **{name: self.typed(f"{prefix}{name}") for name in texts},
            is_primary=bool(self.typed(f"{prefix}is_primary")),
        )
