"""How long customer records and reveals are kept."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from zuoxi.customers.choices import REVEAL_DAYS
from zuoxi.customers.events import CustomerFact, CustomerRevealed
from zuoxi.customers.models import Address, ContactPoint, Customer, CustomerClass, Reveal, Spelling
from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep, removed

keep(CustomerClass, because="Few rows; a code list.")
keep(Customer, because="As long as its orders; deactivated when it is no customer any more.")
keep(ContactPoint, Address, Spelling, because="As long as its customer.")
lasts(Q(subject_type=CustomerFact.SUBJECT) & ~Q(kind=CustomerRevealed.KIND))


@removed(Reveal, after=REVEAL_DAYS)
def old(now: datetime) -> QuerySet[Reveal]:
    """Removed; who revealed what stays in the log for longer."""
    return Reveal.objects.filter(until__lt=now - timedelta(days=REVEAL_DAYS.at(now)))
