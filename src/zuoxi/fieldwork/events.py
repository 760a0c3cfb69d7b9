"""What can happen on site beside the moves of an order. Pure Python."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class SignedOff(Fact):
    """The customer confirmed the work; stands in the history of the order, which is its subject."""

    KIND: ClassVar[str] = "fieldwork.signed_off"
    SUBJECT: ClassVar[str] = "workorders.order"

    number: str
    area_ids: frozenset[int] = field(default_factory=frozenset)
