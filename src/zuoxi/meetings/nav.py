"""The place of meetings in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.LINKAGE,
        label=pgettext_lazy("nav", "Meetings"),
        url_name="meetings:list",
        icon="calendar-event",
        order=20,
        also=(
            "meetings:meeting",
            "meetings:new",
            "meetings:edit",
            "meetings:series_list",
            "meetings:series",
            "meetings:series_new",
            "meetings:decisions",
        ),
    )
)
