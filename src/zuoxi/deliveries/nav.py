"""The places of channels and of their log in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.SETTINGS,
        label=pgettext_lazy("nav", "Notice channels"),
        url_name="deliveries:channels",
        icon="send",
        order=37,
        also=("deliveries:channel", "deliveries:new"),
    ),
    nav.NavItem(
        group=nav.Group.SETTINGS,
        label=pgettext_lazy("nav", "Delivery log"),
        url_name="deliveries:log",
        icon="mail",
        order=38,
        also=("deliveries:delivery",),
    ),
)
