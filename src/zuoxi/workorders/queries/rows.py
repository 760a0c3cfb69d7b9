"""One order with nothing beside it, for whoever acts on it or reads what hangs on it."""

from collections.abc import Callable, Iterable

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.statements import Reading
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.queries.orders import VISIBLE_SQL, by_number, scope_of

# One row stands in every order; asking for one costs more than the rest of the statement.
_LOCKED_ROW = Reading(WorkOrder, f"WHERE number = %s AND {VISIBLE_SQL} FOR NO KEY UPDATE")
_LOCKED_ROWS = Reading(
    WorkOrder, f"WHERE number = ANY(%s) AND {VISIBLE_SQL} ORDER BY id FOR NO KEY UPDATE"
)


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
    return ask_lock(actor, numbers)()


def ask_lock(actor: Actor, numbers: Iterable[str]) -> Callable[[], dict[str, WorkOrder]]:
    """Ask for the orders of ``lock_all``; the function returned waits for them."""
    wanted = sorted({each for each in numbers if each and each.isprintable()})
    if len(wanted) == 1:
        rows = _LOCKED_ROW.ask(*wanted, *scope_of(actor))
    else:
        rows = _LOCKED_ROWS.ask(wanted, *scope_of(actor))
    return lambda: {each.number: each for each in rows()}
