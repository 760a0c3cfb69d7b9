"""The forms that macros fill in, and which of their fields.

The actions of work orders come from the lifecycle: an input that is added there can be filled in
here. Who gets the order (work area, technician, handler) is decided each time and left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.accounts.choices import Role
from zuoxi.callbacks.choices import REMARK_LIMIT, ConnectStatus, Satisfaction, Solved
from zuoxi.callbacks.policies import CALLERS
from zuoxi.comments.choices import TEXT_LIMIT
from zuoxi.comments.policies import WRITERS
from zuoxi.followups.choices import TASK_LIMIT
from zuoxi.followups.policies import OWNERS
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.lifecycle import Input, InputKind
from zuoxi.macros.choices import CALLBACK, COMMENT, FOLLOW_UP, FORM_LABELS, INTAKE
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import (
    ACTION_LABELS,
    DESCRIPTION_LIMIT,
    INPUT_LABELS,
    INTAKE_LABELS,
    NOTE_LIMIT,
)
from zuoxi.workorders.lifecycle import CURRENT

Options = Sequence[tuple[str, str | Promise]]

_YES_NO: Options = (
    ("yes", pgettext_lazy("answer", "Yes")),
    ("no", pgettext_lazy("answer", "No")),
)
_KINDS = {InputKind.TEXT, InputKind.YES_NO, InputKind.CODE}


@dataclass(frozen=True)
class Field:
    """A field of a form: a text up to ``limit``, or a choice."""

    name: str
    label: str | Promise
    limit: int = 0
    choices: Options = ()
    code_list: str = ""

    @property
    def is_text(self) -> bool:
        """Whether it holds text rather than one of several values."""
        return self.limit > 0

    def options(self) -> list[tuple[str, str]]:
        """Return the values that may be chosen now."""
        if self.code_list:
            return [(each.code, each.label) for each in workorders.code_items(self.code_list)]
        return [(value, str(label)) for value, label in self.choices]


@dataclass(frozen=True)
class Place:
    """A form. ``roles`` are those that fill it in; ``is_of_order``: an order is known there."""

    name: str
    label: str | Promise
    fields: tuple[Field, ...]
    roles: frozenset[str] = field(default_factory=frozenset)
    is_of_order: bool = True


_FORMS = (
    Place(
        INTAKE,
        FORM_LABELS[INTAKE],
        (Field("description", INTAKE_LABELS["description"], DESCRIPTION_LIMIT),),
        frozenset({Role.INTAKE_AGENT}),
        is_of_order=False,
    ),
    Place(
        COMMENT,
        FORM_LABELS[COMMENT],
        (Field("text", _("Comment"), TEXT_LIMIT),),
        frozenset(WRITERS | {Role.WORK_AREA_STAFF}),
    ),
    Place(
        CALLBACK,
        FORM_LABELS[CALLBACK],
        (
            Field("connect_status", _("Outcome of the call"), choices=ConnectStatus.choices),
            Field("solved", _("Solved?"), choices=Solved.choices),
            Field("satisfaction", _("Satisfaction"), choices=Satisfaction.choices),
            Field("remark", _("Remark"), REMARK_LIMIT),
        ),
        frozenset(CALLERS),
    ),
    Place(
        FOLLOW_UP,
        FORM_LABELS[FOLLOW_UP],
        (Field("result", pgettext_lazy("follow-up field", "Result"), TASK_LIMIT),),
        frozenset(OWNERS),
    ),
)


def every() -> dict[str, Place]:
    """Return all forms by name, in the order of the work."""
    intake, *others = _FORMS
    found = {intake.name: intake}
    for name in CURRENT.actions():
        arrows = [each for each in CURRENT.transitions if each.action == name]
        inputs = {each.name: each for arrow in arrows for each in arrow.inputs}
        fields = tuple(_field(each) for each in inputs.values() if each.kind in _KINDS)
        if fields:
            roles = frozenset(each.role for each in arrows)
            found[name] = Place(name, ACTION_LABELS[name], fields, roles)
    return found | {each.name: each for each in others}


def open_to(actor: Actor) -> dict[str, Place]:
    """Return the forms that the actor fills in; whoever writes for others has all of them."""
    if Role.SUPERVISOR in actor.roles:
        return every()
    return {name: each for name, each in every().items() if each.roles & actor.roles}


def _field(wanted: Input) -> Field:
    label = INPUT_LABELS[wanted.name]
    if wanted.kind is InputKind.TEXT:
        return Field(wanted.name, label, NOTE_LIMIT)
    if wanted.kind is InputKind.YES_NO:
        return Field(wanted.name, label, choices=_YES_NO)
    return Field(wanted.name, label, code_list=wanted.code_list)
