"""How long accounts, sessions and tokens are kept."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from zuoxi.accounts.choices import ABSOLUTE_HOURS
from zuoxi.accounts.models import PastPassword, Token, User
from zuoxi.kernel.retention import keep, removed

keep(User, because="People are deactivated; what they did keeps their name.")
keep(Token, because="Few rows of each person; who held which key, only as a digest.")
keep(PastPassword, because="One row of each change of a password, every few months.")


@removed(Session, after=ABSOLUTE_HOURS)
def ended(now: datetime) -> QuerySet[Session]:
    """Removed once it has ended; nobody can use it any more."""
    return Session.objects.filter(expire_date__lt=now)
