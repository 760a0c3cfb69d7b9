"""The form of the actions that an order offers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.lifecycle import Input, InputKind, Transition
from zuoxi.web.forms import GroupedSelect, Options, ShownForm, dress
from zuoxi.workorders.choices import ACTION_LABELS, HANDLER_LABELS, INPUT_LABELS, NOTE_LIMIT
from zuoxi.workorders.lifecycle import LIFECYCLES
from zuoxi.workorders.models import WorkOrder

YES_NO: tuple[tuple[str, Promise], ...] = (
    ("yes", pgettext_lazy("answer", "Yes")),
    ("no", pgettext_lazy("answer", "No")),
)
_FLAGS = {"yes": True, "no": False}

_TEXTS = (
    "remark",
    "misdispatch_note",
    "resolution_notes",
    "review_remark",
    "reason",
    "basis",
    "answer",
)

# The printed block of the dialog that an input stands in (requirements W.0).
_BLOCKS: dict[str, Promise] = {
    "remark": pgettext_lazy("block", "Dispatch remark"),
    "return_reason": pgettext_lazy("block", "Misdispatch note"),
    "misdispatch_note": pgettext_lazy("block", "Misdispatch note"),
    "review_remark": pgettext_lazy("block", "Review remark"),
    "reason": pgettext_lazy("block", "Reason for re-dispatch"),
    "basis": pgettext_lazy("field", "Basis of the decision"),
    "answer": pgettext_lazy("field", "Answer to the customer"),
    "confirm_unresolved": pgettext_lazy("block", "Confirmation"),
}
_AREA_BLOCK = pgettext_lazy("block", "Work-area details")


class ActionSelect(forms.Select):
    """The drop-down of the actions; those that a decision bars stand in it and cannot be chosen."""

    barred: frozenset[str] = frozenset()

    def create_option(self, name: str, value: object, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Disable the option of an action that is barred."""
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.barred:
            option["attrs"]["disabled"] = True
        return option


class MoveForm(ShownForm):
    """The inputs of the actions that an order offers, each input once, as the lifecycle has them.

    A field knows which of the actions ask for it (``for_actions``); the page shows those of the
    chosen one. Without scripts all are shown and the action passes over what is not its own.
    """

    action = forms.ChoiceField(
        label=pgettext_lazy("field", "Action"),
        widget=ActionSelect(attrs={"data-action-select": ""}),
    )
    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        order: WorkOrder,
        arrows: Sequence[Transition],
        lists: Mapping[str, Options],
        barred: Sequence[Transition] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.arrows = {each.action: each for each in arrows}
        names = [*self.arrows, *(each.action for each in barred)]
        self.offer("action", [(name, ACTION_LABELS[name]) for name in names])
        self.fields["action"].widget.barred = frozenset(names) - set(self.arrows)
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
        chosen.widget = GroupedSelect(
            depends_on="work_area", groups={value: str(group) for value, group in lists["groups"]}
        )
    chosen.choices = [("", _("Please choose")), *lists.get(wanted.name, [])]
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
