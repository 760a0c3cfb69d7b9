"""Refusals of this package that no other one has."""

from django.utils.translation import gettext_lazy as _

from zuoxi.kernel.errors import DomainError


class NoSpace(DomainError):
    """The disk is full, or nearly; what was received before is unharmed."""

    code = "no_space"
    status = 507
    message = _(
        "The server has no room for this file at the moment. Nothing is damaged: "
        "tell your administrator, then try again."
    )
