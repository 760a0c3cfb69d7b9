"""Keyset paging: pages by the last row's sort key, never by OFFSET, never with COUNT(*)."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.core import signing
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Lookup, Model, Q, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import InvalidInput

RowT = TypeVar("RowT")
ModelT = TypeVar("ModelT", bound=Model)

_SALT = "zuoxi.paging"


@dataclass(frozen=True)
class Page(Generic[RowT]):
    """Up to ``limit`` rows and the signed cursor of the next page, empty on the last one."""

    items: list[RowT]
    next_cursor: str = ""


class _AnyOf(Lookup):
    """``x = ANY(array)``: the array is made first, where ``x IN (SELECT …)`` is made a join."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        """Return the condition."""
        left, values = self.process_lhs(compiler, connection)
        right, more = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", (*values, *more)


def is_any_of(ids: QuerySet[Any, Any], *, of: str = "pk") -> Lookup:
    """Return the condition that a row's id is one of some few: they are found first, by themselves.

    Left to itself the planner may go through all rows and look each of them up among the few.
    ``of`` names a foreign key instead: the ids are those of what the row belongs to.
    """
    return _AnyOf(F(of), ArraySubquery(ids))


def estimates(queries: Sequence[QuerySet[Any, Any]]) -> list[int]:
    """Return how many rows the planner expects of each query; none of them is read."""
    every = queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]
    plan = json.loads(every.explain(format="json"))[0]["Plan"]
    while len(queries) > 1 and "Append" not in plan["Node Type"]:
        plan = plan["Plans"][0]
    return [each["Plan Rows"] for each in (plan["Plans"] if len(queries) > 1 else [plan])]


def paginate(
    queryset: QuerySet[ModelT],
    *,
    by: str,
    descending: bool = False,
    cursor: str = "",
    limit: int = 50,
    load: QuerySet[ModelT] | None = None,
) -> Page[ModelT]:
    """Return one page ordered by ``(by, id)``.

    ``load`` says what is loaded of each row where that takes joins: the page is chosen first, by
    ``queryset`` alone, as the planner would join everything before it sorts and cuts.
    ``cursor`` comes from the previous page. Raises InvalidInput for ``cursor`` when its signature
    does not match: a changed cursor is refused, never guessed at.
    """
    read = list if load is None else loading(load)
    return read_page(queryset, read, by=by, descending=descending, cursor=cursor, limit=limit)


def read_page(
    queryset: QuerySet[ModelT],
    read: Callable[[QuerySet[ModelT]], list[RowT]],
    *,
    by: str,
    descending: bool = False,
    cursor: str = "",
    limit: int = 50,
) -> Page[RowT]:
    """Return one page as ``paginate`` does, of whatever ``read`` makes of the chosen rows.

    It keeps their order; what it returns has a ``pk`` and the key ``by``.
    """
    sign = "-" if descending else ""
    chosen = _after(queryset, by=by, descending=descending, cursor=cursor)
    return cut(read(chosen.order_by(f"{sign}{by}", f"{sign}pk")[: limit + 1]), by=by, limit=limit)


def cut(rows: list[RowT], *, by: str, limit: int) -> Page[RowT]:
    """Return the page of rows of which one more was read than it may have."""
    items = rows[:limit]
    return Page(items, _dump(items[-1], by=by) if len(rows) > limit else "")


def loading(load: QuerySet[ModelT]) -> Callable[[QuerySet[ModelT]], list[ModelT]]:
    """Return what reads chosen rows by another query, which may join what it likes."""

    def read(chosen: QuerySet[ModelT]) -> list[ModelT]:
        found = load.filter(is_any_of(chosen.values("pk")))
        return list(found.order_by(*chosen.query.order_by))

    return read


def edge(
    queryset: QuerySet[ModelT], *, by: str, descending: bool = False, cursor: str = "", size: int
) -> Any:  # noqa: ANN401 - whatever the key is
    """Return the key of the row that follows the first ``size`` behind a cursor, None if none."""
    sign = "-" if descending else ""
    left = _after(queryset, by=by, descending=descending, cursor=cursor)
    left = left.order_by(f"{sign}{by}", f"{sign}pk")
    return next(iter(left.values_list(by, flat=True)[size : size + 1]), None)


def up_to(
    queryset: QuerySet[ModelT], key: object, *, by: str, descending: bool = False
) -> QuerySet[ModelT]:
    """Return the rows before a key in their order, and those that have it."""
    return queryset.filter(**{f"{by}__{'gte' if descending else 'lte'}": key})


def _after(
    queryset: QuerySet[ModelT], *, by: str, descending: bool, cursor: str
) -> QuerySet[ModelT]:
    if not cursor:
        return queryset
    comparison = "lt" if descending else "gt"
    value, pk = _load(cursor, by=by)
    return queryset.filter(
        Q(**{f"{by}__{comparison}": value}) | Q(**{by: value, f"pk__{comparison}": pk}),
        # Redundant, but lets the planner use the index range alone.
        **{f"{by}__{comparison}e": value},
    )


def _dump(row: Any, *, by: str) -> str:  # noqa: ANN401 - a model, or some columns of one
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
