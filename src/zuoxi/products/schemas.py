"""Products over the API."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from zuoxi.api.fields import Id, LongText, ShortText
from zuoxi.api.schemas import Input, Output
from zuoxi.products.choices import Change
from zuoxi.products.models import Product, Revision
from zuoxi.products.queries import Texts

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]


class ProductLineOut(Output):
    """A product in a list."""

    id: int
    name: str
    department: str
    is_offered: bool
    withdrawn_on: date | None
    version: int

    @classmethod
    def of(cls, product: Product, today: date) -> Self:
        """Build the answer for one product."""
        return cls(
            id=product.pk,
            name=product.name,
            department=product.department.name,
            is_offered=product.is_offered(today),
            withdrawn_on=product.withdrawn_on,
            version=product.version,
        )


class RevisionOut(Output):
    """The texts of a product from one day on, and what was new."""

    number: int
    kind: Change
    summary: str
    functions: str
    instructions: str
    effective_on: date
    told_late: bool
    by: str
    at: datetime

    @classmethod
    def of(cls, revision: Revision) -> Self:
        """Build the answer for one revision."""
        return cls(
            number=revision.number,
            kind=Change(revision.kind),
            summary=revision.summary,
            functions=revision.functions,
            instructions=revision.instructions,
            effective_on=revision.effective_on,
            told_late=revision.told_late,
            by=revision.by.name,
            at=revision.at,
        )


class ProductOut(ProductLineOut):
    """One product: the texts that hold today, those that will, and those that did."""

    interface: str
    persons: list[str]
    current: RevisionOut
    coming: list[RevisionOut]
    past: list[RevisionOut]

    @classmethod
    def whole(cls, product: Product, texts: Texts, persons: list[str], today: date) -> Self:
        """Build the answer for one product."""
        line = ProductLineOut.of(product, today)
        return cls(
            **dict(line),
            interface=product.interface.name if product.interface else "",
            persons=persons,
            current=RevisionOut.of(texts.current),
            coming=[RevisionOut.of(each) for each in texts.coming],
            past=[RevisionOut.of(each) for each in texts.past],
        )


class ProductIn(Input):
    """A product as it is to stand from a day on; `department` and `interface` are ids."""

    department: Id
    kind: Change
    name: ShortText
    summary: LongText
    functions: LongText
    instructions: LongText = ""
    interface: Id | None = None
    effective_on: Day
