"""How long the rights of departments are kept."""

from django.db.models import Q

from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep
from zuoxi.sharing.events import RightFact
from zuoxi.sharing.models import Right

keep(Right, because="A few a department; they say why somebody saw a customer.")
lasts(Q(subject_type=RightFact.SUBJECT))
