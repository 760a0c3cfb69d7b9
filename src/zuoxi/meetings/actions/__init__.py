"""All writes of meetings."""

from zuoxi.meetings.actions.convening import (
    Part,
    WantedMeeting,
    cancel_meeting,
    change_meeting,
    convene_meeting,
    invite_participants,
)
from zuoxi.meetings.actions.minutes import (
    WantedDecision,
    record_decision,
    save_minutes,
    send_minutes,
)
from zuoxi.meetings.actions.series import (
    WantedSeries,
    continue_series,
    end_series,
    save_series,
)

__all__ = [
    "Part",
    "WantedDecision",
    "WantedMeeting",
    "WantedSeries",
    "cancel_meeting",
    "change_meeting",
    "continue_series",
    "convene_meeting",
    "end_series",
    "invite_participants",
    "record_decision",
    "save_minutes",
    "save_series",
    "send_minutes",
]
