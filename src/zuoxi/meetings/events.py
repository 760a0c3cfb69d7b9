"""What can happen to meetings. Pure Python."""

from dataclasses import dataclass, field
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class MeetingFact(Fact):
    """A fact about one meeting: which units and people take part, and which order it is about."""

    SUBJECT: ClassVar[str] = "meetings.meeting"

    unit_ids: frozenset[int] = field(default_factory=frozenset)
    user_ids: frozenset[int] = field(default_factory=frozenset)
    number: str = ""


class MeetingConvened(MeetingFact):
    """A meeting was called."""

    KIND = "meetings.convened"


class ParticipantsInvited(MeetingFact):
    """The participants of a recurring meeting were told that it comes."""

    KIND = "meetings.invited"


class MeetingChanged(MeetingFact):
    """Time, place, participants or points changed; ``data`` has ``before`` and ``after``."""

    KIND = "meetings.changed"


class MeetingCancelled(MeetingFact):
    """A meeting does not take place; ``data`` has the ``reason``."""

    KIND = "meetings.cancelled"


class MinutesWritten(MeetingFact):
    """Minutes were written or changed; ``data`` has their ``number`` and the ``reason``."""

    KIND = "meetings.minutes_written"


class MinutesSent(MeetingFact):
    """Minutes went to all participants; from now on they stay as they are."""

    KIND = "meetings.minutes_sent"


class DecisionTaken(MeetingFact):
    """The meeting decided something; ``data`` has ``matter``, ``text`` and ``unit``."""

    KIND = "meetings.decision_taken"


@dataclass(frozen=True, kw_only=True)
class SeriesFact(Fact):
    """A fact about one recurring meeting."""

    SUBJECT: ClassVar[str] = "meetings.series"

    unit_ids: frozenset[int] = field(default_factory=frozenset)
    user_ids: frozenset[int] = field(default_factory=frozenset)


class SeriesSaved(SeriesFact):
    """It was said how a meeting recurs."""

    KIND = "meetings.series_saved"


class SeriesEnded(SeriesFact):
    """A meeting recurs no more."""

    KIND = "meetings.series_ended"


class SeriesContinued(SeriesFact):
    """Further meetings were put on the list; ``data`` has their ``days``."""

    KIND = "meetings.series_continued"
