"""Limits of comments."""

from django.utils.translation import gettext_lazy as _

from zuoxi.kernel.options import Option

WITHDRAW_MINUTES = Option(
    "comments.withdraw_minutes",
    10,
    label=_("Minutes within which the author may withdraw a comment (0: never)"),
    source=_("Decision of this project: as long as actions can be undone"),
    minimum=0,
    maximum=1440,
)

TEXT_LIMIT = 2000
MOST_MENTIONS = 20
