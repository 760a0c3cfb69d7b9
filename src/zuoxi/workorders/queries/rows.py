"""One order with nothing beside it, for whoever acts on it or reads what hangs on it."""

from collections.abc import Iterable

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.queries.orders import by_number, visible_to


def row(actor: Actor, number: str) -> WorkOrder:
    """Return one visible order; raise NotFound otherwise. ``find`` loads what a page shows too."""
    order = by_number(actor, number)
    if order is None:
        raise NotFound
    return order


def lock(actor: Actor, number: str) -> WorkOrder:
    """Return one visible order, held until the transaction ends; raise NotFound otherwise."""
    found = lock_all(actor, [number])
    if number not in found:
        raise NotFound
    return found[number]


def lock_all(actor: Actor, numbers: Iterable[str]) -> dict[str, WorkOrder]:
    """Return those of some orders that are visible, by number, held until the transaction ends.

    All at once and always in the same order: two callers crosswise would wait for each other.
    """
    wanted = {each for each in numbers if each and each.isprintable()}
    rows = visible_to(actor).select_for_update(of=("self",), no_key=True)
    rows = rows.filter(number__in=wanted)
    # One row stands in every order; asking for one costs more than the rest of the statement.
    return {each.number: each for each in (rows.order_by("pk") if len(wanted) > 1 else rows)}
