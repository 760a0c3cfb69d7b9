"""Kinds, purposes and the dated options of customer data."""

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as LazyText

DEFAULT_CLASS = "ordinary"

NAME_LIMIT = 200
NOTE_LIMIT = 4000
CONTACT_LIMIT = 254
LABEL_LIMIT = 50
ADDRESS_LIMIT = 500
LIST_LIMIT = 20


class CustomerKind(TextChoices):
    """Who the customer is; only an enterprise has contact persons."""

    PERSON = "person", pgettext_lazy("customer", "Individual")
    ENTERPRISE = "enterprise", pgettext_lazy("customer", "Enterprise")


class ContactKind(TextChoices):
    """How a contact point is used; phone and mobile are told apart by the number itself."""

    PHONE = "phone", pgettext_lazy("contact point", "Telephone")
    MOBILE = "mobile", pgettext_lazy("contact point", "Mobile phone")
    FAX = "fax", pgettext_lazy("contact point", "Fax")
    EMAIL = "email", pgettext_lazy("contact point", "E-mail")


class Purpose(TextChoices):
    """Why somebody looks at unmasked personal data."""

    VERIFY_IDENTITY = "verify_identity", pgettext_lazy("purpose", "Verify the caller's identity")
    CONTACT_CUSTOMER = "contact_customer", pgettext_lazy("purpose", "Contact the customer")
    ON_SITE_VISIT = "on_site_visit", pgettext_lazy("purpose", "On-site visit")
    CORRECT_RECORD = "correct_record", pgettext_lazy("purpose", "Correct the record")
    COMPLAINT = "complaint", pgettext_lazy("purpose", "Handle a complaint")


REVEAL_MINUTES = Option(
    "customers.reveal_minutes",
    30,
    label=_("Minutes for which revealed customer data stay readable"),
    source=_("Zuoxi default: about one case's handling time"),
    minimum=1,
    maximum=480,
)
REVEALS_PER_HOUR = Option(
    "customers.reveals_per_hour",
    60,
    label=_("Number of customers that one person may reveal in an hour"),
    source=_("Zuoxi default: above the pace of a busy agent"),
    minimum=1,
    maximum=10_000,
)
DEFAULT_AREA_CODE = Option(
    "customers.default_area_code",
    "",
    label=_("Area code of telephone numbers that are written without one, such as 0791"),
    source=_("Zuoxi default: none, so that no number is completed by guessing"),
)

FIELD_LABELS: "dict[str, LazyText]" = {
    "kind": pgettext_lazy("customer", "Type"),
    "customer_class": pgettext_lazy("customer", "Class"),
    "name": pgettext_lazy("customer", "Name"),
    "company_name": pgettext_lazy("customer", "Company name"),
    "note": pgettext_lazy("customer", "Note"),
    "contact_points": pgettext_lazy("customer", "Contact points"),
    "addresses": pgettext_lazy("customer", "Addresses"),
}

REVEAL_DAYS = Option(
    "customers.reveal_days",
    183,
    label=_("Days after which ended reveals are removed; the log keeps them for longer"),
    source=_("Zuoxi default: half a year, no longer than needed"),
    minimum=1,
    maximum=3650,
)
