"""How long callbacks are kept."""

from django.db.models import Q

from zuoxi.callbacks.events import CallbackFact
from zuoxi.callbacks.models import Attempt, Callback
from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep

keep(Callback, Attempt, because="As long as its order.")
lasts(Q(subject_type=CallbackFact.SUBJECT))
