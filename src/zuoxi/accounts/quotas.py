"""How often one person may do something within an hour, counted in the event log."""

from datetime import datetime, timedelta

from zuoxi.accounts.models import User
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import TooManyRequests
from zuoxi.kernel.events import Fact
from zuoxi.kernel.models import Event

HOUR = timedelta(hours=1)


def require_quota(
    actor: Actor, fact: type[Fact], *, most: int, sentence: str, now: datetime, **data: object
) -> None:
    """Raise TooManyRequests when the actor has done this often enough for this hour.

    Must run inside the action that publishes ``fact``; ``data`` narrows what is counted.
    """
    assert actor.user_id is not None
    # What one person asks for waits for each other, or many at once would pass the limit together.
    User.objects.select_for_update(no_key=True).get(pk=actor.user_id)
    rows = Event.objects.filter(actor_id=actor.user_id, kind=fact.KIND, at__gt=now - HOUR)
    if data:
        rows = rows.filter(data__contains=data)
    moments = list(rows.order_by("-at").values_list("at", flat=True)[:most])
    if len(moments) < most:
        return
    wait = moments[-1] + HOUR - now
    raise TooManyRequests(sentence, extra={"retry_after": max(1, int(wait.total_seconds()))})
