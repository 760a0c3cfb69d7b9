"""Information sharing over the API: the same queries and actions as the pages.

Products have calls of their own (`/products`).
"""

from datetime import date
from typing import Annotated

from django.utils import timezone
from ninja import Path, Query, Router
from pydantic import Field

from zuoxi.api.fields import Id, Limit, ShortText
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import PageOut
from zuoxi.customers.policies import may_see_customers
from zuoxi.sharing import actions, presenters, queries, schemas
from zuoxi.sharing.choices import Demand
from zuoxi.sharing.policies import may_give_rights, may_see_rights, may_share
from zuoxi.sharing.queries import DemandFilter

router = Router(tags=["information sharing"])

Day = Annotated[date | None, Query(None), Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
Number = Annotated[ShortText, Path()]
RightId = Annotated[Id, Path()]


@operation(
    router.get,
    "/sharing/customers",
    PageOut[schemas.CustomerHitOut],
    policy=may_see_customers,
)
def look_up_customers(
    request: Request, q: ShortText, cursor: ShortText = "", limit: Limit = queries.PAGE_SIZE
) -> PageOut[schemas.CustomerHitOut]:
    """Look up customers with what they have ordered.

    A department sees those of its orders, and with the right all of its centre. The log says who
    was shown whom.
    """
    now = timezone.now()
    found = queries.customers_found(request.actor, q, cursor=cursor, limit=limit)
    hits = presenters.customer_hits(found.items, request.actor, now)
    numbers = [each.card.customer_no for each in hits]
    actions.note_look_up(actor=request.actor, customer_nos=numbers, now=now)
    return PageOut[schemas.CustomerHitOut](
        items=[schemas.CustomerHitOut.of(each) for each in hits], next_cursor=found.next_cursor
    )


@operation(router.get, "/sharing/demands", PageOut[schemas.DemandHitOut], policy=may_share)
def look_up_demands(  # noqa: PLR0917 - one query parameter for each filter
    request: Request,
    q: ShortText = "",
    demand: Demand | None = None,
    customer_no: ShortText = "",
    first_day: Day = None,
    last_day: Day = None,
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> PageOut[schemas.DemandHitOut]:
    """Look up consultations, complaints and suggestions, the newest first.

    With `q` only those whose orders the caller may see.
    """
    wanted = DemandFilter(
        q=q,
        demand=demand.value if demand else "",
        customer_no=customer_no,
        first_day=first_day,
        last_day=last_day,
    )
    found = queries.demands(request.actor, wanted, now=timezone.now(), cursor=cursor, limit=limit)
    hits = presenters.demand_hits(found.items, request.actor)
    return PageOut[schemas.DemandHitOut](
        items=[schemas.DemandHitOut.of(each) for each in hits], next_cursor=found.next_cursor
    )


@operation(router.get, "/sharing/demands/{number}", schemas.MatterOut, policy=may_share)
def get_shared_demand(request: Request, number: Number) -> schemas.MatterOut:
    """Get the matter of one demand, without the customer and without free text."""
    return schemas.MatterOut.matter(queries.demand(request.actor, number))


@operation(router.get, "/sharing/handling", PageOut[schemas.ItemHitOut], policy=may_share)
def look_up_handling(
    request: Request,
    q: ShortText = "",
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> PageOut[schemas.ItemHitOut]:
    """List the hand-overs in which the caller's departments take part, the newest first."""
    found = queries.items(request.actor, q, cursor=cursor, limit=limit)
    hits = presenters.item_hits(found.items, request.actor)
    return PageOut[schemas.ItemHitOut](
        items=[schemas.ItemHitOut.of(each) for each in hits], next_cursor=found.next_cursor
    )


@operation(router.get, "/sharing/handling/{number}", schemas.ItemOut, policy=may_share)
def get_shared_item(request: Request, number: Number) -> schemas.ItemOut:
    """Get progress and result of an item in which the caller's departments have taken part."""
    order = queries.item(request.actor, number)
    legs, notes = presenters.progress_of(order, request.actor)
    return schemas.ItemOut(
        matter=schemas.MatterOut.matter(order),
        progress=[schemas.ProgressOut.of(each) for each in legs],
        notes=[schemas.SharedNoteOut.of(each) for each in notes],
    )


@operation(router.get, "/sharing/rights", list[schemas.RightOut], policy=may_see_rights)
def list_sharing_rights(request: Request) -> list[schemas.RightOut]:
    """List the rights of departments, the latest first."""
    found = queries.rights_seen(request.actor).order_by("-pk")[:200]
    return [schemas.RightOut.of(each) for each in found]


@operation(
    router.post,
    "/sharing/rights",
    schemas.RightOut,
    status=201,
    policy=may_give_rights,
    problems=(
        404,
        409,
    ),
)
def give_sharing_right(request: Request, body: schemas.RightIn) -> schemas.RightOut:
    """Let a department look up a kind of information of its whole centre."""
    right = actions.give_right(
        actor=request.actor,
        department_id=body.department,
        kind=body.kind.value,
        reason=body.reason,
        now=timezone.now(),
    )
    return schemas.RightOut.of(right)


@operation(router.post, "/sharing/rights/{right_id}/end", schemas.RightOut, policy=may_give_rights)
def end_sharing_right(request: Request, right_id: RightId) -> schemas.RightOut:
    """Take a right back; a second time changes nothing."""
    right = actions.end_right(actor=request.actor, right_id=right_id, now=timezone.now())
    return schemas.RightOut.of(right)
