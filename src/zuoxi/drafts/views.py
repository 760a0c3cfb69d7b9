"""Where the script of a page keeps what is being typed."""

import json

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.drafts import actions, queries
from zuoxi.kernel.errors import InvalidInput
from zuoxi.web.pages import ActorRequest, page


@page(methods=["GET"])
def draft_list(request: ActorRequest) -> HttpResponse:
    """Say which forms the signed-in person has begun and not sent."""
    keys = queries.visible_to(request.actor).order_by("key").values_list("key", flat=True)
    return JsonResponse({"keys": list(keys)})


@page(methods=["GET", "POST", "DELETE"])
def draft(request: ActorRequest, key: str) -> HttpResponse:
    """Give, keep or drop what the signed-in person has typed into the form of that name."""
    if request.method == "POST":
        actions.keep_draft(
            actor=request.actor, key=key, values=_values(request), now=timezone.now()
        )
        return HttpResponse(status=204)
    if request.method == "DELETE":
        actions.drop_draft(actor=request.actor, key=key)
        return HttpResponse(status=204)
    found = queries.find(request.actor, key)
    return JsonResponse({"values": found.values if found else {}})


def _values(request: ActorRequest) -> dict[str, object]:
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise InvalidInput(fields={"values": [_("This is not what a form holds.")]})
    return sent
