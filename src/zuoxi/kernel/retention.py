"""How long rows are kept: every table is stated once, in its package's ``retention.py``.

A table is *kept* as long as what it belongs to, is *tidied* by a job of its package, or its old
rows are *removed* by the nightly run of ``audit``, in small transactions that pass over what others
hold.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from zuoxi.kernel.options import Option

# One transaction each: some hundredths of a second.
BATCH = 1000
NIGHTLY = "audit.tidy_up"

Due = Callable[[datetime], QuerySet[Any, Any]]
Steps = Callable[[datetime], Generator[int]]


@dataclass(frozen=True)
class Statement:
    """What becomes of the rows of one table, why, after how long, and by which job.

    ``due`` and ``steps`` are given where the nightly run does it: the rows whose time is over, and
    what works them off, yielding after each transaction how many rows that were.
    """

    table: str
    text: str
    option: "Option[int] | None" = None
    job: str = ""
    due: Due | None = None
    steps: Steps | None = None


_statements: dict[str, Statement] = {}


def statements() -> list[Statement]:
    """Return what is stated of every table, by the tables' names."""
    return [each for _table, each in sorted(_statements.items())]


def keep(*models: type[Model], because: str) -> None:
    """State that rows are never removed, and what keeps them few or gives them their end."""
    for model in models:
        _state(Statement(_table_of(model), because))


def tidied(model: type[Model], *, text: str, by: str, option: "Option[int] | None" = None) -> None:
    """State that a job of the package removes old rows or what hangs on them."""
    _state(Statement(_table_of(model), text, option, by))


def removed(model: type[Model], *, after: "Option[int]") -> Callable[[Due], Due]:
    """Have the nightly run remove the rows that the function under it returns.

    Its first line of documentation says which these are.
    """

    def state(due: Due) -> Due:
        def steps(now: datetime) -> Generator[int]:
            return _remove(model, due(now))

        _state(Statement(_table_of(model), _text_of(due), after, NIGHTLY, due, steps))
        return due

    return state


def worked_off(model: type[Model], *, after: "Option[int]", steps: Steps) -> Callable[[Due], Due]:
    """Have the nightly run work off the due rows in steps of their own, such as moving them."""

    def state(due: Due) -> Due:
        _state(Statement(_table_of(model), _text_of(due), after, NIGHTLY, due, steps))
        return due

    return state


def _remove(model: type[Model], due: "QuerySet[Any, Any]") -> Generator[int]:
    last: object = None
    while True:
        with transaction.atomic():
            # What is passed over, because somebody holds it, waits for the next night.
            rows = due if last is None else due.filter(pk__gt=last)
            locked = rows.order_by("pk").select_for_update(skip_locked=True)
            keys = list(locked.values_list("pk", flat=True)[:BATCH])
            if keys:
                model._base_manager.filter(pk__in=keys).delete()  # noqa: SLF001 - Django's name
        if not keys:
            return
        last = keys[-1]
        yield len(keys)


def _state(statement: Statement) -> None:
    if statement.table in _statements:
        raise ValueError(f"{statement.table} is stated twice")
    _statements[statement.table] = statement


def _table_of(model: type[Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - Django's name


def _text_of(due: Due) -> str:
    assert due.__doc__
    return due.__doc__.splitlines()[0]
