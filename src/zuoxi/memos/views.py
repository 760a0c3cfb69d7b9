"""The boxes of messages, one message, and writing one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.audit.subjects import subjects_of
from zuoxi.kernel.days import read_day
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound
from zuoxi.kernel.faults import Faults
from zuoxi.memos import actions, presenters, queries
from zuoxi.memos.actions import About, WantedMemo
from zuoxi.memos.choices import Box
from zuoxi.memos.forms import MemoForm, WithdrawForm
from zuoxi.memos.policies import OVERSEERS, may_see_memos, may_send_memos
from zuoxi.web import htmx
from zuoxi.web.forms import whole_number
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import queries as orders
from zuoxi.workorders.events import OrderFact

_PLACES = {"about": "number"}


@page(policy=may_see_memos, methods=["GET"])
def memo_list(request: ActorRequest) -> HttpResponse:
    """Show one box: what was received, sent, is over, or all that the reader oversees."""
    now = timezone.now()
    offered = [each for each in Box if each != Box.ALL or request.actor.holds(OVERSEERS)]
    asked = request.GET.get("box", "")
    box = asked if asked in {each.value for each in offered} else Box.INBOX.value
    found = queries.page(request.actor, box, now=now, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": presenters.rows_for(found.items, request.actor, now),
        "next_cursor": found.next_cursor,
        "box": box,
        "tabs": [(each.value, each.label) for each in offered],
        "may_send": may_send_memos(request.actor),
    }
    return htmx.render(request, "memos/list.html", "memos/_list.html", context)


@page(policy=may_see_memos, methods=["GET"])
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one message; for a receiver this marks it as read."""
    memo = actions.mark_read(actor=request.actor, memo_id=pk, now=timezone.now())
    return _show(request, memo.pk, WithdrawForm())


@page(policy=may_send_memos)
def new(request: ActorRequest) -> HttpResponse:
    """Write a message to some units."""
    units = queries.offered_units(request.actor)
    form = MemoForm(request.POST or None, units=units, about=request.GET.get("about", ""))
    if request.method == "POST":
        try:
            memo = actions.send_memo(
                actor=request.actor,
                wanted=_wanted(request, form),
                idempotency_key=form.typed("key")[:200],
                now=timezone.now(),
            )
        except (InvalidInput, Conflict) as refusal:
            form.add_refusal(refusal, _PLACES)
        else:
            messages.success(request, _("The message has been sent."))
            return htmx.redirect(request, "memos:detail", memo.pk)
    about = _about(form.typed("about"))
    subjects = subjects_of(request.actor, [about] if about else [])
    context = {"form": form, "subject": next(iter(subjects.values()), None)}
    status = 422 if form.is_bound else 200
    return htmx.render(request, "memos/new.html", context=context, status=status)


@page(policy=may_send_memos, methods=["POST"])
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a message back."""
    form = WithdrawForm(request.POST)
    try:
        actions.withdraw_memo(
            actor=request.actor, memo_id=pk, reason=form.typed("reason"), now=timezone.now()
        )
    except (InvalidInput, Conflict) as refusal:
        form.add_refusal(refusal)
        return _show(request, pk, form, status=refusal.status)
    messages.success(request, _("The message has been taken back."))
    return htmx.redirect(request, "memos:detail", pk)


def _show(request: ActorRequest, pk: int, form: WithdrawForm, *, status: int = 200) -> HttpResponse:
    memo = queries.find(request.actor, pk)
    view = presenters.view_of(memo, request.actor, timezone.now())
    context: dict[str, Any] = {"view": view, "memo": memo, "form": form}
    return htmx.render(request, "memos/detail.html", "memos/_detail.html", context, status=status)


def _wanted(request: ActorRequest, form: MemoForm) -> WantedMemo:
    faults = Faults()
    day = None
    if form.typed("expires_on").strip():
        with faults.noted():
            day = read_day("expires_on", form.typed("expires_on"))
    about = _about(form.typed("about"))
    if form.typed("number").strip():
        with faults.noted():
            about = _order(request, form.typed("number").strip())
    faults.stop()
    units = [whole_number(each) for each in request.POST.getlist("units")]
    return WantedMemo(
        title=form.typed("title"),
        text=form.typed("text"),
        units=[each or 0 for each in units],
        to_all=bool(form.typed("to_all")),
        about=about,
        expires_on=day,
    )


def _order(request: ActorRequest, number: str) -> About:
    try:
        order = orders.row(request.actor, number)
    except NotFound:
        raise InvalidInput(
            fields={"number": [_("There is no work order with this number that you may see.")]}
        ) from None
    return About(OrderFact.SUBJECT, order.pk)


def _about(raw: str) -> About | None:
    """Return what an address names as ``type:id``; None for anything else."""
    subject_type, _colon, pk = raw.rpartition(":")
    found = whole_number(pk)
    return About(subject_type, found) if subject_type.isprintable() and found else None
