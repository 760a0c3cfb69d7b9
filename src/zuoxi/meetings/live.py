"""Which open pages hear of a meeting."""

from zuoxi.kernel.events import Signal, live
from zuoxi.meetings import events


def _meeting(fact: events.MeetingFact) -> Signal:
    topics = {"meetings", f"meeting:{fact.subject_id}"}
    if fact.number:
        topics.add(f"meetings-of:{fact.number}")
    return Signal(audience=_audience(fact), topics=frozenset(topics))


def _series(fact: events.SeriesFact) -> Signal:
    return Signal(audience=_audience(fact), topics=frozenset({"meetings"}))


def _audience(fact: events.MeetingFact | events.SeriesFact) -> frozenset[str]:
    units = {f"area:{pk}" for pk in fact.unit_ids}
    people = {f"user:{pk}" for pk in fact.user_ids}
    return frozenset({f"centre:{fact.centre_id}", *units, *people})


for _meeting_type in (
    events.MeetingConvened,
    events.ParticipantsInvited,
    events.MeetingChanged,
    events.MeetingCancelled,
    events.MinutesWritten,
    events.MinutesSent,
    events.DecisionTaken,
):
    live(_meeting_type)(_meeting)

for _series_type in (events.SeriesSaved, events.SeriesEnded, events.SeriesContinued):
    live(_series_type)(_series)
