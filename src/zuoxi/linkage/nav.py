"""The places of linkage in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.LINKAGE,
        label=pgettext_lazy("nav", "Linkage items"),
        url_name="linkage:list",
        icon="affiliate",
        order=1,
        also=("linkage:of_order", "linkage:transfer", "linkage:handler"),
    ),
    nav.NavItem(
        group=nav.Group.LINKAGE,
        label=pgettext_lazy("nav", "Daily list"),
        url_name="linkage:daily",
        icon="checkup-list",
        order=2,
    ),
    nav.NavItem(
        group=nav.Group.LINKAGE,
        label=pgettext_lazy("nav", "Requests and feedback"),
        url_name="linkage:exchanges",
        icon="arrows-exchange",
        order=3,
        also=("linkage:exchange", "linkage:new_exchange"),
    ),
    nav.NavItem(
        group=nav.Group.STATISTICS,
        label=pgettext_lazy("nav", "Linkage figures"),
        url_name="linkage:figures",
        icon="percentage",
        order=60,
        also=("linkage:inbound",),
    ),
)
