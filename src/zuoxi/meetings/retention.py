"""How long meetings are kept."""

from django.db.models import Q

from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep
from zuoxi.meetings.events import MeetingFact, SeriesFact
from zuoxi.meetings.models import (
    AgendaItem,
    Decision,
    Meeting,
    Minutes,
    Participant,
    Series,
    SeriesPart,
)

keep(Series, SeriesPart, because="Some a centre; they say how meetings came to be.")
keep(
    Meeting,
    Participant,
    AgendaItem,
    Minutes,
    Decision,
    because="Minutes and decisions explain later what was done, and who was there.",
)
lasts(Q(subject_type__in=(MeetingFact.SUBJECT, SeriesFact.SUBJECT)))
