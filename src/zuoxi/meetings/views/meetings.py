"""Looking at meetings, calling, moving and cancelling them."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.days import read_moment
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.meetings import actions, presenters, queries
from zuoxi.meetings.actions import WantedMeeting
from zuoxi.meetings.choices import ItemKind, MeetingList
from zuoxi.meetings.forms import CancelForm, MeetingForm, value_of
from zuoxi.meetings.models import Meeting
from zuoxi.meetings.policies import may_hold_meetings, may_keep, may_see_meetings
from zuoxi.meetings.views.showing import show
from zuoxi.org.models import Unit
from zuoxi.web.forms import whole_number
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import queries as workorders


@page(policy=may_see_meetings, methods=["GET"])
def meeting_list(request: ActorRequest) -> HttpResponse:
    """Show the meetings to come, the next one on top; or those held or cancelled."""
    status = request.GET.get("status", MeetingList.PLANNED)
    if status not in MeetingList.values:
        status = MeetingList.PLANNED
    found = queries.page(request.actor, status=status, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": presenters.rows_for(found.items),
        "next_cursor": found.next_cursor,
        "status": status,
        "states": MeetingList.choices,
        "may_convene": _may_convene(request),
    }
    return render(request, "meetings/list.html", "meetings/_list.html", context)


@page(policy=may_see_meetings, methods=["GET"])
def decisions(request: ActorRequest) -> HttpResponse:
    """Show the goals, major matters, rules and assessments that the leaders decided."""
    found = queries.decisions(request.actor, cursor=request.GET.get("cursor", ""))
    context = {"rows": found.items, "next_cursor": found.next_cursor}
    return render(request, "meetings/decisions.html", "meetings/_decisions.html", context)


@page(policy=may_see_meetings, methods=["GET"])
def meeting(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one meeting with its agenda, minutes and decisions."""
    return show(request, queries.find(request.actor, pk))


@page(policy=may_see_meetings, methods=["GET"])
def of_order(request: ActorRequest, number: str) -> HttpResponse:
    """Show the coordination sessions of an order: a part of its page that refreshes itself."""
    order = workorders.row(request.actor, number)
    part = presenters.order_part(order, actor=request.actor, now=timezone.now())
    context = {"part": part, "number": number}
    fragment = "meetings/_of_order.html" if part else ""
    return render(request, "meetings/of_order.html", fragment, context)


@page(policy=may_see_meetings, methods=["GET"])
def paper(request: ActorRequest, pk: int, what: str) -> HttpResponse:
    """Show the invitation or the minutes as they look on paper."""
    found = queries.find(request.actor, pk)
    card = presenters.card_of(found, request.actor, timezone.now())
    if what not in {"invitation", "minutes"} or (what == "minutes" and not card.minutes):
        raise NotFound
    context = {"card": card, "meeting": found, "what": what, "span": presenters.span_of(found)}
    return render(request, "meetings/paper.html", context=context)


@page(policy=may_hold_meetings)
def new(request: ActorRequest) -> HttpResponse:
    """Call a meeting; with the number of an order, a coordination session on it."""
    centres = queries.centres_for(request.actor)
    if not centres:
        return render(request, "meetings/form.html", context={"may_convene": False})
    centre = _chosen(request, centres)
    begins = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=24)
    initial: dict[str, Any] = {
        "number": request.GET.get("number", ""),
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=1),
    }
    form = _form(request, centre, initial, taken=0)
    if request.method == "POST":
        try:
            made = actions.convene_meeting(
                actor=request.actor,
                centre_id=centre.pk,
                wanted=_wanted(form),
                number=form.typed("number").strip(),
                now=timezone.now(),
            )
        except NotFound:
            text = _("There is no work order with this number that you may see.")
            form.add_error("number", text)
        except (InvalidInput, Forbidden) as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("The meeting is called; all who take part are told."))
            return redirect(request, "meetings:meeting", made.pk)
    context = {"form": form, "centre": centre, "centres": centres, "may_convene": True}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/form.html", context=context, status=status)


@page(policy=may_hold_meetings)
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Move a meeting, or change its place, its participants or its own points."""
    found = queries.find(request.actor, pk)
    if not may_keep(request.actor, found):
        raise Forbidden
    parts = queries.participants_of(found)
    form = _form(request, found.centre, _initial(found), taken=len(parts))
    if request.method == "POST":
        try:
            actions.change_meeting(
                actor=request.actor,
                meeting_id=pk,
                wanted=_wanted(form, group=found.group),
                expected_version=form.whole_number("version") or 0,
                now=timezone.now(),
            )
        except (InvalidInput, Conflict, Stale) as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(request, "meetings:meeting", pk)
    context = {"form": form, "centre": found.centre, "meeting": found, "may_convene": True}
    status = 422 if form.is_bound else 200
    return render(request, "meetings/form.html", context=context, status=status)


@page(policy=may_hold_meetings, methods=["POST"])
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Say that a meeting does not take place."""
    form = CancelForm(request.POST)
    try:
        actions.cancel_meeting(
            actor=request.actor,
            meeting_id=pk,
            reason=form.typed("reason"),
            expected_version=form.whole_number("version") or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, Stale) as refusal:
        form.add_refusal(refusal)
        return show(request, queries.find(request.actor, pk), {"cancel": form})
    messages.success(request, _("The meeting is cancelled; all who take part are told."))
    return redirect(request, "meetings:meeting", pk)


def _may_convene(request: ActorRequest) -> bool:
    return may_hold_meetings(request.actor) and bool(queries.centres_for(request.actor))


def _chosen(request: ActorRequest, centres: list[Unit]) -> Unit:
    wanted = whole_number(request.GET.get("centre", ""))
    return next((each for each in centres if each.pk == wanted), centres[0])


def _form(
    request: ActorRequest, centre: Unit, initial: dict[str, Any], *, taken: int
) -> MeetingForm:
    units = queries.units_for(centre.pk)
    sent = sum(name.startswith("part_") and bool(v) for name, v in request.POST.items())
    return MeetingForm(
        request.POST or None,
        units=units,
        people=queries.people_for(units),
        taken=max(taken, sent),
        initial=initial,
    )


def _wanted(form: MeetingForm, *, group: str | None = None) -> WantedMeeting:
    """Return what was typed; times that cannot be read are refused by the action."""
    return WantedMeeting(
        title=form.typed("title"),
        starts_at=_moment(form, "starts_at"),
        ends_at=_moment(form, "ends_at"),
        place=form.typed("place"),
        chair=form.typed("chair"),
        group=form.typed("group") if group is None else group,
        parts=form.parts(),
        points=form.typed("points"),
    )


def _moment(form: MeetingForm, name: str) -> datetime | None:
    try:
        return read_moment(name, form.typed(name))
    except InvalidInput:
        return None


def _initial(found: Meeting) -> dict[str, Any]:
    names = ("title", "place", "starts_at", "ends_at", "group", "version")
    own = [each.text for each in queries.agenda_of(found) if each.kind == ItemKind.OWN]
    initial = {name: getattr(found, name) for name in names}
    initial |= {"chair": found.chair.username, "points": "\n".join(own)}
    parts = queries.participants_of(found)
    return initial | {
        f"part_{place}": value_of(each.unit_id, each.user)
        for place, each in enumerate(parts, start=1)
    }
