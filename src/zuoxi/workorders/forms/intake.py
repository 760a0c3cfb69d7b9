"""The form of the two intake pages."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zuoxi.kernel.errors import InvalidInput
from zuoxi.workorders.choices import ACTION_LABELS, DESCRIPTION_LIMIT, CodeList, FormType
from zuoxi.workorders.forms.shown import Options, ShownForm, offer


class IntakeForm(ShownForm):
    """The one page of intake; ``key`` makes a second submission of it harmless."""

    customer_no = forms.CharField(
        label=pgettext_lazy("field", "Subscriber number"),
        help_text=gettext_lazy("The telephone number finds the customer too."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "maxlength": 64, "dir": "auto"}
        ),
    )
    device_type = forms.ChoiceField(label=CodeList.DEVICE_TYPE.label)
    request_type = forms.ChoiceField(label=CodeList.REQUEST_TYPE.label)
    appointment_at = forms.CharField(
        label=pgettext_lazy("field", "Appointment"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 60}),
    )
    description = forms.CharField(
        label=pgettext_lazy("field", "Intake content"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=gettext_lazy("What the customer says, in the customer's words."),
    )
    action = forms.ChoiceField(
        label=pgettext_lazy("field", "Action"), choices=[("create", ACTION_LABELS["create"])]
    )
    create_anyway = forms.BooleanField(
        label=gettext_lazy("The appointment lies in the past. Create the order anyway."),
        required=False,
    )
    key = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, form_type: FormType, lists: dict[str, Options], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in ("device_type", "request_type"):
            offer(self.fields[name], lists[name])
        self.fields["appointment_at"].required = form_type == FormType.FAULT_REPORT
        self.fields["description"].widget.attrs["maxlength"] = DESCRIPTION_LIMIT
        self.form_type = form_type

    def focus_next(self, *, found: bool) -> None:
        """Put the cursor where work goes on after a look-up."""
        names = ("device_type", "request_type", "appointment_at", "description")
        empty = next((name for name in names if not self.typed(name)), "description")
        self.fields[empty if found else "customer_no"].widget.attrs["autofocus"] = True


def read_local_time(name: str, raw: str) -> datetime | None:
    """Return a time typed in the centre's zone, None for nothing; raise InvalidInput otherwise."""
    text = raw.strip()
    if not text:
        return None
    try:
        value = parse_datetime(text)
        aware = timezone.make_aware(value) if value and timezone.is_naive(value) else value
        # A year outside of this century is a slip of the keyboard.
        plausible = aware is not None and 2000 <= aware.astimezone(UTC).year <= 2100  # noqa: PLR2004
    except (ValueError, OverflowError):
        plausible, aware = False, None
    if not plausible:
        raise InvalidInput(fields={name: [_("Enter a date and a time.")]})
    return aware
