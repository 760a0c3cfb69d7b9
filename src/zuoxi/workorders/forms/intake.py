"""The form of the two intake pages."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from zuoxi.web.forms import Options, ShownForm, dress
from zuoxi.workorders.choices import (
    ACTION_LABELS,
    DESCRIPTION_LIMIT,
    NOTE_LIMIT,
    CodeList,
    Complexity,
    FieldKind,
    FormType,
    Source,
)
from zuoxi.workorders.forms.details import detail_fields
from zuoxi.workorders.forms.typed import TypedSelect
from zuoxi.workorders.models import CodeItem, RequestField


class IntakeForm(ShownForm):
    """The one page of intake; ``key`` makes a second submission of it harmless."""

    customer_no = forms.CharField(
        label=pgettext_lazy("field", "Subscriber number"),
        help_text=gettext_lazy("Or the telephone number, the name, its pinyin."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "spellcheck": "false",
                "maxlength": 64,
                "dir": "auto",
                # Whoever was just registered or looked up is the caller, whatever was typed before.
                "data-given": True,
                # A draft that comes back brings the caller along; hx-post is set by the page.
                "hx-vals": '{"step": "caller"}',
                "hx-target": "#caller",
                "hx-swap": "outerHTML",
                "hx-trigger": "restored",
            }
        ),
    )
    device_type = forms.ChoiceField(label=CodeList.DEVICE_TYPE.label, widget=TypedSelect)
    request_type = forms.ChoiceField(
        label=CodeList.REQUEST_TYPE.label,
        # What the type asks for comes along with the choice; hx-post is set by the page.
        widget=TypedSelect(
            attrs={
                "hx-vals": '{"step": "fields"}',
                "hx-target": "#request-fields",
                "hx-swap": "outerHTML",
                "hx-trigger": "change, restored",
            }
        ),
    )
    grade = forms.ChoiceField(label=CodeList.GRADE.label, required=False)
    region_class = forms.ChoiceField(label=CodeList.REGION_CLASS.label, required=False)
    appointment_at = forms.CharField(
        label=pgettext_lazy("field", "Appointment"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 60}),
    )
    source = forms.ChoiceField(
        label=pgettext_lazy("field", "Source of the matter"),
        choices=Source.choices,
        initial=Source.TELEPHONE,
    )
    feedback_due_at = forms.CharField(
        label=pgettext_lazy("field", "Feedback due"),
        help_text=gettext_lazy("Only for a matter that a superior body has assigned."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 60}),
        required=False,
    )
    follows = forms.CharField(
        label=pgettext_lazy("field", "Earlier work order"),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "maxlength": 24, "list": "orders-of-caller"}
        ),
        required=False,
    )
    description = forms.CharField(
        label=pgettext_lazy("field", "Intake content"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=gettext_lazy("What the customer says, in the customer's words."),
    )
    complexity = forms.ChoiceField(
        label=pgettext_lazy("field", "Complexity"),
        required=False,
        help_text=gettext_lazy(
            "Simple: answered now and closed. Complex: departments work on it together."
        ),
    )
    answer = forms.CharField(
        label=pgettext_lazy("field", "Answer to the customer"),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "maxlength": NOTE_LIMIT}),
        help_text=gettext_lazy("Only for a simple matter."),
        required=False,
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
        self, *args: Any, form_type: FormType, lists: Mapping[str, Options], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.chosen: CodeItem | None = None
        self.asked: list[RequestField] = []
        for name in ("device_type", "request_type"):
            self.offer(name, lists[name], empty=gettext_lazy("Please choose"))
        for name in ("grade", "region_class"):
            self.offer(name, lists[name], empty=gettext_lazy("Not said"))
        self.offer("complexity", Complexity.choices, empty=gettext_lazy("Not said"))
        self.fields["appointment_at"].required = form_type == FormType.FAULT_REPORT
        self.fields["description"].widget.attrs["maxlength"] = DESCRIPTION_LIMIT
        self.form_type = form_type

    def ask(self, chosen: CodeItem, asked: Sequence[RequestField]) -> None:
        """Ask for what the chosen request type needs, and show what to say."""
        self.chosen, self.asked = chosen, list(asked)
        self.fields["follows"].required = any(
            each.is_required for each in asked if each.kind == FieldKind.EARLIER_ORDER
        )
        for name, found in detail_fields(asked).items():
            dress(found.widget, required=found.required)
            self.fields[name] = found

    @property
    def details(self) -> list[forms.BoundField]:
        """The fields of the chosen request type."""
        return [self[name] for name in self.fields if name.startswith("details.")]

    @property
    def script(self) -> str:
        """What to say to the caller for the chosen request type."""
        return self.chosen.script if self.chosen else ""

    @property
    def earlier_label(self) -> str:
        """What the request type calls the earlier order."""
        kind = FieldKind.EARLIER_ORDER
        return next((each.label for each in self.asked if each.kind == kind), "")

    @property
    def asks_earlier_order(self) -> bool:
        """Tell whether the order that this is about is asked for, or was given."""
        return bool(self.earlier_label or self.typed("follows"))

    @property
    def ends_here(self) -> bool:
        """Tell whether the fields of a matter that is answered at once have something to say."""
        names = ("complexity", "answer")
        return any(self.typed(name) or name in self.errors for name in names)

    @property
    def more_in_use(self) -> bool:
        """Tell whether one of the folded fields has something to say."""
        names = ("source", "feedback_due_at")
        return self.typed("source") not in {"", Source.TELEPHONE} or any(
            name in self.errors for name in names
        )

    def focus_next(self, *, found: bool) -> None:
        """Put the cursor where work goes on: at the caller's number, or at what is still empty."""
        names = ("device_type", "request_type", "appointment_at", "description")
        empty = next((name for name in names if not self.typed(name)), "description")
        self.fields[empty if found else "customer_no"].widget.attrs["autofocus"] = True
