"""Closing something at which orders may still be open: do it, or ask first."""

from typing import Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import Conflict
from zuoxi.org.actions import OpenWorkLeft
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest


class Close(Protocol):
    """The write behind the button; returns the name of what it closed."""

    def __call__(self, *, confirmed: bool) -> str:
        """Close it; raise OpenWorkLeft while orders are open and nobody has confirmed."""


def close_or_ask(request: ActorRequest, close: Close, *, back: str) -> HttpResponse:
    """Close and go back, or show the warning with a button that confirms it."""
    try:
        name = close(confirmed=request.POST.get("confirmed") == "1")
    except OpenWorkLeft as error:
        context = {"message": str(error), "back": reverse(back)}
        return render(request, "org/confirm_close.html", context=context, status=error.status)
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s is deactivated.") % {"name": name})
    return redirect(request, back)
