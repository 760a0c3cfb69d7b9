"""Saved views over the API: the same queries and actions as the pages."""

from datetime import datetime
from typing import Annotated, Self

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router
from pydantic import Field

from zuoxi.api.fields import Id, IfMatch, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import Input, Output
from zuoxi.kernel.policies import signed_in
from zuoxi.org.choices import Visibility
from zuoxi.savedviews import actions, queries
from zuoxi.savedviews.models import SavedView

router = Router(tags=["views"])


class ViewIn(Input):
    """A view as it is to be; `unit` is the code of a unit, for a view of that unit."""

    name: ShortText
    address: Annotated[
        ShortText,
        Field(
            description="The address of a list page with its conditions, columns and order.",
            examples=["/inquiry/?status=archived&columns=number,customer&sort=-received"],
        ),
    ]
    visibility: Visibility = Visibility.OWN
    unit: ShortText = ""


class ViewOut(Output):
    """An address under a name; what is seen there is decided for each reader anew."""

    id: int
    name: str
    address: str
    visibility: Visibility
    unit: str
    owner: str
    is_default: bool
    version: int
    created_at: datetime

    @classmethod
    def of(cls, view: SavedView) -> Self:
        """Build the answer for one view."""
        return cls(
            id=view.pk,
            name=view.name,
            address=view.address,
            visibility=Visibility(view.visibility),
            unit=view.unit.code if view.unit else "",
            owner=view.owner.name,
            is_default=bool(getattr(view, "is_default", False)),
            version=view.version,
            created_at=view.created_at,
        )


class DefaultIn(Input):
    """Whether the caller's list starts with the view."""

    is_default: bool


class ViewsOut(Output):
    """All views that the caller has."""

    items: list[ViewOut]


ViewId = Annotated[Id, Path()]


@operation(router.get, "/views", ViewsOut, policy=signed_in)
def list_views(request: Request, path: ShortText = "") -> ViewsOut:
    """List the saved views that the caller has; with `path`, those of one list."""
    found = queries.everything(request.actor, path=path)
    return ViewsOut(items=[ViewOut.of(each) for each in found])


@operation(router.get, "/views/{view_id}", ViewOut, policy=signed_in, etag=True)
def get_view(request: Request, response: HttpResponse, view_id: ViewId) -> ViewOut:
    """Get one saved view."""
    return _answer(request, response, view_id)


@operation(router.post, "/views", ViewOut, status=201, policy=signed_in, problems=(409,), etag=True)
def create_view(request: Request, response: HttpResponse, body: ViewIn) -> ViewOut:
    """Keep the address of a list under a name."""
    view = actions.save_view(actor=request.actor, wanted=_wanted(body), now=timezone.now())
    return _answer(request, response, view.pk)


@operation(router.put, "/views/{view_id}", ViewOut, policy=signed_in, problems=(412,), etag=True)
def change_view(
    request: Request,
    response: HttpResponse,
    view_id: ViewId,
    body: ViewIn,
    if_match: IfMatch = None,
) -> ViewOut:
    """Give a view another name, address or circle of readers."""
    actions.change_view(
        actor=request.actor,
        view_id=view_id,
        wanted=_wanted(body),
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, view_id)


@operation(router.delete, "/views/{view_id}", None, status=204, policy=signed_in)
def delete_view(request: Request, view_id: ViewId) -> None:
    """Throw a view away."""
    actions.delete_view(actor=request.actor, view_id=view_id, now=timezone.now())


@operation(router.put, "/views/{view_id}/default", ViewOut, policy=signed_in, etag=True)
def choose_default_view(
    request: Request, response: HttpResponse, view_id: ViewId, body: DefaultIn
) -> ViewOut:
    """Start the list of a view with it, or no longer; for the caller alone."""
    actions.choose_default(
        actor=request.actor, view_id=view_id, is_default=body.is_default, now=timezone.now()
    )
    return _answer(request, response, view_id)


def _wanted(body: ViewIn) -> actions.Wanted:
    return actions.Wanted(
        name=body.name,
        address=body.address,
        visibility=body.visibility.value,
        unit=body.unit,
    )


def _answer(request: Request, response: HttpResponse, view_id: int) -> ViewOut:
    view = queries.find(request.actor, view_id)
    response["ETag"] = etag(view.version)
    return ViewOut.of(view)
