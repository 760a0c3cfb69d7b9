"""Which open pages hear of a task."""

from zuoxi.kernel.events import Signal, live
from zuoxi.tasks import events


def _signal(fact: events.TaskFact) -> Signal:
    people = {f"user:{pk}" for pk in fact.user_ids}
    topics = {"list:tasks", f"task:{fact.subject_id}"}
    if fact.source:
        topics.add(f"tasks:{fact.source}")
    return Signal(
        audience=frozenset({f"centre:{fact.centre_id}", f"area:{fact.unit_id}", *people}),
        topics=frozenset(topics),
    )


for _fact_type in (
    events.TaskSet,
    events.TaskPersonNamed,
    events.TaskMoved,
    events.TaskNoted,
    events.TaskFinished,
    events.TaskCancelled,
):
    live(_fact_type)(_signal)
