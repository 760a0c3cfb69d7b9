"""Messages as their readers see them, and who has read them."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.single import single
from zuoxi.memos.choices import Box
from zuoxi.memos.models import Memo, MemoUnit, Reading
from zuoxi.memos.policies import OVERSEERS
from zuoxi.org.choices import HANDLING_KINDS, UnitKind
from zuoxi.org.models import Assignment, Unit
from zuoxi.web.nav import COUNT_CAP

PAGE_SIZE = 30


@dataclass(frozen=True)
class Reader:
    """Somebody whom a message was sent to; ``read_at`` is None as long as it was not opened."""

    name: str
    read_at: datetime | None


@dataclass
class UnitReaders:
    """The people of one unit that a message was sent to, those who have not read it first."""

    unit: Unit
    readers: list[Reader] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many have read it."""
        return sum(each.read_at is not None for each in self.readers)


def visible_to(actor: Actor) -> QuerySet[Memo]:
    """Return what the actor has received or sent, and what the actor oversees."""
    overseen = Q(centre_id__in=actor.places_of(OVERSEERS))
    return Memo.objects.filter(_received(actor) | Q(author_id=actor.user_id or 0) | overseen)


def received(actor: Actor) -> QuerySet[Memo]:
    """Return the messages that went to a unit the actor works at, and not by the actor's hand."""
    return Memo.objects.filter(_received(actor)).exclude(author_id=actor.user_id or 0)


def find(actor: Actor, pk: int) -> Memo:
    """Return one visible message with its units; raise NotFound otherwise."""
    rows = visible_to(actor).filter(pk=pk).select_related("author", "centre", "withdrawn_by")
    found = single(rows)
    if found is None:
        raise NotFound
    return found


def sent_before(author_id: int, key: str) -> Memo | None:
    """Return the message that its author has sent with a key, or None."""
    return single(Memo.objects.filter(author_id=author_id, idempotency_key=key))


def page(
    actor: Actor, box: str, *, now: datetime, cursor: str = "", limit: int = PAGE_SIZE
) -> Page[Memo]:
    """Return one page of a box, the newest first; each has ``is_read`` for the actor."""
    rows = _of_box(actor, box, timezone.localdate(now))
    load = with_reading(
        Memo.objects.select_related("author").prefetch_related("units__unit"), actor
    )
    return paginate(rows, by="sent_at", descending=True, cursor=cursor, limit=limit, load=load)


def with_reading(rows: QuerySet[Memo], actor: Actor) -> QuerySet[Memo]:
    """Mark each message with whether the actor has read it (``is_read``)."""
    own = Reading.objects.filter(memo=OuterRef("pk"), user_id=actor.user_id or 0)
    return rows.annotate(is_read=Exists(own))


def unread(actor: Actor, *, today: date) -> QuerySet[Memo]:
    """Return the received messages that count today and that the actor has not opened."""
    own = Reading.objects.filter(memo=OuterRef("pk"), user_id=actor.user_id or 0)
    return _counting(received(actor), today).filter(~Exists(own))


def counts(actor: Actor) -> dict[str, int]:
    """Return how many messages the actor has not opened, up to COUNT_CAP."""
    # What counts today is decided when the rail is drawn.
    today = timezone.localdate()
    return {"memos": unread(actor, today=today).values("pk")[:COUNT_CAP].count()}


def units_of(memo: Memo) -> list[Unit]:
    """Return the units that a message went to, the centre first."""
    rows = MemoUnit.objects.filter(memo=memo).select_related("unit")
    return [each.unit for each in rows.order_by("unit__path")]


def offered_units(actor: Actor) -> list[Unit]:
    """Return the units that the actor may write to: the own centres and what is in them."""
    own = Unit.objects.filter(pk__in=actor.area_ids).values("centre_id")
    centres = Q(centre_id__in=actor.centre_ids) | Q(centre_id__in=own)
    themselves = Q(pk__in=actor.centre_ids) | Q(pk__in=own)
    rows = Unit.objects.filter(
        (centres & Q(kind__in=HANDLING_KINDS)) | (themselves & Q(kind=UnitKind.CENTRE)),
        is_active=True,
    )
    return list(rows.order_by("path"))


def readers_of(memo: Memo) -> list[UnitReaders]:
    """Return by unit who should read a message and who has; with three statements.

    Who works at a unit is asked now: whoever came later should read it too. Who has read it and
    works elsewhere meanwhile is not listed.
    """
    units = units_of(memo)
    done = dict(Reading.objects.filter(memo=memo).values_list("user_id", "at"))
    people = _people_of(units)
    found = []
    for unit in units:
        names = {pk: name for pk, name in people[unit.pk].items() if pk != memo.author_id}
        readers = [Reader(name, done.get(pk)) for pk, name in names.items()]
        readers.sort(key=lambda each: (each.read_at is not None, each.read_at or memo.sent_at))
        found.append(UnitReaders(unit, readers))
    return found


def readers_so_far(memo: Memo) -> list[int]:
    """Return the accounts that have opened a message."""
    return list(Reading.objects.filter(memo=memo).values_list("user_id", flat=True))


def _people_of(units: list[Unit]) -> dict[int, dict[int, str]]:
    """Return by unit the names of those who work there, by account, in the order of the names."""
    above = {int(pk) for each in units for pk in each.path.strip("/").split("/")}
    centres = [each.pk for each in units if each.kind == UnitKind.CENTRE]
    rows = Assignment.objects.filter(
        Q(unit_id__in=above) | Q(unit__centre_id__in=centres, unit__kind=UnitKind.TEAM),
        user__is_active=True,
        role__in=[*CENTRE_ROLES, Role.WORK_AREA_STAFF, Role.UNIT_HEAD],
    )
    held = rows.order_by("user__name", "user_id").values_list(
        "user_id", "user__name", "role", "unit_id", "unit__path"
    )
    found: dict[int, dict[int, str]] = {each.pk: {} for each in units}
    for user_id, name, role, unit_id, path in held:
        for unit in units:
            if _works_at(unit, role, unit_id, path):
                found[unit.pk][user_id] = name
    return found


def _works_at(unit: Unit, role: str, held_at: int, path: str) -> bool:
    """Tell whether a role held at a place opens a unit, as ``org.queries.scope_of`` does."""
    if role == Role.UNIT_HEAD:
        return held_at == unit.pk
    is_above = unit.path.startswith(path)
    if unit.kind == UnitKind.CENTRE:
        return role in CENTRE_ROLES and (is_above or path.startswith(unit.path))
    return role == Role.WORK_AREA_STAFF and is_above


def _received(actor: Actor) -> Q:
    places = actor.area_ids | actor.centre_ids
    own = MemoUnit.objects.filter(unit_id__in=places)
    return Q(pk__in=own.values("memo_id"))


def _of_box(actor: Actor, box: str, today: date) -> QuerySet[Memo]:
    if box == Box.SENT:
        return Memo.objects.filter(author_id=actor.user_id or 0)
    if box == Box.PAST:
        over = Q(withdrawn_at__isnull=False) | Q(expires_on__lt=today)
        return visible_to(actor).filter(over)
    if box == Box.ALL:
        return visible_to(actor)
    return _counting(received(actor), today)


def _counting(rows: QuerySet[Memo], today: date) -> QuerySet[Memo]:
    return rows.filter(expires_on__gte=today, withdrawn_at=None)
