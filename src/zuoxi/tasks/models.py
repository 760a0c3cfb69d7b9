"""Tasks and the notes on how far they are."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from zuoxi.org.models import Unit
from zuoxi.tasks.choices import TaskStatus

_OPEN = Q(status=TaskStatus.OPEN)


class Task(models.Model):
    """What one unit of a centre owes until a moment.

    ``source_type`` and ``source_id`` name what it came from as events name their subject; both are
    empty for a task that somebody set by hand. ``result`` is what came of it, or why it was
    cancelled.
    """

    centre = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    due_at = models.DateTimeField()
    source_type = models.CharField(max_length=64, blank=True)
    source_id = models.BigIntegerField(null=True)
    status = models.CharField(max_length=16, choices=TaskStatus.choices, default=TaskStatus.OPEN)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    result = models.TextField(blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=TaskStatus.values), name="task_status"),
            models.CheckConstraint(condition=~Q(text=""), name="task_text"),
            models.CheckConstraint(condition=Q(due_at__gt=F("created_at")), name="task_due_later"),
            models.CheckConstraint(
                condition=Q(source_type="", source_id=None)
                | (~Q(source_type="") & Q(source_id__isnull=False)),
                name="task_source_whole",
            ),
            models.CheckConstraint(
                condition=Q(status=TaskStatus.OPEN, ended_at=None, ended_by=None, result="")
                | (~_OPEN & Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(result="")),
                name="task_ended_with_result",
            ),
        ]
        indexes = [
            models.Index(fields=["centre", "due_at", "id"], condition=_OPEN, name="task_open"),
            models.Index(fields=["unit", "due_at", "id"], condition=_OPEN, name="task_unit_open"),
            models.Index(
                fields=["assignee", "due_at", "id"], condition=_OPEN, name="task_own_open"
            ),
            models.Index(fields=["centre", "ended_at", "id"], condition=~_OPEN, name="task_ended"),
            models.Index(
                fields=["source_type", "source_id"],
                condition=Q(source_id__isnull=False),
                name="task_source",
            ),
            models.Index(fields=["created_by", "due_at", "id"], name="task_set_by"),
        ]

    def __str__(self) -> str:
        return f"task {self.pk} of {self.unit_id}"


class TaskNote(models.Model):
    """How far a task is, in the words of who sees to it."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="notes")
    text = models.TextField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="task_note_text")]

    def __str__(self) -> str:
        return f"note on {self.task_id}"
