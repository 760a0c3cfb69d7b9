"""The forms of a task, and its part on an order's page. The actions check what was typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from zuoxi.accounts.models import User
from zuoxi.customers.presenters import CustomerCard
from zuoxi.followups import presenters, queries
from zuoxi.followups.choices import DUE_HOURS, TASK_LIMIT
from zuoxi.followups.models import FollowUp
from zuoxi.followups.policies import may_open_at
from zuoxi.followups.presenters import FollowUpRow
from zuoxi.kernel.actors import Actor
from zuoxi.web import slots
from zuoxi.web.forms import MomentField, ShownForm
from zuoxi.workorders.models import WorkOrder


class OpenForm(ShownForm):
    """A new task."""

    task = forms.CharField(
        label=gettext_lazy("What is to be done"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": TASK_LIMIT}),
    )
    owner = forms.ChoiceField(label=pgettext_lazy("follow-up field", "Owner"))
    due_at = MomentField(label=pgettext_lazy("follow-up field", "Due"))

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="follow-up-%s", **kwargs)
        _offer(self.fields["owner"], people)


class CloseForm(ShownForm):
    """The end of a task."""

    result = forms.CharField(
        label=pgettext_lazy("follow-up field", "Result"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": TASK_LIMIT}),
    )
    customer_informed_at = MomentField(
        label=pgettext_lazy("follow-up field", "Customer informed"),
        help_text=gettext_lazy("When you told the customer the result."),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, of: int, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"follow-up-{of}-close-%s", **kwargs)


class HandOverForm(ShownForm):
    """Another owner, another due time, or both."""

    owner = forms.ChoiceField(label=pgettext_lazy("follow-up field", "Owner"))
    due_at = MomentField(label=pgettext_lazy("follow-up field", "Due"))
    reason = forms.CharField(
        label=pgettext_lazy("follow-up field", "Reason"),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": TASK_LIMIT}),
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, of: int, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"follow-up-{of}-hand-over-%s", **kwargs)
        _offer(self.fields["owner"], people)


@dataclass(frozen=True)
class Refused:
    """A form that was just sent for a task and refused."""

    follow_up_id: int
    form: CloseForm | HandOverForm


@dataclass(frozen=True)
class Entry:
    """A task with the forms of whoever may settle it."""

    row: FollowUpRow[CustomerCard]
    close: CloseForm | None = None
    hand_over: HandOverForm | None = None


def entries_for(
    follow_ups: Sequence[FollowUp],
    *,
    actor: Actor,
    now: datetime,
    people: Iterable[User],
    refused: Refused | None = None,
) -> list[Entry]:
    """Return tasks of one centre with their forms, among them the one that was just refused."""
    rows = presenters.rows_for(follow_ups, actor, now)
    return [_entry(row, people, refused, now) for row in rows]


def order_part(
    order: WorkOrder,
    *,
    actor: Actor,
    now: datetime,
    opened: OpenForm | None = None,
    refused: Refused | None = None,
) -> slots.Part:
    """Return the tasks of an order as a part of its page, with a form that was just refused."""
    people = queries.owners(order.centre)
    if opened is None and may_open_at(actor, order.centre_id):
        opened = OpenForm(people=people, initial=_usual(actor, people, now))
    found = queries.of_order(order)
    context = {
        "number": order.number,
        "entries": entries_for(found, actor=actor, now=now, people=people, refused=refused),
        "form": opened,
    }
    title = gettext_lazy("Follow-up tasks")
    return slots.Part("follow-ups", title, "followups/_part.html", context, "checkbox")


def _usual(actor: Actor, people: Iterable[User], now: datetime) -> dict[str, object]:
    mine = [each.username for each in people if each.pk == actor.user_id]
    return {"owner": mine[0] if mine else "", "due_at": now + timedelta(hours=DUE_HOURS.at(now))}


def _entry(
    row: FollowUpRow[CustomerCard], people: Iterable[User], refused: Refused | None, now: datetime
) -> Entry:
    task = row.follow_up
    sent = refused.form if refused and refused.follow_up_id == task.pk else None
    if sent is not None:
        # Whoever sends it again acts on the state that is shown now.
        sent.data = dict(sent.data.items()) | {"version": str(task.version)}
    close = sent if isinstance(sent, CloseForm) else None
    hand_over = sent if isinstance(sent, HandOverForm) else None
    if row.may_settle:
        version = {"version": task.version}
        told: dict[str, object] = {"customer_informed_at": now}
        held: dict[str, object] = {"owner": task.owner.username, "due_at": task.due_at}
        close = close or CloseForm(of=task.pk, initial=version | told)
        hand_over = hand_over or HandOverForm(of=task.pk, people=people, initial=version | held)
    return Entry(row, close, hand_over)


def _offer(field: forms.Field, people: Iterable[User]) -> None:
    """Offer people by user name; the staff number tells namesakes apart."""
    assert isinstance(field, forms.ChoiceField)
    shown = [
        (each.username, f"{each.name} ({each.staff_no})" if each.staff_no else each.name)
        for each in people
    ]
    field.choices = [("", gettext_lazy("Please choose")), *shown]
