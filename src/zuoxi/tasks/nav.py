"""The place of tasks in the rail."""

from django.utils.translation import pgettext_lazy

from zuoxi.tasks import queries
from zuoxi.web import nav

nav.register(
    nav.NavItem(
        group=nav.Group.LINKAGE,
        label=pgettext_lazy("nav", "Department tasks"),
        url_name="tasks:list",
        icon="list-check",
        order=10,
        count_key="tasks",
        overdue_key="tasks-overdue",
        also=("tasks:task", "tasks:new"),
    )
)
nav.register_counts(queries.counts)
