"""Words of the work order in the reader's language, its code lists, and its dated options."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.lifecycle import State
from zuoxi.kernel.options import Option


class FormType(TextChoices):
    """The two form types; both run through the same lifecycle."""

    SERVICE_REQUEST = "service_request", pgettext_lazy("form type", "Service request")
    FAULT_REPORT = "fault_report", pgettext_lazy("form type", "Fault report")


class Status(TextChoices):
    """The eight statuses, with the printed labels."""

    CREATED = "created", pgettext_lazy("status", "Created")
    DISPATCHED = "dispatched", pgettext_lazy("status", "Dispatched")
    IN_PROGRESS = "in_progress", pgettext_lazy("status", "In progress")
    COMPLETED = "completed", pgettext_lazy("status", "Completed")
    UNDER_REVIEW = "under_review", pgettext_lazy("status", "Under review")
    ARCHIVED = "archived", pgettext_lazy("status", "Archived")
    RETURNED = "returned", pgettext_lazy("status", "Returned")
    REDISPATCH_PENDING = "redispatch_pending", pgettext_lazy("status", "Awaiting re-dispatch")


class Outcome(TextChoices):
    """How a dispatch ended; empty while it is open."""

    COMPLETED = "completed", pgettext_lazy("outcome", "Completed")
    RETURNED = "returned", pgettext_lazy("outcome", "Returned")
    RECALLED = "recalled", pgettext_lazy("outcome", "Taken back")


class CodeList(TextChoices):
    """The code lists that a supervisor maintains."""

    DEVICE_TYPE = "device_type", pgettext_lazy("field", "Device type")
    REQUEST_TYPE = "request_type", pgettext_lazy("field", "Request type")
    RETURN_REASON = "return_reason", pgettext_lazy("field", "Return reason")
    GRADE = "grade", pgettext_lazy("field", "Grade")
    REGION_CLASS = "region_class", pgettext_lazy("field", "Region class")


# What intake offers first.
USUAL_GRADE = "normal"


class Source(TextChoices):
    """Where a matter came from; one from a superior body has a date by which it wants an answer."""

    TELEPHONE = "telephone", pgettext_lazy("source", "Telephone")
    WEB = "web", pgettext_lazy("source", "Website")
    MAIL = "mail", pgettext_lazy("source", "E-mail")
    CHAT = "chat", pgettext_lazy("source", "Online chat")
    COUNTER = "counter", pgettext_lazy("source", "Service counter")
    SUPERIOR = "superior", pgettext_lazy("source", "Assigned by a superior body")


class FieldKind(TextChoices):
    """What a field of a request type holds; ``lines`` are articles with quantity and price."""

    TEXT = "text", pgettext_lazy("field kind", "Text")
    LONG_TEXT = "long_text", pgettext_lazy("field kind", "Long text")
    NUMBER = "number", pgettext_lazy("field kind", "Number")
    MONEY = "money", pgettext_lazy("field kind", "Amount of money")
    DATE = "date", pgettext_lazy("field kind", "Date")
    YES_NO = "yes_no", pgettext_lazy("field kind", "Yes or no")
    CHOICE = "choice", pgettext_lazy("field kind", "Choice")
    LINES = "lines", pgettext_lazy("field kind", "Articles")
    EARLIER_ORDER = "earlier_order", pgettext_lazy("field kind", "Earlier work order")


class AmountRule(TextChoices):
    """What an amount of money is checked against; none where it has no rule."""

    TOTAL = "total", pgettext_lazy("amount", "Total of the articles")
    PAID = "paid", pgettext_lazy("amount", "Paid for the earlier work order")
    REFUND = "refund", pgettext_lazy("amount", "Refund: at most what was paid")


class Complexity(TextChoices):
    """Whether intake answers a matter itself, or departments work on it; empty: not said."""

    SIMPLE = "simple", pgettext_lazy("complexity", "Simple")
    COMPLEX = "complex", pgettext_lazy("complexity", "Complex")


class LinkKind(TextChoices):
    """Why two orders belong together."""

    FOLLOWS = "follows", pgettext_lazy("link", "Follows")
    RELATED = "related", pgettext_lazy("link", "Related")


class Action(TextChoices):
    """What moves an order; the lifecycle says from where to where and by whom."""

    DISPATCH = "dispatch", pgettext_lazy("action", "Dispatch")
    ACCEPT = "accept", pgettext_lazy("action", "Accept")
    RETURN = "return", pgettext_lazy("action", "Return")
    COMPLETE = "complete", pgettext_lazy("action", "Complete")
    SUBMIT_REVIEW = "submit_review", pgettext_lazy("action", "Submit for review")
    APPROVE = "approve", pgettext_lazy("action", "Approve as complete")
    ARCHIVE = "archive", pgettext_lazy("action", "Archive")
    NOTE_MISDISPATCH = "note_misdispatch", pgettext_lazy("action", "Note the misdispatch")
    REDISPATCH = "redispatch", pgettext_lazy("action", "Re-dispatch")
    ADJUDICATE = "adjudicate", pgettext_lazy("action", "Adjudicate")
    RECALL = "recall", pgettext_lazy("action", "Take the dispatch back")
    MERGE = "merge", pgettext_lazy("action", "Merge")
    UNMERGE = "unmerge", pgettext_lazy("action", "Un-merge")
    ANSWER = "answer", pgettext_lazy("action", "Answer and close")


ACTION_LABELS: dict[str, Promise | str] = {
    "create": pgettext_lazy("action", "Create work order"),
    **{each.value: each.label for each in Action},
}


class OrderList(TextChoices):
    """The lists; each shows the orders of one status, but for the returned and the merged ones."""

    DISPATCH = "dispatch", pgettext_lazy("list", "To dispatch")
    WORK_AREA = "work_area", pgettext_lazy("list", "Work-area inbox")
    PENDING = "pending", pgettext_lazy("list", "Pending")
    RETURNED = "returned", pgettext_lazy("list", "Returned")
    REDISPATCH = "redispatch", pgettext_lazy("list", "Re-dispatch")
    ADJUDICATION = "adjudication", pgettext_lazy("list", "To adjudicate")
    MERGED = "merged", pgettext_lazy("list", "Merged")
    COMPLETED = "completed", pgettext_lazy("list", "Completed")
    REVIEW = "review", pgettext_lazy("list", "Review")
    ARCHIVE = "archive", pgettext_lazy("list", "Archive")


LIST_LABELS: dict[str, Promise | str] = {each.value: each.label for each in OrderList}


def state_label(state: State) -> Promise | str:
    """Return how people call a state: by its status, else by its list."""
    return Status(state.status).label if state.status else LIST_LABELS[state.list_name]


# What creation asks for; it has no inputs in the lifecycle, because it moves no order.
INTAKE_LABELS: dict[str, Promise] = {
    "customer_no": pgettext_lazy("field", "Subscriber number"),
    "device_type": pgettext_lazy("field", "Device type"),
    "request_type": pgettext_lazy("field", "Request type"),
    "appointment_at": pgettext_lazy("field", "Appointment"),
    "description": pgettext_lazy("field", "Intake content"),
}

INPUT_LABELS: dict[str, Promise] = {
    "work_area": pgettext_lazy("field", "Work area"),
    "technician": pgettext_lazy("field", "Technician"),
    "remark": pgettext_lazy("field", "Dispatch remark"),
    "return_reason": pgettext_lazy("field", "Return reason"),
    "misdispatch_note": pgettext_lazy("field", "Misdispatch note"),
    "handler": pgettext_lazy("field", "Technician"),
    "resolution_notes": pgettext_lazy("field", "Resolution notes"),
    "is_resolved": pgettext_lazy("field", "Resolved?"),
    "is_petition": pgettext_lazy("field", "Petition to the authorities?"),
    "callback_required": pgettext_lazy("field", "Callback required?"),
    "review_remark": pgettext_lazy("field", "Review remark"),
    "reason": pgettext_lazy("field", "Reason"),
    "basis": pgettext_lazy("field", "Basis of the decision"),
    "into": pgettext_lazy("field", "Main work order"),
    "answer": pgettext_lazy("field", "Answer to the customer"),
}

# Service requests are handled by a person of intake, fault reports by a technician.
HANDLER_LABELS: dict[str, Promise] = {
    FormType.SERVICE_REQUEST: pgettext_lazy("field", "Intake handler"),
    FormType.FAULT_REPORT: pgettext_lazy("field", "Technician"),
}

MESSAGES: dict[str, Promise] = {
    "done": _("The operation was successful."),
    "dispatched": _("The work order was dispatched."),
    "changed": _("The work order was changed."),
    "merged": _("The work order was merged."),
    "unmerged": _("The work order stands on its own again."),
    "answered": _("The question was answered; the work order is closed."),
}

REVIEWER_DIFFERS = Option(
    "workorders.reviewer_differs",
    True,  # noqa: FBT003 - the shipped default of a yes/no option
    label=_("The reviewer must not be the person who handled or completed the work order"),
    source=_("Separation of duties: nobody reviews the own work"),
)

DUPLICATE_DAYS = Option(
    "workorders.duplicate_days",
    7,
    minimum=0,
    maximum=365,
    label=_("How many days back intake looks for an open work order about the same matter"),
    source=_("Zuoxi default: a caller who asks again does so within a week"),
)

RETURNS_BEFORE_ADJUDICATION = Option(
    "workorders.returns_before_adjudication",
    2,
    minimum=1,
    maximum=20,
    label=_("With which return a work order goes to adjudication"),
    source=_("Zuoxi default: whoever returns it a second time needs somebody who decides"),
)

DESCRIPTION_LIMIT = 4000
NOTE_LIMIT = 2000
MOST_LINES = 50
MOST_CHOICES = 100

KEY_DAYS = Option(
    "workorders.key_days",
    90,
    label=_("Days for which a call that is sent again with its key gets its first answer"),
    source=_("Zuoxi default: longer than any telephone is without a network"),
    minimum=7,
    maximum=3650,
)
