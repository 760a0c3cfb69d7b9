"""A few hundred plausible customers of one city, among them 111 and 11111."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.db.models import prefetch_related_objects

from zuoxi.customers import actions
from zuoxi.customers.choices import ContactKind, CustomerKind
from zuoxi.customers.drafts import AddressDraft, ContactDraft, CustomerDraft
from zuoxi.customers.models import Customer
from zuoxi.demo import names
from zuoxi.kernel.actors import Actor

COUNT = 240
_FIRST_NUMBER = 3_600_100_000
_DAYS = 400


def register(*, actor: Actor, random: Random, now: datetime) -> list[Customer]:
    """Register the customers over the past year or so and return them, 111 and 11111 first."""
    drafts = list(_drafts(random))
    step = timedelta(days=_DAYS) / len(drafts)
    registered = [
        actions.register_customer(
            actor=actor, draft=draft, now=now - step * (len(drafts) - place) - timedelta(hours=3)
        )
        for place, draft in enumerate(drafts)
    ]
    prefetch_related_objects(registered, "addresses")
    return registered


def district_of(customer: Customer) -> str:
    """Return where a registered customer lives."""
    return "".join(each.district for each in customer.addresses.all()[:1])


def _drafts(random: Random) -> Iterator[CustomerDraft]:
    yield CustomerDraft(
        customer_no="111",
        name="张伟民",
        contact_points=(
            ContactDraft(kind=ContactKind.MOBILE, value="154 0000 0111", is_primary=True),
            ContactDraft(kind=ContactKind.PHONE, value="0791-60000111", label="家庭"),
        ),
        addresses=(_address(random, "东湖区", "360102", "阳明路", "江畔花园3栋2单元502室"),),
    )
    yield CustomerDraft(
        customer_no="11111",
        name="欧阳慧敏",
        contact_points=(
            ContactDraft(kind=ContactKind.MOBILE, value="+86 154 0001 1111", is_primary=True),
            ContactDraft(kind=ContactKind.EMAIL, value="ouyang@example.com"),
        ),
        addresses=(_address(random, "红谷滩区", "360113", "红谷中大道", "滨江一号8栋1单元1203室"),),
    )
    used = {"15400000111", "15400011111"}
    for place in range(COUNT):
        number = str(_FIRST_NUMBER + place * 7)
        district, code, streets = random.choice(names.DISTRICTS)
        where = (district, code, random.choice(streets))
        if names.chance(random, 15):
            yield _enterprise(random, number, where, used)
        else:
            yield _person(random, number, where, used)


def _person(
    random: Random, number: str, where: tuple[str, str, str], used: set[str]
) -> CustomerDraft:
    contacts = [ContactDraft(kind=ContactKind.MOBILE, value=_fresh(names.mobile, random, used))]
    if names.chance(random, 25):
        phone = _fresh(names.landline, random, used)
        contacts.append(ContactDraft(kind=ContactKind.PHONE, value=phone, label="家庭"))
    addresses = [_address(random, *where, names.home(random))]
    if names.chance(random, 8):
        district, code, streets = random.choice(names.DISTRICTS)
        addresses.append(
            _address(random, district, code, streets[0], names.home(random), label="父母家")
        )
    return CustomerDraft(
        customer_no=number,
        name=names.person_name(random),
        contact_points=contacts,
        addresses=addresses,
    )


def _enterprise(
    random: Random, number: str, where: tuple[str, str, str], used: set[str]
) -> CustomerDraft:
    company, department = names.enterprise_name(random, where[0])
    person, colleague = names.person_name(random), names.person_name(random)
    landline = _fresh(names.landline, random, used)
    contacts = [
        ContactDraft(
            kind=ContactKind.PHONE,
            value=f"{landline}-{random.randint(801, 899)}",
            contact_name=person,
            label=department,
            is_primary=True,
        ),
        ContactDraft(
            kind=ContactKind.MOBILE,
            value=_fresh(names.mobile, random, used),
            contact_name=colleague,
            label="值班",
        ),
        ContactDraft(kind=ContactKind.FAX, value=_fresh(names.landline, random, used)),
    ]
    if names.chance(random, 40):
        service = _fresh(names.service_number, random, used)
        contacts.append(ContactDraft(kind=ContactKind.PHONE, value=service, label="客服热线"))
    return CustomerDraft(
        customer_no=number,
        kind=CustomerKind.ENTERPRISE,
        name=person,
        company_name=company,
        contact_points=contacts,
        addresses=[_address(random, *where, company, label="办公地址")],
    )


def _address(
    random: Random, district: str, code: str, street: str, rest: str, label: str = ""
) -> AddressDraft:
    return AddressDraft(
        province="江西省",
        city="南昌市",
        district=district,
        street=street,
        region_code=code,
        text=f"{random.randint(1, 399)}号{rest}",
        label=label,
    )


def _fresh(make: names.Maker, random: Random, used: set[str]) -> str:
    while (number := make(random)) in used:
        continue
    used.add(number)
    return number
