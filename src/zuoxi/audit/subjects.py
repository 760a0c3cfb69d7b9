"""What an event or a notice is about, as a link; whoever owns the subject says how it is named."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from zuoxi.kernel.actors import Actor


@dataclass(frozen=True)
class Subject:
    """How a subject is called, and its page."""

    label: str
    url: str


class About(Protocol):
    """A row that says what it is about: an event, or something else with these two."""

    @property
    def subject_type(self) -> str:
        """The dotted name of the kind of subject."""

    @property
    def subject_id(self) -> int | None:
        """The id of the subject, None where there is none."""


# Called once per page with all ids of its kind; leaves out what the actor may not see.
Namer = Callable[[Actor, Iterable[int]], dict[int, Subject]]

_namers: dict[str, Namer] = {}


def names(subject_type: str) -> Callable[[Namer], Namer]:
    """Register the function that names the subjects of a type."""

    def register(namer: Namer) -> Namer:
        _namers[subject_type] = namer
        return namer

    return register


def subjects_of(actor: Actor, rows: Iterable[About]) -> dict[tuple[str, int], Subject]:
    """Return the subjects of the rows that have a name, with one query for each type."""
    ids: dict[str, set[int]] = {}
    for each in rows:
        if each.subject_id is not None and each.subject_type in _namers:
            ids.setdefault(each.subject_type, set()).add(each.subject_id)
    return {
        (subject_type, pk): subject
        for subject_type, wanted in ids.items()
        for pk, subject in _namers[subject_type](actor, wanted).items()
    }
