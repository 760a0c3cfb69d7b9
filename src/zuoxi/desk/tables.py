"""What the start page says about each list: the next step, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# By the count key of the menu's link.
NEXT_STEPS: dict[str, Promise] = {
    "dispatch": _("Choose a work area and a technician for each."),
    "returned": _("Read why each came back, then put it back for re-dispatch."),
    "redispatch": _("Dispatch each again, to the right place this time."),
    "adjudication": _(
        "Read the history of each, then decide whose it is. The decision is binding."
    ),
    "work_area-service_request": _("Accept each, or return it with the reason."),
    "work_area-fault_report": _("Accept each, or return it with the reason."),
    "completed": _("Submit each for review, archive it, or re-dispatch it."),
    "review": _("Compare request and result, then approve."),
    "callbacks": _("Call each customer back, then note the result."),
    "followups": _("See to each matter, then tell the customer."),
    "petition": _("Each of these needs somebody to take care of it."),
}
