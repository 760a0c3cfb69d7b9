"""The place of callbacks in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.callbacks import queries
from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.INTAKE,
        label=pgettext_lazy("nav", "Callbacks"),
        url_name="callbacks:list",
        icon="phone-outgoing",
        order=40,
        count_key="callbacks",
        also=("callbacks:detail",),
    )
)
nav.register_counts(queries.counts)
