"""The place of emergencies in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.emergencies import queries
from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.LINKAGE,
        label=pgettext_lazy("nav", "Emergencies"),
        url_name="emergencies:list",
        icon="urgent",
        order=30,
        count_key="emergencies",
        also=("emergencies:detail", "emergencies:new", "emergencies:plan"),
    )
)
nav.register_counts(queries.counts)
