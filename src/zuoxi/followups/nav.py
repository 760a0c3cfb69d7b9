"""The place of follow-up tasks in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.followups import queries
from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.INTAKE,
        label=pgettext_lazy("nav", "Follow-ups"),
        url_name="followups:list",
        icon="checkbox",
        order=50,
        count_key="followups",
        overdue_key="followups-overdue",
        also=("followups:detail", "followups:close", "followups:hand_over"),
    )
)
nav.register_counts(queries.counts)
