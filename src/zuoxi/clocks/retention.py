"""How long clocks are kept."""

from django.db.models import Q

from zuoxi.clocks.events import ClockFact
from zuoxi.clocks.models import Clock, PassedLevel
from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep

keep(Clock, PassedLevel, because="As long as its order.")
lasts(Q(subject_type=ClockFact.SUBJECT))
