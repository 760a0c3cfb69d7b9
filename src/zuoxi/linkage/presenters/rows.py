"""The rows of the lists of linkage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zuoxi.customers import presenters as customers
from zuoxi.customers.presenters import CustomerName
from zuoxi.kernel.actors import Actor
from zuoxi.linkage import queries
from zuoxi.linkage.choices import TO_DO, Concern, Direction, ExchangeState, Side
from zuoxi.linkage.models import Exchange
from zuoxi.linkage.policies import may_ask_at
from zuoxi.linkage.queries import DailyRow
from zuoxi.org.choices import UnitKind
from zuoxi.workorders.choices import Status
from zuoxi.workorders.models import WorkOrder

_LOOKS: dict[str, tuple[str, str]] = {
    Concern.UNASSIGNED: ("blue", "send"),
    Concern.NO_HANDLER: ("red", "user-exclamation"),
    Concern.LATE: ("red", "alert-triangle"),
    Concern.NO_NOTE: ("amber", "progress"),
    Concern.NOT_INFORMED: ("violet", "message-report"),
}
_STATES: dict[str, tuple[str, str]] = {
    ExchangeState.OPEN: ("blue", "clock"),
    ExchangeState.ANSWERED: ("green", "message-check"),
    ExchangeState.CLOSED: ("grey", "circle-check"),
}


@dataclass(frozen=True)
class ConcernMark:
    """One thing that is wrong, with what is to be done about it."""

    label: str
    tone: str
    icon: str
    to_do: str


@dataclass(frozen=True)
class DailyLine:
    """A line of the daily list."""

    order: WorkOrder
    card: CustomerName
    marks: list[ConcernMark]
    is_seen: bool

    @property
    def is_part(self) -> bool:
        """Whether it is a sub-order."""
        return self.order.parent_id is not None


@dataclass(frozen=True)
class ItemRow:
    """A line of the working group's list."""

    order: WorkOrder
    card: CustomerName
    transferred_at: datetime
    is_seen: bool

    @property
    def status_label(self) -> str:
        """The printed status."""
        return str(Status(self.order.status).label)

    @property
    def side(self) -> str:
        """Whether a department leads or a unit of the centre; empty while nobody does."""
        unit = self.order.work_area
        if unit is None:
            return ""
        is_external = unit.kind == UnitKind.DEPARTMENT
        return str((Side.EXTERNAL if is_external else Side.INTERNAL).label)


@dataclass(frozen=True)
class ExchangeRow:
    """A request or feedback, as the reader may act on it."""

    exchange: Exchange
    may_reply: bool
    may_close: bool

    @property
    def direction_label(self) -> str:
        """Which way it goes."""
        return str(Direction(self.exchange.direction).label)

    @property
    def state_label(self) -> str:
        """Where it stands."""
        return str(ExchangeState(self.exchange.state).label)

    @property
    def tone(self) -> str:
        """The colour of the state."""
        return _STATES[self.exchange.state][0]

    @property
    def icon(self) -> str:
        """The icon of the state."""
        return _STATES[self.exchange.state][1]


def daily_rows(found: Sequence[DailyRow], actor: Actor, now: datetime) -> list[DailyLine]:
    """Return the lines of the daily list, with the same few queries for any number."""
    shown = customers.names_for([each.order.customer for each in found], actor, now)
    return [
        DailyLine(
            each.order,
            shown[each.order.customer_id],
            [
                ConcernMark(str(name.label), *_LOOKS[name], to_do=str(TO_DO[name]))
                for name in each.concerns
            ],
            queries.sees(actor, each.order),
        )
        for each in found
    ]


def item_rows(orders: Sequence[WorkOrder], actor: Actor, now: datetime) -> list[ItemRow]:
    """Return the lines of the working group's list."""
    shown = customers.names_for([each.customer for each in orders], actor, now)
    return [
        ItemRow(
            each,
            shown[each.customer_id],
            each.linkage_item.transferred_at,
            queries.sees(actor, each),
        )
        for each in orders
    ]


def exchange_rows(found: Sequence[Exchange], actor: Actor) -> list[ExchangeRow]:
    """Return requests and feedback with what the reader may do about them."""
    return [
        ExchangeRow(
            each,
            each.state != ExchangeState.CLOSED and queries.may_reply_to(actor, each),
            each.state != ExchangeState.CLOSED and may_ask_at(actor, each.centre_id),
        )
        for each in found
    ]
