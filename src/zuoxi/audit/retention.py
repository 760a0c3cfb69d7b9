"""How long the log, its archive, the options and the tables of the frameworks are kept."""

from collections.abc import Generator
from datetime import datetime, timedelta

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet
from procrastinate.contrib.django.models import (
    ProcrastinateEvent,
    ProcrastinateJob,
    ProcrastinatePeriodicDefer,
    ProcrastinateWorker,
)

from zuoxi.audit.choices import FORGET_DAYS, JOB_DAYS, LOG_DAYS
from zuoxi.kernel import archive, history
from zuoxi.kernel.models import ArchivedEvent, Event, OptionValue
from zuoxi.kernel.retention import keep, removed, tidied, worked_off

keep(OptionValue, because="Few rows; which limit was in force when, and by what right.")
keep(Group, Group.permissions.through, Permission, ContentType, because="Fixed rows of Django.")
tidied(
    ProcrastinateWorker,
    text="A worker that is gone is taken out by the next one.",
    by="procrastinate",
)
tidied(
    ProcrastinatePeriodicDefer,
    text="The last run of each periodic job is kept.",
    by="procrastinate",
)
tidied(ProcrastinateEvent, text="Goes with its job.", by="procrastinate")


def _move(now: datetime) -> Generator[int]:
    return archive.move(_before(now))


def _before(now: datetime) -> datetime:
    return now - timedelta(days=LOG_DAYS.at(now))


@worked_off(Event, after=LOG_DAYS, steps=_move)
def to_archive(now: datetime) -> QuerySet[Event]:
    """Moved to the archive of the log; those of an order once it has been archived as long."""
    return archive.due(_before(now))


@removed(ArchivedEvent, after=FORGET_DAYS)
def forgotten(now: datetime) -> QuerySet[ArchivedEvent]:
    """Removed, but for the history of orders and customers, which lasts as long as these."""
    old = ArchivedEvent.objects.filter(at__lt=now - timedelta(days=FORGET_DAYS.at(now)))
    return old.exclude(history.lasting())


@removed(ProcrastinateJob, after=JOB_DAYS)
def ended_jobs(now: datetime) -> QuerySet[ProcrastinateJob]:
    """Done jobs are removed at once, failed ones after these days; they name rows only."""
    lately = ProcrastinateEvent.objects.filter(
        job=OuterRef("pk"), at__gte=now - timedelta(days=JOB_DAYS.at(now))
    )
    return ProcrastinateJob.objects.exclude(status__in=["todo", "doing"]).filter(~Exists(lately))
