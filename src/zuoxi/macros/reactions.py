"""How macros are named in the audit log."""

from collections.abc import Iterable

from django.urls import reverse

from zuoxi.audit.subjects import Subject, names
from zuoxi.kernel.actors import Actor
from zuoxi.macros import queries
from zuoxi.macros.events import MacroFact


@names(MacroFact.SUBJECT)
def macros(actor: Actor, ids: Iterable[int]) -> dict[int, Subject]:
    """Name macros in the audit log for those who see them."""
    seen = queries.visible_to(actor).filter(pk__in=ids).values_list("pk", "name")
    return {pk: Subject(name, reverse("macros:edit", args=[pk])) for pk, name in seen}
