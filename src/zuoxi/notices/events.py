"""What can happen to notices. Pure Python."""

from dataclasses import dataclass, field

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class NoticesGiven(Fact):
    """Some persons got the same notice, or one that they had not read yet was renewed."""

    KIND = "notices.given"
    SUBJECT = "notices.notice"

    receiver_ids: frozenset[int] = field(default_factory=frozenset)
    notice_ids: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, kw_only=True)
class NoticesRead(Fact):
    """A person has read one notice, or all of them at once; the subject is that person."""

    KIND = "notices.read"
    SUBJECT = "user"
