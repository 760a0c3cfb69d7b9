"""How long what belongs to linkage is kept."""

from django.db.models import Q

from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep
from zuoxi.linkage.events import ExchangeFact
from zuoxi.linkage.models import Alarm, Exchange, Informed, Item, Reply

keep(Item, Informed, Alarm, because="As long as its order.")
keep(Exchange, Reply, because="By what was asked and answered departments are assessed later.")
lasts(Q(subject_type=ExchangeFact.SUBJECT))
