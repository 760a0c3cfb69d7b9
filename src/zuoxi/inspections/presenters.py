"""Inspections as pages and the API show them."""

from dataclasses import dataclass
from datetime import datetime

from zuoxi.audit import queries as audit
from zuoxi.audit.queries import LogRow
from zuoxi.inspections import queries
from zuoxi.inspections.choices import InspectionStatus, Verdict
from zuoxi.inspections.events import InspectionFact
from zuoxi.inspections.models import Inspection, Sampled
from zuoxi.inspections.policies import may_inspect_at
from zuoxi.kernel.actors import Actor
from zuoxi.tasks import presenters as tasks
from zuoxi.tasks.presenters import TaskRow
from zuoxi.tasks.queries import Source

_LOOKS = {
    Verdict.PENDING: ("grey", "clock"),
    Verdict.IN_ORDER: ("green", "circle-check"),
    Verdict.FINDING: ("amber", "alert-triangle"),
}
_SHOWN_EVENTS = 50


@dataclass(frozen=True)
class InspectionRow:
    """An inspection in a list, with how far it is."""

    inspection: Inspection
    size: int
    judged: int
    findings: int

    @property
    def is_closed(self) -> bool:
        """Whether it has its conclusion."""
        return self.inspection.status == InspectionStatus.CLOSED

    @property
    def tone(self) -> str:
        """The colour of the status."""
        return "green" if self.is_closed else "blue"

    @property
    def icon(self) -> str:
        """The icon of the status."""
        return "circle-check" if self.is_closed else "clock"


@dataclass(frozen=True)
class SampledRow:
    """An order of a sample with what is put right about it."""

    sampled: Sampled
    tasks: list[TaskRow]

    @property
    def tone(self) -> str:
        """The colour of the verdict."""
        return _LOOKS[Verdict(self.sampled.verdict)][0]

    @property
    def icon(self) -> str:
        """The icon of the verdict."""
        return _LOOKS[Verdict(self.sampled.verdict)][1]


@dataclass(frozen=True)
class InspectionCard:
    """An inspection with its sample."""

    row: InspectionRow
    sample: list[SampledRow]
    may_inspect: bool
    log: list[LogRow]

    @property
    def inspection(self) -> Inspection:
        """The inspection itself."""
        return self.row.inspection

    @property
    def may_close(self) -> bool:
        """Whether only the conclusion is missing."""
        is_done = self.row.judged == self.row.size
        return self.may_inspect and is_done and not self.row.is_closed


def rows_for(inspections: list[Inspection]) -> list[InspectionRow]:
    """Return the rows of a list with one statement."""
    found = queries.progress_of(inspections)
    return [InspectionRow(each, *found.get(each.pk, (0, 0, 0))) for each in inspections]


def card_of(inspection: Inspection, actor: Actor, now: datetime) -> InspectionCard:
    """Return an inspection with everything on its page."""
    sample = queries.sample_of(inspection)
    sources = [Source(queries.FINDING, each.pk) for each in sample]
    found = tasks.rows_of_sources(sources, actor, now)
    return InspectionCard(
        row=rows_for([inspection])[0],
        sample=[
            SampledRow(each, found.get(Source(queries.FINDING, each.pk), [])) for each in sample
        ],
        may_inspect=may_inspect_at(actor, inspection.centre_id),
        log=audit.in_words(
            audit.latest(InspectionFact.SUBJECT, inspection.pk, limit=_SHOWN_EVENTS)
        ),
    )


def open_corrections(actor: Actor, now: datetime) -> list[TaskRow]:
    """Return what has to be put right of all visible inspections."""
    return tasks.rows_for(queries.open_corrections(actor), actor, now)
