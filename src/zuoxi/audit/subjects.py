"""What an event was about, as a link; the package that owns the subject says how it is named."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zuoxi.kernel.actors import Actor
from zuoxi.kernel.models import Event


@dataclass(frozen=True)
class Subject:
    """How a subject is called, and its page."""

    label: str
    url: str


# Called once per page with all ids of its kind; leaves out what the actor may not see.
Namer = Callable[[Actor, Iterable[int]], dict[int, Subject]]

_namers: dict[str, Namer] = {}


def names(subject_type: str) -> Callable[[Namer], Namer]:
    """Register the function that names the subjects of a type."""

    def register(namer: Namer) -> Namer:
        _namers[subject_type] = namer
        return namer

    return register


def subjects_of(actor: Actor, events: Iterable[Event]) -> dict[tuple[str, int], Subject]:
    """Return the subjects of the events that have a name, with one query for each type."""
    ids: dict[str, set[int]] = {}
    for each in events:
        if each.subject_id is not None and each.subject_type in _namers:
            ids.setdefault(each.subject_type, set()).add(each.subject_id)
    return {
        (subject_type, pk): subject
        for subject_type, wanted in ids.items()
        for pk, subject in _namers[subject_type](actor, wanted).items()
    }
