"""The event log as an auditor, a supervisor and an administrator may read it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.contrib.auth import get_user_model
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q, QuerySet

from zuoxi.audit.choices import AREAS, CHANNELS, SECURITY_AREAS
from zuoxi.audit.events import TidiedUp
from zuoxi.audit.policies import reads_business, reads_security
from zuoxi.audit.sentences import sentence_for
from zuoxi.audit.subjects import Subject, subjects_of
from zuoxi.kernel.actors import SYSTEM, Actor
from zuoxi.kernel.days import midnight
from zuoxi.kernel.history import whole_log
from zuoxi.kernel.models import Event
from zuoxi.kernel.paging import Page, paginate

_MOST_PEOPLE = 50


@dataclass(frozen=True)
class LogFilter:
    """What the reader asked for; empty means everything."""

    person: str = ""
    area: str = ""
    since: date | None = None
    until: date | None = None
    request_id: str = ""


@dataclass(frozen=True)
class LogRow:
    """One event in words."""

    event: Event
    sentence: str
    subject: Subject | None = None

    @property
    def who(self) -> str:
        """The name of the actor; the system has one in every language."""
        event = self.event
        is_system = event.actor_id is None and event.actor_name == SYSTEM.name
        return str(CHANNELS["system"]) if is_system else event.actor_name

    @property
    def channel(self) -> str:
        """The way by which it came, in words."""
        return str(CHANNELS.get(self.event.channel, self.event.channel))


def visible_to(actor: Actor, *, with_archive: bool = False) -> QuerySet[Event]:
    """Return the events an actor may read about.

    Supervisors read what happened in their centres, administrators what happened to accounts,
    organisation and options, auditors both. What belongs to no centre and is business is read by
    whoever reads business at all. The archive is read under the same rules.
    """
    security = reduce(or_, (Q(kind__startswith=f"{area}.") for area in SECURITY_AREAS))
    allowed = Q(pk__in=[])
    if reads_business(actor) and actor.centre_ids:
        allowed |= Q(centre_id__in=actor.centre_ids) | (Q(centre_id=None) & ~security)
    if reads_security(actor):
        allowed |= security
    return whole_log().filter(allowed) if with_archive else Event.objects.filter(allowed)


def log(actor: Actor, wanted: LogFilter, *, cursor: str = "", limit: int = 50) -> Page[Event]:
    """Return one page of the audit log, newest first.

    Who names a period gets what the archive has of it too; it is found by time there.
    """
    has_period = bool(wanted.since or wanted.until)
    rows = visible_to(actor, with_archive=has_period)
    if wanted.area in AREAS:
        rows = rows.filter(kind__startswith=f"{wanted.area}.")
    if wanted.request_id:
        rows = rows.filter(request_id=wanted.request_id)
    if wanted.since:
        rows = rows.filter(at__gte=midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=midnight(wanted.until + timedelta(days=1)))
    if wanted.person:
        rows = rows.filter(_about_person(wanted.person))
    # The index of times leads to a day that is long past; by id all later ones would be read.
    by = "at" if has_period else "id"
    return paginate(rows, by=by, descending=True, cursor=cursor, limit=limit)


def in_words(events: list[Event], *, actor: Actor | None = None) -> list[LogRow]:
    """Word the events; for a given reader also name, with links, what each was about."""
    subjects = subjects_of(actor, events) if actor else {}
    return [
        LogRow(each, sentence_for(each), subjects.get((each.subject_type, each.subject_id or 0)))
        for each in events
    ]


def latest(subject_type: str, subject_id: int, *, area: str = "", limit: int = 10) -> list[Event]:
    """Return the newest events about a subject, newest first; who may see it was asked."""
    rows = whole_log().filter(subject_type=subject_type, subject_id=subject_id)
    if area:
        rows = rows.filter(kind__startswith=f"{area}.")
    return list(rows.order_by("-id")[:limit])


def _about_person(text: str) -> Q:
    # By id, so that the index of actors serves; a name in the log may have changed since.
    users = get_user_model()._default_manager  # noqa: SLF001 - Django's name for it
    found = users.filter(Q(username__iexact=text) | Q(name__icontains=text))
    ids = list(found.values_list("pk", flat=True)[:_MOST_PEOPLE])
    return Q(actor_id__in=ids) | Q(subject_type="user", subject_id__in=ids)


def last_tidying() -> Event | None:
    """Return what the last nightly run has left in the log."""
    return Event.objects.filter(kind=TidiedUp.KIND).order_by("-id").first()


def tidied_since() -> datetime | None:
    """Return when this database got its archive: since then there are nightly runs.

    Not the oldest event: a database that was upgraded, or filled by the demo, has older ones.
    """
    rows = MigrationRecorder.Migration.objects.filter(app="kernel", name__startswith="0004_")
    return rows.values_list("applied", flat=True).first()
