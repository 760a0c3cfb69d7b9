"""The console over the API: the same queries and actions as the pages."""

from datetime import datetime
from typing import Annotated, Self

from django.utils import timezone
from ninja import Path, Router
from pydantic import Field, StringConstraints

from zuoxi.api.fields import Id, LongText, ShortText
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import Input, Output
from zuoxi.dispatching import actions, presenters, queries, running
from zuoxi.dispatching.choices import BulkKind, Result
from zuoxi.dispatching.models import Bulk, Claim
from zuoxi.dispatching.policies import may_dispatch, may_run_bulk
from zuoxi.dispatching.presenters import Choice
from zuoxi.workorders import queries as workorders

router = Router(tags=["dispatching"])

OrderNumber = Annotated[str, StringConstraints(max_length=64, pattern=r"^[0-9A-Za-z-]+$"), Path()]
BulkId = Annotated[Id, Path()]


class SuggestionOut(Output):
    """A place for an order, with what speaks for it; `points` orders them."""

    work_area: str
    work_area_name: str
    technician: str
    technician_name: str
    reasons: list[str]
    points: int

    @classmethod
    def of(cls, choice: Choice) -> Self:
        """Build the answer for one suggestion."""
        found = choice.suggestion
        return cls(
            work_area=found.area_code,
            work_area_name=found.area_name,
            technician=found.technician_code,
            technician_name=found.technician_name,
            reasons=choice.reasons,
            points=found.points,
        )


class SuggestionsOut(Output):
    """Up to three suggestions, the best first; none where the order cannot be dispatched."""

    items: list[SuggestionOut]


class ClaimOut(Output):
    """Who has taken an order, and until when."""

    number: str
    name: str
    until: datetime

    @classmethod
    def of(cls, claim: Claim) -> Self:
        """Build the answer for one claim."""
        return cls(number=claim.order.number, name=claim.user.name, until=claim.until)


class BulkOrderIn(Input):
    """One order; with `version`, only if that is still its current one."""

    number: Annotated[ShortText, StringConstraints(min_length=1, max_length=64)]
    version: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = None


class BulkIn(Input):
    """One action for many orders; the inputs are those of the action, the same for all."""

    kind: BulkKind
    orders: Annotated[list[BulkOrderIn], Field(min_length=1, max_length=500)]
    work_area: ShortText = ""
    technician: ShortText = ""
    remark: LongText = ""
    reason: LongText = ""
    confirm_unresolved: bool = False


class BulkItemOut(Output):
    """What came of one order; `result` is empty while it waits for its turn."""

    number: str
    result: Result | None
    message: str
    undo_result: Result | None
    undo_message: str


class BulkOut(Output):
    """A bulk operation; while `is_running`, ask again."""

    id: int
    kind: BulkKind
    is_running: bool
    started_at: datetime
    finished_at: datetime | None
    undo_until: datetime | None
    undone_at: datetime | None
    items: list[BulkItemOut]

    @classmethod
    def of(cls, bulk: Bulk, now: datetime) -> Self:
        """Build the answer for one operation."""
        return cls(
            id=bulk.pk,
            kind=BulkKind(bulk.kind),
            is_running=bulk.is_running,
            started_at=bulk.started_at,
            finished_at=bulk.finished_at,
            undo_until=queries.undo_until(bulk, now),
            undone_at=bulk.undone_at,
            items=[
                BulkItemOut(
                    number=each.number,
                    result=Result(each.result) if each.result else None,
                    message=each.message,
                    undo_result=Result(each.undo_result) if each.undo_result else None,
                    undo_message=each.undo_message,
                )
                for each in queries.items_of(bulk)
            ],
        )


@operation(
    router.get,
    "/dispatching/orders/{number}/suggestions",
    SuggestionsOut,
    policy=may_dispatch,
)
def list_suggestions(request: Request, number: OrderNumber) -> SuggestionsOut:
    """Suggest where an order could go.

    By the work done in the customer's district and on the device type, by open work, and by who
    did the customer's last job. Nothing is ever dispatched by itself.
    """
    order = workorders.row(request.actor, number)
    found = presenters.suggestions(order, request.actor, timezone.now())
    return SuggestionsOut(items=[SuggestionOut.of(each) for each in found])


@operation(
    router.post,
    "/dispatching/orders/{number}/claim",
    ClaimOut,
    policy=may_dispatch,
    problems=(409,),
)
def claim_order(request: Request, number: OrderNumber) -> ClaimOut:
    """Take an order for a while.

    Whoever is first has it; a claim warns others and keeps nobody from acting.
    """
    return ClaimOut.of(actions.claim(actor=request.actor, number=number, now=timezone.now()))


@operation(router.delete, "/dispatching/orders/{number}/claim", status=204, policy=may_dispatch)
def release_order(request: Request, number: OrderNumber) -> None:
    """Give an order free again."""
    actions.release(actor=request.actor, number=number, now=timezone.now())


@operation(router.post, "/dispatching/bulk", BulkOut, status=201, policy=may_run_bulk)
def start_bulk(request: Request, body: BulkIn) -> BulkOut:
    """Dispatch, archive or reassign many orders.

    Each order is moved by itself and has its own result. Many orders are carried out by a job: ask
    for the operation until it no longer runs.
    """
    given = body.model_dump()
    bulk = actions.start_bulk(
        actor=request.actor,
        wanted=actions.Wanted(
            kind=body.kind.value,
            orders=[(each.number, each.version) for each in body.orders],
            inputs={name: given[name] for name in actions.STEPS[body.kind].inputs},
            confirm_unresolved=body.confirm_unresolved,
        ),
        now=timezone.now(),
    )
    bulk = running.run_now(bulk, request.actor, clock=timezone.now)
    return BulkOut.of(bulk, timezone.now())


@operation(router.get, "/dispatching/bulk/{bulk_id}", BulkOut, policy=may_run_bulk)
def get_bulk(request: Request, bulk_id: BulkId) -> BulkOut:
    """Get a bulk operation that the caller has started, with the result of each order."""
    return BulkOut.of(queries.find(request.actor, bulk_id), timezone.now())


@operation(
    router.post,
    "/dispatching/bulk/{bulk_id}/undo",
    BulkOut,
    policy=may_run_bulk,
    problems=(409,),
)
def undo_bulk(request: Request, bulk_id: BulkId) -> BulkOut:
    """Take a bulk dispatch or reassignment back.

    Each order that has not moved on goes back to its former list, or to the technician it was with
    before. An archived one never does.
    """
    bulk = actions.undo_bulk(actor=request.actor, bulk_id=bulk_id, now=timezone.now())
    return BulkOut.of(running.run_now(bulk, request.actor, clock=timezone.now), timezone.now())
