"""What is asked before a file may come: is the order open, is it not too much."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.accounts.models import User
from zuoxi.attachments import queries
from zuoxi.attachments.choices import FILES_PER_HOUR, MEGABYTE, MEGABYTES_PER_HOUR
from zuoxi.attachments.inspection import refused
from zuoxi.attachments.policies import is_open, works_with
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, TooManyRequests
from zuoxi.workorders.models import WorkOrder


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


def require_quota(actor: Actor, size: int, *, now: datetime) -> None:
    """Raise TooManyRequests when the actor has sent enough for this hour."""
    assert actor.user_id is not None
    # One person's announcements wait for each other, or many at once would pass the limit together.
    User.objects.select_for_update(no_key=True).get(pk=actor.user_id)
    count, total = queries.sent_lately(actor, now)
    most = FILES_PER_HOUR.at(now)
    megabytes = MEGABYTES_PER_HOUR.at(now)
    if count >= most:
        sentence = ngettext(
            "At most %(most)s file can be sent in an hour. Please continue later.",
            "At most %(most)s files can be sent in an hour. Please continue later.",
            most,
        ) % {"most": most}
    elif total + size > megabytes * MEGABYTE:
        sentence = _("At most %(most)s MB can be sent in an hour. Please continue later.") % {
            "most": megabytes
        }
    else:
        return
    raise TooManyRequests(sentence, extra={"retry_after": int(queries.HOUR.total_seconds())})
