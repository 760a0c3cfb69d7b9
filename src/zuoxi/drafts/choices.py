"""How long and how much is kept."""

from django.utils.translation import gettext_lazy as _

from zuoxi.kernel.options import Option

KEEP_DAYS = Option(
    "drafts.keep_days",
    7,
    minimum=1,
    maximum=90,
    label=_("How many days a form that was not sent is kept for its writer"),
    source=_("Zuoxi default: longer than a break between two shifts, no longer than needed"),
)

KEY_LIMIT = 100
# A form of ours with all its texts at their limits; a person with that many forms open.
BYTES_LIMIT = 64_000
MOST_DRAFTS = 30
