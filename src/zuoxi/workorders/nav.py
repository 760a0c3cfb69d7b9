"""What work orders add to the rail, with their counts, and where the search box leads."""

from django.utils.translation import pgettext_lazy

from zuoxi.web import nav
from zuoxi.web.nav import Group, NavItem
from zuoxi.workorders import queries
from zuoxi.workorders.choices import FormType

nav.register(
    NavItem(
        group=Group.INTAKE,
        label=FormType.SERVICE_REQUEST.label,
        url_name="workorders:intake",
        args=("service-requests",),
        icon="file-plus",
        order=10,
    ),
    NavItem(
        group=Group.INTAKE,
        label=FormType.FAULT_REPORT.label,
        url_name="workorders:intake",
        args=("fault-reports",),
        icon="bolt",
        order=20,
    ),
    NavItem(
        group=Group.DISPATCH,
        label=pgettext_lazy("page", "Dispatch"),
        url_name="workorders:dispatch_list",
        icon="send",
        order=10,
        count_key="dispatch",
    ),
    NavItem(
        group=Group.DISPATCH,
        label=pgettext_lazy("page", "Returned"),
        url_name="workorders:returned_list",
        icon="arrow-back-up",
        order=20,
        count_key="returned",
    ),
    NavItem(
        group=Group.DISPATCH,
        label=pgettext_lazy("page", "Re-dispatch"),
        url_name="workorders:redispatch_list",
        icon="repeat",
        order=30,
        count_key="redispatch",
    ),
    NavItem(
        group=Group.DISPATCH,
        label=pgettext_lazy("page", "Adjudication"),
        url_name="workorders:adjudication_list",
        icon="gavel",
        order=40,
        count_key="adjudication",
    ),
    NavItem(
        group=Group.DISPATCH,
        label=pgettext_lazy("page", "Merged"),
        url_name="workorders:merged_list",
        icon="git-merge",
        order=50,
        also=("workorders:merge",),
    ),
    *(
        NavItem(
            group=Group.WORK_AREA,
            label=form_type.label,
            url_name="workorders:area_list",
            args=(kind,),
            icon=icon,
            order=order,
            count_key=f"work_area-{form_type.value}",
        )
        for order, kind, form_type, icon in (
            (10, "service-requests", FormType.SERVICE_REQUEST, "inbox"),
            (20, "fault-reports", FormType.FAULT_REPORT, "tool"),
        )
    ),
    NavItem(
        group=Group.CLOSING,
        label=pgettext_lazy("page", "Completed"),
        url_name="workorders:completed_list",
        icon="circle-check",
        order=10,
        count_key="completed",
    ),
    NavItem(
        group=Group.CLOSING,
        label=pgettext_lazy("page", "Review"),
        url_name="workorders:review_list",
        icon="file-search",
        order=20,
        count_key="review",
    ),
    NavItem(
        group=Group.CLOSING,
        label=pgettext_lazy("page", "Archive"),
        url_name="workorders:archive_list",
        icon="archive",
        order=30,
    ),
    NavItem(
        group=Group.CLOSING,
        label=pgettext_lazy("page", "Petitions"),
        url_name="workorders:petitions",
        icon="flag-exclamation",
        order=40,
        count_key="petition",
    ),
    NavItem(
        group=Group.SEARCH,
        label=pgettext_lazy("page", "Work-order inquiry"),
        url_name="workorders:inquiry",
        icon="list-search",
        order=10,
        also=("workorders:order",),
    ),
    NavItem(
        group=Group.SEARCH,
        label=pgettext_lazy("page", "Workflow chart"),
        url_name="workorders:flow_chart",
        icon="schema",
        order=90,
    ),
    NavItem(
        group=Group.SETTINGS,
        label=pgettext_lazy("page", "Code lists"),
        url_name="workorders:code_list",
        icon="list-details",
        order=40,
        also=(
            "workorders:code_item",
            "workorders:code_item_new",
            "workorders:field_list",
            "workorders:field_new",
            "workorders:field",
        ),
    ),
)
nav.register_counts(queries.counts)
nav.set_search("workorders:inquiry")
