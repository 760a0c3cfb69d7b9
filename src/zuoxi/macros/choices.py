"""Words of macros: which forms have them, what a text may name."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option

# Forms that are no action of a work order; the actions come from the lifecycle.
INTAKE, COMMENT, CALLBACK, FOLLOW_UP = "intake", "comment", "callback", "follow_up"
FORM_LABELS: dict[str, Promise] = {
    INTAKE: pgettext_lazy("macro", "Intake"),
    COMMENT: pgettext_lazy("macro", "Comment"),
    CALLBACK: pgettext_lazy("macro", "Callback"),
    FOLLOW_UP: pgettext_lazy("macro", "Close a follow-up task"),
}

# What a text may name between double braces. The first part is whose it is: what belongs to an
# order can only be named where a form is about one.
PLACEHOLDERS: dict[str, Promise] = {
    "order.number": pgettext_lazy("placeholder", "number of the work order"),
    "order.appointment": pgettext_lazy("placeholder", "appointment"),
    "order.request_type": pgettext_lazy("placeholder", "request type"),
    "order.work_area": pgettext_lazy("placeholder", "work area that has it"),
    "order.technician": pgettext_lazy("placeholder", "technician who has it"),
    "customer.name": pgettext_lazy("placeholder", "name of the customer, masked as you see it"),
    "customer.number": pgettext_lazy("placeholder", "subscriber number"),
    "actor.name": pgettext_lazy("placeholder", "your own name"),
    "today": pgettext_lazy("placeholder", "the date of today"),
}

MOST_MACROS = Option(
    "macros.most_macros",
    300,
    label=_("Most templates that one person may have, deactivated ones included"),
    source=_("Zuoxi default: a list that is longer helps nobody"),
    minimum=1,
    maximum=10_000,
)

NAME_LIMIT = 60
SHORTCUT_LIMIT = 16
