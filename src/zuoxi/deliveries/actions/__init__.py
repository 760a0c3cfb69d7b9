"""Every write of deliveries: channels, choices of persons, the log, and what the worker sends."""

from zuoxi.deliveries.actions.channels import (
    WantedChannel,
    add_channel,
    change_channel,
    test_channel,
)
from zuoxi.deliveries.actions.choosing import WantedChoices, confirm_email, save_choices
from zuoxi.deliveries.actions.log import resend
from zuoxi.deliveries.actions.sending import (
    Claimed,
    Outcome,
    claim,
    enqueue,
    finish,
    finish_test,
)

__all__ = [
    "Claimed",
    "Outcome",
    "WantedChannel",
    "WantedChoices",
    "add_channel",
    "change_channel",
    "claim",
    "confirm_email",
    "enqueue",
    "finish",
    "finish_test",
    "resend",
    "save_choices",
    "test_channel",
]
