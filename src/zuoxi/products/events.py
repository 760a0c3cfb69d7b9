"""What happens to a product. Pure Python."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class ProductFact(Fact):
    """A fact about one product; ``area_ids`` are the departments and work areas of its centre."""

    SUBJECT: ClassVar[str] = "products.product"

    area_ids: frozenset[int] = field(default_factory=frozenset)


class ProductUpdated(ProductFact):
    """A product was launched, changed, withdrawn or its text corrected; the data say what."""

    KIND = "products.updated"
