"""The place of information sharing in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.LINKAGE,
        label=pgettext_lazy("nav", "Information sharing"),
        url_name="sharing:find",
        icon="file-search",
        order=50,
        also=("sharing:demand", "sharing:item"),
    ),
    nav.NavItem(
        group=nav.Group.SETTINGS,
        label=pgettext_lazy("nav", "Rights of departments"),
        url_name="sharing:rights",
        icon="key",
        order=75,
    ),
)
