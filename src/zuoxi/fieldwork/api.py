"""The work on site over the API: the same queries and actions as the pages."""

from django.utils import timezone
from ninja import Router

from zuoxi.api.fields import IdempotencyKey
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.fieldwork import actions, presenters, queries
from zuoxi.fieldwork.policies import works_on_site
from zuoxi.fieldwork.schemas import SignOffIn, SignOffList, SignOffOut
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.policies import may_see_orders

router = Router(tags=["work on site"])


@operation(router.get, "/work-orders/{number}/sign-offs", SignOffList, policy=may_see_orders)
def list_sign_offs(request: Request, number: str) -> SignOffList:
    """List by whom the work on an order was confirmed, oldest first."""
    order = workorders.row(request.actor, number)
    rows = presenters.sign_offs_for(order, request.actor, timezone.now())
    return SignOffList(items=[SignOffOut.of(each) for each in rows])


@operation(
    router.post,
    "/work-orders/{number}/sign-offs",
    SignOffOut,
    status=201,
    policy=works_on_site,
    problems=(409, 413, 429, 507),
)
def sign_off(
    request: Request, number: str, body: SignOffIn, idempotency_key: IdempotencyKey = None
) -> SignOffOut:
    """Record by whom the work was confirmed on site.

    Repeating the call with the same `Idempotency-Key` answers with the first result.
    """
    now = timezone.now()
    taken = actions.sign_off(
        actor=request.actor,
        number=number,
        signer=body.signer,
        signature=body.signature,
        reason=body.reason,
        idempotency_key=idempotency_key or "",
        now=now,
    )
    return SignOffOut.of(presenters.sign_off_row(queries.sign_off(taken.pk), request.actor, now))
