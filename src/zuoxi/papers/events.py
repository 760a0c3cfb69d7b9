"""What can happen to paper. Pure Python."""

from typing import ClassVar

from zuoxi.kernel.events import Fact


class OrderPrinted(Fact):
    """Somebody had an order laid out for paper; for the audit log alone.

    The data say as what, and whether personal data stood there in full.
    """

    KIND: ClassVar[str] = "papers.order_printed"
    SUBJECT: ClassVar[str] = "papers.order"
