"""What happens to channels, deliveries and the choices of persons. Pure Python."""

from dataclasses import dataclass
from typing import ClassVar

from zuoxi.kernel.events import Fact


@dataclass(frozen=True, kw_only=True)
class ChannelFact(Fact):
    """A fact about one channel; ``data`` has its ``name``, never its address or secret."""

    SUBJECT: ClassVar[str] = "deliveries.channel"


class ChannelAdded(ChannelFact):
    """A channel was added."""

    KIND = "deliveries.channel_added"


class ChannelChanged(ChannelFact):
    """A channel was changed; ``data`` has the names of what ``changed``."""

    KIND = "deliveries.channel_changed"


class ChannelTested(ChannelFact):
    """A test message was sent by a channel, whatever came of it."""

    KIND = "deliveries.channel_tested"


@dataclass(frozen=True, kw_only=True)
class DeliveryResent(Fact):
    """Somebody had a delivery sent again that had been given up or sent."""

    KIND = "deliveries.resent"
    SUBJECT = "deliveries.delivery"


@dataclass(frozen=True, kw_only=True)
class ChoicesSaved(Fact):
    """A person chose what reaches them by e-mail; the subject is that person."""

    KIND = "deliveries.choices_saved"
    SUBJECT = "user"


@dataclass(frozen=True, kw_only=True)
class EmailConfirmed(Fact):
    """A person has shown that mail to the new address arrives; the subject is that person."""

    KIND = "deliveries.email_confirmed"
    SUBJECT = "user"
