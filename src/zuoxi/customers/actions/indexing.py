"""Writing the spellings of customers who were registered before there were any."""

from django.db import transaction
from django.db.models import Prefetch

from zuoxi.customers import pinyin
from zuoxi.customers.actions.rows import spellings_of
from zuoxi.customers.models import ContactPoint, Customer, Spelling

_BATCH = 500


def index_names(*, limit: int = _BATCH) -> int:
    """Index the names of some customers, if any are left; return how many these were.

    No event: nothing of the record changes. Rows that somebody is changing are passed over; the
    change itself indexes them.
    """
    with transaction.atomic():
        found = list(
            Customer.objects.filter(pinyin_version__lt=pinyin.VERSION)
            .select_for_update(of=("self",), no_key=True, skip_locked=True)
            .prefetch_related(
                Prefetch("contact_points", ContactPoint.objects.exclude(contact_name=""))
            )
            .order_by("pinyin_version", "pk")[:limit]
        )
        ids = [each.pk for each in found]
        Spelling.objects.filter(customer__in=ids).delete()
        Spelling.objects.bulk_create(
            spelling for each in found for spelling in spellings_of(each.pk, _names_of(each))
        )
        Customer.objects.filter(pk__in=ids).update(pinyin_version=pinyin.VERSION)
    return len(ids)


def _names_of(customer: Customer) -> dict[str, object]:
    return {
        "name": customer.name,
        "company_name": customer.company_name,
        "contact_points": [
            {"contact_name": point.contact_name} for point in customer.contact_points.all()
        ],
    }
