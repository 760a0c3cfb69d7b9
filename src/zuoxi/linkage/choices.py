"""Words of linkage, and its dated limits."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option


class WaitsFor(TextChoices):
    """Which sub-orders must be done before their parent ends."""

    ALL = "all", pgettext_lazy("linkage", "All sub-orders")
    ANY = "any", pgettext_lazy("linkage", "Any one sub-order")


class InformedBy(TextChoices):
    """How the customer was told the result. The last two are written down by their own packages."""

    TELEPHONE = "telephone", pgettext_lazy("informed by", "Telephone")
    SMS = "sms", pgettext_lazy("informed by", "Text message")
    CHAT = "chat", pgettext_lazy("informed by", "Online chat")
    MAIL = "mail", pgettext_lazy("informed by", "E-mail")
    LETTER = "letter", pgettext_lazy("informed by", "Letter")
    COUNTER = "counter", pgettext_lazy("informed by", "In person")
    CALLBACK = "callback", pgettext_lazy("informed by", "Callback")
    FOLLOW_UP = "follow_up", pgettext_lazy("informed by", "Follow-up task")


# What people choose from.
TOLD_BY = tuple(
    each for each in InformedBy if each not in {InformedBy.CALLBACK, InformedBy.FOLLOW_UP}
)


class Direction(TextChoices):
    """Which way something passes between the centre and a department or region."""

    REQUEST = "request", pgettext_lazy("linkage", "Support asked")
    FEEDBACK = "feedback", pgettext_lazy("linkage", "Feedback given")


class RequestKind(TextChoices):
    """What support is asked for."""

    PRODUCT = "product", pgettext_lazy("linkage", "Product technology")
    PLATFORM = "platform", pgettext_lazy("linkage", "Call-centre platform")
    SALES = "sales", pgettext_lazy("linkage", "Sales data")
    ADMINISTRATION = (
        "administration",
        pgettext_lazy("linkage", "Personnel, administration, finance"),
    )
    REGION = "region", pgettext_lazy("linkage", "Service in a region")
    OTHER = "other", pgettext_lazy("linkage", "Other support")


class Aspect(TextChoices):
    """What users' opinions are about."""

    USAGE = "usage", pgettext_lazy("linkage", "Use")
    TARIFF = "tariff", pgettext_lazy("linkage", "Tariff")
    CONTENT = "content", pgettext_lazy("linkage", "Content")


class ExchangeState(TextChoices):
    """Where a request or a feedback stands."""

    OPEN = "open", pgettext_lazy("exchange", "Open")
    ANSWERED = "answered", pgettext_lazy("exchange", "Answered")
    CLOSED = "closed", pgettext_lazy("exchange", "Closed")


class Concern(TextChoices):
    """Why an order stands on the daily list."""

    UNASSIGNED = "unassigned", pgettext_lazy("linkage", "Not assigned yet")
    NO_HANDLER = "no_handler", pgettext_lazy("linkage", "No handler named")
    LATE = "late", pgettext_lazy("linkage", "Late")
    NO_NOTE = "no_note", pgettext_lazy("linkage", "No progress note")
    NOT_INFORMED = "not_informed", pgettext_lazy("linkage", "Customer not informed")


# What is to be done about it.
TO_DO: dict[str, Promise] = {
    Concern.UNASSIGNED: _("Dispatch it to the department that leads, and divide it if needed."),
    Concern.NO_HANDLER: _("Ring the department and have it name who handles it."),
    Concern.LATE: _("Ask the department for the result; urge its head."),
    Concern.NO_NOTE: _("Ask the department how far it is, and have it written down."),
    Concern.NOT_INFORMED: _("Tell the customer the result and record it."),
}


class Side(TextChoices):
    """Whether another company department works on it, or units of the centre do."""

    EXTERNAL = "external", pgettext_lazy("linkage", "External: department")
    INTERNAL = "internal", pgettext_lazy("linkage", "Internal: unit of the centre")


HANDLER_MINUTES = Option(
    "linkage.handler_minutes",
    30,
    label=_("Minutes within which a department names who handles a work order it has got"),
    source=_(
        "《客户服务中心联动管理办法》: a handler is named at once; Zuoxi default for “at once”"
    ),
    minimum=1,
    maximum=1440,
)
LIMIT_HOURS = Option(
    "linkage.limit_hours",
    24,
    label=_("Hours after which a department is late with a work order that has no other limit"),
    source=_("Zuoxi default: one day, until the limits signed by both heads say otherwise"),
    minimum=1,
    maximum=720,
)
NOTE_PERCENT = Option(
    "linkage.note_percent",
    50,
    label=_("Percent of its limit after which a department must have reported progress"),
    source=_("Zuoxi default: half of the limit"),
    minimum=1,
    maximum=100,
)
RATE_DAYS = Option(
    "linkage.rate_days",
    90,
    label=_("Days over which the response rates of departments are counted"),
    source=_("Zuoxi default: a quarter, as departments are assessed"),
    minimum=1,
    maximum=400,
)

TEXT_LIMIT = 2000
