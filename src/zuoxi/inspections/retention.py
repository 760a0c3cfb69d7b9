"""How long inspections are kept."""

from django.db.models import Q

from zuoxi.inspections.events import InspectionFact
from zuoxi.inspections.models import Inspection, Sampled
from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep

keep(Inspection, Sampled, because="Some a month; they explain what was put right and why.")
lasts(Q(subject_type=InspectionFact.SUBJECT))
