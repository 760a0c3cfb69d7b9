"""The groups among what is missing, and their names in the audit log."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy

from zuoxi.audit.subjects import Subject, names
from zuoxi.groups import presenters, queries
from zuoxi.groups.events import GroupFact
from zuoxi.kernel.actors import Actor
from zuoxi.web import slots


@slots.fill("contacts.gaps", order=20)
def groups_to_see_to(_subject: object, *, actor: Actor, now: datetime) -> slots.Part | None:
    """Show the groups that are not appointed or break their rules."""
    del now
    cards = [
        each for each in presenters.cards_for(actor) if not each.group or each.faults or each.advice
    ]
    if not cards:
        return None
    title = gettext_lazy("Linkage groups")
    return slots.Part("linkage-groups", title, "groups/_gaps.html", {"cards": cards}, "users")


@names(GroupFact.SUBJECT)
def groups(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name groups in the audit log."""
    return {
        each.pk: Subject(
            f"{each.get_kind_display()} · {each.centre.name}",
            reverse("groups:group", args=[each.centre_id, each.kind]),
        )
        for each in queries.visible_to(actor).filter(pk__in=ids)
    }
