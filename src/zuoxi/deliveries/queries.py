"""Channels, deliveries and choices: who may read them, where notices go, and what is due."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zuoxi.accounts.models import User
from zuoxi.calendars import queries as calendars
from zuoxi.calendars.arithmetic import CannotCount
from zuoxi.deliveries.choices import (
    ALLOW_HTTP,
    OPEN_STATES,
    PRIVATE_HOSTS,
    TROUBLED_STATES,
    WORRYING_FAILURES,
    WORRYING_HOURS,
    Form,
)
from zuoxi.deliveries.models import Attempt, Channel, Credential, Delivery, Reach
from zuoxi.deliveries.outgoing import Rules
from zuoxi.deliveries.policies import may_keep_channels
from zuoxi.deliveries.robots import LIMITS
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.belief import believed
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.single import single
from zuoxi.notices.kinds import kind_of
from zuoxi.notices.models import Notice
from zuoxi.org import queries as org
from zuoxi.org.models import Assignment, Unit

PAGE_SIZE = 50
# Of a delivery and of a channel, the newest.
ATTEMPTS_SHOWN = 50
MESSAGES_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to show of the log; empty means: everything. ``troubled`` is failed or given up."""

    state: str = ""
    channel_id: int | None = None
    troubled: bool = False


def visible_to(actor: Actor) -> QuerySet[Delivery]:
    """Return the deliveries an actor may read: all of the house, or those of the own centres."""
    if may_keep_channels(actor):
        return Delivery.objects.all()
    return Delivery.objects.filter(centre_id__in=actor.centre_ids)


def page(
    actor: Actor, wanted: Wanted, *, cursor: str = "", limit: int = PAGE_SIZE
) -> Page[Delivery]:
    """Return one page of the log, newest first."""
    rows = visible_to(actor)
    if wanted.troubled:
        rows = rows.filter(state__in=TROUBLED_STATES)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.channel_id is not None:
        rows = rows.filter(channel_id=wanted.channel_id)
    rows = rows.select_related("channel", "receiver")
    return paginate(rows, by="created_at", descending=True, cursor=cursor, limit=limit)


def find(actor: Actor, pk: int) -> Delivery:
    """Return one visible delivery; raise NotFound otherwise."""
    found = single(visible_to(actor).select_related("channel", "receiver").filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def attempts_of(delivery: Delivery) -> list[Attempt]:
    """Return what was tried for a delivery, newest first."""
    return list(delivery.attempts.order_by("-started_at", "-pk")[:ATTEMPTS_SHOWN])


def notice_of(pk: int) -> Notice:
    """Return the notice of a delivery, for whoever follows its link; raise NotFound without."""
    found = single(Delivery.objects.select_related("notice").filter(pk=pk))
    if found is None or found.notice is None:
        raise NotFound
    return found.notice


def channels(actor: Actor) -> QuerySet[Channel]:
    """Return the channels that an actor may look at, those out of use last."""
    rows = Channel.objects.select_related("unit").order_by("-is_active", "name")
    if may_keep_channels(actor):
        return rows
    return rows.filter(Q(unit=None) | Q(unit__in=org.visible_to(actor).values("pk")))


def find_channel(actor: Actor, pk: int) -> Channel:
    """Return one visible channel; raise NotFound otherwise."""
    found = single(channels(actor).filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def units() -> QuerySet[Unit]:
    """Return the units for which there may be a channel."""
    return Unit.objects.filter(is_active=True).order_by("path")


def tests_of(channel: Channel) -> list[Attempt]:
    """Return the last messages of a channel, tests among them, newest first.

    Of a digest, which has an attempt for each of its deliveries, one stands for all.
    """
    rows = Attempt.objects.filter(channel=channel).order_by("-started_at", "message", "pk")
    return list(rows.distinct("started_at", "message")[:MESSAGES_SHOWN])


def reach_of(user_id: int) -> Reach:
    """Return how a person is reached; an unsaved row where nothing was chosen yet."""
    return single(Reach.objects.filter(user_id=user_id)) or Reach(user_id=user_id, version=0)


def wants(reach: Reach, kind: str) -> bool:
    """Tell whether a person wants notices of a kind by e-mail."""
    chosen = reach.by_email.get(kind)
    return kind_of(kind).escalates if chosen is None else bool(chosen)


def routes() -> list[Channel]:
    """Return the channels in use, as some seconds ago: asked for each notice that is given."""
    return believed(
        ("deliveries", "routes"),
        lambda: list(Channel.objects.filter(is_active=True).select_related("unit")),
    )


def new_notices(ids: Iterable[int], now: datetime) -> list[Notice]:
    """Return those of the notices that are new; one that was renewed has been sent before."""
    rows = Notice.objects.filter(pk__in=list(ids), created_at=now).select_related("centre")
    return list(rows.order_by("pk"))


def by_email(notices: Collection[Notice]) -> dict[int, Reach]:
    """Return by receiver how those are reached who want these notices by e-mail."""
    receivers = [each.receiver_id for each in notices]
    kind = next(each.kind for each in notices)
    rows = Reach.objects.filter(user_id__in=receivers).exclude(email="")
    return {each.user_id: each for each in rows if wants(each, kind)}


def concerns(channel: Channel, notice: Notice, receivers: Collection[int]) -> bool:
    """Tell whether a notice is one of a channel's unit.

    Of a centre and above it: what belongs to the centre. Of a part of a centre: what one of its own
    people got.
    """
    unit = channel.unit
    if unit is None:
        return True
    if unit.centre_id is None:
        return notice.centre is not None and notice.centre.path.startswith(unit.path)
    own = Assignment.objects.filter(unit__path__startswith=unit.path, user_id__in=receivers)
    return own.exists()


def units_of(user_ids: Iterable[int]) -> Mapping[int, list[int]]:
    """Return by person the units at which the person holds a role."""
    found: dict[int, list[int]] = {}
    rows = Assignment.objects.filter(user_id__in=list(user_ids))
    for user_id, unit_id in rows.order_by("pk").values_list("user_id", "unit_id"):
        found.setdefault(user_id, []).append(unit_id)
    return found


def opening(unit_ids: Iterable[int], at: datetime) -> datetime:
    """Return ``at`` if one of the units is at work then, else when the first of them opens.

    By no calendar, and by one without any working time, nothing waits.
    """
    found = []
    for unit_id in sorted(set(unit_ids)):
        try:
            found.append(calendars.calendar_for(unit_id).calendar.opens_next(at))
        except CannotCount:
            return at
    return min(found, default=at)


def channels_with_due(now: datetime) -> list[int]:
    """Return the channels through which something is to be sent now."""
    due = _due(now).filter(channel=OuterRef("pk"))
    rows = Channel.objects.filter(_may_send(now), Exists(due))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def sendable(channel_id: int, now: datetime) -> QuerySet[Channel]:
    """Return the channel if it may be used now."""
    return Channel.objects.filter(_may_send(now), pk=channel_id)


def due_of(channel_id: int, now: datetime) -> QuerySet[Delivery]:
    """Return what is to be sent through a channel now, what waits longest first."""
    return _due(now).filter(channel_id=channel_id).order_by("next_at", "pk")


def is_within_limits(channel: Channel, now: datetime) -> bool:
    """Tell whether a robot takes another message now. The caller holds the channel's row."""
    for limit in LIMITS.get(channel.form, ()):
        lately = Attempt.objects.filter(channel=channel, started_at__gt=now - limit.within)
        if lately.aggregate(n=Count("message", distinct=True))["n"] >= limit.most:
            return False
    return True


def credential_of(channel: Channel) -> Credential | None:
    """Return where a channel sends to; None for e-mail."""
    return single(Credential.objects.filter(channel=channel))


def rules(now: datetime) -> Rules:
    """Return to which hosts webhooks may be sent."""
    hosts = PRIVATE_HOSTS.at(now).replace(",", " ").lower().split()
    return Rules(private_hosts=frozenset(hosts), allows_http=ALLOW_HTTP.at(now))


def mobiles_of(user_ids: Collection[int]) -> tuple[str, ...]:
    """Return the numbers by which a robot can call these persons, of those who gave one."""
    if not user_ids:
        return ()
    rows = Reach.objects.filter(user_id__in=user_ids, user__is_active=True).exclude(mobile="")
    return tuple(rows.order_by("user_id").values_list("mobile", flat=True))


def language_of(user: User) -> str:
    """Return the language in which a person is written to."""
    return user.language or "zh-hans"


def worrying_channels() -> list[Channel]:
    """Return the channels that keep failing."""
    rows = Channel.objects.filter(is_active=True, failures__gte=WORRYING_FAILURES)
    return list(rows.order_by("pk"))


def stuck(now: datetime) -> int:
    """Return how many deliveries have been due for hours without having been tried."""
    before = now - timedelta(hours=WORRYING_HOURS)
    rows = Delivery.objects.filter(
        state__in=OPEN_STATES, next_at__lt=before, channel__is_active=True
    )
    return rows.values("pk")[:1000].count()


def has_email() -> bool:
    """Tell whether the e-mail channel is in use."""
    return Channel.objects.filter(form=Form.EMAIL, is_active=True).exists()


def _due(now: datetime) -> QuerySet[Delivery]:
    free = Q(claimed_until=None) | Q(claimed_until__lte=now)
    return Delivery.objects.filter(free, state__in=OPEN_STATES, next_at__lte=now)


def _may_send(now: datetime) -> Q:
    return Q(is_active=True) & (Q(rests_until=None) | Q(rests_until__lte=now))
