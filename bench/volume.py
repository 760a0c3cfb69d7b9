"""How much is generated, over how long a time, and which numbers belong to what. Pure Python."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SEED = 95598
ZONE = ZoneInfo("Asia/Shanghai")

# One block is generated and written at once, by one process.
BLOCK = 5_000
# Each order has numbers for so many legs, and so on, reserved; unused ones leave gaps.
LEGS, EVENTS, EXTRAS, CALLS = 4, 24, 2, 6
# Accounts, customers and so on that the actions made have lower numbers.
FIRST = 1_000
FIRST_CUSTOMER_NO = 3_600_100_000

# So many at most are made up one by one; older ones are copies of these (bench.copies).
GENERATED = 100_000
# What may still be open is not copied: the orders of the last days before the end.
_YOUNG = 25

_ORDERS_A_DAY = 685
_FEWEST_DAYS, _FEWEST_WITH_COPIES = 8, 2 * _YOUNG
_ORDERS_OF_A_CUSTOMER = 5
# Every tenth customer belongs to the smaller centre.
_SECOND_CENTRE = 10
# Calls by hour of the day, in local time.
_HOURS = (2, 1, 1, 1, 1, 2, 5, 12, 25, 32, 30, 26, 18, 20, 26, 28, 26, 24, 26, 28, 24, 16, 9, 5)
_CUMULATED = [sum(_HOURS[: hour + 1]) / sum(_HOURS) for hour in range(24)]


@dataclass(frozen=True)
class Volume:
    """So many orders that came in until ``now``, the oldest first.

    The last ``generated`` of them are made up one by one. Of these all but the youngest are the
    *pattern*, which is laid over the time before again and again, so that the number of orders in
    a day, and with it what is open, does not grow with the past.
    """

    orders: int
    now: datetime
    most_generated: int = GENERATED

    @property
    def generated(self) -> int:
        """How many orders are made up one by one."""
        return min(self.orders, self.most_generated)

    @property
    def copied(self) -> int:
        """How many orders are copies; also the place of the first one that is none."""
        return self.orders - self.generated

    @property
    def customers(self) -> int:
        """How many customers they belong to."""
        return max(50, self.orders // (_ORDERS_OF_A_CUSTOMER * _SECOND_CENTRE) * _SECOND_CENTRE)

    @property
    def days(self) -> int:
        """Over how many days the generated ones came in."""
        fewest = _FEWEST_WITH_COPIES if self.copied else _FEWEST_DAYS
        return max(fewest, self.generated // _ORDERS_A_DAY)

    @property
    def generated_since(self) -> datetime:
        """The midnight before the first generated one."""
        midnight = self.now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=self.days)

    @property
    def pattern_days(self) -> int:
        """How many days the pattern spans."""
        return self.days - _YOUNG

    @property
    def pattern(self) -> range:
        """The places of the orders that are copied."""
        first = self.copied
        if not first:
            return range(0)
        share = self.pattern_days / self._span
        return range(first, first + int(self.generated * share))

    @property
    def copies(self) -> int:
        """How many times the pattern is laid over the past; the oldest time not all of it."""
        return -(-self.copied // len(self.pattern)) if self.copied else 0

    @property
    def begins(self) -> datetime:
        """The midnight before the first order of all."""
        return self.generated_since - timedelta(days=self.copies * self.pattern_days)

    def is_older(self, copy: int, than: timedelta) -> bool:
        """Tell whether all that happened in the copy lies longer ago; the pattern has ended."""
        return timedelta(days=copy * self.pattern_days) >= than

    @property
    def events_of_a_copy(self) -> int:
        """How many numbers of events one copy of the pattern may take: those of whole blocks."""
        return -(-len(self.pattern) // BLOCK) * BLOCK * EVENTS

    def first_event_of(self, place: int) -> int:
        """Return how many numbers of events lie before those of a generated order."""
        return self.copies * self.events_of_a_copy + (place - self.copied) * EVENTS

    def order_blocks(self) -> list[range]:
        """Return the generated orders by block, counted from the first order of all."""
        return _blocks(self.copied, self.orders)

    def customer_blocks(self) -> list[range]:
        """Return the customers by block, counted from 0."""
        return _blocks(0, self.customers)

    def received_at(self, place: int) -> datetime:
        """Return when a generated order came in; later ones have higher places."""
        days = (place - self.copied + 0.5) / self.generated * self._span
        share = days % 1
        hour = next(at for at, until in enumerate(_CUMULATED) if share < until)
        before = _CUMULATED[hour - 1] if hour else 0.0
        within = (share - before) / (_CUMULATED[hour] - before)
        return self.generated_since + timedelta(days=int(days), hours=hour + within)

    @property
    def _span(self) -> float:
        """Days until now, the last one by the part of its calls that have come."""
        return self.days + _share_of(self.now.astimezone(ZONE))


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


def _blocks(first: int, end: int) -> list[range]:
    return [range(place, min(place + BLOCK, end)) for place in range(first, end, BLOCK)]
