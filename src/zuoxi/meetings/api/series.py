"""Recurring meetings over the API: as on the pages."""

from django.http import HttpResponse
from django.utils import timezone

from zuoxi.api.fields import IfMatch, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.meetings import actions, queries, schemas
from zuoxi.meetings.actions import WantedSeries
from zuoxi.meetings.api.routes import Pk, parts_of, router
from zuoxi.meetings.models import Series
from zuoxi.meetings.policies import may_hold_meetings, may_see_meetings


@operation(router.get, "/meeting-series", list[schemas.SeriesOut], policy=may_see_meetings)
def list_meeting_series(request: Request) -> list[schemas.SeriesOut]:
    """List the meetings that recur, those that go on first."""
    found = queries.series_list(request.actor)
    return [schemas.SeriesOut.of(each, queries.parts_of(each)) for each in found]


@operation(
    router.post,
    "/meeting-series",
    schemas.SeriesOut,
    status=201,
    policy=may_hold_meetings,
    etag=True,
    problems=(404,),
)
def begin_meeting_series(
    request: Request, response: HttpResponse, body: schemas.NewSeriesIn
) -> schemas.SeriesOut:
    """Say how a meeting recurs; the next ones are put on the list at once."""
    series = actions.save_series(
        actor=request.actor,
        centre_id=body.centre_id,
        wanted=_wanted(body),
        now=timezone.now(),
    )
    return _answer(response, series)


@operation(
    router.get,
    "/meeting-series/{series_id}",
    schemas.SeriesOut,
    policy=may_see_meetings,
    etag=True,
)
def get_meeting_series(
    request: Request, response: HttpResponse, series_id: Pk
) -> schemas.SeriesOut:
    """Get one recurring meeting."""
    return _answer(response, queries.find_series(request.actor, series_id))


@operation(
    router.put,
    "/meeting-series/{series_id}",
    schemas.SeriesOut,
    policy=may_hold_meetings,
    problems=(409, 412),
    etag=True,
)
def put_meeting_series(
    request: Request,
    response: HttpResponse,
    series_id: Pk,
    body: schemas.SeriesIn,
    if_match: IfMatch = None,
) -> schemas.SeriesOut:
    """Change how a meeting recurs; those to which nobody has been invited yet follow."""
    found = queries.find_series(request.actor, series_id)
    series = actions.save_series(
        actor=request.actor,
        centre_id=found.centre_id,
        wanted=_wanted(body),
        series_id=series_id,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(response, series)


@operation(
    router.post,
    "/meeting-series/{series_id}/end",
    schemas.SeriesOut,
    policy=may_hold_meetings,
    problems=(409, 412),
    etag=True,
)
def end_meeting_series(
    request: Request, response: HttpResponse, series_id: Pk, if_match: IfMatch = None
) -> schemas.SeriesOut:
    """Let a meeting recur no more."""
    series = actions.end_series(
        actor=request.actor,
        series_id=series_id,
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(response, series)


def _wanted(body: schemas.SeriesIn) -> WantedSeries:
    return WantedSeries(
        title=body.title,
        every=body.every.value,
        number=body.number,
        first_day=body.first_day,
        last_day=body.last_day,
        begins=body.begins.replace(second=0, microsecond=0, tzinfo=None),
        minutes=body.minutes,
        place=body.place,
        chair=body.chair,
        group=body.group.value if body.group else "",
        parts=parts_of(body.parts),
        points=body.points,
    )


def _answer(response: HttpResponse, series: Series) -> schemas.SeriesOut:
    response["ETag"] = etag(series.version)
    return schemas.SeriesOut.of(series, queries.parts_of(series))
