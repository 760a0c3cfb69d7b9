"""The places of downloads and imports in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.SEARCH,
        label=pgettext_lazy("nav", "Downloads"),
        url_name="sheets:exports",
        icon="download",
        roles=(*sorted(CENTRE_ROLES), Role.WORK_AREA_STAFF),
        order=60,
        also=("sheets:export", "sheets:new_export"),
    ),
)
nav.register(
    nav.NavItem(
        group=nav.Group.SETTINGS,
        label=pgettext_lazy("nav", "Imports"),
        url_name="sheets:imports",
        icon="table",
        roles=(Role.SUPERVISOR,),
        order=35,
        also=("sheets:import", "sheets:new_import"),
    ),
)
