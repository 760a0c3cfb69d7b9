"""The drawing of the workflow, with the state of an order marked."""

from django.http import HttpResponse

from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import lifecycle, queries
from zuoxi.workorders.chart import chart_of
from zuoxi.workorders.policies import may_see_orders


@page(policy=may_see_orders, methods=["GET"])
def flow_chart(request: ActorRequest, number: str = "") -> HttpResponse:
    """Draw the lifecycle; of one order, the one it was born with and where it stands."""
    order = queries.row(request.actor, number) if number else None
    table = order.lifecycle if order else lifecycle.CURRENT
    chart = chart_of(table, current=order.state.name if order else "")
    return htmx.render(request, "workorders/flow_chart.html", "", {"chart": chart, "order": order})
