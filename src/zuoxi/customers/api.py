"""Customers over the API: the same queries and actions as the pages."""

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Status

from zuoxi.api.fields import IfMatch, Limit, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.customers import actions, presenters, queries
from zuoxi.customers.models import Customer
from zuoxi.customers.policies import (
    may_correct,
    may_deactivate,
    may_maintain_classes,
    may_register,
    may_reveal,
    may_see_customers,
)
from zuoxi.customers.queries import CustomerFilter
from zuoxi.customers.schemas import (
    CustomerClassIn,
    CustomerClassList,
    CustomerClassOut,
    CustomerEventOut,
    CustomerEventPage,
    CustomerIn,
    CustomerOut,
    CustomerPage,
    CustomerPatch,
    KindName,
    RevealIn,
)
from zuoxi.kernel.paging import paginate

router = Router(tags=["customers"])


@operation(router.get, "/customers", CustomerPage, policy=may_see_customers)
def list_customers(  # noqa: PLR0917 - one query parameter for each filter
    request: Request,
    customer_no: ShortText = "",
    phone: ShortText = "",
    q: ShortText = "",
    kind: KindName | None = None,
    customer_class: ShortText = "",
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> CustomerPage:
    """Find customers, masked unless the caller has revealed them.

    `customer_no` finds exactly one, `phone` everybody who can be reached at a whole number in any
    writing, `q` a number, a whole telephone or its last four digits, or part of a name; only one
    of the three at a time. Callers who may not reveal find by what they see masked.
    """
    wanted = CustomerFilter(
        customer_no=customer_no,
        phone=phone,
        q=q,
        kind=kind.value if kind else "",
        customer_class=customer_class,
    )
    found = queries.page(request.actor, wanted, cursor=cursor, limit=limit)
    cards = presenters.cards_for(found.items, request.actor, timezone.now())
    return CustomerPage(
        items=[CustomerOut.of(cards[each.pk]) for each in found.items],
        next_cursor=found.next_cursor,
    )


@operation(
    router.post,
    "/customers",
    CustomerOut,
    status=201,
    policy=may_register,
    problems=(409,),
    etag=True,
)
def register_customer(
    request: Request, response: HttpResponse, body: CustomerIn
) -> Status[CustomerOut]:
    """Register a customer.

    A taken number is a 409 `customer_no_taken`; a telephone that a customer of the centre has
    already is a 409 `duplicate_phone` with `duplicates`, unless `allow_duplicate_phone` is set.
    """
    now = timezone.now()
    customer = actions.register_customer(
        actor=request.actor,
        draft=body.draft(),
        allow_duplicate_phone=body.allow_duplicate_phone,
        now=now,
    )
    return Status(201, _answer(request, response, customer, now))


@operation(router.get, "/customers/{customer_no}", CustomerOut, policy=may_see_customers, etag=True)
def get_customer(request: Request, response: HttpResponse, customer_no: str) -> CustomerOut:
    """Get one customer, masked unless the caller has revealed it."""
    customer = queries.get(request.actor, customer_no)
    return _answer(request, response, customer, timezone.now())


@operation(
    router.patch,
    "/customers/{customer_no}",
    CustomerOut,
    policy=may_correct,
    problems=(412,),
    etag=True,
)
def correct_customer(
    request: Request,
    response: HttpResponse,
    customer_no: str,
    body: CustomerPatch,
    if_match: IfMatch,
) -> CustomerOut:
    """Correct a customer; old and new values stay in the history.

    With `If-Match` the call is refused with 412 only if one of its own fields has been changed
    since that version; `conflicts` then has both values.
    """
    now = timezone.now()
    customer = actions.correct_customer(
        actor=request.actor,
        customer_no=customer_no,
        changes=body.changes(),
        base_version=expected_version(if_match),
        now=now,
    )
    return _answer(request, response, customer, now)


@operation(
    router.post,
    "/customers/{customer_no}/reveal",
    CustomerOut,
    policy=may_reveal,
    problems=(429,),
    etag=True,
)
def reveal_customer(
    request: Request, response: HttpResponse, customer_no: str, body: RevealIn
) -> CustomerOut:
    """Get one customer unmasked, and see it so for a while; logged with its purpose."""
    now = timezone.now()
    reveal = actions.reveal_customer(
        actor=request.actor,
        customer_no=customer_no,
        purpose=body.purpose.value,
        remark=body.remark,
        now=now,
    )
    return _answer(request, response, reveal.customer, now)


@operation(
    router.get, "/customers/{customer_no}/events", CustomerEventPage, policy=may_see_customers
)
def list_customer_events(
    request: Request,
    customer_no: str,
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> CustomerEventPage:
    """List what happened to a customer record, the newest first, masked like the record."""
    customer = queries.get(request.actor, customer_no)
    found = paginate(
        queries.history(request.actor, customer),
        by="id",
        descending=True,
        cursor=cursor,
        limit=limit,
    )
    card = presenters.card_for(customer, request.actor, timezone.now())
    entries = presenters.history_of(found.items, revealed=card.is_revealed)
    return CustomerEventPage(
        items=[CustomerEventOut.of(each) for each in entries], next_cursor=found.next_cursor
    )


@operation(
    router.post,
    "/customers/{customer_no}/deactivate",
    CustomerOut,
    policy=may_deactivate,
    problems=(409,),
    etag=True,
)
def deactivate_customer(request: Request, response: HttpResponse, customer_no: str) -> CustomerOut:
    """Take a customer out of business; nothing is deleted."""
    now = timezone.now()
    customer = actions.deactivate_customer(actor=request.actor, customer_no=customer_no, now=now)
    return _answer(request, response, customer, now)


@operation(
    router.post,
    "/customers/{customer_no}/reactivate",
    CustomerOut,
    policy=may_deactivate,
    problems=(409,),
    etag=True,
)
def reactivate_customer(request: Request, response: HttpResponse, customer_no: str) -> CustomerOut:
    """Take a customer back into business."""
    now = timezone.now()
    customer = actions.reactivate_customer(actor=request.actor, customer_no=customer_no, now=now)
    return _answer(request, response, customer, now)


@operation(router.get, "/customer-classes", CustomerClassList, policy=may_see_customers)
def list_customer_classes(request: Request) -> CustomerClassList:
    """List the customer classes."""
    del request
    items = queries.customer_classes(active_only=False)
    return CustomerClassList(items=[CustomerClassOut.of(each) for each in items])


@operation(router.put, "/customer-classes/{code}", CustomerClassOut, policy=may_maintain_classes)
def save_customer_class(request: Request, code: str, body: CustomerClassIn) -> CustomerClassOut:
    """Add a customer class, or change its labels, its place and whether it is offered."""
    item = actions.save_customer_class(
        actor=request.actor, draft=body.draft(code), now=timezone.now()
    )
    return CustomerClassOut.of(item)


def _answer(
    request: Request, response: HttpResponse, customer: Customer, now: datetime
) -> CustomerOut:
    response["ETag"] = etag(customer.version)
    return CustomerOut.of(presenters.card_for(customer, request.actor, now))
