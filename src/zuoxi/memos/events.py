"""What happens to a message between departments. Pure Python."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class MemoFact(Fact):
    """A fact about one message; ``unit_ids`` are those it was sent to, ``author_id`` wrote it."""

    SUBJECT: ClassVar[str] = "memos.memo"

    author_id: int
    unit_ids: frozenset[int] = field(default_factory=frozenset)


class MemoSent(MemoFact):
    """A message was sent to units; the data have its title and their names."""

    KIND = "memos.sent"


@dataclass(frozen=True, kw_only=True)
class MemoRead(MemoFact):
    """Somebody, ``reader_id``, opened a message for the first time."""

    KIND: ClassVar[str] = "memos.read"

    reader_id: int


class MemoWithdrawn(MemoFact):
    """A message was taken back; the data have the reason and how many had read it."""

    KIND = "memos.withdrawn"
