"""Keyset paging: pages by the last row's sort key, never by OFFSET, never with COUNT(*)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import InvalidInput

M = TypeVar("M", bound=Model)

_SALT = "zuoxi.paging"


@dataclass(frozen=True)
class Page(Generic[M]):
    """Up to ``limit`` rows and the signed cursor of the next page, empty on the last one."""

    items: list[M]
    next_cursor: str = ""


def paginate(
    queryset: QuerySet[M], *, by: str, descending: bool = False, cursor: str = "", limit: int = 50
) -> Page[M]:
    """Return one page ordered by ``(by, id)``.

    ``cursor`` comes from the previous page. Raises InvalidInput for ``cursor`` when its signature
    does not match: a changed cursor is refused, never guessed at.
    """
    sign, comparison = ("-", "lt") if descending else ("", "gt")
    if cursor:
        value, pk = _load(cursor, by=by)
        queryset = queryset.filter(
            Q(**{f"{by}__{comparison}": value}) | Q(**{by: value, f"pk__{comparison}": pk}),
            # Redundant, but lets the planner use the index range alone.
            **{f"{by}__{comparison}e": value},
        )
    rows = list(queryset.order_by(f"{sign}{by}", f"{sign}pk")[: limit + 1])
    items = rows[:limit]
    return Page(items, _dump(items[-1], by=by) if len(rows) > limit else "")


def _dump(row: Model, *, by: str) -> str:
    value = getattr(row, by)
    is_moment = isinstance(value, datetime)
    raw = value.isoformat() if is_moment else value
    return signing.dumps([raw, is_moment, row.pk], salt=f"{_SALT}.{by}")


def _load(cursor: str, *, by: str) -> tuple[Any, int]:
    try:
        raw, is_moment, pk = signing.loads(cursor, salt=f"{_SALT}.{by}")
        return datetime.fromisoformat(raw) if is_moment else raw, int(pk)
    except (signing.BadSignature, ValueError, TypeError):
        raise InvalidInput(
            code="invalid_cursor",
            fields={"cursor": [_("This page marker is not valid. Start again at the first page.")]},
        ) from None
