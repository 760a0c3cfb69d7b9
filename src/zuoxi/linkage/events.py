"""What can happen to what several departments work on, and to what passes between them."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class LinkageFact(Fact):
    """A fact about one order, in whose history it stands; ``family_id`` is the complex one."""

    SUBJECT: ClassVar[str] = "workorders.order"

    number: str
    family_id: int | None = None
    area_ids: frozenset[int] = field(default_factory=frozenset)


class RuleSet(LinkageFact):
    """It was said which sub-orders must be done before the item ends."""

    KIND = "linkage.rule_set"


class PartsWaived(LinkageFact):
    """Somebody answers for ending the item over open sub-orders, with the reason."""

    KIND = "linkage.parts_waived"


class CustomerInformed(LinkageFact):
    """The customer was told the result."""

    KIND = "linkage.customer_informed"


class HandlerMissing(LinkageFact):
    """A department has had an order for too long without saying who handles it."""

    KIND = "linkage.handler_missing"


@dataclass(frozen=True, kw_only=True)
class ExchangeFact(Fact):
    """A fact about a request to a department or region, or about feedback given to it."""

    SUBJECT: ClassVar[str] = "linkage.exchange"

    unit_id: int


class ExchangeOpened(ExchangeFact):
    """The centre asked for support or passed on what users say."""

    KIND = "linkage.exchange_opened"


class ExchangeReplied(ExchangeFact):
    """The unit reported how far it is, or answered."""

    KIND = "linkage.exchange_replied"


class ExchangeClosed(ExchangeFact):
    """The centre has what it wanted."""

    KIND = "linkage.exchange_closed"
