"""The rows of generated customers, by the functions that the application itself uses."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bench import volume
from bench.organisation import World
from bench.tables import as_json
from bench.volume import Volume
from bench.words import estate
from zuoxi.customers import drafts, pinyin
from zuoxi.customers.actions import rows
from zuoxi.customers.choices import ContactKind, CustomerKind
from zuoxi.customers.drafts import AddressDraft, ContactDraft, CustomerDraft
from zuoxi.customers.events import CustomerRegistered
from zuoxi.demo import names
from zuoxi.kernel.faults import Faults

_ENTERPRISES, _LANDLINES, _SECOND_HOMES = 12, 25, 8
_MOST_CONTACTS, _MOST_ADDRESSES, _MOST_SPELLINGS = 3, 2, 1_000
_AREA_CODE = "0791"

Rows = dict[str, list[dict[str, Any]]]


def rows_of(block: range, world: World, wanted: Volume, first_event: int) -> Rows:
    """Return the rows of a block of customers by the name of their table."""
    random = Random(f"{volume.SEED} customers {block.start}")
    made: Rows = {"customer": [], "contact": [], "address": [], "spelling": [], "event": []}
    for place in block:
        draft = draft_of(random, place)
        centre = world.places[volume.in_second_centre(place)]
        clerk = centre.people["intake_agent"][place % len(centre.people["intake_agent"])]
        at = _registered_at(place, wanted)
        record = _record(draft)
        made["customer"].append(
            {
                "id": place + 1,
                "customer_no": draft.customer_no,
                "centre_id": centre.centre_id,
                "kind": draft.kind,
                "name": draft.name,
                "company_name": draft.company_name,
                "grams": rows.grams_for(record),
                "pinyin_version": pinyin.VERSION,
                "created_at": at,
                "created_by_id": clerk.user_id,
            }
        )
        made["contact"].extend(_contacts(draft, place))
        made["address"].extend(_addresses(draft, place))
        made["spelling"].extend(_spellings(record, place))
        made["event"].append(
            {
                "id": first_event + place,
                "at": at,
                "kind": CustomerRegistered.KIND,
                "actor_id": clerk.user_id,
                "actor_name": clerk.name,
                "channel": "web",
                "request_id": f"{random.getrandbits(64):016x}",
                "subject_type": CustomerRegistered.SUBJECT,
                "subject_id": place + 1,
                "centre_id": centre.centre_id,
                "data": as_json({"customer_no": draft.customer_no, "kind": draft.kind}),
            }
        )
    return made


def draft_of(random: Random, place: int) -> CustomerDraft:
    """Return a customer as an agent would have typed it."""
    number = volume.customer_no(place)
    district, code, streets = random.choice(names.DISTRICTS)
    home = AddressDraft(
        province="江西省",
        city="南昌市",
        district=district,
        street=random.choice(streets),
        region_code=code,
        text=f"{random.randrange(1, 400)}号{estate(random)}{names.home(random)[-8:]}",
    )
    if names.chance(random, _ENTERPRISES):
        return _enterprise(random, number, home)
    contacts = [ContactDraft(kind=ContactKind.MOBILE, value=names.mobile(random))]
    if names.chance(random, _LANDLINES):
        phone = names.landline(random)
        contacts.append(ContactDraft(kind=ContactKind.PHONE, value=phone, label="家庭"))
    addresses = [home]
    if names.chance(random, _SECOND_HOMES):
        text = f"{random.randrange(1, 400)}号{estate(random)}"
        addresses.append(AddressDraft(city="南昌市", district=district, text=text, label="父母家"))
    return CustomerDraft(
        customer_no=number,
        name=names.person_name(random),
        contact_points=contacts,
        addresses=addresses,
    )


def _enterprise(random: Random, number: str, home: AddressDraft) -> CustomerDraft:
    company, department = names.enterprise_name(random, home.district)
    return CustomerDraft(
        customer_no=number,
        kind=CustomerKind.ENTERPRISE,
        name=names.person_name(random),
        company_name=f"{company}{estate(random)}店",
        contact_points=[
            ContactDraft(
                kind=ContactKind.PHONE,
                value=names.landline(random),
                contact_name=names.person_name(random),
                label=department,
            ),
            ContactDraft(
                kind=ContactKind.MOBILE,
                value=names.mobile(random),
                contact_name=names.person_name(random),
            ),
        ],
        addresses=[home],
    )


def _registered_at(place: int, wanted: Volume) -> datetime:
    """Return a moment in the year before the first order, later for later customers."""
    return wanted.begins - timedelta(days=365 * (1 - place / wanted.customers), minutes=1)


def _record(draft: CustomerDraft) -> dict[str, Any]:
    return {
        "name": draft.name,
        "company_name": draft.company_name,
        "contact_points": [{"contact_name": each.contact_name} for each in draft.contact_points],
    }


def _contacts(draft: CustomerDraft, place: int) -> Iterator[dict[str, Any]]:
    faults = Faults()
    entries = drafts.clean_contacts(faults, draft.contact_points, area_code=_AREA_CODE)
    faults.stop()
    for position, entry in enumerate(entries):
        yield {
            "id": place * _MOST_CONTACTS + position + 1,
            "customer_id": place + 1,
            "position": position,
            "raw": entry.pop("value"),
            **entry,
        }


def _spellings(record: dict[str, Any], place: int) -> Iterator[dict[str, Any]]:
    for number, each in enumerate(rows.spellings_of(place + 1, record)):
        yield {
            "id": place * _MOST_SPELLINGS + number + 1,
            "customer_id": place + 1,
            "letters": each.letters,
            "is_company": each.is_company,
        }


def _addresses(draft: CustomerDraft, place: int) -> Iterator[dict[str, Any]]:
    faults = Faults()
    entries = drafts.clean_addresses(faults, draft.addresses)
    faults.stop()
    for position, entry in enumerate(entries):
        yield {
            "id": place * _MOST_ADDRESSES + position + 1,
            "customer_id": place + 1,
            "position": position,
            **entry,
        }
