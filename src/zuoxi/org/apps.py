"""Wiring of the organisation package."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from zuoxi.accounts.choices import Role
from zuoxi.web import nav


class OrgConfig(AppConfig):
    """Loads the signals, the sentences, the reactions and the places in the navigation."""

    name = "zuoxi.org"

    def ready(self) -> None:
        """Register what other packages look up at run time."""
        for module in ("live", "timeline", "reactions"):
            import_module(f"{self.name}.{module}")
        nav.register(
            nav.NavItem(
                group=nav.Group.SETTINGS,
                label=_("Work areas"),
                url_name="org:work_areas",
                icon="map-pin",
                roles=(Role.SUPERVISOR,),
                order=10,
                also=("org:work_area", "org:new_area", "org:technician", "org:new_technician"),
            ),
            nav.NavItem(
                group=nav.Group.SETTINGS,
                label=_("People"),
                url_name="org:people",
                icon="users",
                roles=(Role.ADMINISTRATOR,),
                order=20,
                also=("org:person", "org:new_person"),
            ),
            nav.NavItem(
                group=nav.Group.SETTINGS,
                label=_("Organisation"),
                url_name="org:organisation",
                icon="sitemap",
                roles=(Role.ADMINISTRATOR,),
                order=30,
                also=("org:unit", "org:new_unit"),
            ),
        )
