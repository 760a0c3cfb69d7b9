"""What the pages ask for, as forms. They only show: every check is made by the action behind them.

An action refuses with one message per field; ``add_refusal`` puts those messages to the fields,
beside everything that was typed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.lifecycle import Input, InputKind, Transition
from zuoxi.web.forms import Form, GroupedSelect, dress
from zuoxi.workorders.choices import (
    ACTION_LABELS,
    DESCRIPTION_LIMIT,
    HANDLER_LABELS,
    INPUT_LABELS,
    NOTE_LIMIT,
    CodeList,
    FormType,
)
from zuoxi.workorders.lifecycle import LIFECYCLES
from zuoxi.workorders.models import WorkOrder

Options = list[tuple[str, str]]
YES_NO: tuple[tuple[str, Promise], ...] = (
    ("yes", pgettext_lazy("answer", "Yes")),
    ("no", pgettext_lazy("answer", "No")),
)
_FLAGS = {"yes": True, "no": False}
_CHOOSE = gettext_lazy("Please choose")

_TEXTS = ("remark", "misdispatch_note", "resolution_notes", "review_remark", "reason")

# The printed block of the dialog that an input stands in (requirements W.0).
_BLOCKS: dict[str, Promise] = {
    "remark": pgettext_lazy("block", "Dispatch remark"),
    "return_reason": pgettext_lazy("block", "Misdispatch note"),
    "misdispatch_note": pgettext_lazy("block", "Misdispatch note"),
    "review_remark": pgettext_lazy("block", "Review remark"),
    "reason": pgettext_lazy("block", "Reason for re-dispatch"),
    "confirm_unresolved": pgettext_lazy("block", "Confirmation"),
}
_AREA_BLOCK = pgettext_lazy("block", "Work-area details")


class ShownForm(Form):
    """A form that never judges: it holds what was typed and the messages of a refusal."""

    def full_clean(self) -> None:
        """Skip Django's own checks."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data: dict[str, Any] = {}

    def typed(self, name: str) -> str:
        """Return what was typed into a field or stood there from the start, empty if nothing."""
        if self.is_bound:
            return str(self.data.get(name, ""))
        return str(self.get_initial_for_field(self.fields[name], name) or "")


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
            _offer(self.fields[name], lists[name])
        self.fields["appointment_at"].required = form_type == FormType.FAULT_REPORT
        self.fields["description"].widget.attrs["maxlength"] = DESCRIPTION_LIMIT
        self.form_type = form_type

    def focus_next(self, *, found: bool) -> None:
        """Put the cursor where work goes on after a look-up."""
        names = ("device_type", "request_type", "appointment_at", "description")
        empty = next((name for name in names if not self.typed(name)), "description")
        self.fields[empty if found else "customer_no"].widget.attrs["autofocus"] = True


class MoveForm(ShownForm):
    """The inputs of the actions that an order offers, each input once, as the lifecycle has them.

    A field knows which of the actions ask for it (``for_actions``); the page shows those of the
    chosen one. Without scripts all are shown and the action passes over what is not its own.
    """

    action = forms.ChoiceField(
        label=pgettext_lazy("field", "Action"),
        widget=forms.Select(attrs={"data-action-select": ""}),
    )
    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        order: WorkOrder,
        arrows: Sequence[Transition],
        lists: Mapping[str, Options],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.arrows = {each.action: each for each in arrows}
        _as_choice(self.fields["action"]).choices = [
            (name, ACTION_LABELS[name]) for name in self.arrows
        ]
        self.initial = {"version": order.version, "action": _first(order, self.arrows)}
        self.for_actions: dict[str, list[str]] = {}
        for arrow in arrows:
            for wanted in arrow.inputs:
                self._add(wanted, order, arrow, lists)
        if order.is_resolved is False and "archive" in self.arrows:
            self.fields["confirm_unresolved"] = forms.BooleanField(
                label=_("The matter is not resolved. Archive it all the same."), required=False
            )
            dress(self.fields["confirm_unresolved"].widget)
            self.for_actions["confirm_unresolved"] = ["archive"]

    @property
    def chosen(self) -> str:
        """The action that the drop-down shows."""
        return self.typed("action")

    @property
    def blocks(self) -> "list[Block]":
        """The fields under the printed headings, in the order of the table."""
        found: dict[str, Block] = {}
        for name, actions in self.for_actions.items():
            title = str(_BLOCKS.get(name, _AREA_BLOCK))
            block = found.setdefault(title, Block(title))
            block.fields.append(BlockField(self[name], tuple(actions)))
        return list(found.values())

    def _add(
        self, wanted: Input, order: WorkOrder, arrow: Transition, lists: Mapping[str, Options]
    ) -> None:
        if wanted.name not in self.fields:
            added = self.fields[wanted.name] = _field(wanted, order, lists)
            dress(added.widget, required=added.required)
            self.initial[wanted.name] = _initial(wanted, order)
        self.for_actions.setdefault(wanted.name, []).append(arrow.action)


@dataclass(frozen=True)
class BlockField:
    """A field of the dialog and the actions that ask for it."""

    bound: forms.BoundField
    actions: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        """Tell whether the field wants the whole width."""
        return isinstance(self.bound.field.widget, (forms.Textarea, forms.CheckboxInput))


@dataclass
class Block:
    """A heading of the dialog with the fields below it."""

    title: str
    fields: list[BlockField] = field(default_factory=list)

    @property
    def actions(self) -> str:
        """The actions for which the block is shown, as a list of words."""
        return " ".join(dict.fromkeys(name for each in self.fields for name in each.actions))

    @property
    def is_one(self) -> bool:
        """Tell whether the only field is worded as the heading, which then is its label."""
        return len(self.fields) == 1 and str(self.fields[0].bound.label) == self.title


class FilterForm(ShownForm):
    """What narrows a list; lives in the address."""

    customer_no = forms.CharField(
        label=pgettext_lazy("field", "Subscriber number"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 64, "dir": "auto"}),
        required=False,
    )
    number = forms.CharField(
        label=pgettext_lazy("field", "Order number"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 24}),
        required=False,
    )
    q = forms.CharField(
        label=pgettext_lazy("field", "Words, number or telephone"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 200, "dir": "auto"}),
        required=False,
    )
    status = forms.ChoiceField(label=pgettext_lazy("field", "Status"), required=False)
    form_type = forms.ChoiceField(label=pgettext_lazy("field", "Form type"), required=False)
    work_area = forms.ChoiceField(label=pgettext_lazy("field", "Work area"), required=False)
    received_from = forms.CharField(
        label=pgettext_lazy("field", "Received from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )
    received_until = forms.CharField(
        label=pgettext_lazy("field", "Received until"),
        widget=forms.DateInput(attrs={"type": "date"}),
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        names: Sequence[str],
        lists: Mapping[str, Options],
        more: Sequence[str] = (),
    ) -> None:
        super().__init__(data)
        self.fields = {name: self.fields[name] for name in (*names, *more)}
        self.names, self.more = names, more
        for name, options in lists.items():
            if name in self.fields:
                _offer(self.fields[name], options, empty=pgettext_lazy("filter", "All"))

    @property
    def first(self) -> list[forms.BoundField]:
        """The conditions that stand in view."""
        return [self[name] for name in self.names]

    @property
    def rest(self) -> list[forms.BoundField]:
        """The conditions that are folded away until one of them is in use."""
        return [self[name] for name in self.more]

    @property
    def rest_in_use(self) -> bool:
        """Tell whether one of the folded conditions narrows the list."""
        return any(self.typed(name) or name in self.errors for name in self.more)


class CodeItemForm(ShownForm):
    """One value of a code list."""

    code = forms.CharField(
        label=pgettext_lazy("field", "Code"),
        help_text=gettext_lazy("Letters, digits, - and _. It stays as it is once it is saved."),
        widget=forms.TextInput(attrs={"maxlength": 32, "autocomplete": "off"}),
    )
    label_zh_hans = forms.CharField(
        label=gettext_lazy("Label in Simplified Chinese"),
        widget=forms.TextInput(attrs={"maxlength": 100, "lang": "zh-Hans"}),
    )
    label_zh_hant = forms.CharField(
        label=gettext_lazy("Label in Traditional Chinese"),
        widget=forms.TextInput(attrs={"maxlength": 100, "lang": "zh-Hant"}),
        required=False,
    )
    label_en = forms.CharField(
        label=gettext_lazy("Label in English"),
        widget=forms.TextInput(attrs={"maxlength": 100, "lang": "en"}),
        required=False,
    )
    position = forms.CharField(
        label=pgettext_lazy("field", "Position"),
        widget=forms.NumberInput(attrs={"min": 0, "max": 9999, "inputmode": "numeric"}),
        initial=0,
        required=False,
    )
    source = forms.CharField(
        label=pgettext_lazy("field", "Source"),
        help_text=gettext_lazy("Which rule or decision the value comes from."),
        widget=forms.TextInput(attrs={"maxlength": 200}),
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("Offered for new work orders"), initial=True, required=False
    )

    def labels(self) -> dict[str, str]:
        """Return the labels by language, as the action takes them."""
        return {name: self.typed(f"label_{name}") for name in ("zh_hans", "zh_hant", "en")}

    def place(self) -> int:
        """Return the position; raise InvalidInput if it is no number from 0 to 9999."""
        raw = self.typed("position").strip() or "0"
        if not (raw.isascii() and raw.isdigit() and len(raw) <= 4):  # noqa: PLR2004
            raise InvalidInput(fields={"position": [_("Enter a whole number from 0 to 9999.")]})
        return int(raw)


def read_inputs(action: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was posted for an action, as ``actions.transition`` takes it.

    Inputs of the other actions of the same form are left out: they were not meant.
    """
    wanted = {
        each.name: each.kind
        for table in LIFECYCLES.values()
        for arrow in table.transitions
        if arrow.action == action
        for each in arrow.inputs
    }
    values = {name: data[name] for name in wanted if data.get(name) not in {None, ""}}
    return {
        name: _FLAGS.get(raw, raw) if wanted[name] is InputKind.YES_NO else raw
        for name, raw in values.items()
    }


def typed_texts(data: Mapping[str, Any], *, beside: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return the typed texts with their labels that no field (``beside``) has room for any more."""
    return [
        (str(INPUT_LABELS[name]), str(data[name]).strip())
        for name in _TEXTS
        if name not in set(beside) and str(data.get(name, "")).strip()
    ]


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


def _field(wanted: Input, order: WorkOrder, lists: Mapping[str, Options]) -> forms.Field:
    label = str(INPUT_LABELS[wanted.name])
    if wanted.name == "handler":
        label = str(HANDLER_LABELS[order.form_type])
    if wanted.kind is InputKind.TEXT:
        return forms.CharField(
            label=label,
            required=wanted.required,
            widget=forms.Textarea(attrs={"rows": 3, "maxlength": NOTE_LIMIT}),
        )
    if wanted.kind is InputKind.YES_NO:
        return forms.ChoiceField(label=label, choices=YES_NO, widget=forms.RadioSelect)
    chosen = forms.ChoiceField(label=label, required=wanted.required)
    if wanted.name == "technician":
        chosen.widget = GroupedSelect(depends_on="work_area", groups=dict(lists["groups"]))
    _offer(chosen, lists.get(wanted.name, []))
    return chosen


def _initial(wanted: Input, order: WorkOrder) -> str:
    if wanted.kind is InputKind.YES_NO:
        return "yes" if wanted.default else "no"
    if wanted.name == "handler" and order.technician:
        return order.technician.code
    return ""


def _first(order: WorkOrder, arrows: Mapping[str, Transition]) -> str:
    # An unresolved matter needs another dispatch rather than a review or the archive.
    if order.is_resolved is False and "archive" in arrows and "redispatch" in arrows:
        return "redispatch"
    return next(iter(arrows), "")


def _offer(chosen: forms.Field, options: Options, *, empty: str | Promise = _CHOOSE) -> None:
    _as_choice(chosen).choices = [("", empty), *options]


def _as_choice(chosen: forms.Field) -> forms.ChoiceField:
    assert isinstance(chosen, forms.ChoiceField)
    return chosen
