"""Finding customers: the list with its search."""

from http import HTTPStatus

from django.http import HttpResponse
from django.utils import timezone

from zuoxi.customers import presenters, queries
from zuoxi.customers.forms import SearchForm
from zuoxi.customers.policies import may_register, may_search_customers
from zuoxi.customers.queries import CustomerFilter
from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.paging import Page
from zuoxi.web import htmx, lists
from zuoxi.web.lists import Listing
from zuoxi.web.pages import ActorRequest, page

_LIST_SIZE = 25


@page(policy=may_search_customers, methods=("GET",))
def customer_list(request: ActorRequest) -> HttpResponse:
    """Show one page of the customers that match; exactly what the address says."""
    there = lists.landing(request)
    if there is not None:
        return there
    now = timezone.now()
    classes = [(each.code, each.label) for each in queries.customer_classes(active_only=False)]
    form = SearchForm(request.GET, classes=classes)
    wanted = CustomerFilter(
        q=form.typed("q"), kind=form.typed("kind"), customer_class=form.typed("customer_class")
    )
    status = HTTPStatus.OK
    try:
        found = queries.page(
            request.actor, wanted, cursor=request.GET.get("cursor", ""), limit=_LIST_SIZE
        )
    except InvalidInput as fault:
        form.add_refusal(fault)
        found, status = Page([]), HTTPStatus.UNPROCESSABLE_ENTITY
    cards = presenters.cards_for(found.items, request.actor, now)
    conditions = {"q": wanted.q, "kind": wanted.kind, "customer_class": wanted.customer_class}
    listing = Listing(request.path, lists.query_of(conditions), request.GET.get(lists.VIEW, ""))
    context = {
        "form": form,
        "cards": [cards[each.pk] for each in found.items],
        "next_cursor": found.next_cursor,
        "is_narrowed": any((wanted.q, wanted.kind, wanted.customer_class)),
        "views": lists.parts(request, listing, now=now),
        "listing": listing,
        "bare": f"{request.path}?{lists.VIEW}=",
        "may_register": may_register(request.actor),
    }
    return htmx.render(
        request, "customers/list.html", "customers/_list.html", context, status=status
    )
