"""The row of views above every list, and how the audit log names a view."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zuoxi.audit.subjects import Subject, names
from zuoxi.kernel.actors import Actor
from zuoxi.savedviews import presenters, queries
from zuoxi.savedviews.events import ViewFact
from zuoxi.savedviews.models import SavedView
from zuoxi.web import lists, slots
from zuoxi.web.lists import Listing


@slots.fill(lists.SLOT, order=10)
def views_above(listing: Listing, *, actor: Actor, now: datetime) -> slots.Part:
    """Show the views of a list, and the way by which what is shown becomes one."""
    del now
    context = {"bar": presenters.bar(actor, listing)}
    return slots.Part("views", _("Saved views"), "savedviews/_bar.html", context)


@names(ViewFact.SUBJECT)
def named(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name views in the audit log, for those who have them."""
    found: Iterable[SavedView] = queries.visible_to(actor).filter(pk__in=ids)
    return {
        each.pk: Subject(each.name, reverse("savedviews:view", args=[each.pk])) for each in found
    }
