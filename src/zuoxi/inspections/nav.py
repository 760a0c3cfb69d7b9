"""The place of inspections in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.LINKAGE,
        label=pgettext_lazy("nav", "Inspections"),
        url_name="inspections:list",
        icon="file-search",
        order=30,
        also=("inspections:inspection", "inspections:new", "inspections:judge"),
    )
)
