"""What the pages ask for, as forms. They only show: every check is made by the action behind them.

Fields are named as the actions name their faults (``contact_points.0.value``), so that each message
stands at its field, beside everything that was typed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.customers.actions.classes import ClassDraft
from zuoxi.customers.choices import (
    ADDRESS_LIMIT,
    CONTACT_LIMIT,
    DEFAULT_CLASS,
    FIELD_LABELS,
    LABEL_LIMIT,
    LIST_LIMIT,
    NAME_LIMIT,
    NOTE_LIMIT,
    ContactKind,
    CustomerKind,
    Purpose,
)
from zuoxi.customers.drafts import (
    AREA_LEVELS,
    AddressDraft,
    ContactDraft,
    CustomerChanges,
    CustomerDraft,
)
from zuoxi.customers.presenters import CustomerCard
from zuoxi.web.forms import Form, dress

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as LazyText

Options = Sequence[tuple[str, str]]

LEVEL_LABELS: "dict[str, LazyText]" = {
    "province": pgettext_lazy("address", "Province"),
    "city": pgettext_lazy("address", "City"),
    "district": pgettext_lazy("address", "District"),
    "street": pgettext_lazy("address", "Street or town"),
}
_NEW_ROWS = 2
_CONTACT_KINDS: "list[tuple[str, str | LazyText]]" = [
    (ContactKind.PHONE, pgettext_lazy("contact point", "Telephone")),
    (ContactKind.FAX, ContactKind.FAX.label),
    (ContactKind.EMAIL, ContactKind.EMAIL.label),
]
_NO_COMPLETION = {"autocomplete": "off", "spellcheck": "false"}


class ShownForm(Form):
    """A form that never judges: it holds what was typed and the messages of a refusal."""

    def full_clean(self) -> None:
        """Skip Django's own checks."""
        self._errors = ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def typed(self, name: str) -> str:
        """Return what was typed into a field or stood there from the start, empty if nothing."""
        if name not in self.fields:
            return ""
        if self.is_bound:
            return str(self.data.get(name, ""))
        value = self.get_initial_for_field(self.fields[name], name)
        return "" if value is None or value is False else str(value)


class SearchForm(ShownForm):
    """What narrows the customer list; lives in the address."""

    q = forms.CharField(
        label=_("Number, telephone or name"),
        widget=forms.TextInput(attrs={**_NO_COMPLETION, "maxlength": NAME_LIMIT, "type": "search"}),
        required=False,
    )
    kind = forms.ChoiceField(label=FIELD_LABELS["kind"], required=False)
    customer_class = forms.ChoiceField(label=FIELD_LABELS["customer_class"], required=False)

    def __init__(self, data: Mapping[str, Any], *, classes: Options) -> None:
        super().__init__(data)
        empty = pgettext_lazy("filter", "All")
        _offer(self, "kind", CustomerKind.choices, empty=empty)
        _offer(self, "customer_class", classes, empty=empty)


class RevealForm(ShownForm):
    """Why somebody needs the unmasked data."""

    purpose = forms.ChoiceField(
        label=_("What do you need the data for?"),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=pgettext_lazy("customer", "Remark"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": NAME_LIMIT}),
        required=False,
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False)


class _BasicsForm(ShownForm):
    kind = forms.ChoiceField(
        label=FIELD_LABELS["kind"],
        choices=CustomerKind.choices,
        widget=forms.RadioSelect,
        initial=CustomerKind.PERSON,
    )
    customer_class = forms.ChoiceField(label=FIELD_LABELS["customer_class"], initial=DEFAULT_CLASS)
    name = forms.CharField(
        label=FIELD_LABELS["name"],
        widget=forms.TextInput(attrs={**_NO_COMPLETION, "maxlength": NAME_LIMIT}),
        required=False,
    )
    company_name = forms.CharField(
        label=FIELD_LABELS["company_name"],
        widget=forms.TextInput(attrs={**_NO_COMPLETION, "maxlength": NAME_LIMIT}),
        required=False,
    )
    note = forms.CharField(
        label=FIELD_LABELS["note"],
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_LIMIT}),
        required=False,
    )


class RegisterForm(_BasicsForm):
    """A new customer while the caller waits: one entry of each kind, the rest by correction."""

    customer_no = forms.CharField(
        label=pgettext_lazy("field", "Subscriber number"),
        help_text=_("Leave it empty and a number is issued."),
        widget=forms.TextInput(attrs={**_NO_COMPLETION, "maxlength": 32}),
        required=False,
    )
    centre = forms.ChoiceField(label=pgettext_lazy("unit", "Service centre"))
    phone = forms.CharField(
        label=_("Contact telephone"),
        help_text=_("With the area code, such as 0791-86665598; add an extension as -8001."),
        widget=forms.TextInput(
            attrs={**_NO_COMPLETION, "maxlength": CONTACT_LIMIT, "inputmode": "tel"}
        ),
        required=False,
    )
    contact_name = forms.CharField(
        label=_("Contact person (enterprise only)"),
        widget=forms.TextInput(attrs={**_NO_COMPLETION, "maxlength": NAME_LIMIT}),
        required=False,
    )
    phone_2 = forms.CharField(
        label=_("Second telephone"),
        widget=forms.TextInput(
            attrs={**_NO_COMPLETION, "maxlength": CONTACT_LIMIT, "inputmode": "tel"}
        ),
        required=False,
    )
    fax = forms.CharField(
        label=ContactKind.FAX.label,
        widget=forms.TextInput(
            attrs={**_NO_COMPLETION, "maxlength": CONTACT_LIMIT, "inputmode": "tel"}
        ),
        required=False,
    )
    email = forms.CharField(
        label=ContactKind.EMAIL.label,
        widget=forms.TextInput(
            attrs={**_NO_COMPLETION, "maxlength": CONTACT_LIMIT, "inputmode": "email"}
        ),
        required=False,
    )
    province = forms.CharField(label=LEVEL_LABELS["province"], required=False)
    city = forms.CharField(label=LEVEL_LABELS["city"], required=False)
    district = forms.CharField(label=LEVEL_LABELS["district"], required=False)
    street = forms.CharField(label=LEVEL_LABELS["street"], required=False)
    address = forms.CharField(
        label=pgettext_lazy("customer", "Address"),
        widget=forms.TextInput(attrs={**_NO_COMPLETION, "maxlength": ADDRESS_LIMIT}),
        required=False,
    )
    allow_duplicate_phone = forms.BooleanField(
        label=_("This is somebody else. Register all the same."), required=False
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, classes: Options, centres: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "customer_class", classes)
        if len(centres) > 1:
            _offer(self, "centre", centres, empty=_("Please choose"))
        else:
            del self.fields["centre"]
        for name in AREA_LEVELS:
            self.fields[name].widget.attrs |= {**_NO_COMPLETION, "maxlength": LABEL_LIMIT}

    def draft(self) -> CustomerDraft:
        """Return what was typed as the action takes it."""
        plain = ("customer_no", "centre", "kind", "customer_class", "name", "company_name", "note")
        return CustomerDraft(
            **{name: self.typed(name) for name in plain},
            contact_points=[draft for _name, draft in self._contacts()],
            addresses=list(self._addresses()),
        )

    def places(self) -> dict[str, str]:
        """Return which field stands for which place of the draft, for the messages."""
        places = {}
        for at, (name, _draft) in enumerate(self._contacts()):
            places[f"contact_points.{at}.value"] = name
            places[f"contact_points.{at}.contact_name"] = "contact_name"
        for name in AREA_LEVELS:
            places[f"addresses.0.{name}"] = name
        return places | {"addresses.0.text": "address"}

    def _contacts(self) -> Iterator[tuple[str, ContactDraft]]:
        kinds = {
            "phone": ContactKind.PHONE,
            "phone_2": ContactKind.PHONE,
            "fax": ContactKind.FAX,
            "email": ContactKind.EMAIL,
        }
        person = self.typed("contact_name")
        for name, kind in kinds.items():
            # A contact person without a number is refused at the number, not dropped.
            if self.typed(name).strip() or (name == "phone" and person.strip()):
                yield (
                    name,
                    ContactDraft(
                        kind=kind,
                        value=self.typed(name),
                        contact_name=person if name == "phone" else "",
                    ),
                )

    def _addresses(self) -> Iterator[AddressDraft]:
        levels: dict[str, Any] = {name: self.typed(name) for name in AREA_LEVELS}
        text = self.typed("address")
        if text.strip() or any(value.strip() for value in levels.values()):
            yield AddressDraft(text=text, **levels)


@dataclass(frozen=True)
class Row:
    """The fields of one entry of a list, by their short names."""

    fields: dict[str, forms.BoundField]
    is_new: bool


class CorrectForm(_BasicsForm):
    """The whole record; an emptied row is removed, the last rows are for new entries."""

    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, card: CustomerCard, classes: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = dict(classes)
        offered.setdefault(card.customer_class, card.class_label)
        _offer(self, "customer_class", list(offered.items()))
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

    def base_version(self) -> int | None:
        """Return the version that was shown."""
        raw = self.typed("version")
        return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None  # noqa: PLR2004

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
        return min(max(stored + _NEW_ROWS, sent), LIST_LIMIT + _NEW_ROWS)

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
        self.fields[f"{prefix}value"] = _text(_("Number or address"), CONTACT_LIMIT)
        self.fields[f"{prefix}contact_name"] = _text(_("Contact person"), NAME_LIMIT)
        self.fields[f"{prefix}label"] = _text(_("Label"), LABEL_LIMIT)
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
            self.fields[f"{prefix}{name}"] = _text(label, LABEL_LIMIT)
        self.fields[f"{prefix}text"] = _text(pgettext_lazy("customer", "Address"), ADDRESS_LIMIT)
        self.fields[f"{prefix}region_code"] = _text(_("Region code"), 12)
        self.fields[f"{prefix}label"] = _text(_("Label"), LABEL_LIMIT)
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


class ClassForm(ShownForm):
    """One customer class."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Letters, digits, hyphens and underscores. It stays once it is saved."),
        widget=forms.TextInput(attrs={**_NO_COMPLETION, "maxlength": 32}),
    )
    label_zh_hans = forms.CharField(
        label=_("Label in Simplified Chinese"),
        widget=forms.TextInput(attrs={"maxlength": LABEL_LIMIT, "lang": "zh-Hans"}),
    )
    label_zh_hant = forms.CharField(
        label=_("Label in Traditional Chinese"),
        widget=forms.TextInput(attrs={"maxlength": LABEL_LIMIT, "lang": "zh-Hant"}),
        required=False,
    )
    label_en = forms.CharField(
        label=_("Label in English"),
        widget=forms.TextInput(attrs={"maxlength": LABEL_LIMIT, "lang": "en"}),
        required=False,
    )
    position = forms.CharField(
        label=_("Position"),
        widget=forms.NumberInput(attrs={"min": 0, "max": 32767, "inputmode": "numeric"}),
        initial=0,
        required=False,
    )
    is_active = forms.BooleanField(label=_("Offered"), initial=True, required=False)

    def draft(self) -> ClassDraft:
        """Return what was typed as the action takes it."""
        raw = self.typed("position").strip() or "0"
        is_number = raw.isascii() and raw.isdigit() and len(raw) < 10  # noqa: PLR2004
        names = ("code", "label_zh_hans", "label_zh_hant", "label_en")
        return ClassDraft(
            **{name: self.typed(name) for name in names},
            position=int(raw) if is_number else -1,
            is_active=bool(self.typed("is_active")),
        )


def _text(label: "str | LazyText", limit: int) -> forms.CharField:
    widget = forms.TextInput(attrs={**_NO_COMPLETION, "maxlength": limit})
    return forms.CharField(label=label, widget=widget, required=False)


def _offer(
    form: Form,
    name: str,
    options: Iterable[tuple[str, Any]],
    *,
    empty: "str | LazyText | None" = None,
) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [*([("", empty)] if empty is not None else []), *options]
