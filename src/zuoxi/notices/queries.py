"""Notices as their receivers see them; nobody sees another one's."""

from django.db.models import QuerySet

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.single import single
from zuoxi.notices.models import Notice
from zuoxi.web.nav import COUNT_CAP

PAGE_SIZE = 50

# Marks the place in the list from which on all notices have been read.
_READ = "r."


def visible_to(actor: Actor) -> QuerySet[Notice]:
    """Return the actor's own notices; nobody's for a system actor."""
    return Notice.objects.filter(receiver_id=actor.user_id or 0)


def find(actor: Actor, pk: int) -> Notice:
    """Return one of the actor's notices; raise NotFound otherwise."""
    found = single(visible_to(actor).select_related("given_by").filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def unread(actor: Actor) -> QuerySet[Notice]:
    """Return the actor's notices that have not been read."""
    return visible_to(actor).filter(read_at=None)


def page(actor: Actor, *, cursor: str = "", limit: int = PAGE_SIZE) -> Page[Notice]:
    """Return one page: first the unread notices, then the others, each newest first."""
    if cursor.startswith(_READ):
        return _read_page(actor, cursor=cursor.removeprefix(_READ), limit=limit)
    first = unread_page(actor, cursor=cursor, limit=limit)
    missing = limit - len(first.items)
    if first.next_cursor:
        return first
    if not missing:
        has_more = visible_to(actor).filter(read_at__isnull=False).exists()
        return Page(first.items, _READ if has_more else "")
    rest = _read_page(actor, cursor="", limit=missing)
    return Page([*first.items, *rest.items], rest.next_cursor)


def unread_page(actor: Actor, *, cursor: str = "", limit: int = PAGE_SIZE) -> Page[Notice]:
    """Return one page of the unread notices, newest first."""
    rows = unread(actor).select_related("given_by")
    return paginate(rows, by="renewed_at", descending=True, cursor=cursor, limit=limit)


def count(actor: Actor) -> int:
    """Return how many notices wait for the actor, up to COUNT_CAP."""
    return unread(actor).values("pk")[:COUNT_CAP].count()


def _read_page(actor: Actor, *, cursor: str, limit: int) -> Page[Notice]:
    rows = visible_to(actor).filter(read_at__isnull=False).select_related("given_by")
    found = paginate(rows, by="renewed_at", descending=True, cursor=cursor, limit=limit)
    return Page(found.items, found.next_cursor and _READ + found.next_cursor)
