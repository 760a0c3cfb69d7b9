"""What a person wants by e-mail, and to which address."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from zuoxi.accounts.quotas import queue_up
from zuoxi.deliveries import queries
from zuoxi.deliveries.choices import (
    ASK_AGAIN_SECONDS,
    CONFIRM_HOURS,
    CONFIRM_SALT,
    EMAIL_LIMIT,
    MOBILE_LIMIT,
)
from zuoxi.deliveries.events import ChoicesSaved, EmailConfirmed
from zuoxi.deliveries.models import Reach
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.policies import signed_in
from zuoxi.notices import kinds
from zuoxi.org import queries as org

_FEWEST_DIGITS = 6


@dataclass(frozen=True, kw_only=True)
class WantedChoices:
    """What a person chooses; ``kinds`` are those that are to come by e-mail."""

    email: str = ""
    mobile: str = ""
    kinds: Collection[str] = field(default_factory=frozenset)
    is_any_time: bool = False


@action("deliveries.save_choices", policy=signed_in)
def save_choices(
    *, actor: Actor, wanted: WantedChoices, expected_version: int | None, now: datetime
) -> Reach:
    """Keep a person's choices. A new address counts only when it has been confirmed.

    The caller sends the mail for that when ``asked_at`` is ``now``.
    """
    assert actor.user_id is not None
    queue_up(actor)
    reach = queries.reach_of(actor.user_id)
    if expected_version is not None and expected_version != reach.version:
        raise Stale(extra={"version": reach.version})
    faults = Faults()
    email = _email(wanted.email, faults)
    mobile = _mobile(wanted.mobile, faults)
    _check_kinds(wanted.kinds, faults)
    _take_email(reach, email, now, faults)
    faults.stop()
    reach.mobile, reach.is_any_time = mobile, wanted.is_any_time
    # Only what differs is kept: what a kind proposes may change with a version.
    reach.by_email = {
        name: name in wanted.kinds
        for name, kind in kinds.every().items()
        if (name in wanted.kinds) != kind.escalates
    }
    is_new = reach.version == 0
    reach.version += 1
    reach.save(force_insert=is_new)
    data = {"has_email": bool(reach.email or reach.new_email), "kinds": sorted(wanted.kinds)}
    _publish(ChoicesSaved, actor, data, now)
    return reach


@action("deliveries.confirm_email", policy=signed_in)
def confirm_email(*, actor: Actor, token: str, now: datetime) -> Reach:
    """Take the new address into use; the token is from the mail that was sent there."""
    assert actor.user_id is not None
    queue_up(actor)
    reach = queries.reach_of(actor.user_id)
    try:
        told = signing.loads(token, salt=CONFIRM_SALT, max_age=timedelta(hours=CONFIRM_HOURS))
    except signing.BadSignature:
        told = None
    if reach.email and told == [actor.user_id, reach.email]:
        return reach
    if not reach.new_email or told != [actor.user_id, reach.new_email]:
        raise Conflict(
            _("This link is not valid any more. Enter the address again to get a new one."),
            code="bad_token",
        )
    reach.email, reach.new_email, reach.asked_at = reach.new_email, "", None
    reach.version += 1
    reach.save(update_fields=["email", "new_email", "asked_at", "version"])
    _publish(EmailConfirmed, actor, {}, now)
    return reach


def _email(raw: str, faults: Faults) -> str:
    text = faults.line("email", raw, limit=EMAIL_LIMIT, required=False)
    try:
        if text:
            validate_email(text)
    except ValidationError:
        faults.add("email", _("Write an e-mail address such as name@example.org."))
    return text


def _mobile(raw: str, faults: Faults) -> str:
    text = faults.line("mobile", raw, limit=MOBILE_LIMIT, required=False).replace(" ", "")
    digits = text.removeprefix("+")
    is_number = digits.isascii() and digits.isdigit() and len(digits) >= _FEWEST_DIGITS
    if text and not is_number:
        faults.add("mobile", _("Write a mobile number with digits only."))
    return text


def _check_kinds(wanted: Collection[str], faults: Faults) -> None:
    if not set(wanted) <= kinds.every().keys():
        faults.add("kinds", _("Choose from the offered values."))


def _take_email(reach: Reach, email: str, now: datetime, faults: Faults) -> None:
    """Let a new address wait for its confirmation; an address that is taken out counts at once."""
    if not email or email == reach.email:
        reach.email, reach.new_email = email, ""
        return
    pause = timedelta(seconds=ASK_AGAIN_SECONDS)
    is_same = email == reach.new_email
    if reach.asked_at is not None and now - reach.asked_at < pause:
        if not is_same:
            faults.add("email", _("A mail has just been sent. Try again in two minutes."))
        return
    reach.new_email, reach.asked_at = email, now


def _publish(
    kind: type[ChoicesSaved | EmailConfirmed], actor: Actor, data: dict[str, object], now: datetime
) -> None:
    fact = kind(subject_id=actor.user_id, centre_id=org.home_centre_id(actor), data=data)
    publish(fact, actor=actor, now=now)
