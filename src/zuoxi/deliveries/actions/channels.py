"""Adding, changing and trying out channels."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.deliveries import queries
from zuoxi.deliveries.choices import (
    ADDRESS_LIMIT,
    FAULTS,
    HINT,
    LANGUAGES,
    NAME_LIMIT,
    OPEN_STATES,
    SECRET_LIMIT,
    DeliveryState,
    Form,
)
from zuoxi.deliveries.events import ChannelAdded, ChannelChanged, ChannelFact, ChannelTested
from zuoxi.deliveries.models import Attempt, Channel, Credential, Delivery
from zuoxi.deliveries.outgoing import Undeliverable, split
from zuoxi.deliveries.policies import may_keep_channels
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import DomainError, InvalidInput, NotFound, Stale, TooManyRequests
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.notices import kinds
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit

_WRITTEN = ("name", "unit_id", "kinds", "language", "is_round_the_clock", "is_active")


@dataclass(frozen=True, kw_only=True)
class WantedChannel:
    """A channel as asked for; without an address the one that is known stays, with its secret.

    A secret belongs to its address: with a new address it is the one given beside it, or none.
    """

    name: str
    unit: str = ""
    kinds: Collection[str] = field(default_factory=frozenset)
    language: str = "zh-hans"
    is_round_the_clock: bool = False
    is_active: bool = True
    address: str = ""
    secret: str = ""


@action("deliveries.add_channel", policy=may_keep_channels)
def add_channel(*, actor: Actor, form: str, wanted: WantedChannel, now: datetime) -> Channel:
    """Add a channel. For e-mail there is one at most."""
    faults = Faults()
    channel = Channel(form=faults.choice("form", form, Form.values), created_at=now)
    _take(channel, wanted, faults)
    given = _address(channel, wanted, faults, now)
    faults.stop()
    with refuse_taken(_taken()):
        channel.save()
    if given:
        Credential.objects.create(channel=channel, address=given[0], secret=given[1])
    _publish(ChannelAdded, channel, {"form": channel.form}, actor=actor, now=now)
    return queries.find_channel(actor, channel.pk)


@action("deliveries.change_channel", policy=may_keep_channels)
def change_channel(
    *,
    actor: Actor,
    channel_id: int,
    wanted: WantedChannel,
    expected_version: int | None,
    now: datetime,
) -> Channel:
    """Change a channel. One that is taken out of use drops what still waits for it."""
    channel = _lock(channel_id)
    if expected_version is not None and expected_version != channel.version:
        raise Stale(extra={"version": channel.version})
    before = {name: getattr(channel, name) for name in _WRITTEN}
    faults = Faults()
    _take(channel, wanted, faults)
    given = _address(channel, wanted, faults, now)
    faults.stop()
    changed = [name for name in _WRITTEN if getattr(channel, name) != before[name]]
    if given:
        address, secret = given
        Credential.objects.update_or_create(
            channel=channel, defaults={"address": address, "secret": secret}
        )
        channel.failures, channel.rests_until = 0, None
        changed.append("address")
    if not changed:
        return channel
    channel.version += 1
    with refuse_taken(_taken()):
        channel.save()
    if "is_active" in changed:
        # Neither now nor when it is in use again: what waited is old by then.
        waiting = Delivery.objects.filter(channel=channel, state__in=OPEN_STATES)
        waiting.update(state=DeliveryState.DROPPED, ended_at=now, claim=None, claimed_until=None)
    _publish(ChannelChanged, channel, {"changed": changed}, actor=actor, now=now)
    return queries.find_channel(actor, channel.pk)


@action("deliveries.test_channel", policy=may_keep_channels)
def test_channel(*, actor: Actor, channel_id: int, now: datetime) -> Attempt:
    """Begin the sending of a test message; the caller sends it and notes what came of it."""
    channel = _lock(channel_id)
    if not queries.is_within_limits(channel, now):
        raise TooManyRequests(
            _("This robot has had as many messages as it takes in a minute. Try again then."),
            extra={"retry_after": 60},
        )
    attempt = Attempt.objects.create(channel=channel, message=uuid.uuid4(), started_at=now)
    _publish(ChannelTested, channel, {}, actor=actor, now=now)
    return attempt


def _lock(channel_id: int) -> Channel:
    rows = Channel.objects.select_for_update(no_key=True, of=("self",)).select_related("unit")
    channel = rows.filter(pk=channel_id).first()
    if channel is None:
        raise NotFound
    return channel


def _take(channel: Channel, wanted: WantedChannel, faults: Faults) -> None:
    channel.name = faults.line("name", wanted.name, limit=NAME_LIMIT)
    channel.language = faults.choice("language", wanted.language, LANGUAGES)
    channel.unit = _unit(channel, wanted.unit, faults)
    known = kinds.every()
    # What a former version knew may stay where it stood.
    if not set(wanted.kinds) <= known.keys() | set(channel.kinds):
        faults.add("kinds", _("Choose from the offered values."))
    channel.kinds = [] if channel.is_email else sorted(set(wanted.kinds))
    channel.is_round_the_clock = wanted.is_round_the_clock
    channel.is_active = wanted.is_active


def _unit(channel: Channel, code: str, faults: Faults) -> Unit | None:
    if not code:
        return None
    if channel.is_email:
        faults.add("unit", _("E-mail is for the whole house: each person chooses what comes."))
        return None
    storable = "\0" not in code
    found = queries.units().filter(code__iexact=code).first() if storable else None
    if found is None:
        faults.add("unit", _("Choose one of the offered values."))
    return found


def _address(
    channel: Channel, wanted: WantedChannel, faults: Faults, now: datetime
) -> tuple[str, str] | None:
    """Return a new address with its secret and keep what is shown of both; None if none is new."""
    if channel.is_email:
        if wanted.address or wanted.secret:
            faults.add("address", _("E-mail has no address: the server is set by ZUOXI_MAIL_URL."))
        return None
    if not wanted.address:
        if not channel.host or wanted.secret:
            faults.add("address", _("This field is required."))
        return None
    address = faults.line("address", wanted.address, limit=ADDRESS_LIMIT)
    secret = faults.line("secret", wanted.secret, limit=SECRET_LIMIT, required=False)
    try:
        parts = split(address, queries.rules(now))
    except Undeliverable as fault:
        if address:
            faults.add("address", FAULTS[fault.code])
        return None
    channel.host = str(parts.hostname)[:255]
    channel.address_hint = address[-HINT:]
    # Of a short secret the end would tell too much.
    channel.secret_hint = secret[-HINT:] if len(secret) >= 4 * HINT else "····" if secret else ""
    return address, secret


def _taken() -> dict[str, DomainError]:
    name = _("There is a channel of this name already.")
    form = _("There is a channel for e-mail already.")
    return {
        "channel_name_once": InvalidInput(fields={"name": [name]}),
        "channel_one_for_email": InvalidInput(fields={"form": [form]}),
    }


def _publish(
    kind: type[ChannelFact],
    channel: Channel,
    data: dict[str, object],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    unit = channel.unit
    centre_id = (unit.pk if unit.kind == UnitKind.CENTRE else unit.centre_id) if unit else None
    told = {"name": channel.name, **data}
    publish(kind(subject_id=channel.pk, centre_id=centre_id, data=told), actor=actor, now=now)
