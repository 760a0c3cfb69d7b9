"""Drafts, read by nobody but their writer."""

from django.db.models import QuerySet

from zuoxi.drafts.models import Draft
from zuoxi.kernel.actors import Actor


def visible_to(actor: Actor) -> QuerySet[Draft]:
    """Return the actor's own drafts."""
    return Draft.objects.filter(user=actor.user_id or 0)


def find(actor: Actor, key: str) -> Draft | None:
    """Return what the actor has typed into a form, or None."""
    return visible_to(actor).filter(key=key).first()
