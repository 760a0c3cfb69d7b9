"""What the console does about the facts of others, and what it adds to the dialog of an order."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from zuoxi.audit.subjects import Subject, names
from zuoxi.dispatching import actions, jobs, presenters, queries
from zuoxi.dispatching.events import BulkStarted, BulkUndoStarted
from zuoxi.dispatching.policies import may_archive, may_see_viewers_at
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.notices.kinds import kind
from zuoxi.notices.models import Notice
from zuoxi.web import slots
from zuoxi.workorders.events import OrderCompleted
from zuoxi.workorders.models import WorkOrder


@on(OrderCompleted)
def count_completed_job(fact: OrderCompleted, *, actor: Actor, now: datetime) -> None:
    """Remember who has done which kind of work where."""
    del actor, now
    assert fact.leg_id is not None
    actions.count_job(leg_id=fact.leg_id)


@on(BulkStarted)
def run_long_bulk(fact: BulkStarted, *, actor: Actor, now: datetime) -> None:
    """Let the worker carry out a long operation; a short one is done in the request itself."""
    del actor, now
    assert fact.subject_id is not None
    if fact.is_deferred:
        jobs.run_bulk.defer(bulk_id=fact.subject_id)


@on(BulkUndoStarted)
def undo_long_bulk(fact: BulkUndoStarted, *, actor: Actor, now: datetime) -> None:
    """Let the worker take back a long operation."""
    del actor, now
    assert fact.subject_id is not None
    if fact.is_deferred:
        jobs.undo_bulk.defer(bulk_id=fact.subject_id)


@slots.fill("workorders.head", order=10)
def what_dialogs_need(subject: object, *, actor: Actor, now: datetime) -> slots.Part:
    """Bring style and script of our parts to every page that shows the dialog of an order."""
    del subject, actor, now
    return slots.Part("dispatching", "", "dispatching/_dialog_head.html")


@slots.fill("workorders.list.actions", order=20)
def archive_button(list_name: str, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Offer to archive many at once, beside the list of completed orders."""
    del now
    if list_name != "completed" or not may_archive(actor):
        return None
    return slots.Part("archive", "", "dispatching/_bulk_link.html")


@slots.fill("workorders.dialog", order=10)
def who_else(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Say who else looks at the order or has taken it."""
    if not may_see_viewers_at(actor, order.centre_id):
        return None
    context = presenters.presence(order, actor, now) | {"is_first": True}
    title = gettext_lazy("Who is on it")
    return slots.Part("presence", title, "dispatching/_presence.html", context, "users")


@slots.fill("workorders.dialog.form", order=10)
def where_to(order: WorkOrder, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Suggest work areas and technicians to whoever may dispatch the order now."""
    choices = presenters.suggestions(order, actor, now)
    if not choices:
        return None
    title = gettext_lazy("Suggestions")
    context = {"suggestions": choices}
    return slots.Part("suggestions", title, "dispatching/_suggestions.html", context, "route")


@names("dispatching.bulk")
def bulk_operations(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name bulk operations for their starters; others are led to where the orders are now."""
    wanted = set(ids)
    own = queries.visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True)
    label = _("Bulk operation")
    found = {pk: Subject(label, reverse("dispatching:bulk", args=[pk])) for pk in own}
    if actor.area_ids:
        inbox = Subject(
            pgettext("list", "Work-area inbox"),
            reverse("workorders:area_list", args=["fault-reports"]),
        )
        found |= dict.fromkeys(wanted - found.keys(), inbox)
    return found


@kind("dispatching.dispatched", label=gettext_lazy("Dispatched together"), icon="send")
def _dispatched(notice: Notice) -> str:
    return ngettext(
        "%(count)s work order was dispatched to %(work_area)s.",
        "%(count)s work orders were dispatched together to %(work_area)s.",
        notice.count,
    ) % {"count": notice.count, "work_area": notice.data.get("work_area", "")}


@kind("dispatching.recalled", label=gettext_lazy("Taken back"), icon="arrow-back-up", tone="amber")
def _recalled(notice: Notice) -> str:
    return ngettext(
        "The dispatch of %(count)s work order to %(work_area)s was taken back.",
        "The dispatch of %(count)s work orders to %(work_area)s was taken back.",
        notice.count,
    ) % {"count": notice.count, "work_area": notice.data.get("work_area", "")}


@kind("dispatching.reassigned", label=gettext_lazy("Reassigned together"), icon="switch-horizontal")
def _reassigned(notice: Notice) -> str:
    return ngettext(
        "%(count)s work order of %(work_area)s was given to %(technician)s.",
        "%(count)s work orders of %(work_area)s were given to %(technician)s.",
        notice.count,
    ) % {"count": notice.count, **_place(notice)}


@kind(
    "dispatching.given_back",
    label=gettext_lazy("Reassignment taken back"),
    icon="arrow-back-up",
    tone="amber",
)
def _given_back(notice: Notice) -> str:
    return ngettext(
        "%(count)s work order of %(work_area)s went back from %(technician)s to whom it was with "
        "before.",
        "%(count)s work orders of %(work_area)s went back from %(technician)s to whom they were "
        "with before.",
        notice.count,
    ) % {"count": notice.count, **_place(notice)}


def _place(notice: Notice) -> dict[str, str]:
    return {name: str(notice.data.get(name, "")) for name in ("work_area", "technician")}
