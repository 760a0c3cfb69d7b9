"""Registering, correcting, revealing: what is written, what is refused."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from zuoxi.accounts.choices import Role
from zuoxi.customers import actions, queries
from zuoxi.customers.actions.classes import ClassDraft
from zuoxi.customers.choices import ContactKind, CustomerKind, Purpose
from zuoxi.customers.drafts import CustomerChanges, CustomerDraft
from zuoxi.customers.models import Customer, CustomerClass, Reveal
from zuoxi.customers.tests.factories import NOW, Centre, address, contact
from zuoxi.kernel import options
from zuoxi.kernel.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    Stale,
    TooManyRequests,
)
from zuoxi.kernel.models import Event, OptionValue

pytestmark = pytest.mark.django_db

LITERAL = "😀 <b>a</b> '; DROP TABLE x; -- مرحبا بك"


@pytest.fixture
def centre():
    return Centre()


def register(place, /, *, by=Role.INTAKE_AGENT, allow_duplicate_phone=False, **fields):
    fields.setdefault("name", "王小明")
    return actions.register_customer(
        actor=place.actor(by),
        draft=CustomerDraft(**fields),
        now=NOW,
        allow_duplicate_phone=allow_duplicate_phone,
    )


def correct(centre, customer, *, by=Role.INTAKE_AGENT, base_version=None, **changes):
    return actions.correct_customer(
        actor=centre.actor(by),
        customer_no=customer.customer_no,
        changes=CustomerChanges(**changes),
        now=NOW,
        base_version=base_version,
    )


def reveal(centre, customer, *, by=Role.INTAKE_AGENT, now=NOW, **inputs):
    inputs.setdefault("purpose", Purpose.VERIFY_IDENTITY)
    return actions.reveal_customer(
        actor=centre.actor(by), customer_no=customer.customer_no, now=now, **inputs
    )


def history(customer):
    return Event.objects.filter(subject_type="customers.customer", subject_id=customer.pk).order_by(
        "-id"
    )


def last_event(customer):
    return history(customer).first()


@pytest.fixture
def set_option():
    def set_to(key, value):
        OptionValue.objects.create(
            key=key, value=value, valid_from=NOW - timedelta(days=1), source="test"
        )
        options.forget_cached()

    yield set_to
    options.forget_cached()


class TestRegister:
    def test_stores_the_fields_that_a_call_brings(self, centre):
        customer = register(
            centre,
            customer_no="111",
            company_name="红谷滩超市",
            contact_points=[
                contact("0791-86665598转8001"),
                contact("138 1234 1234", is_primary=True),
                contact("0791-86665599", kind="fax"),
                contact("Wang@Example.com", kind="email"),
            ],
            addresses=[address("八一大道123号", province="江西省", city="南昌市")],
            note=LITERAL,
        )

        customer = queries.get(centre.actor(), "111")
        assert customer.note == LITERAL
        assert customer.company_name == "红谷滩超市"
        assert [
            (each.kind, each.normalised, each.extension, each.is_primary)
            for each in customer.contact_points.all()
        ] == [
            ("phone", "+8679186665598", "8001", True),
            ("mobile", "+8613812341234", "", True),
            ("fax", "+8679186665599", "", True),
            ("email", "wang@example.com", "", True),
        ]
        assert customer.addresses.get().is_primary
        assert last_event(customer).kind == "customers.registered"

    def test_issues_a_number_when_there_is_none(self, centre):
        numbers = {register(centre).customer_no for _each in range(3)}

        assert len(numbers) == 3
        assert all(number.isdigit() and len(number) == 8 for number in numbers)

    def test_issues_no_number_that_is_taken(self, centre):
        number = register(centre).customer_no
        register(centre, customer_no=str(int(number) + 1))

        assert register(centre).customer_no == str(int(number) + 2)

    @pytest.mark.parametrize("again", ["ab-111", "AB-111", "AB-111 "])
    def test_refuses_a_number_that_exists_however_it_is_typed(self, centre, again):
        register(centre, customer_no="AB-111")

        with pytest.raises(Conflict) as caught:
            register(centre, customer_no=again)

        assert caught.value.code == "customer_no_taken"
        assert Customer.objects.count() == 1

    def test_refuses_a_number_that_exists_in_another_centre(self, centre):
        register(Centre("north"), customer_no="111")

        with pytest.raises(Conflict):
            register(centre, customer_no="111")

    def test_warns_of_a_known_telephone_with_masked_names(self, centre):
        register(centre, customer_no="111", contact_points=[contact("13812341234")])

        with pytest.raises(Conflict) as caught:
            register(centre, contact_points=[contact("+86 138 1234 1234")])

        assert caught.value.code == "duplicate_phone"
        assert caught.value.extra["duplicates"] == [
            {"customer_no": "111", "name": "王**", "company_name": ""}
        ]
        again = register(
            centre, contact_points=[contact("13812341234")], allow_duplicate_phone=True
        )
        assert again.customer_no != "111"

    def test_does_not_tell_of_telephones_of_another_centre(self, centre):
        register(Centre("north"), contact_points=[contact("13812341234")])

        register(centre, contact_points=[contact("13812341234")])

    @pytest.mark.parametrize(
        ("fields", "names"),
        [
            ({"name": ""}, {"name"}),
            ({"name": "x" * 100_000}, {"name"}),
            ({"note": "x" * 4001}, {"note"}),
            ({"name": "a\x00b"}, {"name"}),
            ({"name": "a\ud800b"}, {"name"}),
            ({"name": "a\x1bb"}, {"name"}),
            ({"kind": "robot"}, {"kind"}),
            ({"customer_class": "none"}, {"customer_class"}),
            ({"kind": CustomerKind.ENTERPRISE}, {"company_name"}),
            ({"customer_no": "1 1"}, {"customer_no"}),
            ({"customer_no": "-1"}, {"customer_no"}),
            ({"customer_no": "一一一"}, {"customer_no"}),
            ({"customer_no": "1" * 33}, {"customer_no"}),
            ({"customer_no": "1" * 100_000}, {"customer_no"}),
            ({"customer_no": "../x"}, {"customer_no"}),
            ({"contact_points": [contact("86665598")]}, {"contact_points.0.value"}),
            ({"contact_points": [contact("")]}, {"contact_points.0.value"}),
            ({"contact_points": [contact("x", kind="email")]}, {"contact_points.0.value"}),
            ({"contact_points": [contact("95598", kind="telex")]}, {"contact_points.0.kind"}),
            (
                {"contact_points": [contact("95598"), contact("955-98")]},
                {"contact_points.1.value"},
            ),
            (
                {
                    "contact_points": [
                        contact("95598", is_primary=True),
                        contact("12345", is_primary=True),
                    ]
                },
                {"contact_points.1.is_primary"},
            ),
            (
                {"contact_points": [contact("95598", contact_name="李四")]},
                {"contact_points.0.contact_name"},
            ),
            ({"contact_points": [contact(str(n)) for n in range(21)]}, {"contact_points"}),
            ({"addresses": [address("")]}, {"addresses.0.text"}),
            ({"addresses": [address("x", region_code="36A")]}, {"addresses.0.region_code"}),
            ({"centre": "elsewhere"}, {"centre"}),
        ],
    )
    def test_refuses_unusable_input_at_the_field(self, centre, fields, names):
        with pytest.raises(InvalidInput) as caught:
            register(centre, **fields)

        assert set(caught.value.fields) == names
        assert not Customer.objects.exists()
        assert not Event.objects.exists()

    def test_tells_all_faults_at_once(self, centre):
        with pytest.raises(InvalidInput) as caught:
            register(centre, name="", customer_no="?", contact_points=[contact("x")])

        assert set(caught.value.fields) == {"name", "customer_no", "contact_points.0.value"}

    def test_lets_an_enterprise_have_several_contact_persons(self, centre):
        customer = register(
            centre,
            kind=CustomerKind.ENTERPRISE,
            name="",
            company_name="红谷滩超市",
            contact_points=[
                contact("13812341234", contact_name="李四"),
                contact("13912341234", contact_name="赵六"),
            ],
        )

        names = customer.contact_points.order_by("position").values_list("contact_name", flat=True)
        assert list(names) == ["李四", "赵六"]

    def test_who_works_for_several_centres_says_for_which(self, centre):
        other = Centre("north")
        south, north = centre.actor(), other.actor()
        actor = replace(
            south,
            centre_ids=south.centre_ids | north.centre_ids,
            held_at=south.held_at | north.held_at,
        )

        with pytest.raises(InvalidInput) as caught:
            actions.register_customer(actor=actor, draft=CustomerDraft(name="王五"), now=NOW)
        customer = actions.register_customer(
            actor=actor, draft=CustomerDraft(name="王五", centre="north"), now=NOW
        )

        assert set(caught.value.fields) == {"centre"}
        assert customer.centre == other.unit

    def test_who_only_looks_on_in_a_centre_changes_nothing_there(self, centre):
        other = Centre("north")
        south, auditor = centre.actor(), other.actor(Role.AUDITOR)
        actor = replace(
            south,
            roles=south.roles | auditor.roles,
            centre_ids=south.centre_ids | auditor.centre_ids,
            held_at=south.held_at | auditor.held_at,
        )
        theirs = other.customer()

        for attempt in (
            lambda: actions.correct_customer(
                actor=actor,
                customer_no=theirs.customer_no,
                changes=CustomerChanges(note="x"),
                now=NOW,
            ),
            lambda: actions.reveal_customer(
                actor=actor,
                customer_no=theirs.customer_no,
                purpose="contact_customer",
                now=NOW,
            ),
        ):
            with pytest.raises(Forbidden):
                attempt()
        assert (
            actions.register_customer(actor=actor, draft=CustomerDraft(name="王五"), now=NOW).centre
            == centre.unit
        )

    def test_completes_a_local_number_by_the_area_code_of_the_house(self, centre, set_option):
        set_option("customers.default_area_code", "0791")

        customer = register(centre, contact_points=[contact("8666 5598")])

        assert customer.contact_points.get().normalised == "+8679186665598"

    @pytest.mark.parametrize("role", set(Role) - {Role.INTAKE_AGENT, Role.SUPERVISOR})
    def test_is_for_intake_and_supervisors(self, centre, role):
        with pytest.raises(Forbidden):
            register(centre, by=role)


class TestCorrect:
    def test_changes_the_record_and_keeps_old_and_new_values(self, centre):
        customer = centre.customer(name="王小明", phone="13812341234")

        correct(centre, customer, contact_points=[contact("13912341234")])

        customer = queries.get(centre.actor(), customer.customer_no)
        assert customer.version == 2
        assert [each.normalised for each in customer.contact_points.all()] == ["+8613912341234"]
        event = last_event(customer)
        assert event.kind == "customers.corrected"
        old, new = event.data["changes"]["contact_points"]
        assert (old[0]["value"], new[0]["value"]) == ("13812341234", "13912341234")
        assert event.actor == centre.users[Role.INTAKE_AGENT]
        assert Customer.objects.count() == 1

    def test_finds_the_customer_by_the_new_name_and_number_only(self, centre):
        customer = centre.customer(name="王小明", phone="13812341234")
        actor = centre.actor()

        correct(centre, customer, name="李大为", contact_points=[contact("13912341234")])

        def found(q):
            return list(queries.narrowed(actor, queries.CustomerFilter(q=q)))

        assert found("李大") == [customer]
        assert found("王小") == []
        assert found("13912341234") == [customer]
        assert found("13812341234") == []

    def test_writes_nothing_when_nothing_changes(self, centre):
        customer = centre.customer(phone="13812341234")

        correct(
            centre, customer, name="王小明", contact_points=[contact("13812341234", kind="mobile")]
        )

        assert last_event(customer).kind == "customers.registered"
        customer.refresh_from_db()
        assert customer.version == 1

    def test_two_people_may_correct_different_fields_from_the_same_version(self, centre):
        customer = centre.customer(name="王小明")

        correct(centre, customer, name="王小红", base_version=1)
        correct(centre, customer, note="常打电话", base_version=1, by=Role.SUPERVISOR)

        customer.refresh_from_db()
        assert (customer.name, customer.note, customer.version) == ("王小红", "常打电话", 3)

    def test_the_second_correction_of_one_field_gets_both_values(self, centre):
        customer = centre.customer(name="王小明")
        reveal(centre, customer, by=Role.SUPERVISOR)
        correct(centre, customer, name="王小红", base_version=1)

        with pytest.raises(Stale) as caught:
            correct(centre, customer, name="王小兰", note="x", base_version=1, by=Role.SUPERVISOR)

        assert set(caught.value.fields) == {"name"}
        assert caught.value.extra == {
            "version": 2,
            "conflicts": {"name": {"theirs": "王小红", "mine": "王小兰"}},
        }
        customer.refresh_from_db()
        assert (customer.name, customer.note) == ("王小红", "")

    def test_does_not_unmask_the_other_value_to_who_has_not_revealed_it(self, centre):
        customer = centre.customer(name="王小明")
        correct(centre, customer, name="王小红", base_version=1)

        with pytest.raises(Stale) as caught:
            correct(centre, customer, name="王小兰", base_version=1, by=Role.SUPERVISOR)

        assert caught.value.extra["conflicts"]["name"]["theirs"] is None

    def test_refuses_a_version_that_never_was(self, centre):
        customer = centre.customer()

        with pytest.raises(Stale):
            correct(centre, customer, name="王小红", base_version=9)

    @pytest.mark.parametrize("name", ["王小明", "王小红"])
    def test_a_version_that_never_was_confirms_no_value(self, centre, name):
        customer = centre.customer(name="王小明", company_name="超市")

        with pytest.raises(Stale) as caught:
            correct(centre, customer, name=name, company_name="超市", base_version=9)

        assert caught.value.extra == {
            "version": 1,
            "conflicts": {
                "name": {"theirs": None, "mine": name},
                "company_name": {"theirs": "超市", "mine": "超市"},
            },
        }

    @pytest.mark.parametrize("name", ["王小红", "王小兰"])
    def test_an_overtaken_version_confirms_no_masked_value(self, centre, name):
        customer = centre.customer(name="王小明")
        correct(centre, customer, name="王小红", base_version=1)

        with pytest.raises(Stale) as caught:
            correct(centre, customer, name=name, base_version=1, by=Role.SUPERVISOR)

        assert caught.value.extra["conflicts"] == {"name": {"theirs": None, "mine": name}}

    def test_the_same_correction_twice_is_no_conflict_to_who_may_see_it(self, centre):
        customer = centre.customer(name="王小明")
        reveal(centre, customer, by=Role.SUPERVISOR)
        correct(centre, customer, name="王小红", company_name="超市", base_version=1)

        correct(centre, customer, name="王小红", base_version=1, by=Role.SUPERVISOR)
        correct(centre, customer, company_name="超市", base_version=1, by=Role.DISPATCHER)

        customer.refresh_from_db()
        assert customer.version == 2

    def test_refuses_masked_values_sent_back(self, centre):
        customer = centre.customer(name="王小明", addresses=[address("八一大道123号")])

        with pytest.raises(InvalidInput) as caught:
            correct(
                centre,
                customer,
                name="王**",
                addresses=[address("八一大道***")],
                contact_points=[contact("138****1234")],
            )

        assert set(caught.value.fields) == {
            "name",
            "addresses.0.text",
            "contact_points.0.value",
        }

    def test_keeps_an_entry_that_could_not_be_typed_today(self, centre, set_option):
        set_option("customers.default_area_code", "0791")
        customer = centre.customer(phone="86665598")
        OptionValue.objects.all().delete()
        options.forget_cached()

        correct(centre, customer, contact_points=[contact("86665598"), contact("13812341234")])

        assert set(customer.contact_points.values_list("normalised", flat=True)) == {
            "+8679186665598",
            "+8613812341234",
        }

    def test_who_becomes_an_individual_loses_no_contact_person_unnoticed(self, centre):
        customer = register(
            centre,
            kind=CustomerKind.ENTERPRISE,
            company_name="超市",
            contact_points=[contact("95598", contact_name="李四")],
        )

        with pytest.raises(InvalidInput) as caught:
            correct(centre, customer, kind=CustomerKind.PERSON)

        assert set(caught.value.fields) == {"contact_points.0.contact_name"}

    def test_a_retired_class_stays_with_who_has_it(self, centre):
        customer = centre.customer(customer_class="vip")
        CustomerClass.objects.filter(code="vip").update(is_active=False)

        correct(centre, customer, customer_class="vip", note="x")
        with pytest.raises(InvalidInput):
            correct(centre, centre.customer(), customer_class="vip")

    def test_of_another_centre_is_not_found(self, centre):
        with pytest.raises(NotFound):
            correct(centre, Centre("north").customer(), name="王小红")

    @pytest.mark.parametrize(
        "role", set(Role) - {Role.INTAKE_AGENT, Role.DISPATCHER, Role.SUPERVISOR}
    )
    def test_is_for_intake_dispatch_and_supervisors(self, centre, role):
        with pytest.raises(Forbidden):
            correct(centre, centre.customer(), by=role, name="王小红")


class TestReveal:
    def test_lasts_for_its_time_and_for_its_person(self, centre):
        customer = centre.customer()
        actor = centre.actor()

        reveal(centre, customer, purpose=Purpose.COMPLAINT, remark="要求回电")

        def revealed(who, minutes):
            return queries.revealed_customer_ids(who, NOW + timedelta(minutes=minutes))

        assert revealed(actor, 29) == {customer.pk}
        assert revealed(actor, 30) == set()
        assert revealed(centre.actor(Role.DISPATCHER), 0) == set()

    def test_is_logged_with_person_purpose_and_record(self, centre):
        customer = centre.customer()

        reveal(centre, customer, purpose=Purpose.COMPLAINT, remark="要求回电")

        event = last_event(customer)
        assert event.kind == "customers.revealed"
        assert event.actor == centre.users[Role.INTAKE_AGENT]
        assert event.data["purpose"] == "complaint"
        assert event.data["remark"] == "要求回电"
        assert event.data["customer_no"] == customer.customer_no

    @pytest.mark.parametrize("purpose", ["", "curiosity"])
    def test_needs_a_purpose(self, centre, purpose):
        customer = centre.customer()

        with pytest.raises(InvalidInput) as caught:
            reveal(centre, customer, purpose=purpose)

        assert set(caught.value.fields) == {"purpose"}
        assert not Reveal.objects.exists()

    def test_stops_at_the_hourly_limit_and_says_when_to_try_again(self, centre, set_option):
        set_option("customers.reveals_per_hour", 2)
        for minute in (0, 10):
            reveal(centre, centre.customer(), now=NOW + timedelta(minutes=minute))

        with pytest.raises(TooManyRequests) as caught:
            reveal(centre, centre.customer(), now=NOW + timedelta(minutes=20))

        assert caught.value.extra["retry_after"] == 40 * 60
        reveal(centre, centre.customer(), now=NOW + timedelta(minutes=60, seconds=1))

    def test_of_another_centre_is_not_found(self, centre):
        with pytest.raises(NotFound):
            reveal(centre, Centre("north").customer())

    @pytest.mark.parametrize(
        "role", [Role.AUDITOR, Role.REVIEWER, Role.ARCHIVER, Role.ADMINISTRATOR]
    )
    def test_is_not_for_who_decides_without_calling(self, centre, role):
        with pytest.raises(Forbidden):
            reveal(centre, centre.customer(), by=role)


class TestActivity:
    def test_a_supervisor_takes_a_customer_out_of_business_and_back(self, centre):
        customer = centre.customer()
        inputs = {
            "actor": centre.actor(Role.SUPERVISOR),
            "customer_no": customer.customer_no,
            "now": NOW,
        }

        assert not actions.deactivate_customer(**inputs).is_active
        with pytest.raises(Conflict):
            actions.deactivate_customer(**inputs)
        assert actions.reactivate_customer(**inputs).is_active
        with pytest.raises(Conflict):
            actions.reactivate_customer(**inputs)

        kinds = list(history(customer).values_list("kind", flat=True))
        assert kinds[:2] == ["customers.reactivated", "customers.deactivated"]

    def test_nobody_else_does(self, centre):
        with pytest.raises(Forbidden):
            actions.deactivate_customer(
                actor=centre.actor(), customer_no=centre.customer().customer_no, now=NOW
            )


class TestClasses:
    def save(self, centre, **fields):
        return actions.save_customer_class(
            actor=centre.actor(Role.SUPERVISOR), draft=ClassDraft(**fields), now=NOW
        )

    def test_a_new_class_is_offered_at_once(self, centre):
        self.save(centre, code="school", label_zh_hans="学校", position=9)

        assert centre.customer(customer_class="school").customer_class.label == "学校"
        assert Event.objects.filter(kind="customers.class_saved").count() == 1

    def test_the_log_has_what_was_and_what_is(self, centre):
        self.save(centre, code="school", label_zh_hans="学校", position=9)
        self.save(centre, code="school", label_zh_hans="学校", position=7)
        self.save(centre, code="school", label_zh_hans="学校", position=7)

        logged = [
            each.data["changes"]
            for each in Event.objects.filter(kind="customers.class_saved").order_by("id")
        ]
        assert logged[0]["label_zh_hans"] == [None, "学校"]
        assert logged[1:] == [{"position": [9, 7]}]

    @pytest.mark.parametrize(
        ("fields", "names"),
        [
            ({"code": "", "label_zh_hans": "学校"}, {"code"}),
            ({"code": "a b", "label_zh_hans": "学校"}, {"code"}),
            ({"code": "a", "label_zh_hans": ""}, {"label_zh_hans"}),
            ({"code": "a", "label_zh_hans": "学校", "position": -1}, {"position"}),
            ({"code": "ordinary", "label_zh_hans": "普通", "is_active": False}, {"is_active"}),
        ],
    )
    def test_refuses_unusable_input_at_the_field(self, centre, fields, names):
        with pytest.raises(InvalidInput) as caught:
            self.save(centre, **fields)

        assert set(caught.value.fields) == names


class TestStoredText(TestCase):
    """Whatever text is accepted comes back as it was typed, but for outer blanks."""

    @given(
        st.text(
            st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\x85"),
            min_size=1,
            max_size=60,
        ).filter(lambda text: text.strip())
    )
    def test_comes_back_as_typed(self, text):
        centre = Centre()

        customer = register(centre, name=text, note=text)

        customer.refresh_from_db()
        assert customer.name == text.strip()
        assert customer.note == text.strip()
        found = queries.narrowed(centre.actor(), queries.CustomerFilter(q=text))
        assert customer in found


def test_the_kinds_of_contact_points_are_those_of_the_form():
    assert set(ContactKind.values) == {"phone", "mobile", "fax", "email"}
