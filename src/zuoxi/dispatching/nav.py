"""The place of the console in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.DISPATCH,
        label=pgettext_lazy("nav", "Dispatch console"),
        url_name="dispatching:console",
        icon="layout-grid",
        order=5,
        also=("dispatching:bulk", "dispatching:out"),
    )
)
