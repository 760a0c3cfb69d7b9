"""The place of the board in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.STATISTICS,
        label=pgettext_lazy("nav", "Supervisor board"),
        url_name="boards:board",
        icon="dashboard",
        order=10,
        also=("boards:orders",),
    )
)
nav.register(
    nav.NavItem(
        group=nav.Group.STATISTICS,
        label=pgettext_lazy("nav", "Returns report"),
        url_name="boards:returns",
        icon="arrow-back-up",
        order=20,
    )
)
