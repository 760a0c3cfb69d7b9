"""What can happen to inspections. Pure Python."""

from dataclasses import dataclass
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class InspectionFact(Fact):
    """A fact about one inspection."""

    SUBJECT: ClassVar[str] = "inspections.inspection"


class InspectionBegun(InspectionFact):
    """A sample was drawn or chosen; ``data`` has ``method``, ``seed``, ``size``, ``population``."""

    KIND = "inspections.begun"


class OrderJudged(InspectionFact):
    """An order of the sample was looked at; ``data`` has ``number``, ``verdict`` and ``text``."""

    KIND = "inspections.order_judged"


class CorrectionSet(InspectionFact):
    """A unit has to put something right; ``data`` has ``number``, ``unit`` and ``text``."""

    KIND = "inspections.correction_set"


class InspectionClosed(InspectionFact):
    """All of the sample was looked at; ``data`` has the ``conclusion``."""

    KIND = "inspections.closed"
