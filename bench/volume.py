"""How much is generated, over how long a time, and which numbers belong to what. Pure Python."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SEED = 95598
ZONE = ZoneInfo("Asia/Shanghai")

# One block is generated and written at once, by one process.
BLOCK = 5_000
# Each order has numbers for so many legs, and so on, reserved; unused ones leave gaps.
LEGS, EVENTS, EXTRAS = 4, 24, 2
# Accounts, customers and so on that the actions made have lower numbers.
FIRST = 1_000
FIRST_CUSTOMER_NO = 3_600_100_000

_ORDERS_A_DAY = 685
_FEWEST_DAYS, _MOST_DAYS = 8, 730
_ORDERS_OF_A_CUSTOMER = 5
# Every tenth customer belongs to the smaller centre.
_SECOND_CENTRE = 10
# Calls by hour of the day, in local time.
_HOURS = (2, 1, 1, 1, 1, 2, 5, 12, 25, 32, 30, 26, 18, 20, 26, 28, 26, 24, 26, 28, 24, 16, 9, 5)
_CUMULATED = [sum(_HOURS[: hour + 1]) / sum(_HOURS) for hour in range(24)]


@dataclass(frozen=True)
class Volume:
    """So many orders that came in until ``now``."""

    orders: int
    now: datetime

    @property
    def customers(self) -> int:
        """How many customers they belong to."""
        return max(50, self.orders // _ORDERS_OF_A_CUSTOMER)

    @property
    def days(self) -> int:
        """Over how many days they came in."""
        return min(_MOST_DAYS, max(_FEWEST_DAYS, self.orders // _ORDERS_A_DAY))

    @property
    def begins(self) -> datetime:
        """The midnight before the first one."""
        midnight = self.now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=self.days)

    def order_blocks(self) -> list[range]:
        """Return the orders by block, counted from 0."""
        return _blocks(self.orders)

    def customer_blocks(self) -> list[range]:
        """Return the customers by block, counted from 0."""
        return _blocks(self.customers)

    def received_at(self, place: int) -> datetime:
        """Return when an order came in; later ones have higher places."""
        days = (place + 0.5) / self.orders * (self.days + _share_of(self.now.astimezone(ZONE)))
        share = days % 1
        hour = next(at for at, until in enumerate(_CUMULATED) if share < until)
        before = _CUMULATED[hour - 1] if hour else 0.0
        within = (share - before) / (_CUMULATED[hour] - before)
        return self.begins + timedelta(days=int(days), hours=hour + within)


def in_second_centre(customer: int) -> bool:
    """Tell whether a customer, counted from 0, belongs to the smaller centre."""
    return customer % _SECOND_CENTRE == _SECOND_CENTRE - 1


def customer_no(customer: int) -> str:
    """Return the number of a customer, counted from 0."""
    return str(FIRST_CUSTOMER_NO + customer * 7)


def _share_of(now: datetime) -> float:
    """Return which part of a day's calls has come by this time of the day."""
    before = _CUMULATED[now.hour - 1] if now.hour else 0.0
    return before + (_CUMULATED[now.hour] - before) * now.minute / 60


def _blocks(count: int) -> list[range]:
    return [range(first, min(first + BLOCK, count)) for first in range(0, count, BLOCK)]
