"""The inquiry page: any order one may see, by subscriber number, number, words, status, period."""

from django.http import HttpResponse
from django.utils import timezone

from zuoxi.kernel.paging import Page
from zuoxi.web import htmx, lists
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import may_see_orders
from zuoxi.workorders.queries import OrderFilter
from zuoxi.workorders.tables import INQUIRY
from zuoxi.workorders.views import looks
from zuoxi.workorders.views.lists import filter_form, find_page, list_context


@page(policy=may_see_orders, methods=["GET"])
def inquiry(request: ActorRequest) -> HttpResponse:
    """Show the orders that match; without any condition show how to search."""
    there = lists.landing(request)
    if there is not None:
        return there
    filters = filter_form(request, INQUIRY)
    look = looks.read(request, INQUIRY, filters)
    is_filtered = any(filters.typed(name).strip() for name in filters.fields)
    found: Page[WorkOrder] = Page([])
    if is_filtered:
        found = find_page(request, filters, look, OrderFilter())
    context = {
        "spec": INQUIRY,
        "filters": filters,
        "is_filtered": is_filtered,
        "asked": "customer_no" in request.GET,
        **list_context(request, filters, look, found, timezone.now()),
        "topic": "",
    }
    return htmx.render(request, "workorders/inquiry.html", "workorders/_list.html", context)
