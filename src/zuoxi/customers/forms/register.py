"""The form of a new customer."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.customers.choices import (
    ADDRESS_LIMIT,
    CONTACT_LIMIT,
    LABEL_LIMIT,
    NAME_LIMIT,
    ContactKind,
)
from zuoxi.customers.drafts import AREA_LEVELS, AddressDraft, ContactDraft, CustomerDraft
from zuoxi.customers.forms.base import LEVEL_LABELS, NO_COMPLETION, BasicsForm, Options


class RegisterForm(BasicsForm):
    """A new customer while the caller waits: one entry of each kind, the rest by correction."""

    customer_no = forms.CharField(
        label=pgettext_lazy("field", "Subscriber number"),
        help_text=_("Leave this empty to have a number issued."),
        widget=forms.TextInput(attrs={**NO_COMPLETION, "maxlength": 32}),
        required=False,
    )
    centre = forms.ChoiceField(label=pgettext_lazy("unit", "Service centre"))
    phone = forms.CharField(
        label=_("Contact telephone"),
        help_text=_("With the area code, such as 0791-86665598; add an extension as -8001."),
        widget=forms.TextInput(
            attrs={**NO_COMPLETION, "maxlength": CONTACT_LIMIT, "inputmode": "tel"}
        ),
        required=False,
    )
    contact_name = forms.CharField(
        label=_("Contact person (enterprise only)"),
        widget=forms.TextInput(attrs={**NO_COMPLETION, "maxlength": NAME_LIMIT}),
        required=False,
    )
    phone_2 = forms.CharField(
        label=_("Second telephone"),
        widget=forms.TextInput(
            attrs={**NO_COMPLETION, "maxlength": CONTACT_LIMIT, "inputmode": "tel"}
        ),
        required=False,
    )
    fax = forms.CharField(
        label=ContactKind.FAX.label,
        widget=forms.TextInput(
            attrs={**NO_COMPLETION, "maxlength": CONTACT_LIMIT, "inputmode": "tel"}
        ),
        required=False,
    )
    email = forms.CharField(
        label=ContactKind.EMAIL.label,
        widget=forms.TextInput(
            attrs={**NO_COMPLETION, "maxlength": CONTACT_LIMIT, "inputmode": "email"}
        ),
        required=False,
    )
    province = forms.CharField(label=LEVEL_LABELS["province"], required=False)
    city = forms.CharField(label=LEVEL_LABELS["city"], required=False)
    district = forms.CharField(label=LEVEL_LABELS["district"], required=False)
    street = forms.CharField(label=LEVEL_LABELS["street"], required=False)
    address = forms.CharField(
        label=pgettext_lazy("customer", "Address"),
        widget=forms.TextInput(attrs={**NO_COMPLETION, "maxlength": ADDRESS_LIMIT}),
        required=False,
    )
    allow_duplicate_phone = forms.BooleanField(
        label=_("This is somebody else. Register all the same."), required=False
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, classes: Options, centres: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("customer_class", classes)
        if len(centres) > 1:
            self.offer("centre", centres, empty=_("Please choose"))
        else:
            del self.fields["centre"]
        if not self.is_bound:
            # The number is issued and the rest is preset; a caller's name comes first.
            self.fields["name"].widget.attrs["autofocus"] = True
        for name in AREA_LEVELS:
            self.fields[name].widget.attrs |= {**NO_COMPLETION, "maxlength": LABEL_LIMIT}

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
