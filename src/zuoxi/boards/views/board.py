"""The board, and the orders behind one of its figures with their reassignment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.boards import presenters, queries
from zuoxi.boards.choices import OVERDUE_HOURS, By, Figure
from zuoxi.boards.forms import ReassignForm
from zuoxi.boards.policies import may_see_board
from zuoxi.boards.views.periods import chosen_period
from zuoxi.customers import presenters as customers
from zuoxi.kernel.errors import (
    Conflict,
    DomainError,
    Forbidden,
    InvalidInput,
    NotFound,
    Stale,
)
from zuoxi.kernel.text import text_fault
from zuoxi.web import htmx
from zuoxi.web.forms import whole_number
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import actions as workorders
from zuoxi.workorders.choices import OrderList, Status
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.policies import REASSIGNERS

_OUT = (Status.DISPATCHED, Status.IN_PROGRESS)
_NUMBER_LIMIT = 24
# Tone and icon of each outcome.
_DONE, _STALE = ("green", "circle-check"), ("amber", "refresh-alert")
_REFUSED, _NO_RIGHT = ("amber", "ban"), ("red", "lock")
_TOPICS = " ".join(f"list:{each}" for each in OrderList.values)


@dataclass(frozen=True)
class Result:
    """What became of one order that was to be given to somebody else."""

    number: str
    is_seen: bool
    label: str
    text: str
    tone: str
    icon: str


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
    form, results, status = ReassignForm(people=people), list[Result](), 200
    if request.method == "POST":
        form = ReassignForm(request.POST, people=people)
        try:
            results = _reassign(request, form, now)
            form = ReassignForm(people=people)
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
        "ticked": set(request.POST.getlist("order")) if status != 200 else set(),  # noqa: PLR2004
        "results": results,
        "back": f"{reverse('boards:board')}?{urlencode(chosen.query)}",
        "topics": _TOPICS,
    }
    return htmx.render(request, "boards/orders.html", "boards/_orders.html", context, status=status)


def _rows(
    found: Sequence[WorkOrder], request: ActorRequest, now: datetime
) -> list[dict[str, object]]:
    cards = customers.cards_for([each.customer for each in found], request.actor, now)
    return [
        {
            "order": each,
            "card": cards[each.customer_id],
            "status_label": Status(each.status).label,
            "is_out": each.status in _OUT,
            "key": f"{each.number}:{each.version}",
        }
        for each in found
    ]


def _reassign(request: ActorRequest, form: ReassignForm, now: datetime) -> list[Result]:
    """Give each chosen order away in a transaction of its own; say of each what came of it."""
    keys = request.POST.getlist("order")[: queries.PAGE_SIZE]
    faults: dict[str, list[str | Promise]] = {}
    if not keys:
        faults["order"] = [_("Choose at least one work order.")]
    for name in ("technician", "reason"):
        if not form.typed(name).strip():
            faults[name] = [_("This field is required.")]
    if faults:
        raise InvalidInput(fields=faults)
    return [_reassign_one(request, form, key, now) for key in keys]


def _reassign_one(request: ActorRequest, form: ReassignForm, key: str, now: datetime) -> Result:
    number, _colon, version = key.partition(":")
    # A page of ours always sends the version; anything else matches none.
    known = whole_number(version) or 0
    try:
        workorders.reassign(
            actor=request.actor,
            number=number if text_fault(number, limit=_NUMBER_LIMIT) is None else "",
            technician=form.typed("technician"),
            reason=form.typed("reason"),
            expected_version=known,
            now=now,
        )
    except (Forbidden, NotFound) as fault:
        label, text, look, is_seen = pgettext("result", "No right"), str(fault), _NO_RIGHT, False
    except Stale as fault:
        label, text, look, is_seen = (
            pgettext("result", "Changed meanwhile"),
            str(fault),
            _STALE,
            True,
        )
    except (Conflict, InvalidInput) as fault:
        label, text, look, is_seen = pgettext("result", "Not possible"), _why(fault), _REFUSED, True
    else:
        label, text, look, is_seen = pgettext("result", "Done"), "", _DONE, True
    return Result(number, is_seen, label, text, *look)


def _why(fault: DomainError) -> str:
    said = [str(each) for found in fault.fields.values() for each in found]
    return " ".join(said) or str(fault)


def _key(raw: str) -> int | None:
    if raw == "none":
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) < 18):  # noqa: PLR2004
        raise NotFound
    return int(raw)
