"""Notices as pages and the API show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from zuoxi.audit.subjects import Subject, subjects_of
from zuoxi.kernel.actors import Actor
from zuoxi.notices.kinds import Kind, kind_of
from zuoxi.notices.models import Notice


@dataclass(frozen=True)
class NoticeRow:
    """A notice in words, with what it is about as far as its receiver may still see that."""

    notice: Notice
    kind: Kind
    subject: Subject | None

    @property
    def sentence(self) -> str:
        """What the notice says, in the reader's language."""
        return self.kind.sentence(self.notice)


def rows_for(notices: Sequence[Notice], actor: Actor) -> list[NoticeRow]:
    """Return the rows of a list, with one query for each type of subject."""
    subjects = subjects_of(actor, notices)
    return [
        NoticeRow(each, kind_of(each.kind), subjects.get((each.subject_type, each.subject_id)))
        for each in notices
    ]
