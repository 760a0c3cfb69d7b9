"""Sending what is due: claimed by an action, sent outside of any transaction, noted by an action.

Whoever is killed between sending and noting leaves an attempt without an end, and the delivery is
sent once more when its claim has run out: at least once, never forgotten.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from django.core import signing

from zuoxi.accounts.models import User
from zuoxi.deliveries import actions, mail, messages, outgoing, queries, robots
from zuoxi.deliveries.actions import Claimed, Outcome
from zuoxi.deliveries.choices import ANSWER_LIMIT, CONFIRM_SALT
from zuoxi.deliveries.models import Attempt, Credential, Reach
from zuoxi.deliveries.outgoing import Undeliverable

Clock = Callable[[], datetime]

_SHORTEST_TOLD = 6

_log = logging.getLogger("zuoxi.deliveries")


def send_due(*, clock: Clock, should_stop: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, the channels in turn, until nothing is left that may be sent now.

    Returns how many messages that were. Any number of workers may do it at once.
    """
    sent, is_busy = 0, True
    while is_busy:
        is_busy = False
        for channel_id in queries.channels_with_due(clock()):
            if should_stop():
                return sent
            claimed = actions.claim(channel_id=channel_id, now=clock())
            if claimed is None:
                continue
            outcome = _carry_out(claimed, clock())
            actions.finish(claimed=claimed, outcome=outcome, now=clock())
            sent, is_busy = sent + 1, True
    return sent


def send_test(attempt: Attempt, *, user: User, clock: Clock) -> Attempt:
    """Send the test message of an attempt and note what came back."""
    channel, key = attempt.channel, f"test-{attempt.message.hex}"
    with messages.spoken(channel.language, ""):
        if channel.is_email:
            reach = queries.reach_of(user.pk)
            outcome = _mailed(reach, messages.test_letter(channel, key), user)
        else:
            credential = queries.credential_of(channel)
            outcome = _posted(credential, messages.test_message(channel, key), clock())
    return actions.finish_test(attempt=attempt, outcome=outcome, now=clock())


def ask_to_confirm(reach: Reach, user: User) -> Outcome:
    """Send the link by which a new address is confirmed."""
    token = signing.dumps([user.pk, reach.new_email], salt=CONFIRM_SALT)
    with messages.spoken(queries.language_of(user), ""):
        letter = messages.confirmation(token, f"confirm-{signing.dumps(user.pk)}")
        return _letter_sent(reach.new_email, letter, user)


def _carry_out(claimed: Claimed, now: datetime) -> Outcome:
    try:
        with messages.spoken(claimed.language, claimed.zone):
            if claimed.receiver is not None:
                letter = messages.for_person(claimed.deliveries)
                return _mailed(claimed.reach, letter, claimed.receiver)
            mobiles = queries.mobiles_of(claimed.mentioned)
            message = messages.for_robot(claimed.deliveries, mobiles=mobiles)
            return _posted(claimed.credential, message, now)
    except Exception:  # noqa: BLE001 - one that breaks must not keep all others from their turn
        # Without its traceback's values nothing of an address is logged.
        _log.exception("a message of channel %s could not be made", claimed.channel.pk)
        return Outcome(is_accepted=False, code="fault", blames_channel=False)


def _posted(credential: Credential | None, message: robots.Message, now: datetime) -> Outcome:
    if credential is None:
        return Outcome(is_accepted=False, code="bad_address")
    form = credential.channel.form
    call = robots.call(form, message, secret=credential.secret, now=now)
    try:
        answer = outgoing.post(
            credential.address,
            call.body,
            query=call.query,
            headers=call.headers,
            rules=queries.rules(now),
        )
    except Undeliverable as fault:
        return Outcome(is_accepted=False, code=fault.code, answer=_told(fault.text, credential))
    found = robots.verdict(form, answer.status, answer.body, answer.headers)
    said = answer.body.decode(errors="replace")
    return Outcome(
        is_accepted=found.is_accepted,
        code=found.code,
        answer=_told(said, credential),
        rest=found.rest,
    )


def _mailed(reach: Reach | None, letter: messages.Letter, user: User) -> Outcome:
    if reach is None or not reach.email:
        return Outcome(is_accepted=False, code="no_address", blames_channel=False)
    return _letter_sent(reach.email, letter, user)


def _letter_sent(email: str, letter: messages.Letter, user: User) -> Outcome:
    to = mail.named(user.name, email)
    try:
        code = mail.send(to=to, subject=letter.subject, text=letter.text, key=letter.key)
    except mail.RecipientRefused as fault:
        answer = _clean(fault.text.replace(email, "…"))
        return Outcome(
            is_accepted=False,
            code=fault.code,
            answer=answer,
            blames_channel=False,
            is_final=fault.is_final,
        )
    except Undeliverable as fault:
        answer = _clean(fault.text.replace(email, "…"))
        return Outcome(is_accepted=False, code=fault.code, answer=answer)
    return Outcome(is_accepted=True, code=code)


def _told(text: str, credential: Credential) -> str:
    """Return what came back, without what must stay secret: hosts may repeat what they got."""
    parts = urlsplit(credential.address)
    secrets = [credential.address, credential.secret, parts.query, parts.path]
    secrets += [value for _name, value in parse_qsl(parts.query)]
    secrets += parts.path.split("/")
    for each in sorted(set(secrets), key=len, reverse=True):
        if len(each) >= _SHORTEST_TOLD:
            text = text.replace(each, "…")
    return _clean(text)


def _clean(text: str) -> str:
    printable = "".join(each if each.isprintable() else " " for each in text)
    return printable.strip()[:ANSWER_LIMIT]
