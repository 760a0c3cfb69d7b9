"""The place of the console in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.dispatching.policies import CONSOLE_ROLES
from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.DISPATCH,
        label=pgettext_lazy("nav", "Dispatch console"),
        url_name="dispatching:console",
        icon="layout-grid",
        roles=CONSOLE_ROLES,
        order=5,
        also=("dispatching:bulk",),
    )
)
