"""Code lists: maintained by a supervisor, offered at once, never lost."""

import pytest

from zuoxi.kernel.errors import Forbidden, InvalidInput
from zuoxi.workorders import queries
from zuoxi.workorders.actions import save_code_item
from zuoxi.workorders.models import CodeItem
from zuoxi.workorders.tests.factories import NOW, Place, create

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def save(place, *, by="supervisor", **changes):
    values = {
        "list_name": "request_type",
        "code": "power_fault",
        "labels": {"zh_hans": "电力故障报修", "zh_hant": "", "en": "Power fault"},
        "position": 10,
        "is_active": True,
        "source": "requirements W-021",
        "is_new": True,
        "now": NOW,
    }
    return save_code_item(actor=place.actor(by), **(values | changes))


def test_a_new_value_is_offered_at_once(place):
    save(place)

    assert create(place, request_type="power_fault").request_type.label == "电力故障报修"


def test_a_retired_value_is_offered_no_more_but_stays_on_its_orders(place):
    save(place)
    order = create(place, request_type="power_fault")
    save(place, is_new=False, is_active=False)

    with pytest.raises(InvalidInput):
        create(place, request_type="power_fault")
    order.refresh_from_db()
    assert order.request_type.code == "power_fault"
    assert "power_fault" not in [each.code for each in queries.code_items("request_type")]


def test_a_change_keeps_the_first_day_and_says_what_was_before(place):
    save(place)
    save(place, is_new=False, labels={"zh_hans": "停电报修"})

    item = CodeItem.objects.get(code="power_fault")
    assert (item.label_zh_hans, item.valid_from) == ("停电报修", NOW.date())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "two words"}, "code"),
        ({"code": "x" * 33}, "code"),
        ({"labels": {"zh_hans": " "}}, "label_zh_hans"),
        ({"labels": {"zh_hans": "字" * 101}}, "label_zh_hans"),
        ({"source": ""}, "source"),
        ({"list_name": "nothing"}, "list"),
    ],
)
def test_a_wrong_input_is_named_and_nothing_is_written(place, changes, field):
    with pytest.raises(InvalidInput) as refusal:
        save(place, **changes)

    assert field in refusal.value.fields
    assert not CodeItem.objects.filter(code="power_fault").exists()


def test_a_code_is_added_once(place):
    save(place)

    with pytest.raises(InvalidInput):
        save(place)


@pytest.mark.parametrize("by", ["intake", "dispatcher", "area1", "auditor", "admin"])
def test_only_a_supervisor_maintains_codes(place, by):
    with pytest.raises(Forbidden):
        save(place, by=by)
