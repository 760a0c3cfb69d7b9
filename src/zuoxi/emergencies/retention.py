"""How long emergencies are kept."""

from django.db.models import Q

from zuoxi.emergencies.events import EmergencyFact
from zuoxi.emergencies.models import (
    Answer,
    Emergency,
    LinkedOrder,
    Meeting,
    Plan,
    PlanTask,
    Receipt,
)
from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep

keep(
    Emergency,
    Receipt,
    Meeting,
    Plan,
    PlanTask,
    Answer,
    because="A few a month; how an emergency was handled is looked at when the next one comes.",
)
keep(LinkedOrder, because="As long as its order.")
lasts(Q(subject_type=EmergencyFact.SUBJECT))
