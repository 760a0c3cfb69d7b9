"""The list pages: which list each shows, under which title, with which button and columns."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.workorders.choices import FormType


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """One page of W.0. ``button`` opens the dialog of the chosen row; empty: rows are only read."""

    list_name: str
    title: str | Promise
    button: str | Promise
    help: str | Promise
    empty: str | Promise
    next_step: str | Promise
    slug: str = ""
    key: str = ""
    # Worked through in batches: after an action the next row opens by itself.
    opens_next: bool = False
    # The test cases name a second button for some pages, 选择表单; it opens the same dialog.
    also_select: bool = False
    columns: frozenset[str] = field(default_factory=frozenset)
    filters: tuple[str, ...] = ("q", "form_type")
    more_filters: tuple[str, ...] = ()
    is_of_one_type: bool = False

    @property
    def all_filters(self) -> tuple[str, ...]:
        """All filters, the seldom ones last."""
        return self.filters + self.more_filters

    @property
    def default_columns(self) -> tuple[str, ...]:
        """The columns in which the page is shown unless its address chooses others."""
        is_archive = "archived" in self.columns
        parts = {
            "form_type": not self.is_of_one_type,
            "work_area": "place" in self.columns,
            "technician": "place" in self.columns,
            "returns": "returns" in self.columns,
            "is_resolved": "result" in self.columns,
            "received_by": not is_archive,
            "last_action_at": not is_archive,
            "archived_by": is_archive,
            "archived_at": is_archive,
        }
        return tuple(name for name in _IN_ORDER if parts.get(name, True))

    @property
    def sorts(self) -> tuple[str, ...]:
        """The orders that an index serves here, the usual one first."""
        if self.list_name == "archive":
            return ("-waiting", "waiting", "received", "-received")
        if self.list_name:
            return ("waiting", "-waiting", "received", "-received", "appointment")
        if "source" in self.all_filters:
            return ("-waiting", "waiting", "received", "-received", "feedback")
        return ("-waiting", "waiting", "received", "-received")


_IN_ORDER = (
    "number",
    "customer",
    "form_type",
    "description",
    "request",
    "appointment_at",
    "status",
    "work_area",
    "technician",
    "returns",
    "is_resolved",
    "received_by",
    "archived_by",
    "last_action_at",
    "archived_at",
)
_PLACE = frozenset({"place"})

CENTRAL_PAGES: dict[str, ListPage] = {
    page.list_name: page
    for page in (
        ListPage(
            list_name="dispatch",
            slug="dispatch",
            title=_("Central management: Dispatch"),
            button=pgettext_lazy("button", "Dispatch"),
            key="d",
            help=_(
                "Every work order that intake has created and nobody has dispatched yet. "
                "The one that has waited longest stands first."
            ),
            empty=_("No work order is waiting for dispatch."),
            next_step=_("New ones from intake appear here by themselves."),
        ),
        ListPage(
            list_name="returned",
            also_select=True,
            slug="returned",
            title=_("Central management: Returned"),
            button=pgettext_lazy("button", "Return"),
            key="r",
            help=_(
                "Work orders that a work area has given back. Confirm the misdispatch or put "
                "the order straight to re-dispatch; both lead to the re-dispatch list."
            ),
            empty=_("No work order has come back."),
            next_step=_("What a work area returns appears here with its misdispatch note."),
            columns=frozenset({"returns"}),
        ),
        ListPage(
            list_name="redispatch",
            slug="re-dispatch",
            title=_("Central management: Re-dispatch"),
            button=pgettext_lazy("button", "Re-dispatch"),
            key="d",
            help=_(
                "Work orders that need another dispatch. The dialog shows where each has been "
                "before and why it came back."
            ),
            empty=_("No work order is waiting for another dispatch."),
            next_step=_("Returned or unresolved orders that are put back appear here."),
            columns=frozenset({"returns"}),
        ),
        ListPage(
            list_name="adjudication",
            slug="adjudication",
            title=_("Central management: Adjudication"),
            button=pgettext_lazy("button", "Adjudicate"),
            key="d",
            help=_(
                "Work orders that have come back so often that somebody must decide whose they "
                "are. Read why each came back, then name the work area and the basis. The "
                "decision binds: that work area cannot return the order again."
            ),
            empty=_("No work order is waiting for a decision."),
            next_step=_("What comes back too many times appears here instead of under Returned."),
            columns=frozenset({"returns"}),
        ),
        ListPage(
            list_name="merged",
            slug="merged",
            title=_("Merged work orders"),
            button="",
            help=_(
                "Work orders that turned out to be the same matter as another one. They wait for "
                "nothing: each is archived together with its main work order. If one is a matter "
                "of its own after all, un-merge it on its page."
            ),
            empty=_("No work order is merged at the moment."),
            next_step=_("On the page of a waiting work order you can merge it into another one."),
        ),
        ListPage(
            list_name="completed",
            also_select=True,
            slug="completed",
            title=_("Central management: Completed"),
            button=pgettext_lazy("button", "Complete"),
            opens_next=True,
            help=_(
                "Work orders whose result has been reported. Submit them for review, archive "
                "them, or put an unresolved one back for re-dispatch."
            ),
            empty=_("No completed work order waits here."),
            next_step=_("What a work area completes and what a reviewer approves appears here."),
            columns=_PLACE | {"result"},
            filters=("q", "work_area"),
            more_filters=("form_type",),
        ),
        ListPage(
            list_name="review",
            slug="review",
            title=_("Central management: Review"),
            button=pgettext_lazy("button", "Review"),
            opens_next=True,
            help=_(
                "Work orders that were submitted for review. Whoever handled an order cannot "
                "review it."
            ),
            empty=_("No work order is waiting for review."),
            next_step=_("Orders submitted from the completed list appear here."),
            columns=_PLACE | {"result"},
            filters=("q", "work_area"),
            more_filters=("form_type",),
        ),
        ListPage(
            list_name="archive",
            slug="archive",
            title=_("Central management: Archive"),
            button="",
            help=_("Closed work orders. They can be read and searched, but never changed."),
            empty=_("No archived work order matches."),
            next_step=_("Change the search, or archive an order on the completed page."),
            columns=_PLACE | {"archived"},
            filters=("customer_no", "number"),
            more_filters=("received_from", "received_until", "form_type", "work_area"),
        ),
    )
}

_AREA_TITLES = {
    FormType.SERVICE_REQUEST: _("Work-area work orders: Service request"),
    FormType.FAULT_REPORT: _("Work-area work orders: Fault report"),
}
_AREA_HELP = _(
    "Work orders dispatched to your work area. Process one to take it on; it then moves to the "
    "pending list. If it does not belong to you, return it with a misdispatch note."
)


def area_page(form_type: FormType, list_name: str) -> ListPage:
    """Return one of the two lists of one of the two work-area pages."""
    inbox = list_name == "work_area"
    return ListPage(
        list_name=list_name,
        title=_AREA_TITLES[form_type],
        button=pgettext_lazy("button", "Process"),
        help=_AREA_HELP,
        empty=_("Nothing new for your work area.")
        if inbox
        else _("Nothing is being worked on at the moment."),
        next_step=_("What is dispatched to you appears here by itself.")
        if inbox
        else _("What you take on in the work-area inbox moves here."),
        columns=_PLACE,
        filters=("q", "work_area"),
        is_of_one_type=True,
    )


PETITIONS = ListPage(
    list_name="",
    title=_("Petitions to the authorities"),
    button="",
    help=_(
        "Work orders whose customer intends to petition higher authorities. Look at the open ones "
        "first: each needs a person who takes care of it."
    ),
    empty=_("No work order is marked as a petition."),
    next_step=_("An order appears here as soon as a work area marks it at completion."),
    columns=_PLACE | {"result"},
    filters=("q", "status"),
    more_filters=("form_type", "work_area"),
)

INQUIRY = ListPage(
    list_name="",
    title=_("Work-order inquiry"),
    button="",
    help=_("Find any work order you may see, with its status, place, persons and times."),
    empty=_("No work order matches."),
    next_step=_("Check the subscriber number, or search with fewer filters."),
    columns=_PLACE | {"persons"},
    filters=("customer_no", "q"),
    more_filters=(
        "number",
        "status",
        "form_type",
        "source",
        "work_area",
        "received_from",
        "received_until",
    ),
)
