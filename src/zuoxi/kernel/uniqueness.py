"""What was free when an action looked may be taken when it writes: the constraint decides."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import IntegrityError
from django.db.models import Model
from psycopg.errors import UniqueViolation

from zuoxi.kernel.errors import DomainError


@contextmanager
def refuse_taken(refusals: Mapping[str, DomainError]) -> Iterator[None]:
    """Raise the refusal that belongs to the violated unique constraint, by its name.

    Around the write, inside the action: its transaction is undone by the refusal.
    """
    try:
        yield
    except IntegrityError as error:
        cause = error.__cause__
        name = cause.diag.constraint_name if isinstance(cause, UniqueViolation) else None
        refusal = refusals.get(name or "")
        if refusal is None:
            raise
        raise refusal from error


def unique_key(model: type[Model], column: str = "") -> str:
    """Return PostgreSQL's name for the constraint behind ``unique=True``, or the primary key."""
    table = model._meta.db_table  # noqa: SLF001 - Django's name for it
    return f"{table}_{column}_key" if column else f"{table}_pkey"
