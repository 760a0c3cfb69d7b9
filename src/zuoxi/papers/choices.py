"""Dated limits of papers."""

from django.utils.translation import gettext_lazy as _

from zuoxi.kernel.options import Option

INSTANT_ORDERS = Option(
    "papers.instant_orders",
    20,
    label=_("Work orders up to which the PDF of a day list is made at once"),
    source=_("Zuoxi default, by measurement"),
    minimum=1,
    maximum=100,
)
MOST_ORDERS = Option(
    "papers.most_orders",
    300,
    label=_("Most work orders of a day list on paper"),
    source=_("Zuoxi default: ten times a full day's work of an area"),
    minimum=1,
    maximum=2000,
)
FILES_PER_HOUR = Option(
    "papers.files_per_hour",
    200,
    label=_("PDF files of single work orders that one person may fetch in an hour"),
    source=_("Zuoxi default: more than a day's visits; each takes a second to make"),
    minimum=1,
    maximum=10_000,
)
# So many are looked at on the screen; the file has all of them.
SHOWN_ORDERS = 50
# About as many fit on a sheet; only how far the making of a list has come depends on it.
ORDERS_ON_A_SHEET = 8
EXCERPT = 400
