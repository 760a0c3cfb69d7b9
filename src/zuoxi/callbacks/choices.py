"""Words of the callback: its status, and the result codes of domain-standards 7.2."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option


class CallbackStatus(TextChoices):
    """Open until the customer was reached, the attempts are used up, or it is withdrawn."""

    OPEN = "open", pgettext_lazy("callback", "Open")
    DONE = "done", pgettext_lazy("callback", "Reached")
    NOT_REACHED = "not_reached", pgettext_lazy("callback", "Not reached")
    WITHDRAWN = "withdrawn", pgettext_lazy("callback", "Withdrawn")


class ConnectStatus(TextChoices):
    """What came of one call."""

    CONNECTED = "connected", pgettext_lazy("call result", "Connected")
    NO_ANSWER = "no_answer", pgettext_lazy("call result", "No answer")
    BUSY = "busy", pgettext_lazy("call result", "Busy")
    SWITCHED_OFF = "switched_off", pgettext_lazy("call result", "Switched off or suspended")
    NO_SUCH_NUMBER = "no_such_number", pgettext_lazy("call result", "Number not in service")
    REFUSED = "refused", pgettext_lazy("call result", "Customer declines")
    WRONG_NUMBER = "wrong_number", pgettext_lazy("call result", "Wrong number")


class Solved(TextChoices):
    """Whether the customer's matter is solved, in the customer's own view."""

    SOLVED = "solved", pgettext_lazy("solved", "Solved")
    PARTLY = "partly", pgettext_lazy("solved", "Partly solved")
    UNSOLVED = "unsolved", pgettext_lazy("solved", "Not solved")
    UNCLEAR = "unclear", pgettext_lazy("solved", "Unclear")


class Satisfaction(TextChoices):
    """How satisfied the customer is."""

    VERY_SATISFIED = "very_satisfied", pgettext_lazy("satisfaction", "Very satisfied")
    SATISFIED = "satisfied", pgettext_lazy("satisfaction", "Satisfied")
    FAIRLY_SATISFIED = "fairly_satisfied", pgettext_lazy("satisfaction", "Fairly satisfied")
    DISSATISFIED = "dissatisfied", pgettext_lazy("satisfaction", "Dissatisfied")
    VERY_DISSATISFIED = "very_dissatisfied", pgettext_lazy("satisfaction", "Very dissatisfied")
    NOT_RATED = "not_rated", pgettext_lazy("satisfaction", "Not rated")


# After one of these no further attempt makes sense.
FINAL = frozenset({ConnectStatus.CONNECTED, ConnectStatus.REFUSED})

MOST_ATTEMPTS = Option(
    "callbacks.most_attempts",
    3,
    label=_("Attempts after which a callback is closed as not reached"),
    source=_("Usual in the trade: three attempts"),
    minimum=1,
    maximum=20,
)

REMARK_LIMIT = 2000
