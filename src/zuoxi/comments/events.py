"""What can happen to a comment. Pure Python."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class CommentFact(Fact):
    """A fact about one comment; its subject is the order, in whose history it stands."""

    SUBJECT: ClassVar[str] = "workorders.order"

    number: str
    area_ids: frozenset[int] = field(default_factory=frozenset)


class CommentAdded(CommentFact):
    """Somebody wrote a comment."""

    KIND = "comments.added"


class CommentWithdrawn(CommentFact):
    """The author took a comment back; its text stays in the history."""

    KIND = "comments.withdrawn"
