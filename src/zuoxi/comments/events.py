"""What can happen to a comment. Pure Python."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class CommentFact(Fact):
    """A fact about one comment; its subject is the order, in whose history it stands.

    Of a progress note hear the customer's page and those who work on the same matter too.
    """

    SUBJECT: ClassVar[str] = "workorders.order"

    number: str
    area_ids: frozenset[int] = field(default_factory=frozenset)
    customer_id: int | None = None
    family_id: int | None = None


class CommentAdded(CommentFact):
    """Somebody wrote a comment."""

    KIND = "comments.added"


class CommentWithdrawn(CommentFact):
    """The author took a comment back; its text stays in the history."""

    KIND = "comments.withdrawn"
