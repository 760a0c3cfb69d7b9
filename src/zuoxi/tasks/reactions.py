"""Who hears of a task, the tasks on the pages of orders and departments, and their names."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuoxi.audit.subjects import Subject, names
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.notices import actions as notices
from zuoxi.notices.kinds import kind
from zuoxi.notices.models import Notice
from zuoxi.org.models import Unit
from zuoxi.tasks import presenters, queries
from zuoxi.tasks.events import (
    TaskCancelled,
    TaskFact,
    TaskFinished,
    TaskMoved,
    TaskPersonNamed,
    TaskSet,
)
from zuoxi.tasks.policies import may_see_tasks
from zuoxi.web import slots
from zuoxi.workorders.models import WorkOrder

_SHOWN = 20
_EXCERPT = 80


@on(TaskSet)
def tell_the_unit(fact: TaskSet, *, actor: Actor, now: datetime) -> None:
    """Tell the person named; where nobody is, those who name somebody."""
    receivers = queries.receivers_of(fact.subject_id or 0)
    _notify(fact, "tasks.set", receivers, actor=actor, now=now)


@on(TaskPersonNamed)
def tell_the_person(fact: TaskPersonNamed, *, actor: Actor, now: datetime) -> None:
    """Tell the person who sees to the task from now on."""
    _notify(fact, "tasks.set", queries.receivers_of(fact.subject_id or 0), actor=actor, now=now)


@on(TaskFinished)
def tell_who_set_it(fact: TaskFinished, *, actor: Actor, now: datetime) -> None:
    """Tell who set the task that it is done."""
    _notify(fact, "tasks.finished", queries.setters_of(fact.subject_id or 0), actor=actor, now=now)


def _tell_of_change(fact: TaskFact, *, actor: Actor, now: datetime) -> None:
    """Tell those who see to a task that it was moved or cancelled."""
    receivers = queries.receivers_of(fact.subject_id or 0)
    _notify(fact, "tasks.changed", receivers, actor=actor, now=now)


for _fact_type in (TaskMoved, TaskCancelled):
    on(_fact_type)(_tell_of_change)


@slots.fill("workorders.order", order=22)
def tasks_of_order(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show the tasks of departments about an order, with the way to set one."""
    return presenters.order_part(order, actor=actor, now=now)


@slots.fill("contacts.department", order=30)
def tasks_of_department(unit: Unit, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show what a department owes, on its page."""
    if not may_see_tasks(actor):
        return None
    found = queries.page(actor, unit_id=unit.pk, now=now, limit=_SHOWN)
    rows = presenters.rows_for(found.items, actor, now)
    context = {"task_rows": rows, "task_unit": unit.pk if found.next_cursor else 0}
    title = gettext_lazy("Open tasks")
    return slots.Part("tasks", title, "tasks/_of_source.html", context, "list-check")


@names(TaskFact.SUBJECT)
def tasks(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name tasks in the audit log and in notices."""
    seen = queries.visible_to(actor).filter(pk__in=ids).values_list("pk", "unit__name", "text")
    return {
        pk: Subject(f"{unit} · {text[:_EXCERPT]}", reverse("tasks:task", args=[pk]))
        for pk, unit, text in seen
    }


@kind("tasks.set", label=gettext_lazy("Task for you or your unit"), icon="list-check", tone="amber")
def _set(notice: Notice) -> str:
    return _("There is a task for you or your unit: %(text)s") % {
        "text": notice.data.get("text", "")
    }


@kind("tasks.changed", label=gettext_lazy("Task changed"), icon="list-check")
def _changed(notice: Notice) -> str:
    return _("A task was moved or cancelled: %(text)s") % {"text": notice.data.get("text", "")}


@kind("tasks.finished", label=gettext_lazy("Task done"), icon="circle-check", tone="green")
def _finished(notice: Notice) -> str:
    return _("A task that you set is done: %(text)s") % {"text": notice.data.get("text", "")}


def _notify(
    fact: TaskFact, name: str, receivers: list[int], *, actor: Actor, now: datetime
) -> None:
    news = notices.News(
        kind=name,
        subject_type=fact.SUBJECT,
        subject_id=fact.subject_id or 0,
        centre_id=fact.centre_id,
        data={"text": queries.text_of(fact.subject_id or 0)[:_EXCERPT]},
    )
    notices.notify(actor=actor, receivers=receivers, news=news, now=now)
