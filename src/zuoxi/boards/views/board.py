"""The board, and the orders behind one of its figures with their reassignment."""

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from zuoxi.boards import presenters, queries
from zuoxi.boards.choices import OVERDUE_HOURS, By, Figure
from zuoxi.boards.forms import ReassignForm
from zuoxi.boards.policies import may_see_board
from zuoxi.boards.views.periods import chosen_period
from zuoxi.customers import presenters as customers
from zuoxi.dispatching import actions as dispatching
from zuoxi.dispatching import running
from zuoxi.dispatching.choices import BulkKind
from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders.choices import OrderList, Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import REASSIGNERS
from zuoxi.workorders.presenters import marks
from zuoxi.workorders.presenters.cells import short_moment

_OUT = (Status.DISPATCHED, Status.IN_PROGRESS)
_WORKED_OFF = (Status.COMPLETED, Status.UNDER_REVIEW, Status.ARCHIVED)
_TOPICS = " ".join(f"list:{each}" for each in OrderList.values)


@page(policy=may_see_board, methods=["GET"])
def board(request: ActorRequest) -> HttpResponse:
    """Show the figures of one centre by work area and by person."""
    now = timezone.now()
    chosen = chosen_period(request, now)
    context = {
        "chosen": chosen,
        "tables": presenters.tables(
            request.actor, chosen.centre, period=chosen.period, chosen=chosen.query, now=now
        ),
        "figures": list(Figure),
        "overdue_hours": OVERDUE_HOURS.at(now),
        "topics": _TOPICS,
    }
    return htmx.render(request, "boards/board.html", "boards/_tables.html", context)


@page(policy=may_see_board)
def orders(request: ActorRequest, by: str, key: str, figure: str) -> HttpResponse:
    """Show the orders that one figure counts; give chosen ones to somebody else."""
    if by not in By.values or figure not in Figure.values:
        raise NotFound
    group, counted, pk = By(by), Figure(figure), _key(key)
    now = timezone.now()
    chosen = chosen_period(request, now)
    name = presenters.nobody(group)
    if pk is not None:
        name = queries.name_of(request.actor, chosen.centre, group, pk, period=chosen.period)
    may_give = request.actor.holds_at(REASSIGNERS, chosen.centre.pk)
    people = queries.colleagues(chosen.centre, group, pk) if may_give else []
    form, status = ReassignForm(people=people), 200
    if request.method == "POST":
        form = ReassignForm(request.POST, people=people)
        try:
            return _reassign(request, form, now)
        except InvalidInput as fault:
            form.add_refusal(fault)
            status = fault.status
    found = queries.behind(
        request.actor,
        chosen.centre,
        group,
        pk,
        counted,
        period=chosen.period,
        now=now,
        cursor=request.GET.get("cursor", ""),
    )
    rows = _rows(found.items, request, now)
    context = {
        "chosen": chosen,
        "name": name,
        "table": group.label,
        "figure": counted.label,
        "rows": rows,
        "next_cursor": found.next_cursor,
        "form": form if people and any(row["is_out"] for row in rows) else None,
        "ticked": set(request.POST.getlist("order")),
        "back": f"{reverse('boards:board')}?{urlencode(chosen.query)}",
        "topics": _TOPICS,
    }
    return htmx.render(request, "boards/orders.html", "boards/_orders.html", context, status=status)


def _rows(
    found: Sequence[WorkOrder], request: ActorRequest, now: datetime
) -> list[dict[str, object]]:
    names = customers.names_for([each.customer for each in found], request.actor, now)
    return [
        {
            "order": each,
            "card": names[each.customer_id],
            "appointment": short_moment(each.appointment_at),
            "status": marks.status(each),
            "is_overdue": _is_overdue(each, now),
            "is_out": each.status in _OUT,
            "key": f"{each.number}:{each.version}",
        }
        for each in found
    ]


def _is_overdue(order: WorkOrder, now: datetime) -> bool:
    """Tell whether the appointment of an order that is still worked on has passed."""
    due = order.appointment_at
    return due is not None and due < now and order.status not in _WORKED_OFF


def _reassign(request: ActorRequest, form: ReassignForm, now: datetime) -> HttpResponse:
    """Give the chosen orders away as one bulk operation, the same as from the console."""
    started = dispatching.start_bulk(
        actor=request.actor,
        wanted=dispatching.Wanted(
            kind=BulkKind.REASSIGN,
            orders=dispatching.chosen(request.POST.getlist("order")),
            inputs={name: form.typed(name) for name in form.fields},
        ),
        now=now,
    )
    bulk = running.run_now(started, request.actor, clock=timezone.now)
    results = reverse("dispatching:bulk", args=[bulk.pk])
    return htmx.redirect(request, f"{results}?{urlencode({'next': request.get_full_path()})}")


def _key(raw: str) -> int | None:
    if raw == "none":
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) < 18):  # noqa: PLR2004
        raise NotFound
    return int(raw)
