"""What the worker writes: deliveries to be made, who sends which, and what came of it.

The log of deliveries is itself the record: an event for each message would say all of it twice.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from zuoxi.accounts.models import User
from zuoxi.deliveries import queries
from zuoxi.deliveries.choices import (
    DIGEST_ABOVE,
    FIRST_PAUSE_MINUTES,
    LEASE_SECONDS,
    LONGEST_PAUSE_MINUTES,
    MOST_IN_DIGEST,
    MOST_TRIES,
    DeliveryState,
)
from zuoxi.deliveries.models import Attempt, Channel, Credential, Delivery, Reach
from zuoxi.notices.models import Notice

_NUMBER_LIMIT = 64
_GROWTH = 3


@dataclass(frozen=True)
class Claimed:
    """What one worker is to send in one message, and all that it needs for it."""

    key: uuid.UUID
    channel: Channel
    deliveries: list[Delivery]
    receiver: User | None = None
    reach: Reach | None = None
    credential: Credential | None = None
    language: str = "zh-hans"
    zone: str = ""

    @property
    def mentioned(self) -> list[int]:
        """The persons of whom a group is to be told."""
        return sorted({pk for each in self.deliveries for pk in each.mentioned})


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a message.

    ``blames_channel``: it would have failed for everybody; ``is_final``: it need not be tried
    again; ``rest``: so long the other side wants to be left alone.
    """

    is_accepted: bool
    code: str
    answer: str = ""
    rest: timedelta = field(default=timedelta(0))
    blames_channel: bool = True
    is_final: bool = False


def enqueue(*, notice_ids: Collection[int], now: datetime) -> None:
    """Let notices that were just given, all of the same news, go out by the channels for them.

    Called in the transaction that gives them. A notice that was renewed has gone out before.
    """
    channels = queries.routes()
    notices = queries.new_notices(notice_ids, now) if channels else []
    if not notices:
        return
    rows: list[Delivery] = []
    for channel in channels:
        made = _letters if channel.is_email else _post
        rows += made(channel, notices, now)
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def claim(*, channel_id: int, now: datetime) -> Claimed | None:
    """Take the next message of a channel, so that nobody else does; None if there is none now.

    The channel's row is held meanwhile: its messages are counted against the robot's limits.
    """
    with transaction.atomic():
        locked = queries.sendable(channel_id, now).select_for_update(skip_locked=True, no_key=True)
        channel = locked.first()
        if channel is None or not queries.is_within_limits(channel, now):
            return None
        chosen = _chosen(channel, now)
        return _taken(channel, chosen, now) if chosen else None


def finish(*, claimed: Claimed, outcome: Outcome, now: datetime) -> None:
    """Note what came of a message, for its deliveries and for its channel."""
    with transaction.atomic():
        channel = Channel.objects.select_for_update(no_key=True).get(pk=claimed.channel.pk)
        _end_attempts(claimed.key, outcome, now)
        # Whose claim had run out is another one's by now.
        rows = Delivery.objects.select_for_update(no_key=True, of=("self",))
        for each in rows.filter(claim=claimed.key).order_by("pk"):
            _end(each, outcome, now)
        _judge(channel, outcome, now)


def finish_test(*, attempt: Attempt, outcome: Outcome, now: datetime) -> Attempt:
    """Note what came of a test message; one that works lets the channel be used again at once."""
    with transaction.atomic():
        channel = Channel.objects.select_for_update(no_key=True).get(pk=attempt.channel_id)
        _end_attempts(attempt.message, outcome, now)
        if outcome.is_accepted:
            _judge(channel, outcome, now)
    attempt.refresh_from_db()
    return attempt


def pause_after(tries: int, now: datetime) -> timedelta:
    """Return how long to wait after so many failures: each pause is longer than the last one."""
    minutes = FIRST_PAUSE_MINUTES.at(now) * _GROWTH ** min(max(tries - 1, 0), 20)
    return timedelta(minutes=min(minutes, LONGEST_PAUSE_MINUTES.at(now)))


def _letters(channel: Channel, notices: list[Notice], now: datetime) -> list[Delivery]:
    reached = queries.by_email(notices)
    units = queries.units_of(reached)
    rows = []
    for notice in notices:
        reach = reached.get(notice.receiver_id)
        if reach is None:
            continue
        row = _row(channel, notice, now)
        row.receiver_id = notice.receiver_id
        if not (row.is_urgent or reach.is_any_time):
            row.next_at = queries.opening(units.get(notice.receiver_id, []), now)
        rows.append(row)
    return rows


def _post(channel: Channel, notices: list[Notice], now: datetime) -> list[Delivery]:
    first = notices[0]
    receivers = [each.receiver_id for each in notices]
    if first.kind not in channel.kinds or not queries.concerns(channel, first, receivers):
        return []
    row = _row(channel, first, now)
    row.mentioned = receivers
    if not (row.is_urgent or channel.is_round_the_clock):
        unit_id = channel.unit_id or first.centre_id
        row.next_at = queries.opening([unit_id] if unit_id else [], now)
    return [row]


def _row(channel: Channel, notice: Notice, now: datetime) -> Delivery:
    return Delivery(
        notice=notice,
        channel=channel,
        centre_id=notice.centre_id,
        kind=notice.kind,
        number=str(notice.data.get("number", ""))[:_NUMBER_LIMIT],
        is_urgent=notice.data.get("is_urgent") is True,
        next_at=now,
        created_at=now,
    )


def _chosen(channel: Channel, now: datetime) -> list[Delivery]:
    """Return the deliveries of the next message: one, or so many that they become a digest.

    What nobody needs any more, or was begun too often, ends here.
    """
    due = queries.due_of(channel.pk, now).select_related("notice__centre", "receiver")
    due = due.select_for_update(skip_locked=True, no_key=True, of=("self",))
    while True:
        first = due.first()
        if first is None:
            return []
        rows = list(due.filter(receiver_id=first.receiver_id)[:MOST_IN_DIGEST])
        kept = [each for each in rows if _stays(each, now)]
        if kept:
            return kept if len(kept) > DIGEST_ABOVE.at(now) else kept[:1]


def _stays(delivery: Delivery, now: datetime) -> bool:
    if delivery.tries >= MOST_TRIES.at(now):
        state = DeliveryState.GIVEN_UP
    elif not _is_needed(delivery):
        state = DeliveryState.DROPPED
    else:
        return True
    _close(delivery, state, now)
    return False


def _is_needed(delivery: Delivery) -> bool:
    """Tell whether anybody still has to be told."""
    if delivery.notice is None:
        return False
    if delivery.receiver is None:
        return True
    # Whoever has a delivery sent again wants it, read or not.
    is_read = delivery.notice.read_at is not None and not delivery.round
    reach = queries.reach_of(delivery.receiver.pk)
    wanted = bool(reach.email) and (bool(delivery.round) or queries.wants(reach, delivery.kind))
    return delivery.receiver.is_active and wanted and not is_read


def _taken(channel: Channel, rows: list[Delivery], now: datetime) -> Claimed:
    key, until = uuid.uuid4(), now + timedelta(seconds=LEASE_SECONDS)
    for each in rows:
        each.claim, each.claimed_until = key, until
        each.tries += 1
    Delivery.objects.bulk_update(rows, ["claim", "claimed_until", "tries"])
    Attempt.objects.bulk_create(
        Attempt(channel=channel, delivery=each, message=key, size=len(rows), started_at=now)
        for each in rows
    )
    receiver, notice = rows[0].receiver, rows[0].notice
    centre = notice.centre if notice else None
    return Claimed(
        key=key,
        channel=channel,
        deliveries=rows,
        receiver=receiver,
        reach=queries.reach_of(receiver.pk) if receiver else None,
        credential=None if channel.is_email else queries.credential_of(channel),
        language=queries.language_of(receiver) if receiver else channel.language,
        zone=centre.time_zone if centre else "",
    )


def _end_attempts(key: uuid.UUID, outcome: Outcome, now: datetime) -> None:
    Attempt.objects.filter(message=key, finished_at=None).update(
        finished_at=now,
        is_accepted=outcome.is_accepted,
        code=outcome.code,
        answer=outcome.answer,
    )


def _end(delivery: Delivery, outcome: Outcome, now: datetime) -> None:
    if outcome.is_accepted:
        _close(delivery, DeliveryState.SENT, now)
    elif outcome.is_final or delivery.tries >= MOST_TRIES.at(now):
        _close(delivery, DeliveryState.GIVEN_UP, now)
    else:
        delivery.state = DeliveryState.FAILED
        delivery.next_at = now + max(pause_after(delivery.tries, now), outcome.rest)
        delivery.claim = delivery.claimed_until = None
        delivery.save(update_fields=["state", "next_at", "claim", "claimed_until"])


def _close(delivery: Delivery, state: DeliveryState, now: datetime) -> None:
    delivery.state, delivery.ended_at = state, now
    delivery.claim = delivery.claimed_until = None
    delivery.save(update_fields=["state", "ended_at", "claim", "claimed_until"])


def _judge(channel: Channel, outcome: Outcome, now: datetime) -> None:
    """Let a channel that fails rest: all that wait for it would fail one after the other."""
    if outcome.is_accepted:
        channel.failures, channel.rests_until, channel.sent_at = 0, None, now
    elif outcome.blames_channel:
        channel.failures += 1
        channel.rests_until = now + max(pause_after(channel.failures, now), outcome.rest)
    else:
        return
    channel.save(update_fields=["failures", "rests_until", "sent_at"])
