"""Channels, deliveries and attempts as pages and the API show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.deliveries.choices import FAULTS, LEASE_SECONDS, DeliveryState
from zuoxi.deliveries.models import Attempt, Channel, Delivery, Reach
from zuoxi.deliveries.policies import may_resend
from zuoxi.deliveries.queries import wants
from zuoxi.kernel.actors import Actor
from zuoxi.notices import kinds

_LOOKS: Mapping[str, tuple[str, str]] = {
    DeliveryState.WAITING: ("blue", "clock"),
    DeliveryState.FAILED: ("amber", "refresh-alert"),
    DeliveryState.SENT: ("green", "check"),
    DeliveryState.GIVEN_UP: ("red", "circle-x"),
    DeliveryState.DROPPED: ("grey", "ban"),
}


@dataclass(frozen=True)
class AttemptRow:
    """A try in words."""

    attempt: Attempt
    text: str
    tone: str
    icon: str
    milliseconds: int | None


@dataclass(frozen=True)
class DeliveryRow:
    """A delivery in words; the number is for those who see the centre's orders."""

    delivery: Delivery
    kind_label: str
    number: str
    state_label: str
    tone: str
    icon: str
    may_resend: bool


@dataclass(frozen=True)
class ChannelRow:
    """A channel with how it is doing."""

    channel: Channel
    kind_labels: list[str]
    text: str
    tone: str
    icon: str


@dataclass(frozen=True)
class KindChoice:
    """A kind of notice, and whether a person gets it by e-mail."""

    name: str
    label: str
    is_chosen: bool
    is_proposed: bool


def attempt_rows(attempts: Sequence[Attempt], now: datetime) -> list[AttemptRow]:
    """Return attempts in words."""
    return [attempt_row(each, now) for each in attempts]


def attempt_row(attempt: Attempt, now: datetime) -> AttemptRow:
    """Return one attempt in words."""
    if attempt.finished_at is None:
        is_gone = now - attempt.started_at > timedelta(seconds=LEASE_SECONDS)
        text = str(FAULTS["interrupted"]) if is_gone else pgettext("attempt", "Being sent")
        return AttemptRow(attempt, text, "amber" if is_gone else "blue", "clock", None)
    took = round((attempt.finished_at - attempt.started_at).total_seconds() * 1000)
    if attempt.is_accepted:
        return AttemptRow(attempt, pgettext("attempt", "Accepted"), "green", "check", took)
    said = FAULTS.get(attempt.code)
    text = str(said) if said else _("Refused: %(code)s") % {"code": attempt.code}
    return AttemptRow(attempt, text, "red", "circle-x", took)


def delivery_rows(deliveries: Sequence[Delivery], actor: Actor) -> list[DeliveryRow]:
    """Return entries of the log."""
    return [delivery_row(each, actor) for each in deliveries]


def delivery_row(delivery: Delivery, actor: Actor) -> DeliveryRow:
    """Return one entry of the log."""
    tone, icon = _LOOKS[delivery.state]
    is_theirs = delivery.centre_id in actor.centre_ids
    return DeliveryRow(
        delivery=delivery,
        kind_label=str(kinds.kind_of(delivery.kind).label),
        number=delivery.number if is_theirs else "",
        state_label=str(DeliveryState(delivery.state).label),
        tone=tone,
        icon=icon,
        may_resend=may_resend(actor)
        and delivery.channel.is_active
        and delivery.notice_id is not None,
    )


def channel_rows(channels: Sequence[Channel], now: datetime) -> list[ChannelRow]:
    """Return the list of channels."""
    return [channel_row(each, now) for each in channels]


def channel_row(channel: Channel, now: datetime) -> ChannelRow:
    """Return one channel with how it is doing."""
    labels = [str(kinds.kind_of(each).label) for each in channel.kinds]
    if not channel.is_active:
        text, tone, icon = pgettext("channel", "Out of use"), "grey", "ban"
    elif channel.failures and channel.rests_until and channel.rests_until > now:
        text = _("Fails, %(count)s times in a row") % {"count": channel.failures}
        tone, icon = "red", "alert-triangle"
    elif channel.failures:
        text = _("Fails, %(count)s times in a row") % {"count": channel.failures}
        tone, icon = "amber", "refresh-alert"
    elif channel.sent_at is None:
        text, tone, icon = pgettext("channel", "Not used yet"), "blue", "clock"
    else:
        text, tone, icon = pgettext("channel", "Works"), "green", "check"
    return ChannelRow(channel, labels, text, tone, icon)


def kind_choices(reach: Reach) -> list[KindChoice]:
    """Return all kinds of notices by their labels, with what the person chose."""
    found = [
        KindChoice(name, str(kind.label), wants(reach, name), kind.escalates)
        for name, kind in kinds.every().items()
    ]
    return sorted(found, key=lambda each: (not each.is_proposed, each.label))


def kind_options() -> list[tuple[str, str]]:
    """Return all kinds of notices with their labels."""
    found = [(name, str(kind.label)) for name, kind in kinds.every().items()]
    return sorted(found, key=lambda each: each[1])
