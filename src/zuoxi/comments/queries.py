"""Comments as people see them: by the rules of their orders."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from zuoxi.accounts.models import User
from zuoxi.comments.models import Comment, Mention
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.paging import Page, paginate
from zuoxi.org import queries as org
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.models import WorkOrder

PAGE_SIZE = 50


def visible_to(actor: Actor) -> QuerySet[Comment]:
    """Return the comments on the orders that the actor may see."""
    return Comment.objects.filter(order__in=workorders.visible_to(actor).values("pk"))


def page(order: WorkOrder, *, cursor: str = "", limit: int = PAGE_SIZE) -> Page[Comment]:
    """Return one page of the comments on an order the caller was allowed to see, newest first."""
    people = Mention.objects.select_related("user").order_by("user__name", "id")
    rows = Comment.objects.filter(order=order).select_related("author")
    rows = rows.prefetch_related(Prefetch("mentions", people))
    return paginate(rows, by="id", descending=True, cursor=cursor, limit=limit)


def progress_of(order_ids: Iterable[int], *, limit: int = PAGE_SIZE) -> list[Comment]:
    """Return the newest progress notes on some orders, to whoever may know of them."""
    rows = Comment.objects.filter(order__in=list(order_ids), leg__isnull=False, withdrawn_at=None)
    rows = rows.select_related("author", "leg__work_area", "order")
    return list(rows.order_by("-id")[:limit])


def has_progress(leg: str) -> Exists:
    """Return whether there is a progress note on the leg that a column of a query names."""
    return Exists(Comment.objects.filter(leg=OuterRef(leg), withdrawn_at=None))


def mentionable(order: WorkOrder, *, besides: Actor | None = None) -> QuerySet[User]:
    """Return the people who may see the order now, by name."""
    people = org.seeing(centre_id=order.centre_id, work_area_id=order.work_area_id)
    if besides is not None:
        people = people.exclude(pk=besides.user_id or 0)
    return people.order_by("name", "pk")


def sent_before(author_id: int, key: str) -> Comment | None:
    """Return the comment that the author has sent with this key, if any."""
    return Comment.objects.filter(author_id=author_id, idempotency_key=key).first()
