"""How long groups are kept."""

from django.db.models import Q

from zuoxi.groups.events import GroupFact
from zuoxi.groups.models import Group, Seat
from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep

keep(Group, Seat, because="Two groups a centre; who sat in one explains what it approved.")
lasts(Q(subject_type=GroupFact.SUBJECT))
