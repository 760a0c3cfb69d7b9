"""The inquiry page: any order one may see, by subscriber number, number, words, status, period."""

from django.http import HttpResponse
from django.utils import timezone

from zuoxi.kernel.paging import Page
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import presenters
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import may_see_orders
from zuoxi.workorders.queries import OrderFilter
from zuoxi.workorders.tables import INQUIRY
from zuoxi.workorders.views.lists import filter_form, find_page


@page(policy=may_see_orders, methods=["GET"])
def inquiry(request: ActorRequest) -> HttpResponse:
    """Show the orders that match; without any condition show how to search."""
    filters = filter_form(request, INQUIRY)
    is_filtered = any(filters.typed(name).strip() for name in filters.fields)
    found: Page[WorkOrder] = Page([])
    if is_filtered:
        found = find_page(request, filters, OrderFilter())
    context = {
        "spec": INQUIRY,
        "filters": filters,
        "is_filtered": is_filtered,
        "asked": "customer_no" in request.GET,
        "rows": presenters.rows_for(found.items, request.actor, timezone.now()),
        "next_cursor": found.next_cursor,
        "topic": "",
    }
    return htmx.render(request, "workorders/inquiry.html", "workorders/_list.html", context)
