"""The groups over the API: as on the pages."""

from datetime import datetime
from typing import Annotated, Self

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router

from zuoxi.api.fields import Id, IfMatch, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import Input, Output
from zuoxi.groups import actions, presenters, queries
from zuoxi.groups.actions import WantedGroup
from zuoxi.groups.choices import GroupKind
from zuoxi.groups.models import Seat
from zuoxi.groups.policies import may_keep_groups, may_see_groups
from zuoxi.groups.presenters import GroupCard

router = Router(tags=["linkage groups"])

CentreId = Annotated[Id, Path()]


class SeatOut(Output):
    """Somebody sits in a group for a unit."""

    username: str
    name: str
    unit_id: int
    unit: str
    is_head: bool
    since: datetime
    until: datetime | None

    @classmethod
    def of(cls, seat: Seat) -> Self:
        """Build the answer for one seat."""
        return cls(
            username=seat.user.username,
            name=seat.user.name,
            unit_id=seat.unit_id,
            unit=seat.unit.name,
            is_head=seat.is_head,
            since=seat.since,
            until=seat.until,
        )


class GroupFaultOut(Output):
    """A rule that a group breaks."""

    code: str
    message: str


class GroupOut(Output):
    """A group of a centre; `version` 0 has not been appointed yet."""

    centre_id: int
    centre: str
    kind: GroupKind
    label: str
    version: int
    operations_id: int | None
    seats: list[SeatOut]
    former: list[SeatOut]
    faults: list[GroupFaultOut]
    advice: list[str]

    @classmethod
    def of(cls, card: GroupCard, former: list[Seat]) -> Self:
        """Build the answer for one group."""
        return cls(
            centre_id=card.centre.pk,
            centre=card.centre.name,
            kind=card.kind,
            label=str(card.kind.label),
            version=card.group.version if card.group else 0,
            operations_id=card.group.operations_id if card.group else None,
            seats=[SeatOut.of(each) for each in card.seats],
            former=[SeatOut.of(each) for each in former],
            faults=[GroupFaultOut(code=each.code, message=str(each)) for each in card.faults],
            advice=card.advice,
        )


class MemberIn(Input):
    """A member by user name, and the unit that the person sits for."""

    username: ShortText
    unit_id: Id


class GroupIn(Input):
    """A group; `operations_id` is of the working group alone: the unit whose head leads it."""

    head: ShortText
    members: list[MemberIn] = []
    operations_id: Id | None = None


@operation(router.get, "/linkage-groups", list[GroupOut], policy=may_see_groups)
def list_linkage_groups(request: Request) -> list[GroupOut]:
    """List both groups of each visible centre, with the rules that they break."""
    return [GroupOut.of(each, []) for each in presenters.cards_for(request.actor)]


@operation(
    router.get,
    "/centres/{centre_id}/linkage-groups/{kind}",
    GroupOut,
    policy=may_see_groups,
    etag=True,
)
def get_linkage_group(
    request: Request, response: HttpResponse, centre_id: CentreId, kind: GroupKind
) -> GroupOut:
    """Get one group with who sat in it before."""
    return _answer(request, response, centre_id, kind.value)


@operation(
    router.put,
    "/centres/{centre_id}/linkage-groups/{kind}",
    GroupOut,
    policy=may_keep_groups,
    problems=(412,),
    etag=True,
)
def put_linkage_group(
    request: Request,
    response: HttpResponse,
    centre_id: CentreId,
    kind: GroupKind,
    body: GroupIn,
    if_match: IfMatch = None,
) -> GroupOut:
    """Appoint a group, or change it; everything that is wrong with it is said at once."""
    actions.save_group(
        actor=request.actor,
        centre_id=centre_id,
        kind=kind.value,
        wanted=WantedGroup(
            head=body.head,
            members=[(each.username, each.unit_id) for each in body.members],
            operations_id=body.operations_id,
        ),
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(request, response, centre_id, kind.value)


def _answer(request: Request, response: HttpResponse, centre_id: int, kind: str) -> GroupOut:
    centre = queries.centre(request.actor, centre_id)
    card = presenters.card_for(request.actor, centre, kind)
    response["ETag"] = etag(card.group.version if card.group else 0)
    return GroupOut.of(card, queries.former_seats(card.group) if card.group else [])
