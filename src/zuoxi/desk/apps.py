"""Wiring of the composed pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from zuoxi.accounts.choices import Role
from zuoxi.web import nav


class DeskConfig(AppConfig):
    """No tables; an app for its templates and texts."""

    name = "zuoxi.desk"

    def ready(self) -> None:
        """Register the place of the options in the navigation."""
        nav.register(
            nav.NavItem(
                group=nav.Group.SETTINGS,
                label=_("Options"),
                url_name="desk:options",
                icon="adjustments",
                roles=(Role.SUPERVISOR, Role.ADMINISTRATOR),
                order=40,
                also=("desk:option",),
            )
        )
