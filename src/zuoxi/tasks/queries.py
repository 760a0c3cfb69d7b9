"""Tasks as people see them: who owes one, who set it, and who oversees it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Now

from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.groups import queries as groups
from zuoxi.groups.choices import GroupKind
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.paging import Page, paginate
from zuoxi.kernel.single import single
from zuoxi.org import queries as org
from zuoxi.org.models import Unit
from zuoxi.tasks.choices import TaskState, TaskStatus, Whose
from zuoxi.tasks.models import Task, TaskNote
from zuoxi.tasks.policies import OVERSEERS
from zuoxi.web.nav import COUNT_CAP

PAGE_SIZE = 50

_RELATIONS = ("centre", "unit", "assignee", "created_by", "ended_by")
_OVERSEEING = OVERSEERS | {Role.AUDITOR}


@dataclass(frozen=True)
class Source:
    """What a task came from, named as events name their subject."""

    type: str
    id: int

    def __str__(self) -> str:
        return f"{self.type}:{self.id}"


def visible_to(actor: Actor) -> QuerySet[Task]:
    """Return the tasks of the actor's units and centres, those set by the actor, and the own."""
    centres = actor.places_of(_OVERSEEING) | groups.centres_led(actor)
    # Nobody's for a system actor.
    own = Q(assignee_id=actor.user_id or 0) | Q(created_by_id=actor.user_id or 0)
    return Task.objects.filter(
        own | Q(unit_id__in=groups.home_units(actor)) | Q(centre_id__in=centres)
    )


def find(actor: Actor, pk: int) -> Task:
    """Return one visible task with its notes; raise NotFound otherwise."""
    found = single(_whole(visible_to(actor)).filter(pk=pk))
    if found is None:
        raise NotFound
    return found


def page(
    actor: Actor,
    *,
    state: str = TaskState.OPEN,
    whose: str = Whose.ALL,
    unit_id: int | None = None,
    now: datetime,
    cursor: str = "",
    limit: int = PAGE_SIZE,
) -> Page[Task]:
    """Return one page: open ones by due time, the first due on top; ended ones newest first.

    ``open`` has the overdue ones too: they are the first to be done.
    """
    rows = visible_to(actor)
    if whose == Whose.MINE:
        rows = rows.filter(_mine(actor))
    elif whose == Whose.UNIT:
        rows = rows.filter(unit_id__in=groups.home_units(actor))
    elif whose == Whose.SET:
        rows = rows.filter(created_by_id=actor.user_id or 0)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    load = Task.objects.select_related(*_RELATIONS)
    if state in {TaskState.DONE, TaskState.CANCELLED}:
        return paginate(
            rows.filter(status=state),
            by="ended_at",
            descending=True,
            cursor=cursor,
            limit=limit,
            load=load,
        )
    rows = rows.filter(status=TaskStatus.OPEN)
    if state == TaskState.OVERDUE:
        rows = rows.filter(due_at__lt=now)
    return paginate(rows, by="due_at", cursor=cursor, limit=limit, load=load)


def of_sources(actor: Actor, sources: Iterable[Source]) -> dict[Source, list[Task]]:
    """Return the visible tasks of some sources: open ones first, by due time; one statement."""
    wanted = list(sources)
    condition = Q(pk__in=[])
    for each in {source.type for source in wanted}:
        ids = [source.id for source in wanted if source.type == each]
        condition |= Q(source_type=each, source_id__in=ids)
    rows = _whole(visible_to(actor).filter(condition)) if wanted else []
    found: dict[Source, list[Task]] = {}
    for task in sorted(rows, key=lambda e: (e.status != TaskStatus.OPEN, e.due_at, e.pk)):
        found.setdefault(Source(task.source_type, task.source_id or 0), []).append(task)
    return found


def of_source(actor: Actor, source: Source) -> list[Task]:
    """Return the visible tasks of one source."""
    return of_sources(actor, [source]).get(source, [])


def open_of_sources(source_type: str, ids: Iterable[int]) -> QuerySet[Task]:
    """Return the open tasks that came from these, whoever asks: the caller has decided."""
    rows = Task.objects.filter(
        source_type=source_type, source_id__in=list(ids), status=TaskStatus.OPEN
    )
    return rows.select_related(*_RELATIONS).order_by("due_at", "pk")


def open_in(centre_ids: Iterable[int], source_type: str) -> QuerySet[Task]:
    """Return the open tasks of some centres that came from sources of a type."""
    return Task.objects.filter(
        centre_id__in=list(centre_ids), status=TaskStatus.OPEN, source_type=source_type
    )


def open_at(centre_id: int, source_type: str) -> QuerySet[Task]:
    """Return the open tasks of a centre that came from sources of a type, the first due on top."""
    rows = Task.objects.filter(centre_id=centre_id, status=TaskStatus.OPEN, source_type=source_type)
    return rows.select_related("unit", "assignee").order_by("due_at", "pk")


def centre_of(actor: Actor, unit_id: int | None) -> Unit | None:
    """Return the centre of an active unit that the actor may look at, None for anything else."""
    rows = org.visible_to(actor).filter(pk=unit_id or 0, is_active=True)
    unit = rows.select_related("centre").first()
    return unit.centre if unit else None


def units_for(actor: Actor) -> list[Unit]:
    """Return the units that the actor may set a task: those of the overseen centres, the own."""
    centres = actor.places_of(OVERSEERS) | groups.centres_led(actor, GroupKind.WORKING)
    mine = Q(centre_id__in=centres) | Q(pk__in=actor.places_of({Role.UNIT_HEAD}))
    rows = Unit.objects.filter(mine, centre__isnull=False, is_active=True)
    return list(rows.select_related("centre").order_by("path"))


def people_for(unit: Unit) -> QuerySet[User]:
    """Return who may be named for the tasks of a unit."""
    return groups.people_of(unit)


def receivers_of(task_id: int) -> list[int]:
    """Return who hears of a task: the person named, else the heads of the unit, else its staff."""
    task = Task.objects.select_related("unit").get(pk=task_id)
    if task.assignee_id is not None:
        return [task.assignee_id]
    heads = [each.pk for each in groups.heads_of(task.unit_id)]
    return heads or list(people_for(task.unit).values_list("pk", flat=True))


def setters_of(task_id: int) -> list[int]:
    """Return who set a task."""
    return list(Task.objects.filter(pk=task_id).values_list("created_by_id", flat=True))


def text_of(task_id: int) -> str:
    """Return what is to be done."""
    return Task.objects.values_list("text", flat=True).get(pk=task_id)


def counts(actor: Actor) -> dict[str, int]:
    """Return how many tasks wait for the actor and how many of them are overdue, up to a cap."""
    # Whatever is the own is visible; the rail asks with each page, by the two indexes of open ones.
    rows = Task.objects.filter(_mine(actor), status=TaskStatus.OPEN)
    found = rows.order_by("due_at")[:COUNT_CAP].aggregate(
        open=Count("pk"), overdue=Count("pk", filter=Q(due_at__lt=Now()))
    )
    return {"tasks": found["open"], "tasks-overdue": found["overdue"]}


def _mine(actor: Actor) -> Q:
    # What nobody has been named for waits for everybody of the unit.
    unnamed = Q(assignee=None, unit_id__in=groups.home_units(actor))
    return Q(assignee_id=actor.user_id or 0) | unnamed


def _whole(rows: QuerySet[Task]) -> QuerySet[Task]:
    notes = TaskNote.objects.select_related("author").order_by("pk")
    return rows.select_related(*_RELATIONS).prefetch_related(Prefetch("notes", notes))
