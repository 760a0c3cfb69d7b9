"""The board as its page shows it: tables whose every figure leads to the orders behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import pgettext

from zuoxi.boards import queries
from zuoxi.boards.choices import By, Figure
from zuoxi.boards.queries import Counted, Period
from zuoxi.kernel.actors import Actor
from zuoxi.org.models import Unit


@dataclass(frozen=True)
class Cell:
    """One figure with its link; a zero leads nowhere."""

    figure: Figure
    count: int
    url: str

    @property
    def is_late(self) -> bool:
        """Tell whether the figure calls for somebody."""
        return self.figure is Figure.OVERDUE and self.count > 0


@dataclass(frozen=True)
class Row:
    """One work area or person."""

    name: str
    cells: list[Cell]


@dataclass(frozen=True)
class Table:
    """The figures of one kind of people or places."""

    by: By
    rows: list[Row]

    @property
    def title(self) -> str:
        """What the table is about."""
        return str(self.by.label)


def tables(
    actor: Actor, centre: Unit, *, period: Period, chosen: Mapping[str, str], now: datetime
) -> list[Table]:
    """Return the tables; ``chosen`` is the part of the address that says centre and days."""
    return [
        Table(
            by,
            [
                _row(by, counted, chosen)
                for counted in queries.table(actor, centre, by, period=period, now=now)
            ],
        )
        for by in By
    ]


def nobody(by: By) -> str:
    """Say with whom an order is that is with nobody."""
    if by is By.AREA:
        return pgettext("board", "Not dispatched")
    return pgettext("board", "Nobody yet")


def _row(by: By, counted: Counted, chosen: Mapping[str, str]) -> Row:
    name = counted.name if counted.key is not None else nobody(by)
    key = "none" if counted.key is None else str(counted.key)
    return Row(
        name,
        [Cell(each, counted.figures[each], _url(by, key, each, chosen)) for each in Figure],
    )


def _url(by: By, key: str, figure: Figure, chosen: Mapping[str, str]) -> str:
    address = reverse("boards:orders", args=[by.value, key, figure.value])
    return f"{address}?{urlencode(chosen)}" if chosen else address
