"""The list of a technician's orders, one of them, and the way to its customer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.customers import actions as customers
from zuoxi.customers.choices import Purpose
from zuoxi.fieldwork import offline, presenters, queries
from zuoxi.fieldwork.choices import MOST
from zuoxi.fieldwork.forms import steps_for
from zuoxi.fieldwork.policies import works_on_site
from zuoxi.fieldwork.presenters import Visit
from zuoxi.kernel.errors import DomainError
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page, public
from zuoxi.workorders import presenters as workorders
from zuoxi.workorders import queries as orders
from zuoxi.workorders.models import WorkOrder

_PURPOSES = {"call": Purpose.CONTACT_CUSTOMER, "map": Purpose.ON_SITE_VISIT}


@page(policy=works_on_site, methods=["GET"])
def today(request: ActorRequest) -> HttpResponse:
    """Show the own orders, or those of the work area, by appointment."""
    whose = queries.whose(request.actor, request.GET.get("whose", ""))
    found = queries.on_hand(request.actor, whose.technician)
    visits = _visits(request, found[:MOST])
    context = {
        "whose": whose,
        "headings": presenters.headings(visits),
        "more": len(found) > MOST,
        "most": MOST,
    }
    return _kept(request, "today", context, visits)


@page(policy=works_on_site, methods=["GET"])
def order(request: ActorRequest, number: str) -> HttpResponse:
    """Show one order with what is needed on site and the next steps."""
    found = queries.find(request.actor, number)
    detail = orders.detail(request.actor, number)
    visit = _visits(request, [found])[0]
    context: dict[str, Any] = {
        "visit": visit,
        "blocks": workorders.dialog_blocks(detail),
        "steps": steps_for(request.actor, detail.order),
        "signed": presenters.signed_on(visit),
    }
    return _kept(request, "order", context, [visit], stamp=visit.stamp)


@page(policy=works_on_site, methods=["POST"])
def contact(request: ActorRequest, number: str) -> HttpResponse:
    """Open the customer's number or address for the visit, logged, and say where it leads.

    Scripts get the link of the call or the map and follow it: one tap. Without them the page comes
    back with both.
    """
    found = queries.find(request.actor, number)
    purpose = _PURPOSES.get(request.POST.get("for", ""), Purpose.ON_SITE_VISIT)
    visit = _visits(request, [found])[0]
    back = reverse("fieldwork:order", args=[number])
    if not visit.card.is_revealed:
        try:
            customers.reveal_customer(
                actor=request.actor,
                customer_no=found.customer.customer_no,
                purpose=purpose.value,
                remark=number,
                now=timezone.now(),
            )
        except DomainError as refusal:
            if request.accepts("text/html"):
                messages.error(request, str(refusal.message))
                return htmx.redirect(request, back)
            raise
        visit = _visits(request, [found])[0]
    if request.accepts("text/html"):
        return htmx.redirect(request, back)
    link = visit.phone_uri if purpose is Purpose.CONTACT_CUSTOMER else visit.map_url
    missing = _("The customer has no telephone number.")
    if purpose is not Purpose.CONTACT_CUSTOMER:
        missing = _("The customer has no address.")
    return JsonResponse({"link": link, "missing": "" if link else missing})


@public(methods=["GET"])
def manifest(_request: ActorRequest) -> HttpResponse:
    """Say how the pages on site stand on a telephone's home screen."""
    return JsonResponse(offline.manifest(), content_type="application/manifest+json")


@public(methods=["GET"])
def worker(_request: ActorRequest) -> HttpResponse:
    """Give the service worker, from the root, so that it may answer for the whole site."""
    headers = {"Cache-Control": "no-cache"}
    return HttpResponse(offline.script(), content_type="text/javascript", headers=headers)


def _kept(
    request: ActorRequest,
    name: str,
    context: dict[str, Any],
    visits: list[Visit],
    *,
    stamp: str = "",
) -> HttpResponse:
    """Render a page that the service worker may keep for this person, for some hours.

    Where something in it is unmasked, only for as long as that is allowed.
    """
    now = timezone.now()
    seconds = presenters.clear_for(visits, now)
    context |= {"now": now, "outbox": offline.outbox(now), "clear_for": seconds}
    page_name, part = f"fieldwork/{name}.html", f"fieldwork/_{name}.html"
    response = htmx.render(request, page_name, part, context)
    response["X-Zuoxi-User"] = str(request.actor.user_id)
    response["X-Zuoxi-Stamp"] = stamp
    if seconds is not None:
        response["X-Zuoxi-Clear-For"] = str(seconds)
    return response


def _visits(request: ActorRequest, found: list[WorkOrder]) -> list[Visit]:
    """Return the orders for the reader; masked for whoever asks for what remains after a reveal."""
    masked = request.headers.get("X-Zuoxi-Masked") == "1"
    return presenters.visits_for(found, request.actor, timezone.now(), masked=masked)
