"""The place of the work on site in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.WORK_AREA,
        label=pgettext_lazy("nav", "My orders today"),
        url_name="fieldwork:today",
        icon="calendar-event",
        order=5,
        also=("fieldwork:order",),
    )
)
