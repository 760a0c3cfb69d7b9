"""What is asked before a file may come: is the order open, is it not too much."""

from datetime import datetime
from itertools import accumulate

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.accounts.quotas import queue_up, seconds_left
from zuoxi.attachments import queries
from zuoxi.attachments.choices import FILES_PER_HOUR, MEGABYTE, MEGABYTES_PER_HOUR
from zuoxi.attachments.inspection import refused
from zuoxi.attachments.policies import is_open, works_with
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, TooManyRequests
from zuoxi.workorders.models import WorkOrder

# How long a sender waits before it asks for its turn again.
_TURN_SECONDS = 2


def require_open(actor: Actor, order: WorkOrder) -> None:
    """Raise Forbidden for somebody who only looks on, Conflict for an archived order."""
    if not works_with(actor, order):
        raise Forbidden(extra={"action": "attachments.add"})
    if not is_open(order):
        raise Conflict(_("This work order is archived; files can no longer be added."))


def require_megabytes(size: int, most: int) -> None:
    """Raise InvalidInput for a file that is too large."""
    if size > most * MEGABYTE:
        raise refused(
            _("The file has %(found)s MB; at most %(most)s MB are accepted.")
            % {"found": -(-size // MEGABYTE), "most": most}
        )


def require_turn(actor: Actor) -> None:
    """Raise TooManyRequests while another file of the actor is being looked into.

    A decoder may work for seconds, and meanwhile one of the server's few threads waits for it: a
    single person must not hold all of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"attachments:{actor.user_id}"],
        )
        (is_free,) = cursor.fetchone()
    if not is_free:
        sentence = _("Another file of yours is just being checked. Please send this one again.")
        raise TooManyRequests(sentence, extra={"retry_after": _TURN_SECONDS})


def require_allowance(actor: Actor, size: int, *, now: datetime) -> None:
    """Raise TooManyRequests when the actor has sent enough for this hour."""
    queue_up(actor)
    sent = [(now, size), *queries.sent_lately(actor, now)]
    moments = [at for at, _size in sent]
    most = FILES_PER_HOUR.at(now)
    megabytes = MEGABYTES_PER_HOUR.at(now)
    totals = accumulate(each for _at, each in sent)
    fitting = sum(total <= megabytes * MEGABYTE for total in totals)
    seconds = seconds_left(moments, most + 1, now)
    if seconds:
        sentence = ngettext(
            "At most %(most)s file can be sent in an hour. Please continue later.",
            "At most %(most)s files can be sent in an hour. Please continue later.",
            most,
        ) % {"most": most}
    else:
        seconds = seconds_left(moments, fitting + 1, now)
        sentence = _("At most %(most)s MB can be sent in an hour. Please continue later.") % {
            "most": megabytes
        }
    if seconds:
        raise TooManyRequests(sentence, extra={"retry_after": seconds})
