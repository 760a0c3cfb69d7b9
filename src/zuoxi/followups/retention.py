"""How long follow-up tasks are kept."""

from django.db.models import Q

from zuoxi.followups.events import FollowUpFact
from zuoxi.followups.models import FollowUp
from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep

keep(FollowUp, because="As long as its order.")
lasts(Q(subject_type=FollowUpFact.SUBJECT))
