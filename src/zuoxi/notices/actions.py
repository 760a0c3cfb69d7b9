"""How notices are given and read."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.policies import anybody, signed_in
from zuoxi.notices import kinds, queries
from zuoxi.notices.events import NoticesGiven, NoticesRead
from zuoxi.notices.models import Notice
from zuoxi.org import queries as org

# One statement for any number of receivers. The order by id keeps two of them that meet from
# waiting for each other in a circle.
_GIVE_SQL = """
INSERT INTO notices_notice (receiver_id, kind, group_key, subject_type, subject_id, centre_id,
    given_by_id, data, count, created_at, renewed_at)
SELECT person.id, %(kind)s, %(group_key)s, %(subject_type)s, %(subject_id)s, %(centre_id)s,
    %(given_by)s, %(data)s::jsonb, %(count)s, %(now)s, %(now)s
FROM accounts_user person
WHERE person.id = ANY(%(receivers)s) AND person.is_active
ORDER BY person.id
ON CONFLICT (receiver_id, kind, group_key) WHERE read_at IS NULL DO UPDATE SET
    subject_type = EXCLUDED.subject_type, subject_id = EXCLUDED.subject_id,
    centre_id = EXCLUDED.centre_id, given_by_id = EXCLUDED.given_by_id,
    data = notices_notice.data || EXCLUDED.data, count = notices_notice.count + EXCLUDED.count,
    renewed_at = greatest(notices_notice.renewed_at, EXCLUDED.renewed_at)
RETURNING receiver_id, id
"""


@dataclass(frozen=True, kw_only=True)
class News:
    """What a notice is about.

    ``group`` keeps notices together that a receiver needs only once while unread: a bulk operation,
    or by default the subject. ``data`` feeds the sentence; of two notices in a group the newer
    one's values win, and ``count`` adds up.
    """

    kind: str
    subject_type: str
    subject_id: int
    centre_id: int | None = None
    group: str = ""
    count: int = 1
    data: Mapping[str, object] = field(default_factory=dict)


@action("notices.notify", policy=anybody, internal=True)
def notify(*, actor: Actor, receivers: Iterable[int], news: News, now: datetime) -> frozenset[int]:
    """Give the notice to all receivers at once and return who got it.

    Left out are the actor, who knows, and accounts that are closed. The caller decides who may
    know of the subject at all.
    """
    assert kinds.is_known(news.kind), f"no notice of the kind {news.kind} is declared"
    wanted = sorted(set(receivers) - {actor.user_id or 0})
    notices = _give(wanted, news, actor, now) if wanted else {}
    given = frozenset(notices)
    if given:
        publish(
            NoticesGiven(
                centre_id=news.centre_id,
                receiver_ids=given,
                notice_ids=frozenset(notices.values()),
                data={
                    "kind": news.kind,
                    "subject_type": news.subject_type,
                    "subject_id": news.subject_id,
                    "receivers": sorted(given),
                },
            ),
            actor=actor,
            now=now,
        )
    return given


@action("notices.mark_read", policy=signed_in)
def mark_read(*, actor: Actor, notice_id: int, now: datetime) -> Notice:
    """Note that the receiver has opened a notice; a second time changes nothing."""
    notice = queries.visible_to(actor).select_for_update(no_key=True).filter(pk=notice_id).first()
    if notice is None:
        raise NotFound
    if notice.is_unread:
        notice.read_at = now
        notice.save(update_fields=["read_at"])
        _publish_read(actor, 1, centre_id=notice.centre_id, now=now)
    return queries.find(actor, notice_id)


@action("notices.mark_all_read", policy=signed_in)
def mark_all_read(*, actor: Actor, until: datetime | None = None, now: datetime) -> int:
    """Note that the receiver has seen all notices, or those that had come ``until`` then.

    Returns how many that were.
    """
    rows = queries.unread(actor)
    if until is not None:
        rows = rows.filter(renewed_at__lte=until)
    count = rows.update(read_at=now)
    if count:
        _publish_read(actor, count, centre_id=org.home_centre_id(actor), now=now)
    return count


def _give(receivers: list[int], news: News, actor: Actor, now: datetime) -> dict[int, int]:
    """Write the notices and return their ids by receiver."""
    parameters: dict[str, str | int | datetime | list[int] | None] = {
        "receivers": receivers,
        "kind": news.kind,
        "group_key": news.group or f"{news.subject_type}:{news.subject_id}",
        "subject_type": news.subject_type,
        "subject_id": news.subject_id,
        "centre_id": news.centre_id,
        "given_by": actor.user_id,
        "data": json.dumps(dict(news.data)),
        "count": news.count,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_SQL, parameters)
        return dict(cursor.fetchall())


def _publish_read(actor: Actor, count: int, *, centre_id: int | None, now: datetime) -> None:
    publish(
        NoticesRead(subject_id=actor.user_id, centre_id=centre_id, data={"count": count}),
        actor=actor,
        now=now,
    )
