"""How many saved views there may be, and how long."""

from django.utils.translation import gettext_lazy as _

from zuoxi.kernel.options import Option

MOST_VIEWS = Option(
    "savedviews.most_views",
    200,
    label=_("Most saved views that one person may have"),
    source=_("Zuoxi default: a row of views that is longer helps nobody"),
    minimum=1,
    maximum=10_000,
)

NAME_LIMIT = 60
PATH_LIMIT = 200
# As long as the address of a download may be.
QUERY_LIMIT = 1800
