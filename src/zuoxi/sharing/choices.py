"""The kinds of information that departments share, and what counts as which demand."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option


class SharedKind(TextChoices):
    """What is looked up."""

    CUSTOMERS = "customers", pgettext_lazy("sharing", "Customers")
    DEMANDS = "demands", pgettext_lazy("sharing", "Demands")
    PRODUCTS = "products", pgettext_lazy("sharing", "Products")
    HANDLING = "handling", pgettext_lazy("sharing", "Handling")


# For these a department needs a right to look beyond its own orders.
GIVEN = (SharedKind.CUSTOMERS, SharedKind.DEMANDS)


class Demand(TextChoices):
    """What a customer wants, by the type of request."""

    CONSULTATION = "consultation", pgettext_lazy("demand", "Consultation")
    COMPLAINT = "complaint", pgettext_lazy("demand", "Complaint")
    SUGGESTION = "suggestion", pgettext_lazy("demand", "Suggestion")


_SOURCE = _("Seed 003: demands are consultations, complaints and suggestions; Zuoxi's own types")

TYPES: dict[Demand, Option[str]] = {
    Demand.CONSULTATION: Option(
        "sharing.consultation_types",
        "consultation,usage_query,outage_information",
        label=_("Codes of the request types that are consultations, with commas between them"),
        source=_SOURCE,
    ),
    Demand.COMPLAINT: Option(
        "sharing.complaint_types",
        "service_complaint",
        label=_("Codes of the request types that are complaints, with commas between them"),
        source=_SOURCE,
    ),
    Demand.SUGGESTION: Option(
        "sharing.suggestion_types",
        "suggestion",
        label=_("Codes of the request types that are suggestions, with commas between them"),
        source=_SOURCE,
    ),
}
DEMAND_DAYS = Option(
    "sharing.demand_days",
    30,
    label=_("Days of demands that are looked up where nobody says from when"),
    source=_("Zuoxi default: a month"),
    minimum=1,
    maximum=365,
)

REASON_LIMIT = 500
QUERY_LIMIT = 100
# Of each kind, where all kinds are looked up at once.
FIRST_HITS = 5
