"""The place of deadlines in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.DISPATCH,
        label=pgettext_lazy("nav", "Deadlines"),
        url_name="deadlines:list",
        icon="hourglass",
        order=60,
        also=("deadlines:clock", "deadlines:of_order"),
    )
)
