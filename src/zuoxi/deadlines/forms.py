"""The forms of deadlines, and their part on an order's page. The actions check what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.calendars.choices import UNIT_LABELS
from zuoxi.calendars.counting import Unit
from zuoxi.clocks.choices import ClockMilestone
from zuoxi.deadlines import presenters, queries
from zuoxi.deadlines.choices import (
    EXTENDED,
    NOTE_LIMIT,
    REPORTED,
    ExtensionState,
    PauseReason,
    ToldBy,
)
from zuoxi.deadlines.models import Extension
from zuoxi.deadlines.policies import leads, may_correct_at, may_pause_for, works_on
from zuoxi.deadlines.queries import OrderClock
from zuoxi.kernel.actors import Actor
from zuoxi.web import slots
from zuoxi.web.forms import MomentField, ShownForm
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder

if TYPE_CHECKING:
    # Only the stubs know it.
    from django.utils.functional import _StrPromise as LazyText

# What a form that was just refused is called, and the form.
Sent = Mapping[str, ShownForm]


def _text(label: "str | LazyText", *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2, "maxlength": NOTE_LIMIT})
    return forms.CharField(label=label, widget=widget, required=required)


class PauseForm(ShownForm):
    """What an order waits for."""

    reason = forms.ChoiceField(label=pgettext_lazy("pause", "Waits for"))
    until = MomentField(label=pgettext_lazy("pause", "Until"), required=False)
    note = _text(pgettext_lazy("pause", "What is known of it"))

    def __init__(self, *args: Any, actor: Actor, order: WorkOrder, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="pause-%s", **kwargs)
        own = (each for each in PauseReason if may_pause_for(actor, order, each))
        self.offer("reason", [(each.value, each.label) for each in own])


class ReportForm(ShownForm):
    """When a milestone was reached."""

    milestone = forms.ChoiceField(label=pgettext_lazy("report", "What has happened"))
    happened_at = MomentField(
        label=pgettext_lazy("report", "When"),
        required=False,
        help_text=_("Leave this empty if it was just now."),
    )
    note = _text(pgettext_lazy("report", "Note"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="report-%s", **kwargs)
        self.offer("milestone", [(e.value, ClockMilestone(e.value).label) for e in REPORTED])


class ExtendForm(ShownForm):
    """More time for one promise, in the unit of its limit."""

    added = forms.CharField(
        label=pgettext_lazy("extension", "Longer by"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )
    reason = _text(pgettext_lazy("extension", "Why it takes longer"))

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="extend-%s", **kwargs)
        self.fields["added"].help_text = str(UNIT_LABELS[unit])


class DecideForm(ShownForm):
    """What was decided of a request."""

    decision = _text(pgettext_lazy("extension", "Decision"), required=False)

    def __init__(self, *args: Any, of: int, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"decide-{of}-%s", **kwargs)


class ToldForm(ShownForm):
    """How the customer was told."""

    way = forms.ChoiceField(label=pgettext_lazy("told", "Told by"))
    told_at = MomentField(
        label=pgettext_lazy("told", "When"),
        required=False,
        help_text=_("Leave this empty if it was just now."),
    )

    def __init__(self, *args: Any, of: int, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"told-{of}-%s", **kwargs)
        self.offer("way", list(ToldBy.choices))


class CorrectForm(ShownForm):
    """When a milestone was reached in truth."""

    happened_at = MomentField(label=pgettext_lazy("correction", "Reached in truth"))
    reason = _text(pgettext_lazy("correction", "Why what is recorded is wrong"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="correct-%s", **kwargs)


class TryForm(ShownForm):
    """Another limit, in the unit of the one that holds, or another start, to try."""

    amount = forms.CharField(
        label=pgettext_lazy("what if", "Another limit"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        required=False,
    )
    start = MomentField(label=pgettext_lazy("what if", "Another start"), required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="try-%s", **kwargs)
        self.fields["amount"].help_text = str(UNIT_LABELS[unit])


@dataclass(frozen=True)
class Request:
    """A request for more time with the forms of whoever may decide, or tell the customer."""

    extension: Extension
    milestone: str
    decide: ShownForm | None = None
    told: ShownForm | None = None
    may_withdraw: bool = False


def order_part(
    order: WorkOrder, *, actor: Actor, now: datetime, sent: Sent | None = None
) -> slots.Part:
    """Return the deadlines of an order as a part of its page, with a form that was refused."""
    sent = sent or {}
    waits = queries.waits_of(order.pk)
    context: dict[str, Any] = {
        "deadlines_order": order,
        "clocks": presenters.rows_of(queries.clocks_of(order, now), now),
        "waits": [(each, may_pause_for(actor, order, each.reason)) for each in waits],
        "requests": requests_of(queries.extensions_of(order), order, actor, sent),
    }
    if works_on(actor, order) and order.status != Status.ARCHIVED:
        context["pause"] = sent.get("pause") or PauseForm(actor=actor, order=order)
        context["report"] = sent.get("report") or ReportForm()
    return slots.Part("deadlines", _("Deadlines"), "deadlines/_order.html", context, "clock")


def requests_of(
    extensions: list[Extension], order: WorkOrder, actor: Actor, sent: Sent
) -> list[Request]:
    """Return requests for more time with their forms, among them one that was just refused."""
    return [_request(each, order, actor, sent) for each in extensions]


def clock_forms(clock: OrderClock, actor: Actor, sent: Sent) -> dict[str, ShownForm | None]:
    """Return what may be done with one deadline: ask for more time, correct it."""
    state, order, unit = clock.state, clock.order, clock.state.course.term.unit
    is_extendable = (
        clock.milestone in EXTENDED
        and state.is_open
        and not state.is_late
        and works_on(actor, order)
        and not queries.asked_for(order, state.promise.leg_id, clock.milestone)
    )
    is_correctable = (
        order.status != Status.ARCHIVED
        and may_correct_at(actor, order)
        and state.started_at is not None
        and state.ended_at is None
    )
    return {
        "extend": (sent.get("extend") or ExtendForm(unit=unit)) if is_extendable else None,
        "correct": (sent.get("correct") or CorrectForm()) if is_correctable else None,
    }


def _request(extension: Extension, order: WorkOrder, actor: Actor, sent: Sent) -> Request:
    waits = extension.state == ExtensionState.ASKED
    is_own = extension.asked_by_id == actor.user_id
    decides = waits and not is_own and leads(actor, order)
    tells = extension.state == ExtensionState.GRANTED and extension.told_at is None
    pk = extension.pk
    return Request(
        extension,
        str(ClockMilestone(extension.milestone).label),
        decide=(sent.get(f"decide-{pk}") or DecideForm(of=pk)) if decides else None,
        told=(sent.get(f"told-{pk}") or ToldForm(of=pk))
        if tells and works_on(actor, order)
        else None,
        may_withdraw=waits and is_own,
    )
