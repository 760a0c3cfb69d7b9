"""Who sees which customer, and how a customer is found."""

import pytest
from django.db.models import Q

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.customers import actions, presenters, queries
from zuoxi.customers.choices import Purpose
from zuoxi.customers.queries import CustomerFilter
from zuoxi.customers.tests.factories import NOW, ORIGIN, Centre, address, contact
from zuoxi.kernel.actors import ANONYMOUS
from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.org import queries as org
from zuoxi.org.models import Assignment

pytestmark = pytest.mark.django_db

# Those who see customers and may never see them unmasked.
MASKED_ROLES = (Role.ARCHIVER, Role.AUDITOR, Role.REVIEWER)


@pytest.fixture
def centre():
    return Centre()


def found(actor, **wanted):
    return set(queries.narrowed(actor, CustomerFilter(**wanted)))


def long_record(centre, customer_no="T-5501"):
    return centre.customer(
        customer_no=customer_no,
        kind="enterprise",
        name="欧阳震华",
        company_name="红谷滩超市",
        contact_points=[contact("13812341234", contact_name="李四"), contact("0791-86665598")],
    )


class TestVisibility:
    @pytest.mark.parametrize("role", sorted(CENTRE_ROLES))
    def test_roles_of_a_centre_see_its_customers_and_no_others(self, centre, role):
        mine = centre.customer(name="王小明", phone="13812341234")
        theirs = Centre("north").customer(name="王小明", phone="13812341234")
        actor = centre.actor(role)

        assert set(queries.visible_to(actor)) == {mine}
        assert found(actor, q="1234") == {mine}
        assert found(actor, q="王") == {mine}
        assert queries.find_by_number(actor, theirs.customer_no) is None
        with pytest.raises(NotFound):
            queries.get(actor, theirs.customer_no)

    def test_administrator_staff_of_a_work_area_and_strangers_see_none(self, centre):
        centre.customer()

        for actor in (
            centre.actor(Role.ADMINISTRATOR),
            centre.actor(Role.WORK_AREA_STAFF),
            ANONYMOUS,
        ):
            assert not queries.visible_to(actor).exists()

    def test_a_higher_package_opens_customers_to_staff_of_a_work_area(self, centre, monkeypatch):
        opened = centre.customer()
        centre.customer()
        monkeypatch.setattr(queries.records, "_providers", [])
        queries.register_visibility(
            lambda actor: Q(pk=opened.pk) if actor.area_ids else Q(pk__in=[])
        )

        assert set(queries.visible_to(centre.actor(Role.WORK_AREA_STAFF))) == {opened}
        assert not queries.visible_to(centre.actor(Role.ADMINISTRATOR)).exists()


class TestByNumber:
    @pytest.mark.parametrize("typed", ["AB-111", "ab-111", " AB-111 ", "\uff21\uff22-111"])
    def test_finds_exactly_one_however_it_is_typed(self, centre, typed):
        customer = centre.customer(customer_no="AB-111")
        centre.customer(customer_no="AB-1111")

        assert queries.get(centre.actor(), typed) == customer

    @pytest.mark.parametrize("typed", ["", "999", "\x00", "😀", "' OR 1=1"])
    def test_anything_else_is_not_found(self, centre, typed):
        centre.customer(customer_no="111")

        with pytest.raises(NotFound):
            queries.get(centre.actor(), typed)


class TestByTelephone:
    @pytest.mark.parametrize(
        "typed",
        [
            "0791-86665598",
            "079186665598",
            "86665598",
            "8666 5598",
            "8666-5598",
            "+86 791 8666 5598",
            "0086-791-86665598",
            "\uff10\uff17\uff19\uff11-86665598",
            "0791-86665598转8001",
            "86665598转8001",
        ],
    )
    def test_finds_a_landline_with_and_without_area_code(self, centre, typed):
        customer = centre.customer(phone="0791-86665598")
        centre.customer(phone="0791-86665599")

        assert set(queries.lookup(centre.actor(), phone=typed)) == {customer}

    @pytest.mark.parametrize(
        "typed", ["13812341234", "+86 138 1234 1234", "013812341234", "138-1234-1234"]
    )
    def test_finds_a_mobile(self, centre, typed):
        customer = centre.customer(phone="13812341234")

        assert set(queries.lookup(centre.actor(), phone=typed)) == {customer}

    def test_without_area_code_finds_every_area(self, centre):
        both = {centre.customer(phone="0791-86665598"), centre.customer(phone="021-86665598")}

        assert set(queries.lookup(centre.actor(), phone="86665598")) == both
        assert len(set(queries.lookup(centre.actor(), phone="021-86665598"))) == 1

    def test_finds_a_fax_and_a_short_number(self, centre):
        customer = centre.customer(
            contact_points=[contact("0791-86665599", kind="fax"), contact("95598")]
        )

        assert set(queries.lookup(centre.actor(), phone="079186665599")) == {customer}
        assert set(queries.lookup(centre.actor(), phone="95598")) == {customer}

    @pytest.mark.parametrize("typed", ["6665598", "23412345", "8665598"])
    def test_a_part_of_a_number_is_no_local_number(self, centre, typed):
        centre.customer(phone="0791-86665598")
        centre.customer(phone="010-86665598")
        centre.customer(phone="13823412345")

        assert not queries.lookup(centre.actor(), phone=typed).exists()

    def test_finds_a_local_number_of_every_length_of_area_code(self, centre):
        whole = {centre.customer(phone=each) for each in ("010-86665598", "0312-5666559")}

        assert {
            each
            for typed in ("86665598", "5666559")
            for each in queries.lookup(centre.actor(), phone=typed)
        } == whole

    @pytest.mark.parametrize("typed", ["anonymous", "", "138", "%", "1234"])
    def test_finds_nobody_by_what_is_no_number(self, centre, typed):
        centre.customer(phone="13812341234")

        assert not queries.lookup(centre.actor(), phone=typed).exists()


class TestSearch:
    @pytest.mark.parametrize(
        "q",
        [
            "T-55",
            "t-55",
            "欧阳震",
            "震华",
            "华",
            "红谷",
            "谷滩超市",
            "李四",
            "1234",
            "5598",
            "13812341234",
        ],
    )
    def test_finds_by_number_name_company_contact_person_and_telephone(self, centre, q):
        customer = centre.customer(
            customer_no="T-5501",
            kind="enterprise",
            name="欧阳震华",
            company_name="红谷滩超市",
            contact_points=[contact("13812341234", contact_name="李四"), contact("0791-86665598")],
        )
        centre.customer(customer_no="X-1", name="赵钱孙", phone="13900000000")

        assert found(centre.actor(), q=q) == {customer}

    @pytest.mark.parametrize("q", ["阳欧", "%", "_", "\\", "'", "😀", "234"])
    def test_finds_nothing_by_what_is_not_there(self, centre, q):
        centre.customer(customer_no="T-1", name="欧阳震华", phone="13812341234")

        assert found(centre.actor(), q=q) == set()

    @pytest.mark.parametrize("role", sorted(CENTRE_ROLES))
    @pytest.mark.parametrize("q", ["41234", "341234", "2341234", "12341234", "3812341234", "65598"])
    def test_confirms_no_digit_before_the_last_four(self, centre, role, q):
        centre.customer(
            customer_no="T-1", contact_points=[contact("13812341234"), contact("0791-86665598")]
        )

        assert found(centre.actor(role), q=q) == set()

    @pytest.mark.parametrize("role", MASKED_ROLES)
    @pytest.mark.parametrize(
        "q", ["T-55", "欧", "欧阳", "欧阳**", "红谷", "谷滩超市", "李", "李*", "1234", "5598"]
    )
    def test_who_may_not_reveal_finds_by_what_the_mask_shows(self, centre, role, q):
        customer = long_record(centre)
        centre.customer(customer_no="X-1", name="赵钱孙", phone="13900000000")

        assert found(centre.actor(role), q=q) == {customer}

    @pytest.mark.parametrize("role", MASKED_ROLES)
    @pytest.mark.parametrize(
        "q",
        ["震", "阳", "欧阳震", "震华", "四", "李四", "13812341234", "0791-86665598", "86665598"],
    )
    def test_who_may_not_reveal_finds_by_nothing_else(self, centre, role, q):
        customer = long_record(centre)

        assert found(centre.actor(role), q=q) == set()
        assert found(centre.actor(), q=q) == {customer}

    @pytest.mark.parametrize("q", ["欧阳震", "震华", "李四", "ouyangzh", "13812341234", "86665598"])
    def test_a_right_at_another_place_finds_by_nothing_else(self, centre, q):
        other = Centre("north")
        customer, elsewhere = long_record(centre), long_record(other, customer_no="N-5501")
        both = centre.user(Role.REVIEWER, Role.WORK_AREA_STAFF)
        assert found(org.actor_for(both, ORIGIN), q=q) == set()

        Assignment.objects.create(user=both, role=Role.INTAKE_AGENT, unit=other.unit)
        actor = org.actor_for(both, ORIGIN)
        assert found(actor, q=q) == {elsewhere}
        assert found(actor, q="红谷滩超市") == found(actor, q="1234") == {customer, elsewhere}
        assert set(queries.lookup(actor, phone="13812341234")) == {elsewhere}

    def test_a_name_of_two_characters_shows_one_of_them(self, centre):
        centre.customer(name="欧阳")

        assert found(centre.actor(Role.REVIEWER), q="欧阳") == set()

    @pytest.mark.parametrize("role", MASKED_ROLES)
    def test_who_may_not_reveal_may_not_ask_for_a_whole_telephone(self, centre, role):
        centre.customer(phone="13812341234")

        assert not queries.lookup(centre.actor(role), phone="13812341234").exists()
        with pytest.raises(InvalidInput) as caught:
            found(centre.actor(role), phone="13812341234")
        assert set(caught.value.fields) == {"phone"}

    @pytest.mark.parametrize(
        ("asked", "fields"),
        [
            ({"customer_no": "T-5501", "q": "震"}, {"q"}),
            ({"customer_no": "T-5501", "phone": "13812341234"}, {"phone"}),
            ({"q": "T-5501", "phone": "13812341234"}, {"q", "phone"}),
        ],
    )
    def test_asks_nothing_about_one_customer(self, centre, asked, fields):
        long_record(centre)

        with pytest.raises(InvalidInput) as caught:
            found(centre.actor(), **asked)

        assert set(caught.value.fields) == fields

    def test_is_case_and_width_insensitive(self, centre):
        customer = centre.customer(name="Mary Lee")

        assert found(centre.actor(), q="mary l") == {customer}
        assert found(centre.actor(), q="maryLEE") == {customer}

    def test_narrows_by_kind_class_and_activity(self, centre):
        person = centre.customer(customer_class="vip")
        firm = centre.customer(kind="enterprise", company_name="超市")
        actor = centre.actor()

        assert found(actor, kind="enterprise") == {firm}
        assert found(actor, customer_class="vip") == {person}
        assert found(actor, q="王小明", kind="person") == {person}
        assert found(actor, kind="robot") == set()

    def test_pages_by_number_without_gaps(self, centre):
        numbers = [centre.customer(customer_no=f"P{n}").customer_no for n in range(5)]
        actor, seen, cursor = centre.actor(), [], ""

        while True:
            page = queries.page(actor, CustomerFilter(q="P"), cursor=cursor, limit=2)
            seen += [each.customer_no for each in page.items]
            cursor = page.next_cursor
            if not cursor:
                break

        assert seen == numbers

    def test_refuses_a_changed_cursor_and_unstorable_text(self, centre):
        with pytest.raises(InvalidInput):
            queries.page(centre.actor(), CustomerFilter(), cursor="x:y:z")
        with pytest.raises(InvalidInput):
            queries.page(centre.actor(), CustomerFilter(q="\x00"))


class TestHistory:
    @pytest.fixture
    def readers(self, centre, monkeypatch):
        """A customer who is opened to two people of work areas, and revealed by both."""
        customer = centre.customer()
        monkeypatch.setattr(queries.records, "_providers", [])
        queries.register_visibility(
            lambda actor: Q(pk=customer.pk) if actor.area_ids else Q(pk__in=[])
        )
        users = [centre.user(Role.WORK_AREA_STAFF), Centre("north").user(Role.WORK_AREA_STAFF)]
        actors = [org.actor_for(user, ORIGIN) for user in users]
        for actor in actors:
            actions.reveal_customer(
                actor=actor,
                customer_no=customer.customer_no,
                purpose=Purpose.COMPLAINT,
                remark="",
                now=NOW,
            )
        return customer, actors

    def test_staff_of_a_work_area_read_of_no_reveal_but_their_own(self, readers):
        customer, actors = readers

        for actor in actors:
            events = list(queries.history(actor, customer))
            assert [event.kind for event in events] == [
                "customers.revealed",
                "customers.registered",
            ]
            assert events[0].actor_id == actor.user_id

    @pytest.mark.parametrize("role", sorted(CENTRE_ROLES))
    def test_the_centre_reads_of_every_reveal(self, centre, readers, role):
        customer, _actors = readers

        kinds = [event.kind for event in queries.history(centre.actor(role), customer)]

        assert kinds == ["customers.revealed", "customers.revealed", "customers.registered"]


class TestCards:
    def test_show_everything_masked_without_a_reveal(self, centre):
        customer = centre.customer(
            name="欧阳震华",
            note="电话13812341234",
            contact_points=[contact("13812341234"), contact("a@example.com", kind="email")],
            addresses=[
                address("八一大道123号", province="江西省", city="南昌市", district="东湖区")
            ],
        )

        card = presenters.card_for(customer, centre.actor(), NOW)

        assert not card.is_revealed
        assert card.may_reveal
        assert card.name == card.title == "欧阳**"
        assert card.note == "电话138****1234"
        assert [(each.text, each.value, each.uri) for each in card.contact_points] == [
            ("138****1234", "138****1234", ""),
            ("a***@example.com", "a***@example.com", ""),
        ]
        assert card.address.text == "江西省南昌市东湖区八一大道***"
        assert "123" not in card.address.detail

    def test_show_everything_clear_with_one(self, centre):
        customer = centre.customer(
            name="欧阳震华",
            contact_points=[contact("13812341234"), contact("0791-86665598转8001")],
            addresses=[address("江西省南昌市八一大道123号", province="江西省", city="南昌市")],
        )

        loaded = queries.find_by_number(centre.actor(), customer.customer_no)
        card = presenters.presented(loaded, revealed=True)

        assert card.name == "欧阳震华"
        assert card.phone.text == "138 1234 1234"
        assert card.phone.uri == "tel:+8613812341234"
        assert card.contact_points[1].text == "0791-86665598-8001"
        assert card.contact_points[1].uri == "tel:+8679186665598;ext=8001"
        assert card.address.text == "江西省南昌市八一大道123号"

    def test_cost_the_same_queries_for_any_number(
        self, centre, believing, django_assert_num_queries
    ):
        del believing
        customers = [
            centre.customer(phone="13812341234", addresses=[address("八一大道")])
            for _each in range(5)
        ]
        actor = centre.actor()
        presenters.cards_for(customers, actor, NOW)
        for amount in (1, 5):
            page = queries.page(actor, CustomerFilter(), limit=amount)
            with django_assert_num_queries(1):
                cards = presenters.cards_for(page.items, actor, NOW)
            assert len(cards) == amount
        plain = list(queries.visible_to(actor))
        assert len(plain) == len(customers)
        with django_assert_num_queries(3):
            presenters.cards_for(plain, actor, NOW)
