"""How long tasks are kept."""

from django.db.models import Q

from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep
from zuoxi.tasks.events import TaskFact
from zuoxi.tasks.models import Task, TaskNote

keep(Task, TaskNote, because="As long as the minutes, the inspection or the order they came from.")
lasts(Q(subject_type=TaskFact.SUBJECT))
