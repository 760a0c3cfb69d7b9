"""What can happen to the files of a work order. Pure Python."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class AttachmentFact(Fact):
    """A fact that stands in the history of the order, which is its subject.

    ``area_ids`` holds the work area that the order is dispatched to, if any.
    """

    SUBJECT: ClassVar[str] = "workorders.order"

    number: str
    area_ids: frozenset[int] = field(default_factory=frozenset)


class AttachmentAdded(AttachmentFact):
    """Somebody added a file to an order."""

    KIND = "attachments.added"


class AttachmentWithdrawn(AttachmentFact):
    """A file is shown no more; it is kept until its retention ends."""

    KIND = "attachments.withdrawn"


class AttachmentOpened(Fact):
    """Somebody else than the sender opened the original; for the audit log alone."""

    KIND = "attachments.opened"
    SUBJECT = "attachments.attachment"
