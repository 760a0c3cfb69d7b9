"""The forms of linkage, and its parts of an order's page. The actions check what was typed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.actors import Actor
from zuoxi.linkage import presenters, queries
from zuoxi.linkage.choices import (
    HANDLER_MINUTES,
    TEXT_LIMIT,
    TOLD_BY,
    Aspect,
    Direction,
    InformedBy,
    RequestKind,
    WaitsFor,
)
from zuoxi.linkage.policies import (
    may_divide_at,
    may_inform_at,
    may_set_rule_at,
    may_waive_at,
)
from zuoxi.linkage.queries import Tree
from zuoxi.org import queries as org
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Technician, Unit
from zuoxi.web import slots
from zuoxi.web.forms import GroupedSelect, MomentField, ShownForm
from zuoxi.workorders.choices import DESCRIPTION_LIMIT, Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import may_name_at

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as LazyText

_AT_WORK = (Status.DISPATCHED, Status.IN_PROGRESS)
_WITH_RESULT = (Status.COMPLETED, Status.UNDER_REVIEW)
Sent = Mapping[str, ShownForm]


def text_field(label: "str | LazyText", *, limit: int = TEXT_LIMIT, **more: Any) -> forms.CharField:
    """Return a field for some lines of text."""
    widget = forms.Textarea(attrs={"rows": 2, "maxlength": limit, "dir": "auto"})
    return forms.CharField(label=label, widget=widget, **more)


class TransferForm(ShownForm):
    """Why a matter is complex."""

    reason = text_field(pgettext_lazy("linkage", "Why it is complex"), required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)


class DivideForm(ShownForm):
    """Which department assists, and with what."""

    department = forms.ChoiceField(label=pgettext_lazy("linkage", "Assisting department"))
    technician = forms.ChoiceField(label=pgettext_lazy("linkage", "Addressed to"))
    matter = text_field(
        pgettext_lazy("linkage", "What this department is to do"), limit=DESCRIPTION_LIMIT
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, units: Iterable[Unit] = (), people: Iterable[Technician] = (), **kw: Any
    ) -> None:
        super().__init__(*args, auto_id="divide-%s", **kw)
        found = list(people)
        chosen = self.fields["technician"]
        chosen.widget = GroupedSelect(
            depends_on="department", groups={each.code: each.work_area.code for each in found}
        )
        chosen.widget.attrs["class"] = "form-select"
        empty = _("Please choose")
        self.offer("department", [(each.code, each.name) for each in units], empty=empty)
        self.offer("technician", [(each.code, each.name) for each in found], empty=empty)


class RuleForm(ShownForm):
    """What the end waits for."""

    waits_for = forms.ChoiceField(
        label=pgettext_lazy("linkage", "The end waits for"), choices=WaitsFor.choices
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="rule-%s", **kwargs)


class WaiveForm(ShownForm):
    """Why the end does not wait."""

    reason = text_field(pgettext_lazy("linkage", "Reason"))
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="waive-%s", **kwargs)


class InformForm(ShownForm):
    """When and how the customer was told."""

    way = forms.ChoiceField(
        label=pgettext_lazy("linkage", "How"), choices=[(e.value, e.label) for e in TOLD_BY]
    )
    informed_at = MomentField(label=pgettext_lazy("linkage", "When"))
    remark = text_field(pgettext_lazy("linkage", "Remark"), required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="inform-%s", **kwargs)


class HandlerForm(ShownForm):
    """Who of the department handles it."""

    technician = forms.ChoiceField(label=pgettext_lazy("linkage", "Handler"))
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Iterable[Technician] = (), **kwargs: Any) -> None:
        super().__init__(*args, auto_id="handler-%s", **kwargs)
        options = [(each.code, each.name) for each in people]
        self.offer("technician", options, empty=_("Please choose"))


class ExchangeForm(ShownForm):
    """What is asked of a department or region, or passed on to it."""

    direction = forms.ChoiceField(
        label=pgettext_lazy("linkage", "Which way"), choices=Direction.choices
    )
    unit = forms.ChoiceField(label=pgettext_lazy("linkage", "Department or region"))
    subject = forms.ChoiceField(label=pgettext_lazy("linkage", "What it is about"))
    text = text_field(pgettext_lazy("linkage", "Text"))
    order = forms.CharField(
        label=pgettext_lazy("linkage", "Work order"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 24}),
    )
    is_urgent = forms.BooleanField(
        label=pgettext_lazy("linkage", "Urgent"),
        required=False,
        help_text=_("Feedback that is urgent is told at once; other feedback waits to be read."),
    )

    def __init__(self, *args: Any, units: Iterable[Unit] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = dict.fromkeys(RequestKind.values, Direction.REQUEST.value)
        groups |= dict.fromkeys(Aspect.values, Direction.FEEDBACK.value)
        chosen = self.fields["subject"]
        chosen.widget = GroupedSelect(depends_on="direction", groups=groups)
        chosen.widget.attrs["class"] = "form-select"
        empty = _("Please choose")
        self.offer("subject", [*RequestKind.choices, *Aspect.choices], empty=empty)
        self.offer("unit", [(each.code, each.name) for each in units], empty=empty)


class ReplyForm(ShownForm):
    """What the unit says."""

    text = text_field(pgettext_lazy("linkage", "Reply"))
    is_answer = forms.BooleanField(
        label=pgettext_lazy("linkage", "This is the answer"),
        required=False,
        initial=True,
        help_text=_("Otherwise it says how far it is."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)


def item_part(
    order: WorkOrder, *, actor: Actor, now: datetime, sent: Sent | None = None
) -> slots.Part:
    """Return an item as a part of the page of its order, or of a sub-order of it."""
    tree = queries.tree_of(actor, order)
    context: dict[str, Any] = {
        "tree": tree,
        "waiting": presenters.waiting_words(tree),
        "informed_by": InformedBy(tree.informed.way).label if tree.informed else "",
    }
    if tree.is_parent and order.status != Status.ARCHIVED:
        context |= _forms(tree, actor, now, sent or {})
    title = _("Departments that work on it together")
    return slots.Part("linkage", title, "linkage/_item.html", context, "affiliate")


def handler_part(
    order: WorkOrder, *, actor: Actor, now: datetime, sent: HandlerForm | None = None
) -> slots.Part | None:
    """Return who handles it at its department; None for an order that lies with none."""
    unit = order.work_area
    if unit is None or unit.kind != UnitKind.DEPARTMENT or order.status not in _AT_WORK:
        return None
    leg = order.legs.select_related("named_by", "technician", "handler_alarm").get(outcome="")
    form = None
    if may_name_at(actor, order):
        people = org.technicians(actor, work_area_id=unit.pk)
        options = [(each.code, each.name) for each in people]
        form = sent or HandlerForm(initial={"version": str(order.version)})
        form.offer("technician", options, empty=_("Please choose"))
        _renew(form, order)
    context = {
        "handler_order": order,
        "leg": leg,
        "alarm": getattr(leg, "handler_alarm", None),
        "minutes": HANDLER_MINUTES.at(now),
        "handler_form": form,
    }
    title = _("Handler at the department")
    return slots.Part("handler", title, "linkage/_handler.html", context, "user-check")


def divide_form(order: WorkOrder, actor: Actor, data: Any = None) -> DivideForm:  # noqa: ANN401
    """Return the form of a division, with the departments of the order's centre."""
    units = [
        each
        for each in org.work_areas(actor).filter(centre_id=order.centre_id)
        if each.pk != order.work_area_id
    ]
    # Departments first: what is divided among units of the centre is the exception.
    units.sort(key=lambda each: (each.kind != UnitKind.DEPARTMENT, each.code))
    people = org.technicians(actor).filter(work_area__in=units).select_related("work_area")
    initial = {"version": str(order.version)}
    return DivideForm(data, units=units, people=people, initial=initial)


def _forms(tree: Tree, actor: Actor, now: datetime, sent: Sent) -> dict[str, ShownForm]:
    """Return what may be done now; a form that was refused comes back as it was typed."""
    order, found = tree.order, dict[str, ShownForm]()
    version = {"version": str(order.version)}
    if order.merged_into_id is None and may_divide_at(actor, order):
        found["divide"] = sent.get("divide") or divide_form(order, actor)
    if tree.assisting and may_set_rule_at(actor, order):
        initial = version | {"waits_for": tree.item.waits_for}
        found["rule"] = sent.get("rule") or RuleForm(initial=initial)
    if tree.blocking and may_waive_at(actor, order):
        found["waive"] = sent.get("waive") or WaiveForm(initial=version)
    can_tell = order.status in _WITH_RESULT and not tree.blocking and tree.informed is None
    if can_tell and may_inform_at(actor, order):
        initial = version | {"informed_at": f"{localtime(now):%Y-%m-%dT%H:%M}"}
        found["inform"] = sent.get("inform") or InformForm(initial=initial)
    for name, form in sent.items():
        found.setdefault(name, form)
        _renew(form, order)
    return found


def _renew(form: ShownForm, order: WorkOrder) -> None:
    """Let whoever sends a refused form again have seen the order as it is shown beside it."""
    if form.is_bound:
        form.data = dict(form.data.items()) | {"version": str(order.version)}
