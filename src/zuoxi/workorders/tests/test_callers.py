"""What the intake page shows of a caller, and where it puts the cursor."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.callbacks import actions as callbacks
from zuoxi.customers.actions import register_customer
from zuoxi.customers.drafts import ContactDraft, CustomerDraft
from zuoxi.workorders import actions, queries
from zuoxi.workorders.models import CodeItem
from zuoxi.workorders.tests.factories import NOW, Place, act, create, inputs_for, order_in

pytestmark = pytest.mark.django_db

URL = reverse("workorders:intake", args=["fault-reports"])


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def agent(place):
    return signed_in(place.users["intake"])


def contacts(place, name="intake"):
    found = queries.contacts_of(place.actor(name), place.customer.pk)
    return [(each.number, each.row.event.kind, each.row.who) for each in found]


def focused(response):
    """Return what the page puts the cursor at; there may be one at most."""
    found = re.findall(r"<[a-z]+\s[^>]*?autofocus[^>]*>", response.content.decode())
    assert len(found) <= 1
    name = re.search(r'(?:name|href)="([^"]*)"', found[0]) if found else None
    return name[1] if name else ""


class TestContacts:
    def test_are_intakes_urges_and_calls_newest_first(self, place):
        order = order_in(place, "in_progress")
        actions.urge_order(
            actor=place.actor("intake"), number=order.number, remark="又来电", now=NOW
        )
        inputs = inputs_for(place, "complete") | {"callback_required": True}
        order = act(place, order, "complete", inputs=inputs)
        callbacks.record_result(
            actor=place.actor("supervisor"),
            callback_id=order.callbacks.get().pk,
            result=callbacks.Result(
                connect_status="no_answer", solved="", satisfaction="", remark=""
            ),
            expected_version=None,
            now=NOW + timedelta(hours=1),
        )

        assert contacts(place) == [
            (order.number, "callbacks.attempted", "supervisor"),
            (order.number, "workorders.urged", "intake"),
            (order.number, "workorders.created", "intake"),
        ]

    def test_are_of_this_customer_and_of_visible_orders(self, place):
        create(place)
        other = Place("b", company=place.company)

        assert contacts(other) == []
        assert queries.contacts_of(other.actor("intake"), place.customer.pk) == []

    def test_cost_the_same_for_one_order_and_for_many(self, place, django_assert_max_num_queries):
        for _each in range(8):
            create(place)

        with django_assert_max_num_queries(4):
            assert len(contacts(place)) == 6


class TestLookUpByText:
    """Callers rarely have their subscriber number at hand."""

    @pytest.fixture(autouse=True)
    def registered(self, place):
        for name, phone in (("欧阳淑芬", "13870001234"), ("欧阳建国", "13870005678")):
            draft = CustomerDraft(
                name=name, contact_points=[ContactDraft(kind="mobile", value=phone)]
            )
            register_customer(actor=place.actor("intake"), draft=draft, now=NOW)

    def found(self, agent, asked):
        page = agent.post(URL, {"step": "look_up", "customer_no": asked}).content.decode()
        return re.findall(r'name="chosen_no"\s+value="([^"]+)"', page), page

    @pytest.mark.parametrize("asked", ["欧阳淑芬", "ouyangshufen", "oysf", "1234"])
    def test_one_match_is_offered_and_not_taken_for_the_caller(self, agent, asked):
        numbers, page = self.found(agent, asked)

        assert len(numbers) == 1
        assert 'data-block="customer"' not in page

    def test_all_matches_are_offered_beside_registration(self, agent):
        numbers, page = self.found(agent, "欧阳")

        assert len(numbers) == 2
        assert reverse("customers:register") in page

    def test_says_where_there_are_more_than_it_offers(self, place, agent):
        for number in range(10):
            draft = CustomerDraft(name=f"欧阳{'一二三四五六七八九十'[number]}")
            register_customer(actor=place.actor("intake"), draft=draft, now=NOW)
        numbers, page = self.found(agent, "欧阳")

        assert len(numbers) == 10
        assert "data-more" in page

    def test_the_chosen_one_is_the_caller(self, agent):
        (number,), _page = self.found(agent, "欧阳建国")
        page = agent.post(URL, {"customer_no": "欧阳建国", "chosen_no": number}).content.decode()

        assert 'data-block="customer"' in page
        assert f'value="{number}"' in page

    @pytest.mark.parametrize(
        ("asked", "given"),
        [("李", "?name="), ("liming", "?next="), ("9999", "?customer_no="), ("李3", "?name=")],
    )
    def test_registration_is_given_what_was_typed_where_it_belongs(self, agent, asked, given):
        _numbers, page = self.found(agent, asked)

        assert f"{reverse('customers:register')}{given}" in page

    def test_what_no_name_can_be_finds_nobody(self, agent):
        assert self.found(agent, "欧\x1b阳")[0] == []


def test_after_an_urge_the_cursor_is_where_work_goes_on(place, agent):
    order = create(place)
    typed = {"customer_no": "111", "urge": f"{order.number}.0.open"}
    answer = agent.post(URL, typed, headers={"HX-Request": "true"})

    assert focused(answer) == "device_type"


class TestFocus:
    def test_an_empty_page_waits_for_the_callers_number(self, agent):
        assert focused(agent.get(URL)) == "customer_no"

    def test_a_known_caller_leads_on_to_the_first_empty_field(self, agent):
        assert focused(agent.get(URL, {"customer_no": "111"})) == "request_type"

    def test_an_unknown_one_to_registration(self, agent):
        asked = {"step": "look_up", "customer_no": "13800000000"}

        assert focused(agent.post(URL, asked)).startswith(reverse("customers:register"))

    def test_a_number_that_is_no_telephones_is_typed_again(self, agent):
        answer = agent.post(URL, {"step": "look_up", "customer_no": "9999x"})

        assert focused(answer) == "customer_no"

    def test_registration_begins_with_the_name(self, agent):
        assert focused(agent.get(reverse("customers:register"))) == "name"


class TestParts:
    def test_a_draft_that_comes_back_brings_its_caller(self, place, agent):
        order = create(place)
        asked = {"step": "caller", "customer_no": "111", "description": "还没说完"}
        part = agent.post(URL, asked, headers={"HX-Request": "true"}).content.decode()

        assert part.lstrip().startswith('<div id="caller"')
        assert 'data-block="customer"' in part
        assert order.number in part
        assert 'id="caller-line"' in part
        assert "还没说完" not in part

    def test_a_word_is_chosen_by_the_letters_of_its_pinyin(self, agent):
        CodeItem.objects.filter(code="test").update(label_zh_hans="故障报修")

        assert 'data-typed="gzbx guzhangbaoxiu"' in agent.get(URL).content.decode()
