"""Reading the one row that a unique condition leaves."""

from typing import TypeVar

from django.db.models import Model, QuerySet

ModelT = TypeVar("ModelT", bound=Model)


def single(rows: "QuerySet[ModelT]") -> ModelT | None:
    """Return the only row, or None. For conditions that a unique key holds.

    ``first()`` would ask for an order, which Django compiles at the price of all columns.
    """
    return next(iter(rows.order_by()), None)
