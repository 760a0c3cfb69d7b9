"""What can happen to a group. Pure Python."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class GroupFact(Fact):
    """A fact about one group; ``user_ids`` are those who sit or sat in it."""

    SUBJECT: ClassVar[str] = "groups.group"

    user_ids: frozenset[int] = field(default_factory=frozenset)


class GroupSaved(GroupFact):
    """A group was appointed or changed; ``data`` has ``before`` (empty if new) and ``after``."""

    KIND = "groups.saved"
