"""Comments as pages and the API show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from zuoxi.comments import actions
from zuoxi.comments.models import Comment
from zuoxi.kernel.actors import Actor


@dataclass(frozen=True)
class CommentRow:
    """A comment with whom it mentions; the text of a withdrawn one is not shown."""

    comment: Comment
    mentions: list[str]
    may_withdraw: bool

    @property
    def text(self) -> str:
        """What it says, empty when it was withdrawn."""
        return "" if self.comment.withdrawn_at else self.comment.text


def rows_for(comments: Iterable[Comment], actor: Actor, now: datetime) -> list[CommentRow]:
    """Return the rows of a list, without further queries."""
    return [
        CommentRow(
            each,
            [mention.user.name for mention in each.mentions.all()],
            actions.may_withdraw(each, actor, now),
        )
        for each in comments
    ]
