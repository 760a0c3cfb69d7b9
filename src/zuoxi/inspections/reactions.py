"""The names of inspections and findings."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from zuoxi.audit.subjects import Subject, names
from zuoxi.inspections import queries
from zuoxi.inspections.events import InspectionFact
from zuoxi.kernel.actors import Actor


@names(InspectionFact.SUBJECT)
def inspections(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name inspections in the audit log."""
    seen = queries.visible_to(actor).filter(pk__in=ids).values_list("pk", "title")
    return {pk: Subject(title, reverse("inspections:inspection", args=[pk])) for pk, title in seen}


@names(queries.FINDING)
def findings(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name findings as the source of their tasks."""
    return {
        each.pk: Subject(
            _("%(title)s, work order %(number)s")
            % {"title": each.inspection.title, "number": each.order.number},
            reverse("inspections:inspection", args=[each.inspection_id]),
        )
        for each in queries.sampled_of(actor, list(ids))
    }
