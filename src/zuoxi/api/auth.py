"""Who may call: a signed-in actor, by session or by bearer token.

The middleware has already found out who that is; a call that rides on the browser's session cookie
must also prove that it comes from a page of ours.
"""

from typing import cast

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.utils import check_csrf

from zuoxi.api.http import Request
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Forbidden, NotSignedIn
from zuoxi.kernel.policies import Policy


class SignedIn:
    """The check in front of every route that does not admit anybody, before its input is read."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __call__(self, http_request: HttpRequest) -> Actor:
        """Return the actor; raise NotSignedIn, or Forbidden for a role or a forged request."""
        request = cast("Request", http_request)
        if request.auth_failure is not None:
            raise request.auth_failure
        if not request.actor.is_signed_in:
            raise NotSignedIn
        if request.auth_kind == "session" and check_csrf(request) is not None:
            raise Forbidden(
                _("The security check of this call failed. Reload the page and try again."),
                code="csrf_failed",
            )
        if not self.policy(request.actor):
            raise Forbidden
        return request.actor
