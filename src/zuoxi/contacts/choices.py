"""Words of the register, how long one waits for an answer, and the departments shipped."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from zuoxi.kernel.options import Option


class SubjectKind(TextChoices):
    """What an interface answers for: one product, one business or one function."""

    PRODUCT = "product", pgettext_lazy("interface", "Product")
    BUSINESS = "business", pgettext_lazy("interface", "Business")
    FUNCTION = "function", pgettext_lazy("interface", "Function")


class Way(TextChoices):
    """The four ways to reach a person, in the order in which they are tried."""

    OFFICE = "office", pgettext_lazy("contact person", "Office telephone")
    MOBILE = "mobile", pgettext_lazy("contact person", "Mobile")
    EMAIL = "email", pgettext_lazy("contact person", "E-mail")
    OTHER = "other", pgettext_lazy("contact person", "Other way")


class ReachOutcome(TextChoices):
    """What came of trying to reach a person; the last one is the clock's."""

    REACHED = "reached", pgettext_lazy("reach-out", "Reached")
    NOT_REACHED = "not_reached", pgettext_lazy("reach-out", "Not reached")
    NO_ANSWER = "no_answer", pgettext_lazy("reach-out", "No answer in time")


class End(TextChoices):
    """How a reach-out ended."""

    REACHED = "reached", pgettext_lazy("reach-out", "Somebody was reached")
    STOPPED = "stopped", pgettext_lazy("reach-out", "Stopped")
    LEG_ENDED = "leg_ended", pgettext_lazy("reach-out", "The order has left the department")


class Side(TextChoices):
    """Whose head approves a process."""

    CENTRE = "centre", pgettext_lazy("process", "Service centre")
    DEPARTMENT = "department", pgettext_lazy("process", "Department")


class ProcessState(TextChoices):
    """Where a version of a process stands."""

    DRAFT = "draft", pgettext_lazy("process", "Proposed")
    IN_FORCE = "in_force", pgettext_lazy("process", "In force")
    REPLACED = "replaced", pgettext_lazy("process", "Replaced")
    REFUSED = "refused", pgettext_lazy("process", "Not agreed")


ANSWER_MINUTES = Option(
    "contacts.answer_minutes",
    15,
    label=_("Minutes after which an urgent reach-out goes on to the next contact person"),
    source=_("Zuoxi domain standards 7.1, escalation ladder: 15 minutes to each backup"),
    minimum=1,
    maximum=1440,
)

# An interface has two or three persons: with one, nobody stands behind who cannot be reached.
FEWEST_PERSONS = 2
# Far above what anybody keeps; it only keeps absurd input out.
MOST_PERSONS = 20
MOST_STEPS = 50

NAME_LIMIT = 100
PHONE_LIMIT = 32
EMAIL_LIMIT = 254
OTHER_LIMIT = 200
TEXT_LIMIT = 2000
STEP_LIMIT = 300

LANGUAGES = ("zh-hans", "zh-hant", "en")
WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)


@dataclass(frozen=True)
class Shipped:
    """A department that each centre starts with; texts are translated when it is founded."""

    code: str
    name: str
    functions: str


FIVE: tuple[Shipped, ...] = (
    Shipped(
        "product",
        gettext_noop("Product department"),
        gettext_noop(
            "Plans and maintains products and tariffs. Tells the service centre before a product "
            "is launched, adjusted, upgraded, changed or withdrawn, and trains its staff. Takes in "
            "what users say about use, tariffs and content."
        ),
    ),
    Shipped(
        "technology",
        gettext_noop("Technology department"),
        gettext_noop(
            "Develops and maintains the technology of the products. Develops, optimises and "
            "maintains the platform of the service centre and sees to its faults."
        ),
    ),
    Shipped(
        "marketing",
        gettext_noop("Marketing department"),
        gettext_noop(
            "Plans campaigns. Tells the service centre before a campaign begins, gives training "
            "and the expected number of calls, and takes in how customers respond."
        ),
    ),
    Shipped(
        "sales",
        gettext_noop("Sales department"),
        gettext_noop(
            "Gives information on sales, orders and returns. Handles serious complaints and "
            "special cases together with the service centre."
        ),
    ),
    Shipped(
        "support",
        gettext_noop("HR, administration and finance department"),
        gettext_noop(
            "Sees to recruitment, attendance and pay, to premises and supplies, and to invoices, "
            "refunds and settlement, as far as the service centre needs them."
        ),
    ),
)
