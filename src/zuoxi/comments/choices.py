"""Limits of comments."""

from django.utils.translation import gettext_lazy as _

from zuoxi.kernel.options import Option

WITHDRAW_MINUTES = Option(
    "comments.withdraw_minutes",
    10,
    label=_("Minutes within which the author may withdraw a comment (0: never)"),
    source=_("Zuoxi default: as long as actions can be undone"),
    minimum=0,
    maximum=1440,
)

_OURS = _("Zuoxi default: more than anybody types, too little to fill the database")

MOST_PER_ORDER = Option(
    "comments.most_per_order",
    500,
    label=_("Most comments on one work order"),
    source=_OURS,
    minimum=1,
    maximum=10_000,
)
COMMENTS_PER_HOUR = Option(
    "comments.comments_per_hour",
    200,
    label=_("Comments that one person may write in an hour"),
    source=_OURS,
    minimum=1,
    maximum=10_000,
)

TEXT_LIMIT = 2000
MOST_MENTIONS = 20
