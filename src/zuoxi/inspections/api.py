"""Inspections over the API: the same queries and actions as the pages."""

from datetime import date, datetime
from typing import Annotated, Self

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router

from zuoxi.api.fields import Id, IfMatch, Limit, LongText, Moment, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import Input, Output, PageOut
from zuoxi.inspections import actions, presenters, queries
from zuoxi.inspections.actions import WantedInspection
from zuoxi.inspections.choices import InspectionStatus, Method, Verdict
from zuoxi.inspections.models import Inspection
from zuoxi.inspections.policies import may_inspect, may_see_inspections
from zuoxi.inspections.presenters import InspectionCard, InspectionRow, SampledRow
from zuoxi.tasks.actions import WantedTask

router = Router(tags=["inspections"])

Pk = Annotated[Id, Path()]


class InspectionOut(Output):
    """An inspection and how far it is."""

    id: int
    version: int
    status: InspectionStatus
    title: str
    centre_id: int
    department_id: int | None
    first_day: date
    last_day: date
    method: Method
    seed: str
    population: int
    size: int
    judged: int
    findings: int
    begun_by: str
    begun_at: datetime
    conclusion: str
    closed_at: datetime | None

    @classmethod
    def of(cls, row: InspectionRow) -> Self:
        """Build the answer for one inspection."""
        found = row.inspection
        return cls(
            id=found.pk,
            version=found.version,
            status=InspectionStatus(found.status),
            title=found.title,
            centre_id=found.centre_id,
            department_id=found.department_id,
            first_day=found.first_day,
            last_day=found.last_day,
            method=Method(found.method),
            seed=found.seed,
            population=found.population,
            size=row.size,
            judged=row.judged,
            findings=row.findings,
            begun_by=found.begun_by.name,
            begun_at=found.begun_at,
            conclusion=found.conclusion,
            closed_at=found.closed_at,
        )


class SampledOut(Output):
    """An order of a sample, and the ids of the tasks by which it is put right."""

    id: int
    position: int
    order: str
    department: str
    verdict: Verdict
    text: str
    judged_by: str | None
    task_ids: list[int]

    @classmethod
    def of(cls, row: SampledRow) -> Self:
        """Build the answer for one order."""
        sampled = row.sampled
        return cls(
            id=sampled.pk,
            position=sampled.position,
            order=sampled.order.number,
            department=sampled.department.name,
            verdict=Verdict(sampled.verdict),
            text=sampled.text,
            judged_by=sampled.judged_by.name if sampled.judged_by else None,
            task_ids=[each.task.pk for each in row.tasks],
        )


class InspectionDetailOut(Output):
    """An inspection with its sample."""

    inspection: InspectionOut
    sample: list[SampledOut]

    @classmethod
    def of(cls, card: InspectionCard) -> Self:
        """Build the answer for one inspection."""
        return cls(
            inspection=InspectionOut.of(card.row),
            sample=[SampledOut.of(each) for each in card.sample],
        )


class BeginInspectionIn(Input):
    """An inspection; with `orders` these are the sample, else `size` of them are drawn.

    `seed` draws an earlier sample again; by default a new one is made.
    """

    title: ShortText
    first_day: date
    last_day: date
    department_id: Id | None = None
    size: int | None = None
    orders: list[ShortText] = []
    seed: ShortText = ""


class VerdictIn(Input):
    """What was found of one order; a finding needs words."""

    verdict: Verdict
    text: LongText = ""


class CorrectionIn(Input):
    """What a unit has to put right; without a time it is due as usual."""

    text: LongText
    unit_id: Id
    username: ShortText = ""
    due_at: Moment | None = None


class ConclusionIn(Input):
    """What an inspection comes to."""

    conclusion: LongText


@operation(router.get, "/inspections", PageOut[InspectionOut], policy=may_see_inspections)
def list_inspections(
    request: Request, cursor: ShortText = "", limit: Limit = queries.PAGE_SIZE
) -> PageOut[InspectionOut]:
    """List the inspections that the caller may see, the newest first."""
    found = queries.page(request.actor, cursor=cursor, limit=limit)
    return PageOut[InspectionOut](
        items=[InspectionOut.of(each) for each in presenters.rows_for(found.items)],
        next_cursor=found.next_cursor,
    )


@operation(
    router.post,
    "/centres/{centre_id}/inspections",
    InspectionDetailOut,
    status=201,
    policy=may_inspect,
    etag=True,
)
def begin_centre_inspection(
    request: Request, response: HttpResponse, centre_id: Pk, body: BeginInspectionIn
) -> InspectionDetailOut:
    """Draw or choose a sample of what departments handled; only the leadership group does so."""
    found = actions.begin_inspection(
        actor=request.actor,
        centre_id=centre_id,
        wanted=WantedInspection(
            title=body.title,
            first_day=body.first_day,
            last_day=body.last_day,
            department_id=body.department_id,
            size=body.size,
            numbers=body.orders,
            seed=body.seed,
        ),
        now=timezone.now(),
    )
    return _answer(request, response, found)


@operation(
    router.get,
    "/inspections/{inspection_id}",
    InspectionDetailOut,
    policy=may_see_inspections,
    etag=True,
)
def get_inspection(
    request: Request, response: HttpResponse, inspection_id: Pk
) -> InspectionDetailOut:
    """Get one inspection with its sample."""
    return _answer(request, response, queries.find(request.actor, inspection_id))


@operation(
    router.put,
    "/inspections/{inspection_id}/sample/{sampled_id}",
    InspectionDetailOut,
    policy=may_inspect,
    problems=(409, 412),
    etag=True,
)
def judge_sampled_order(
    request: Request,
    response: HttpResponse,
    inspection_id: Pk,
    sampled_id: Pk,
    body: VerdictIn,
    if_match: IfMatch = None,
) -> InspectionDetailOut:
    """Say what was found of one order of the sample."""
    found = actions.judge_order(
        actor=request.actor,
        inspection_id=inspection_id,
        sampled_id=sampled_id,
        verdict=body.verdict.value,
        text=body.text,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, found)


@operation(
    router.post,
    "/inspections/{inspection_id}/sample/{sampled_id}/corrections",
    InspectionDetailOut,
    status=201,
    policy=may_inspect,
    problems=(409, 412),
    etag=True,
)
def set_sampled_correction(
    request: Request,
    response: HttpResponse,
    inspection_id: Pk,
    sampled_id: Pk,
    body: CorrectionIn,
    if_match: IfMatch = None,
) -> InspectionDetailOut:
    """Say which unit has to put right what was found, as a task."""
    actions.set_correction(
        actor=request.actor,
        inspection_id=inspection_id,
        sampled_id=sampled_id,
        wanted=WantedTask(
            text=body.text, unit_id=body.unit_id, username=body.username, due_at=body.due_at
        ),
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, queries.find(request.actor, inspection_id))


@operation(
    router.post,
    "/inspections/{inspection_id}/close",
    InspectionDetailOut,
    policy=may_inspect,
    problems=(409, 412),
    etag=True,
)
def close_open_inspection(
    request: Request,
    response: HttpResponse,
    inspection_id: Pk,
    body: ConclusionIn,
    if_match: IfMatch = None,
) -> InspectionDetailOut:
    """Close an inspection with its conclusion, once each order was looked at."""
    found = actions.close_inspection(
        actor=request.actor,
        inspection_id=inspection_id,
        conclusion=body.conclusion,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, found)


def _answer(request: Request, response: HttpResponse, found: Inspection) -> InspectionDetailOut:
    response["ETag"] = etag(found.version)
    return InspectionDetailOut.of(presenters.card_of(found, request.actor, timezone.now()))
