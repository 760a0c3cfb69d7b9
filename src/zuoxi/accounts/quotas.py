"""How often one person may do something within an hour, and when it may be done again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from zuoxi.accounts.models import User
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import TooManyRequests
from zuoxi.kernel.events import Fact
from zuoxi.kernel.models import COUNTED_KINDS, Event

HOUR = timedelta(hours=1)


def queue_up(actor: Actor) -> None:
    """Let one person's calls wait for each other until the end of the transaction.

    For an action that counts before it writes: many at once would pass its limit together.
    """
    assert actor.user_id is not None
    User.objects.select_for_update(no_key=True).get(pk=actor.user_id)


def seconds_left(moments: Sequence[datetime], most: int, now: datetime) -> int:
    """Return how long it takes until fewer than ``most`` moments lie within an hour; 0 if they do.

    ``moments`` are those of the last hour, the newest first.
    """
    if len(moments) < most:
        return 0
    return max(1, int((moments[most - 1] + HOUR - now).total_seconds()))


def require_quota(
    actor: Actor, fact: type[Fact], *, most: int, sentence: str, now: datetime, **data: object
) -> None:
    """Raise TooManyRequests when the actor has done this often enough for this hour.

    Counted in the event log: must run inside the action that publishes ``fact``; ``data`` narrows
    what is counted. The kind is one of ``COUNTED_KINDS``, which have an index for it: without, all
    that the person has ever done would be looked through each time.
    """
    assert fact.KIND in COUNTED_KINDS, fact.KIND
    queue_up(actor)
    rows = Event.objects.filter(actor_id=actor.user_id, kind=fact.KIND, at__gt=now - HOUR)
    if data:
        rows = rows.filter(data__contains=data)
    # Only the one that has to be an hour old first: a busy account has thousands.
    moments = list(rows.order_by("-at").values_list("at", flat=True)[most - 1 : most])
    seconds = seconds_left(moments, 1, now)
    if seconds:
        raise TooManyRequests(sentence, extra={"retry_after": seconds})
