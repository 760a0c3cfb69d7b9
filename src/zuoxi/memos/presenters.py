"""Messages as pages and the API show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from zuoxi.audit.subjects import Subject, subjects_of
from zuoxi.kernel.actors import Actor
from zuoxi.memos import queries
from zuoxi.memos.models import Memo
from zuoxi.memos.policies import may_see_readers, may_withdraw
from zuoxi.memos.queries import UnitReaders


@dataclass(frozen=True)
class MemoRow:
    """A message in a list; ``units`` are the names of those it went to."""

    memo: Memo
    units: str
    is_unread: bool
    is_over: bool


@dataclass(frozen=True)
class MemoView:
    """One message for one reader; the text of one taken back is kept from its receivers."""

    memo: Memo
    text: str
    units: list[str]
    subject: Subject | None
    readers: list[UnitReaders] | None
    is_over: bool
    may_withdraw: bool

    @property
    def read(self) -> int:
        """How many have read it, each person once for each unit."""
        return sum(each.read for each in self.readers or ())

    @property
    def expected(self) -> int:
        """How many should read it."""
        return sum(len(each.readers) for each in self.readers or ())


def rows_for(memos: Sequence[Memo], actor: Actor, now: datetime) -> list[MemoRow]:
    """Return the rows of a list."""
    return [_row(each, actor, now) for each in memos]


def view_of(memo: Memo, actor: Actor, now: datetime) -> MemoView:
    """Return one message as the actor may read it, with its readers for those who see them."""
    sees_readers = may_see_readers(actor, memo)
    is_withdrawn = memo.withdrawn_at is not None
    return MemoView(
        memo=memo,
        text="" if is_withdrawn and not sees_readers else memo.text,
        units=[each.name for each in queries.units_of(memo)],
        subject=subjects_of(actor, [memo]).get((memo.subject_type, memo.subject_id or 0)),
        readers=queries.readers_of(memo) if sees_readers else None,
        is_over=_is_over(memo, now),
        may_withdraw=not is_withdrawn and may_withdraw(actor, memo),
    )


def _row(memo: Memo, actor: Actor, now: datetime) -> MemoRow:
    is_over = _is_over(memo, now)
    is_read = getattr(memo, "is_read", True)
    names = "、".join(each.unit.name for each in memo.units.all())
    is_unread = not is_read and not is_over and memo.author_id != actor.user_id
    return MemoRow(memo, names, is_unread, is_over)


def _is_over(memo: Memo, now: datetime) -> bool:
    """Tell whether a message does not count any more: taken back, or past its last day."""
    return memo.expires_on < timezone.localdate(now) or memo.withdrawn_at is not None
