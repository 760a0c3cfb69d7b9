"""Channels, the delivery log and choices over the API: the same queries and actions."""

from typing import Annotated

from django.http import HttpResponse
from django.utils import timezone
from ninja import Path, Router

from zuoxi.accounts import queries as accounts
from zuoxi.api.fields import Id, IfMatch, Limit, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.api.schemas import PageOut
from zuoxi.deliveries import actions, presenters, queries, sending
from zuoxi.deliveries.choices import DeliveryState
from zuoxi.deliveries.models import Channel, Reach
from zuoxi.deliveries.policies import may_keep_channels, may_resend, may_see_deliveries
from zuoxi.deliveries.schemas import (
    ChannelIn,
    ChannelList,
    ChannelOut,
    ChoicesIn,
    ChoicesOut,
    DeliveryAttemptOut,
    DeliveryDetail,
    DeliveryOut,
    NewChannelIn,
    TokenIn,
)
from zuoxi.kernel.policies import signed_in

router = Router(tags=["deliveries"])

ChannelId = Annotated[Id, Path()]
DeliveryId = Annotated[Id, Path()]


@operation(router.get, "/notice-channels", ChannelList, policy=may_see_deliveries)
def list_notice_channels(request: Request) -> ChannelList:
    """List the channels that the caller may look at, those out of use last."""
    found = queries.channels(request.actor)
    return ChannelList(items=[ChannelOut.of(each) for each in found])


@operation(
    router.post,
    "/notice-channels",
    ChannelOut,
    status=201,
    policy=may_keep_channels,
    etag=True,
    problems=(404,),
)
def add_notice_channel(request: Request, response: HttpResponse, body: NewChannelIn) -> ChannelOut:
    """Add a channel by which notices leave the product."""
    channel = actions.add_channel(
        actor=request.actor, form=body.form.value, wanted=_wanted(body), now=timezone.now()
    )
    return _channel(response, channel)


@operation(
    router.get, "/notice-channels/{channel_id}", ChannelOut, policy=may_see_deliveries, etag=True
)
def get_notice_channel(
    request: Request, response: HttpResponse, channel_id: ChannelId
) -> ChannelOut:
    """Get one channel."""
    return _channel(response, queries.find_channel(request.actor, channel_id))


@operation(
    router.put,
    "/notice-channels/{channel_id}",
    ChannelOut,
    policy=may_keep_channels,
    problems=(412,),
    etag=True,
)
def change_notice_channel(
    request: Request,
    response: HttpResponse,
    channel_id: ChannelId,
    body: ChannelIn,
    if_match: IfMatch = None,
) -> ChannelOut:
    """Change a channel, take it out of use or into use."""
    channel = actions.change_channel(
        actor=request.actor,
        channel_id=channel_id,
        wanted=_wanted(body),
        expected_version=expected_version(if_match),
        now=timezone.now(),
    )
    return _channel(response, channel)


@operation(
    router.post,
    "/notice-channels/{channel_id}/test",
    DeliveryAttemptOut,
    policy=may_keep_channels,
    problems=(429,),
)
def test_notice_channel(request: Request, channel_id: ChannelId) -> DeliveryAttemptOut:
    """Send a test message and get what came back; a refusal by the other side is an answer too."""
    attempt = actions.test_channel(actor=request.actor, channel_id=channel_id, now=timezone.now())
    user = accounts.own_account(request.actor).get()
    done = sending.send_test(attempt, user=user, clock=timezone.now)
    return DeliveryAttemptOut.of(presenters.attempt_row(done, timezone.now()))


@operation(router.get, "/deliveries", PageOut[DeliveryOut], policy=may_see_deliveries)
def list_deliveries(
    request: Request,
    state: DeliveryState | None = None,
    channel: Id | None = None,
    cursor: ShortText = "",
    limit: Limit = queries.PAGE_SIZE,
) -> PageOut[DeliveryOut]:
    """List what was sent outside, or was to be, newest first."""
    wanted = queries.Wanted(state=state.value if state else "", channel_id=channel)
    found = queries.page(request.actor, wanted, cursor=cursor, limit=limit)
    rows = presenters.delivery_rows(found.items, request.actor)
    return PageOut[DeliveryOut](
        items=[DeliveryOut.of(row) for row in rows], next_cursor=found.next_cursor
    )


@operation(router.get, "/deliveries/{delivery_id}", DeliveryDetail, policy=may_see_deliveries)
def get_delivery(request: Request, delivery_id: DeliveryId) -> DeliveryDetail:
    """Get one delivery with what was tried."""
    return _detail(request, delivery_id)


@operation(
    router.post,
    "/deliveries/{delivery_id}/resend",
    DeliveryDetail,
    policy=may_resend,
    problems=(409,),
)
def resend_delivery(request: Request, delivery_id: DeliveryId) -> DeliveryDetail:
    """Have a delivery sent again, or at once if it waits."""
    actions.resend(actor=request.actor, delivery_id=delivery_id, now=timezone.now())
    return _detail(request, delivery_id)


@operation(router.get, "/account/delivery-choices", ChoicesOut, policy=signed_in, etag=True)
def get_delivery_choices(request: Request, response: HttpResponse) -> ChoicesOut:
    """Get what the caller gets by e-mail."""
    return _choices(response, queries.reach_of(request.actor.user_id or 0))


@operation(
    router.put,
    "/account/delivery-choices",
    ChoicesOut,
    policy=signed_in,
    problems=(412,),
    etag=True,
)
def set_delivery_choices(
    request: Request, response: HttpResponse, body: ChoicesIn, if_match: IfMatch = None
) -> ChoicesOut:
    """Choose what comes by e-mail; a new address gets a mail with a link first."""
    now = timezone.now()
    reach = actions.save_choices(
        actor=request.actor,
        wanted=actions.WantedChoices(
            email=body.email, mobile=body.mobile, kinds=body.kinds, is_any_time=body.is_any_time
        ),
        expected_version=expected_version(if_match),
        now=now,
    )
    if reach.new_email and reach.asked_at == now:
        sending.ask_to_confirm(reach, accounts.own_account(request.actor).get())
    return _choices(response, reach)


@operation(
    router.post,
    "/account/delivery-choices/confirm",
    ChoicesOut,
    policy=signed_in,
    problems=(409,),
    etag=True,
)
def confirm_delivery_email(request: Request, response: HttpResponse, body: TokenIn) -> ChoicesOut:
    """Take a new address into use with the token from the mail that went there."""
    reach = actions.confirm_email(actor=request.actor, token=body.token, now=timezone.now())
    return _choices(response, reach)


def _wanted(body: ChannelIn) -> actions.WantedChannel:
    return actions.WantedChannel(
        name=body.name,
        unit=body.unit,
        kinds=body.kinds,
        language=body.language,
        is_round_the_clock=body.is_round_the_clock,
        is_active=body.is_active,
        address=body.address,
        secret=body.secret,
    )


def _channel(response: HttpResponse, channel: Channel) -> ChannelOut:
    response["ETag"] = etag(channel.version)
    return ChannelOut.of(channel)


def _choices(response: HttpResponse, reach: Reach) -> ChoicesOut:
    response["ETag"] = etag(reach.version)
    return ChoicesOut.of(reach, presenters.kind_choices(reach))


def _detail(request: Request, pk: int) -> DeliveryDetail:
    found = queries.find(request.actor, pk)
    attempts = presenters.attempt_rows(queries.attempts_of(found), timezone.now())
    return DeliveryDetail.with_attempts(presenters.delivery_row(found, request.actor), attempts)
