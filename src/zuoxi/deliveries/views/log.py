"""The delivery log, one delivery with its attempts, and the way that a message's link takes."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.audit.subjects import subjects_of
from zuoxi.deliveries import actions, presenters, queries
from zuoxi.deliveries.choices import DeliveryState
from zuoxi.deliveries.forms import LogForm
from zuoxi.deliveries.policies import may_resend, may_see_deliveries
from zuoxi.kernel.errors import Conflict, NotFound
from zuoxi.notices import actions as notices
from zuoxi.web.forms import whole_number
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page
from zuoxi.web.paths import safe_path


@page(policy=may_see_deliveries, methods=["GET"])
def log(request: ActorRequest) -> HttpResponse:
    """Show what was sent, or was to be, newest first."""
    form = LogForm(request.GET or None, channels=queries.channels(request.actor))
    state, channel = form.typed("state"), whole_number(form.typed("channel"))
    wanted = queries.Wanted(
        state=state if state in DeliveryState.values else "",
        channel_id=channel,
        troubled=state == "troubled",
    )
    found = queries.page(request.actor, wanted, cursor=request.GET.get("cursor", ""))
    context = {
        "form": form,
        "rows": presenters.delivery_rows(found.items, request.actor),
        "next_cursor": found.next_cursor,
        "is_filtered": bool(state or channel),
    }
    return render(request, "deliveries/log.html", "deliveries/_log.html", context=context)


@page(policy=may_see_deliveries, methods=["GET"])
def delivery(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one delivery and what was tried."""
    found = queries.find(request.actor, pk)
    context = {
        "row": presenters.delivery_row(found, request.actor),
        "attempts": presenters.attempt_rows(queries.attempts_of(found), timezone.now()),
    }
    return render(request, "deliveries/delivery.html", context=context)


@page(policy=may_resend, methods=["POST"])
def resend(request: ActorRequest, pk: int) -> HttpResponse:
    """Have a delivery sent again."""
    try:
        actions.resend(actor=request.actor, delivery_id=pk, now=timezone.now())
    except Conflict as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is sent within a minute."))
    return redirect(request, "deliveries:delivery", pk)


@page(methods=["GET"])
def go(request: ActorRequest, pk: int) -> HttpResponse:
    """Lead from a message's link to what it is about, as far as the reader may see that.

    The receiver's own notice counts as read then. Anybody of a group may follow the link.
    """
    notice = queries.notice_of(pk)
    if notice.receiver_id == request.actor.user_id:
        notices.mark_read(actor=request.actor, notice_id=notice.pk, now=timezone.now())
    subject = subjects_of(request.actor, [notice]).get((notice.subject_type, notice.subject_id))
    url = safe_path(subject.url) if subject else ""
    if not url:
        raise NotFound
    return redirect(request, url)
