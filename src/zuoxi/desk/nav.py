"""The place of the options in the rail."""

from django.utils.translation import gettext_lazy as _

from zuoxi.web import nav

nav.set_palette("desk:palette")
nav.register(
    nav.NavItem(
        group=nav.Group.SETTINGS,
        label=_("Options"),
        url_name="desk:options",
        icon="adjustments",
        order=40,
        also=("desk:option",),
    )
)
