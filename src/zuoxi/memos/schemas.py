"""Messages between departments over the API."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from zuoxi.api.fields import Id, LongText, ShortText
from zuoxi.api.schemas import Input, Output
from zuoxi.memos.choices import MOST_UNITS
from zuoxi.memos.presenters import MemoRow, MemoView
from zuoxi.memos.queries import UnitReaders

Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]


class MemoLineOut(Output):
    """A message in a list."""

    id: int
    title: str
    author: str
    units: str
    sent_at: datetime
    expires_on: date
    is_unread: bool
    is_over: bool

    @classmethod
    def of(cls, row: MemoRow) -> Self:
        """Build the answer for one message."""
        memo = row.memo
        return cls(
            id=memo.pk,
            title=memo.title,
            author=memo.author.name,
            units=row.units,
            sent_at=memo.sent_at,
            expires_on=memo.expires_on,
            is_unread=row.is_unread,
            is_over=row.is_over,
        )


class MemoOut(Output):
    """One message; the text of one taken back is empty for its receivers."""

    id: int
    title: str
    text: str
    author: str
    units: list[str]
    about: str
    sent_at: datetime
    expires_on: date
    withdrawn_at: datetime | None
    withdrawal: str

    @classmethod
    def of(cls, view: MemoView) -> Self:
        """Build the answer for one message."""
        memo = view.memo
        return cls(
            id=memo.pk,
            title=memo.title,
            text=view.text,
            author=memo.author.name,
            units=view.units,
            about=view.subject.label if view.subject else "",
            sent_at=memo.sent_at,
            expires_on=memo.expires_on,
            withdrawn_at=memo.withdrawn_at,
            withdrawal=memo.withdrawal,
        )


class ReaderOut(Output):
    """Somebody who should read a message."""

    name: str
    read_at: datetime | None


class UnitReadersOut(Output):
    """The people of one unit, those who have not read it first."""

    unit: str
    read: int
    readers: list[ReaderOut]

    @classmethod
    def of(cls, row: UnitReaders) -> Self:
        """Build the answer for one unit."""
        people = [ReaderOut(name=each.name, read_at=each.read_at) for each in row.readers]
        return cls(unit=row.unit.name, read=row.read, readers=people)


class MemoIn(Input):
    """A message. `units` are ids of units, `order` the number of a work order it is about."""

    title: ShortText
    text: LongText
    units: Annotated[list[Id], Field(max_length=MOST_UNITS)] = []
    to_all: bool = False
    order: ShortText = ""
    expires_on: Day | None = None


class MemoReasonIn(Input):
    """Why a message is taken back."""

    reason: LongText


class MemoUnitOut(Output):
    """A unit that a message can be sent to."""

    id: int
    name: str
