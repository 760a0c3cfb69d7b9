"""Telling the departments of an update, and how products are named in the audit log."""

from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from zuoxi.audit.subjects import Subject, names
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.memos import actions as memos
from zuoxi.memos.actions import About, WantedMemo
from zuoxi.memos.choices import TITLE_LIMIT
from zuoxi.products import queries
from zuoxi.products.choices import Change
from zuoxi.products.events import ProductFact, ProductUpdated
from zuoxi.web.templatetags.web import exactly


@on(ProductUpdated)
def tell_the_departments(fact: ProductUpdated, *, actor: Actor, now: datetime) -> None:
    """Send a message to the centre and its departments; a corrected text is no news.

    It is written in the language of whoever enters the update, as that person writes the texts.
    """
    change = Change(fact.data["change"])
    if change == Change.CORRECTION or fact.subject_id is None:
        return
    values = {
        "name": fact.data["name"],
        "change": change.label,
        "day": exactly(date.fromisoformat(fact.data["effective_on"])),
        "department": fact.data["department"],
        "summary": fact.data["summary"],
    }
    title = _("%(change)s of %(name)s from %(day)s on") % values
    wanted = WantedMemo(
        title=title[:TITLE_LIMIT],
        text=_("%(summary)s\n\nThe %(department)s answers for it.") % values,
        units=[fact.centre_id or 0, *fact.area_ids],
        about=About(ProductFact.SUBJECT, fact.subject_id),
    )
    memos.send_memo(actor=actor, wanted=wanted, now=now)


@names(ProductFact.SUBJECT)
def products(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name products."""
    seen = queries.visible_to(actor).filter(pk__in=ids).values_list("pk", "name")
    return {pk: Subject(name, reverse("products:detail", args=[pk])) for pk, name in seen}
