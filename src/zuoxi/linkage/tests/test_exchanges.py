"""Requests and feedback, both ways, and their rates."""

import pytest

from zuoxi.accounts.choices import Role
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.linkage import actions, queries
from zuoxi.linkage.models import Exchange
from zuoxi.linkage.tests.factories import LATER, NOW, Company, act
from zuoxi.notices.models import Notice
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Assignment
from zuoxi.workorders.tests.factories import create, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Company:
    return Company()


def ask(place, *, by="intake", now=NOW, **changes):
    values = {
        "direction": "request",
        "unit": place.technology.code,
        "subject": "platform",
        "text": "坐席界面卡顿",
    }
    wanted = actions.Wanted(**(values | changes))
    return actions.open_exchange(actor=place.actor(by), wanted=wanted, now=now)


def reply(place, exchange, *, by="technology_staff", **changes):
    values = {"text": "已扩容", "is_answer": True, "expected_version": None, "now": LATER}
    return actions.reply(actor=place.actor(by), exchange_id=exchange.pk, **(values | changes))


def close(place, exchange, *, by="intake", **changes):
    values = {"expected_version": None, "now": LATER} | changes
    return actions.close_exchange(actor=place.actor(by), exchange_id=exchange.pk, **values)


def test_a_request_is_answered_and_its_state_is_shown_until_it_is_closed(place):
    asked = ask(place)
    told = set(Notice.objects.filter(kind="linkage.asked").values_list("receiver__username"))
    assert told == {("technology_staff",), ("technology_head",)}
    assert queries.find_exchange(place.actor("technology_staff"), asked.pk) == asked

    asked = reply(place, asked, text="正在排查", is_answer=False)
    assert asked.state == "open"
    asked = reply(place, asked)
    assert (asked.state, asked.answered_at) == ("answered", LATER)
    assert Notice.objects.get(kind="linkage.replied").receiver == place.users["intake"]
    asked = close(place, asked)
    assert (asked.state, asked.closed_by) == ("closed", place.users["intake"])
    with pytest.raises(Conflict):
        reply(place, asked)


def test_feedback_tells_at_once_only_what_is_urgent(place):
    values = {"direction": "feedback", "subject": "tariff", "text": "用户反映资费偏高"}
    usual = ask(place, **values)
    assert not Notice.objects.filter(kind="linkage.feedback").exists()
    urgent = ask(place, is_urgent=True, **values)
    assert Notice.objects.filter(kind="linkage.feedback").count() == 2
    assert (usual.aspect, usual.kind, urgent.is_urgent) == ("tariff", "", True)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"direction": "sideways", "subject": "x", "text": " "}, {"direction", "subject", "text"}),
        ({"direction": "feedback"}, {"subject"}),
        ({"unit": "nowhere"}, {"unit"}),
        ({"order": "20200101-00001"}, {"order"}),
    ],
)
def test_all_that_is_wrong_is_said_at_once(place, changes, fields):
    with pytest.raises(InvalidInput) as refusal:
        ask(place, **changes)
    assert set(refusal.value.fields) == fields
    assert not Exchange.objects.exists()


def test_each_does_what_is_its_own(place):
    asked = ask(place)
    with pytest.raises(NotFound):
        queries.find_exchange(place.actor("product_staff"), asked.pk)
    with pytest.raises(NotFound):
        reply(place, asked, by="product_staff")
    with pytest.raises(Forbidden):
        reply(place, asked, by="intake")
    with pytest.raises(Forbidden):
        reply(place, asked, by="supervisor")
    with pytest.raises(Forbidden):
        close(place, asked, by="technology_staff")
    with pytest.raises(Forbidden):
        ask(place, by="technology_staff")
    with pytest.raises(Stale):
        reply(place, asked, expected_version=9)


def test_a_region_has_its_own_list(place):
    region = make_unit(UnitKind.REGION, "region", parent=place.company)
    place.centre.path = f"{region.path}{place.centre.pk}/"
    place.centre.parent = region
    place.centre.save()
    keeper = place.user("keeper", (Role.SUPERVISOR, region))
    place.users["keeper"] = keeper
    asked = ask(place, unit="region", subject="region", text="该区域多次停电")
    assert [e.pk for e in queries.page_of_exchanges(place.actor("keeper")).items] == [asked.pk]
    with pytest.raises(Forbidden):
        reply(place, asked, by="supervisor")
    assert reply(place, asked, by="keeper").state == "answered"
    assert Assignment.objects.filter(user=keeper).count() == 1


def test_the_rates_both_ways(place):
    actor = place.actor("supervisor")
    span = queries.span_of(LATER)
    assert queries.rates_of(actor, place.technology, span).inbound_percent is None

    first = place.lead(create(place), place.technology)
    place.complete(first, "technology")
    place.lead(create(place), place.technology)
    back = place.lead(create(place), place.technology)
    act(place, back, "recall")
    reply(place, ask(place))
    ask(place)
    ask(place, direction="feedback", subject="usage")
    rates = queries.rates_of(actor, place.technology, span)
    assert (rates.orders, rates.orders_answered) == (2, 1)
    assert (rates.requests, rates.requests_answered) == (2, 1)
    assert (rates.inbound_percent, rates.outbound_percent) == (50, 0)
    answered = queries.page_of_inbound(actor, place.technology, span, is_answered=True)
    assert [each.pk for each in answered.items] == [first.pk]
    assert len(queries.page_of_inbound(actor, place.technology, span).items) == 2
    other = queries.rates_of(place.actor("product_staff"), place.technology, span)
    assert (other.orders, other.requests) == (0, 0)


def test_what_was_answered_at_first_contact_is_counted(place):
    create(place, complexity="simple", answer="好")
    place.divide(place.item())
    found = queries.answered_at_first_contact(place.actor("supervisor"), queries.span_of(LATER))
    assert found == (1, 2)
