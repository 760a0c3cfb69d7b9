"""The report of returns: per work area and reason, and how often the first dispatch was right."""

from django.http import HttpResponse
from django.utils import timezone

from zuoxi.boards import queries
from zuoxi.boards.policies import may_see_board
from zuoxi.boards.views.periods import chosen_period
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.queries import code_items


@page(policy=may_see_board, methods=["GET"])
def returns(request: ActorRequest) -> HttpResponse:
    """Show what came back in the chosen days."""
    chosen = chosen_period(request, timezone.now())
    areas = queries.returns_by_area(request.actor, chosen.centre, period=chosen.period)
    used = {reason for each in areas for reason in each.by_reason}
    reasons = [
        (each.pk, each.label)
        for each in code_items(CodeList.RETURN_REASON, active_only=False)
        if each.pk in used
    ]
    context = {
        "chosen": chosen,
        "reasons": reasons,
        "without_reason": None in used,
        "rows": [
            {
                "area": each,
                "counts": [each.by_reason.get(pk, 0) for pk, _label in reasons],
                "without": each.by_reason.get(None, 0),
            }
            for each in areas
        ],
        "bounces": queries.bounces(request.actor, chosen.centre, period=chosen.period),
        "topics": "list:returned list:completed",
    }
    return htmx.render(request, "boards/returns.html", "boards/_returns.html", context)
