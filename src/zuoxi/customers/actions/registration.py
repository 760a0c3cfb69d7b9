"""A new customer enters the customer base of a centre."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.customers import drafts, masks, pinyin
from zuoxi.customers.actions import rows
from zuoxi.customers.choices import DEFAULT_AREA_CODE, ContactKind
from zuoxi.customers.drafts import CustomerDraft
from zuoxi.customers.events import CustomerRegistered
from zuoxi.customers.models import Customer
from zuoxi.customers.policies import may_register
from zuoxi.customers.queries import canonical_no, centres, customer_classes, sharing_phone
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.uniqueness import refuse_taken, unique_key
from zuoxi.org.models import Unit

_MOST_DUPLICATES = 10


@action("customers.register", policy=may_register)
def register_customer(
    *, actor: Actor, draft: CustomerDraft, now: datetime, allow_duplicate_phone: bool = False
) -> Customer:
    """Register a customer and return it; a number is issued if the draft has none.

    Raises InvalidInput; Conflict ``customer_no_taken`` when the number exists anywhere; Conflict
    ``duplicate_phone`` when a customer of the centre can be reached at one of the numbers, with
    those customers in ``extra["duplicates"]``, unless that is allowed.
    """
    faults = Faults()
    number = drafts.clean_customer_no(faults, draft.customer_no, canonical_no)
    centre = _centre(actor, draft.centre, faults)
    record = _clean(draft, faults, now)
    faults.stop()
    if number and Customer.objects.filter(customer_no=number).exists():
        raise _taken(number)
    if not allow_duplicate_phone:
        _refuse_duplicates(centre.pk, record)
    customer = _create(actor, number or _next_number(), centre, record, now)
    publish(
        CustomerRegistered(
            subject_id=customer.pk,
            centre_id=centre.pk,
            customer_no=customer.customer_no,
            data={"customer_no": customer.customer_no, "kind": customer.kind},
        ),
        actor=actor,
        now=now,
    )
    return customer


def _clean(draft: CustomerDraft, faults: Faults, now: datetime) -> dict[str, Any]:
    basics = {
        name: getattr(draft, name)
        for name in ("kind", "customer_class", "name", "company_name", "note")
    }
    classes = customer_classes().values_list("code", flat=True)
    record = drafts.clean_basics(faults, basics, classes)
    record["contact_points"] = drafts.clean_contacts(
        faults, draft.contact_points, area_code=DEFAULT_AREA_CODE.at(now)
    )
    record["addresses"] = drafts.clean_addresses(faults, draft.addresses)
    drafts.check_whole(faults, record)
    return record


def _centre(actor: Actor, code: str, faults: Faults) -> Unit:
    offered = centres(actor)
    found = list(offered.filter(code=code) if code else offered)
    if len(found) == 1:
        return found[0]
    faults.add("centre", _("Choose the service centre that the customer belongs to."))
    return Unit()


def _refuse_duplicates(centre_id: int, record: dict[str, Any]) -> None:
    numbers = _numbers(record["contact_points"])
    shown = sharing_phone(centre_id, numbers).only("customer_no", "name", "company_name")
    found = list(shown.order_by("customer_no")[:_MOST_DUPLICATES] if numbers else ())
    if found:
        message = ngettext(
            "A customer with this telephone number is registered already. "
            "Open that record, or confirm that this is somebody else.",
            "Customers with this telephone number are registered already. "
            "Open one of these records, or confirm that this is somebody else.",
            len(found),
        )
        duplicates = [
            {
                "customer_no": each.customer_no,
                "name": masks.mask_name(each.name),
                "company_name": each.company_name,
            }
            for each in found
        ]
        raise Conflict(message, code="duplicate_phone", extra={"duplicates": duplicates})


def _numbers(entries: Iterable[dict[str, Any]]) -> list[str]:
    kinds = {ContactKind.PHONE, ContactKind.MOBILE}
    return [entry["normalised"] for entry in entries if entry["kind"] in kinds]


def _create(
    actor: Actor, number: str, centre: Unit, record: dict[str, Any], now: datetime
) -> Customer:
    customer = Customer(
        customer_no=number,
        centre=centre,
        kind=record["kind"],
        customer_class_id=record["customer_class"],
        name=record["name"],
        company_name=record["company_name"],
        note=record["note"],
        grams=rows.grams_for(record),
        pinyin_version=pinyin.VERSION,
        created_at=now,
        created_by_id=actor.user_id,
    )
    with refuse_taken({unique_key(Customer, "customer_no"): _taken(number)}):
        customer.save()
    rows.add_contacts(customer, record["contact_points"])
    rows.add_addresses(customer, record["addresses"])
    rows.add_spellings(customer, record)
    return customer


def _taken(number: str) -> Conflict:
    message = _("Customer number %(number)s exists already.") % {"number": number}
    return Conflict(message, code="customer_no_taken", fields={"customer_no": [message]})


def _next_number() -> str:
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT nextval('customers_customer_no_seq')")
            number = str(cursor.fetchone()[0])
            if not Customer.objects.filter(customer_no=number).exists():
                return number
