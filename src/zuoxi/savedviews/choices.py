"""Words of saved views, and how many there may be."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option


class Visibility(TextChoices):
    """Who has a view in the row above the list."""

    OWN = "own", pgettext_lazy("view", "Only me")
    TEAM = "team", pgettext_lazy("view", "One unit")
    ALL = "all", pgettext_lazy("view", "Everybody")


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
