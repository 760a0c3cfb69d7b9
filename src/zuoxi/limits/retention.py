"""How long limits are kept."""

from django.db.models import Q

from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep
from zuoxi.limits.events import VersionFact
from zuoxi.limits.models import Agreement, Rule, RuleLimit, Version

keep(
    Version,
    Rule,
    RuleLimit,
    Agreement,
    because="Some versions a year; an order names the one it was promised under.",
)
lasts(Q(subject_type=VersionFact.SUBJECT))
