"""The place of messages in the rail, with the number of those not read."""

from django.utils.translation import pgettext_lazy

from zuoxi.memos import queries
from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.LINKAGE,
        label=pgettext_lazy("nav", "Department messages"),
        url_name="memos:list",
        icon="mail",
        order=40,
        count_key="memos",
        also=("memos:detail", "memos:new"),
    )
)
nav.register_counts(queries.counts)
