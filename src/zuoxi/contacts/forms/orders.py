"""The parts of an order's page with their forms: reaching somebody, and the agreed steps."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.contacts import queries
from zuoxi.contacts.choices import Way
from zuoxi.contacts.forms.register import text_field
from zuoxi.contacts.models import Interface
from zuoxi.contacts.policies import may_tick_at
from zuoxi.contacts.presenters import ReachState, reach_state
from zuoxi.kernel.actors import Actor
from zuoxi.org.choices import UnitKind
from zuoxi.web import slots
from zuoxi.web.forms import ShownForm
from zuoxi.workorders.models import WorkOrder

SentT = TypeVar("SentT", bound=ShownForm)


class StartForm(ShownForm):
    """Begin to reach somebody."""

    interface = forms.ChoiceField(label=pgettext_lazy("interface", "Interface"))
    is_urgent = forms.BooleanField(label=pgettext_lazy("reach-out", "Urgent"), required=False)

    def __init__(self, *args: Any, interfaces: Iterable[Interface], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="reach-start-%s", **kwargs)
        self.offer("interface", [(str(each.pk), each.name) for each in interfaces])


class AttemptForm(ShownForm):
    """What came of a try."""

    way = forms.ChoiceField(label=pgettext_lazy("reach-out", "By"))
    remark = text_field(pgettext_lazy("reach-out", "Remark"), rows=2, required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, ways: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="reach-attempt-%s", **kwargs)
        self.offer("way", [(way, Way(way).label) for way in ways])


class StopForm(ShownForm):
    """Why nobody is to be reached any more."""

    reason = text_field(pgettext_lazy("reach-out", "Reason"), rows=2)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="reach-stop-%s", **kwargs)


class UntickForm(ShownForm):
    """Why a step was not done after all."""

    reason = text_field(pgettext_lazy("step", "Reason"), rows=2)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="untick-%s", **kwargs)


def reach_part(
    order: WorkOrder,
    *,
    actor: Actor,
    now: datetime,
    sent: Mapping[str, ShownForm] | None = None,
) -> slots.Part | None:
    """Return whom to reach as a part of the order's page, with a form that was just refused."""
    state = reach_state(order, actor=actor, now=now)
    if state is None:
        return None
    context = {"reach": state, **(_forms(state, sent or {}) if state.may_reach else {})}
    title = _("Contact persons of the department")
    return slots.Part("reach-out", title, "contacts/_reach.html", context, "phone-outgoing")


def steps_part(
    order: WorkOrder,
    *,
    actor: Actor,
    refused: tuple[int, UntickForm] | None = None,
) -> slots.Part | None:
    """Return the agreed steps as a part of the order's page; None where none were agreed."""
    unit = order.work_area
    is_there = unit is not None and unit.kind == UnitKind.DEPARTMENT
    process = queries.process_of_leg(order) if is_there else None
    if process is None:
        return None
    form = UntickForm()
    if refused is not None:
        form = refused[1]
    context: dict[str, Any] = {
        "process": process,
        "steps_order": order,
        "may_tick": may_tick_at(actor, order) and not process.leg.outcome,
        "untick_form": form,
    }
    title = _("Agreed process")
    return slots.Part("agreed-process", title, "contacts/_steps.html", context, "list-check")


def _forms(state: ReachState, sent: Mapping[str, ShownForm]) -> dict[str, ShownForm | None]:
    """Return what may be done now; a form that was refused comes back as it was typed."""
    if not state.is_under_way or state.reach_out is None:
        chosen = state.interface.pk if state.interface else ""
        initial = {"interface": chosen, "is_urgent": False}
        start: ShownForm = StartForm(interfaces=state.interfaces, initial=initial)
        if "start" in sent:
            start = _again(sent["start"], start)
        return {"start": start if state.interfaces else None}
    version = str(state.reach_out.version)
    ways = state.reach_out.person.ways
    attempt: ShownForm = AttemptForm(ways=ways, initial={"version": version})
    stop: ShownForm = StopForm(initial={"version": version})
    if "attempt" in sent:
        attempt = _again(sent["attempt"], attempt, version)
    if "stop" in sent:
        stop = _again(sent["stop"], stop, version)
    return {"attempt": attempt, "stop": stop}


def _again(sent: SentT, fresh: ShownForm, version: str = "") -> SentT:
    """Return a refused form with the options of now; whoever sends it again has seen these."""
    for name, field in fresh.fields.items():
        if isinstance(field, forms.ChoiceField):
            sent.offer(name, list(field.choices))  # type: ignore[arg-type]
    if version:
        sent.data = dict(sent.data.items()) | {"version": version}
    return sent
