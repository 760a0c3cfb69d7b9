"""The place of the calendars in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.SETTINGS,
        label=pgettext_lazy("nav", "Working calendars"),
        url_name="calendars:list",
        icon="calendar-event",
        order=35,
        also=(
            "calendars:calendar",
            "calendars:day",
            "calendars:week",
            "calendars:holidays",
            "calendars:create",
        ),
    )
)
