"""The steps of an order on site, one form each, with the inputs of the lifecycle's table."""

from collections.abc import Iterable, Mapping

from django import forms

from zuoxi.fieldwork.choices import STEPS
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.lifecycle import Input, InputKind, Transition
from zuoxi.web.forms import Options, ShownForm, YesNoField, dress
from zuoxi.workorders import presenters as workorders
from zuoxi.workorders.choices import HANDLER_LABELS, INPUT_LABELS, NOTE_LIMIT, Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import may_take


class StepForm(ShownForm):
    """One step. It is sent to the order's own page, which checks it and shows what is wrong."""

    def __init__(self, order: WorkOrder, arrow: Transition, lists: Mapping[str, Options]) -> None:
        super().__init__()
        self.name = arrow.action
        for wanted in arrow.inputs:
            added = self.fields[wanted.name] = _field(wanted, order, lists)
            dress(added.widget, required=added.required)
            added.initial = _initial(wanted, order)


def steps_for(actor: Actor, order: WorkOrder) -> dict[str, StepForm]:
    """Return the forms of the steps that the actor may take on site, by name.

    An order that has only been offered gives what follows its acceptance too: both may be done
    where there is no network.
    """
    arrows = {each.action: each for each in _arrows(order) if may_take(actor, each, order)}
    lists = workorders.options_for(actor, order, arrows.values())
    return {name: StepForm(order, arrow, lists) for name, arrow in arrows.items()}


def _arrows(order: WorkOrder) -> Iterable[Transition]:
    found = list(order.lifecycle.leaving(order.state.name))
    if order.status == Status.DISPATCHED:
        found += order.lifecycle.leaving(Status.IN_PROGRESS)
    offered = (each for each in found if not (each.unless_bound and order.is_bound))
    return (each for each in offered if each.action in STEPS)


def _field(wanted: Input, order: WorkOrder, lists: Mapping[str, Options]) -> forms.Field:
    labels = INPUT_LABELS | {"handler": HANDLER_LABELS[order.form_type]}
    label = str(labels[wanted.name])
    if wanted.kind is InputKind.TEXT:
        area = forms.Textarea(attrs={"rows": 4, "maxlength": NOTE_LIMIT})
        return forms.CharField(label=label, required=wanted.required, widget=area)
    if wanted.kind is InputKind.YES_NO:
        return YesNoField(label=label)
    choices = [("", "—"), *lists.get(wanted.name, [])]
    return forms.ChoiceField(label=label, required=wanted.required, choices=choices)


def _initial(wanted: Input, order: WorkOrder) -> str:
    if wanted.kind is InputKind.YES_NO:
        return "yes" if wanted.default else "no"
    return order.technician.code if wanted.name == "handler" and order.technician else ""
