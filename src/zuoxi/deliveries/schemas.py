"""Channels, deliveries and choices as the API takes and gives them; secrets only go in."""

from datetime import datetime
from typing import Any, Literal, Self

from zuoxi.api.fields import ShortText
from zuoxi.api.schemas import Input, Output
from zuoxi.deliveries.choices import DeliveryState, Form
from zuoxi.deliveries.models import Channel, Reach
from zuoxi.deliveries.presenters import AttemptRow, DeliveryRow, KindChoice

Language = Literal["zh-hans", "zh-hant", "en"]


class ChannelIn(Input):
    """A channel; without an address the known one stays, with the secret that belongs to it."""

    name: ShortText
    unit: ShortText = ""
    kinds: list[ShortText] = []
    language: Language = "zh-hans"
    is_round_the_clock: bool = False
    is_active: bool = True
    address: ShortText = ""
    secret: ShortText = ""


class NewChannelIn(ChannelIn):
    """A channel that is added; its form stays."""

    form: Form


class ChannelOut(Output):
    """A channel; of address and secret only the last characters are ever given."""

    id: int
    form: Form
    form_label: str
    name: str
    unit: str | None
    kinds: list[str]
    language: str
    is_round_the_clock: bool
    is_active: bool
    host: str
    address_hint: str
    secret_hint: str
    failures: int
    rests_until: datetime | None
    sent_at: datetime | None
    version: int

    @classmethod
    def of(cls, channel: Channel) -> Self:
        """Build the answer for one channel."""
        return cls(
            id=channel.pk,
            form=Form(channel.form),
            form_label=str(Form(channel.form).label),
            name=channel.name,
            unit=channel.unit.code if channel.unit else None,
            kinds=channel.kinds,
            language=channel.language,
            is_round_the_clock=channel.is_round_the_clock,
            is_active=channel.is_active,
            host=channel.host,
            address_hint=channel.address_hint,
            secret_hint=channel.secret_hint,
            failures=channel.failures,
            rests_until=channel.rests_until,
            sent_at=channel.sent_at,
            version=channel.version,
        )


class ChannelList(Output):
    """All channels that the caller may look at."""

    items: list[ChannelOut]


class DeliveryAttemptOut(Output):
    """One try; without an end it is being sent, or was interrupted."""

    started_at: datetime
    finished_at: datetime | None
    is_accepted: bool | None
    code: str
    text: str
    answer: str
    size: int

    @classmethod
    def of(cls, row: AttemptRow) -> Self:
        """Build the answer for one try."""
        attempt = row.attempt
        return cls(
            started_at=attempt.started_at,
            finished_at=attempt.finished_at,
            is_accepted=attempt.is_accepted,
            code=attempt.code,
            text=row.text,
            answer=attempt.answer,
            size=attempt.size,
        )


class DeliveryOut(Output):
    """One notice on its way through one channel."""

    id: int
    channel: int
    channel_name: str
    receiver: str | None
    kind: str
    kind_label: str
    order: str
    is_urgent: bool
    state: DeliveryState
    state_label: str
    tries: int
    next_at: datetime
    created_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, row: DeliveryRow) -> Self:
        """Build the answer for one delivery."""
        return cls(**_delivery(row))


class DeliveryDetail(DeliveryOut):
    """One delivery with what was tried, the newest first."""

    attempts: list[DeliveryAttemptOut]

    @classmethod
    def with_attempts(cls, row: DeliveryRow, attempts: list[AttemptRow]) -> Self:
        """Build the answer for one delivery and its tries."""
        return cls(**_delivery(row), attempts=[DeliveryAttemptOut.of(each) for each in attempts])


class KindChoiceOut(Output):
    """A kind of notice, whether it comes by e-mail, and whether it would if nothing was chosen."""

    kind: str
    label: str
    by_email: bool
    is_proposed: bool

    @classmethod
    def of(cls, choice: KindChoice) -> Self:
        """Build the answer for one kind."""
        return cls(
            kind=choice.name,
            label=choice.label,
            by_email=choice.is_chosen,
            is_proposed=choice.is_proposed,
        )


class ChoicesOut(Output):
    """What the caller gets by e-mail; `new_email` waits to be confirmed."""

    email: str
    new_email: str
    mobile: str
    is_any_time: bool
    kinds: list[KindChoiceOut]
    version: int

    @classmethod
    def of(cls, reach: Reach, kinds: list[KindChoice]) -> Self:
        """Build the answer for one person."""
        return cls(
            email=reach.email,
            new_email=reach.new_email,
            mobile=reach.mobile,
            is_any_time=reach.is_any_time,
            kinds=[KindChoiceOut.of(each) for each in kinds],
            version=reach.version,
        )


class ChoicesIn(Input):
    """What the caller wants by e-mail: the names of the kinds."""

    email: ShortText = ""
    mobile: ShortText = ""
    is_any_time: bool = False
    kinds: list[ShortText] = []


class TokenIn(Input):
    """The token from the link in the mail."""

    token: ShortText


def _delivery(row: DeliveryRow) -> dict[str, Any]:
    delivery = row.delivery
    return {
        "id": delivery.pk,
        "channel": delivery.channel_id,
        "channel_name": delivery.channel.name,
        "receiver": delivery.receiver.name if delivery.receiver else None,
        "kind": delivery.kind,
        "kind_label": row.kind_label,
        "order": row.number,
        "is_urgent": delivery.is_urgent,
        "state": DeliveryState(delivery.state),
        "state_label": row.state_label,
        "tries": delivery.tries,
        "next_at": delivery.next_at,
        "created_at": delivery.created_at,
        "ended_at": delivery.ended_at,
    }
