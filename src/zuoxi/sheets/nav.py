"""The places of downloads and imports in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.SEARCH,
        label=pgettext_lazy("nav", "Downloads"),
        url_name="sheets:exports",
        icon="download",
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
        order=35,
        also=("sheets:import", "sheets:new_import"),
    ),
)
