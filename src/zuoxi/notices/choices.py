"""Limits of notices."""

from django.utils.translation import gettext_lazy as _

from zuoxi.kernel.options import Option

KEEP_DAYS = Option(
    "notices.keep_days",
    180,
    label=_("Days after which a notice is removed, read or not"),
    source=_("Zuoxi default: half a year; the audit log keeps what they were about"),
    minimum=1,
    maximum=3650,
)
