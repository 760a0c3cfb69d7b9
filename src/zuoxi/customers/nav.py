"""What stands in the left rail."""

from django.utils.translation import gettext_lazy as _

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.SEARCH,
        label=_("Customers"),
        url_name="customers:list",
        icon="users",
        order=30,
        also=(
            "customers:detail",
            "customers:register",
            "customers:correct",
            "customers:reveal",
        ),
    ),
    nav.NavItem(
        group=nav.Group.SETTINGS,
        label=_("Customer classes"),
        url_name="customers:classes",
        icon="tags",
        order=40,
    ),
)
