"""The customer pages: what they show, to whom, and that nothing typed is lost."""

import pytest
from django.urls import reverse
from django.utils.timezone import now as clock

from zuoxi.accounts.choices import Role
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.customers import actions, queries
from zuoxi.customers.choices import Purpose
from zuoxi.customers.drafts import CustomerChanges
from zuoxi.customers.models import Customer, CustomerClass, Reveal
from zuoxi.customers.tests.factories import Centre, address, contact
from zuoxi.org.models import Assignment
from zuoxi.web import slots

pytestmark = pytest.mark.django_db

LITERAL = "😀 <b>a</b> '; DROP TABLE x; مرحبا"


@pytest.fixture(autouse=True)
def _no_parts(monkeypatch):
    """Leave out what higher packages add to the record; they test it themselves."""
    monkeypatch.setattr(slots, "_providers", {})


@pytest.fixture
def centre():
    return Centre()


def client_of(centre, role=Role.INTAKE_AGENT):
    return signed_in(centre.users[role], language="en")


@pytest.fixture
def agent(centre):
    return client_of(centre)


def url(name, *args):
    return reverse(f"customers:{name}", args=args)


def reveal(centre, customer, role=Role.INTAKE_AGENT):
    actions.reveal_customer(
        actor=centre.actor(role),
        customer_no=customer.customer_no,
        purpose=Purpose.VERIFY_IDENTITY,
        now=clock(),
    )


class TestList:
    def test_shows_masked_rows_that_match(self, centre, agent):
        centre.customer(customer_no="111", name="欧阳震华", phone="13812341234")
        centre.customer(customer_no="222", name="赵钱孙")

        text = agent.get(url("list"), {"q": "1234"}).content.decode()

        assert "111" in text
        assert "138****1234" in text
        assert "13812341234" not in text
        assert "欧阳**" in text
        assert "赵" not in text

    def test_says_what_to_do_when_nobody_matches(self, agent):
        text = agent.get(url("list"), {"q": "nobody"}).content.decode()

        assert "No customer found" in text
        assert url("register") in text

    def test_refuses_a_tampered_cursor_without_breaking(self, agent):
        response = agent.get(url("list"), {"cursor": "a:b:c"})

        assert response.status_code == 422
        assert "page marker" in response.content.decode()

    def test_the_fragment_has_no_frame(self, centre, agent):
        centre.customer(customer_no="111")

        response = agent.get(url("list"), headers={"HX-Request": "true"})

        assert "<html" not in response.content.decode()
        assert "111" in response.content.decode()

    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.WORK_AREA_STAFF])
    def test_is_closed_to_who_has_no_customers(self, centre, role):
        assert client_of(centre, role).get(url("list")).status_code == 403

    def test_never_shows_another_centre(self, centre):
        centre.customer(customer_no="SECRET-1")

        text = client_of(Centre("north")).get(url("list")).content.decode()

        assert "SECRET-1" not in text


class TestRecord:
    def test_shows_the_masked_record_with_a_way_to_reveal(self, centre, agent):
        customer = centre.customer(
            customer_no="111",
            name="欧阳震华",
            phone="13812341234",
            addresses=[address("江西省南昌市八一大道123号")],
        )

        text = agent.get(url("detail", "111")).content.decode()

        assert "欧阳**" in text
        assert "138****1234" in text
        assert "tel:" not in text
        assert "江西省南昌市八一大道***" in text
        assert url("reveal", customer.customer_no) in text

    def test_offers_only_what_the_reader_may_do_at_this_centre(self, centre):
        customer = centre.customer(customer_no="111")
        reader = centre.users[Role.AUDITOR]
        elsewhere = Centre("north").unit
        Assignment.objects.create(user=reader, role=Role.SUPERVISOR, unit=elsewhere)
        client = signed_in(reader, language="en")

        text = client.get(url("detail", "111")).content.decode()

        assert customer.customer_no in text
        for name in ("reveal", "correct", "activity"):
            assert url(name, "111") not in text
        assert client.get(url("correct", "111")).status_code == 403

    def test_shows_everything_and_a_call_link_after_the_reveal(self, centre, agent):
        customer = centre.customer(customer_no="111", name="欧阳震华", phone="13812341234")
        reveal(centre, customer)

        text = agent.get(url("detail", "111")).content.decode()

        assert "欧阳震华" in text
        assert 'href="tel:+8613812341234"' in text
        assert "Unmasked for you until" in text

    def test_user_text_is_never_markup(self, centre, agent):
        customer = centre.customer(customer_no="111", name=LITERAL, note=LITERAL)
        reveal(centre, customer)

        text = agent.get(url("detail", "111")).content.decode()

        assert "<b>a</b>" not in text
        assert "&lt;b&gt;a&lt;/b&gt;" in text

    def test_offers_no_reveal_to_who_may_not(self, centre):
        centre.customer(customer_no="111")

        text = client_of(centre, Role.AUDITOR).get(url("detail", "111")).content.decode()

        assert url("reveal", "111") not in text
        assert url("correct", "111") not in text

    def test_of_another_centre_is_not_found(self, centre):
        centre.customer(customer_no="111")

        for name in ("detail", "reveal", "correct"):
            assert client_of(Centre(f"n-{name}")).get(url(name, "111")).status_code == 404

    def test_shows_the_parts_that_higher_packages_add(self, centre, agent):
        customer = centre.customer(customer_no="111")
        slots.fill("customers.customer")(
            lambda subject, *, actor, now: slots.Part(
                "extra", f"Orders of {subject.customer_no}", "web/_facts.html"
            )
        )

        assert "Orders of 111" in agent.get(url("detail", customer.customer_no)).content.decode()


class TestReveal:
    def test_asks_for_the_purpose_and_logs_it(self, centre, agent):
        customer = centre.customer(customer_no="111")

        page = agent.get(url("reveal", "111"))
        without = agent.post(url("reveal", "111"), {"remark": "keep me"})
        done = agent.post(url("reveal", "111"), {"purpose": "complaint"})

        assert page.status_code == 200
        assert without.status_code == 422
        assert "keep me" in without.content.decode()
        assert done.status_code == 303
        assert done["Location"] == url("detail", "111")
        assert Reveal.objects.get().purpose == "complaint"
        assert queries.history(centre.actor(), customer).first().kind == "customers.revealed"

    def test_goes_back_to_where_it_was_asked(self, centre, agent):
        centre.customer(customer_no="111")
        inputs = {"purpose": "complaint"}

        ours = agent.post(url("reveal", "111"), inputs | {"next": "/work-orders/1/?a=b"})
        foreign = agent.post(url("reveal", "111"), inputs | {"next": "https://example.com/"})
        tricky = agent.post(url("reveal", "111"), inputs | {"next": "//example.com/"})

        assert ours["Location"] == "/work-orders/1/?a=b"
        assert foreign["Location"] == tricky["Location"] == url("detail", "111")

    def test_is_closed_to_who_may_not(self, centre):
        centre.customer(customer_no="111")

        response = client_of(centre, Role.REVIEWER).post(
            url("reveal", "111"), {"purpose": "complaint"}
        )

        assert response.status_code == 403
        assert not Reveal.objects.exists()


class TestRegister:
    INPUTS = {
        "kind": "person",
        "customer_class": "ordinary",
        "customer_no": "111",
        "name": "王小明",
        "company_name": "红谷滩超市",
        "phone": "0791-86665598",
        "fax": "0791-86665599",
        "address": "八一大道123号",
        "city": "南昌市",
    }

    def test_has_the_fields_of_a_new_customer_filled_in_from_the_call(self, agent):
        text = agent.get(
            url("register"), {"customer_no": "999", "phone": "13812341234"}
        ).content.decode()

        for label in ("Company name", "Name", "Address", "Contact telephone", "Fax"):
            assert label in text
        assert 'value="999"' in text
        assert 'value="13812341234"' in text

    def test_stores_the_customer_and_shows_the_record(self, centre, agent):
        response = agent.post(url("register"), self.INPUTS)

        assert response["Location"] == url("detail", "111")
        customer = queries.get(centre.actor(), "111")
        assert [each.kind for each in customer.contact_points.all()] == ["phone", "fax"]
        assert customer.addresses.get().city == "南昌市"

    def test_goes_on_to_the_intake_with_the_number(self, agent):
        inputs = self.INPUTS | {"next": "/intake/fault-reports/?x=1&customer_no=old"}

        response = agent.post(url("register"), inputs)

        assert response["Location"] == "/intake/fault-reports/?x=1&customer_no=111"

    def test_keeps_what_was_typed_and_marks_the_field(self, agent):
        inputs = self.INPUTS | {"name": "", "phone": "12", "fax": "13", "company_name": LITERAL}

        response = agent.post(url("register"), inputs)
        text = response.content.decode()

        assert response.status_code == 422
        assert "DROP TABLE" in text
        assert 'id="id_name_error"' in text
        assert 'id="id_phone_error"' in text
        assert 'id="id_fax_error"' in text
        assert not Customer.objects.exists()

    def test_a_taken_number_is_marked_at_the_field(self, centre, agent):
        centre.customer(customer_no="111")

        response = agent.post(url("register"), self.INPUTS)

        assert response.status_code == 409
        assert 'id="id_customer_no_error"' in response.content.decode()

    def test_a_known_telephone_is_shown_and_may_be_confirmed(self, centre, agent):
        centre.customer(customer_no="T-5", name="欧阳震华", phone="0791-86665598")

        asked = agent.post(url("register"), self.INPUTS)
        text = asked.content.decode()
        done = agent.post(url("register"), self.INPUTS | {"allow_duplicate_phone": "on"})

        assert asked.status_code == 409
        assert "欧阳**" in text
        assert "T-5" in text
        assert "allow_duplicate_phone" in text
        assert done.status_code == 303

    def test_a_contact_person_of_an_individual_is_refused_at_the_field(self, agent):
        response = agent.post(url("register"), self.INPUTS | {"contact_name": "李四"})

        assert 'id="id_contact_name_error"' in response.content.decode()

    def test_is_closed_to_others(self, centre):
        assert client_of(centre, Role.DISPATCHER).get(url("register")).status_code == 403


class TestCorrect:
    def form(self, **changes):
        return {
            "version": "1",
            "kind": "person",
            "customer_class": "ordinary",
            "name": "王小明",
            "company_name": "",
            "note": "",
            "contact_points.0.kind": "phone",
            "contact_points.0.value": "13812341234",
            "contact_points.0.label": "",
            "contact_points.0.is_primary": "on",
            **changes,
        }

    def test_opening_the_form_is_a_logged_look(self, centre, agent):
        customer = centre.customer(customer_no="111", name="欧阳震华")

        before = agent.get(url("correct", "111")).content.decode()
        agent.post(url("correct", "111"), {"step": "open"})
        after = agent.get(url("correct", "111")).content.decode()

        assert "震华" not in before
        assert "欧阳震华" in after
        assert Reveal.objects.get().purpose == Purpose.CORRECT_RECORD
        assert queries.history(centre.actor(), customer).first().data["purpose"] == "correct_record"

    def test_saves_fields_and_rows_and_removes_an_emptied_row(self, centre, agent):
        centre.customer(
            customer_no="111", contact_points=[contact("13812341234"), contact("95598")]
        )
        reveal(centre, queries.get(centre.actor(), "111"))

        response = agent.post(
            url("correct", "111"),
            self.form(
                **{
                    "name": "王小红",
                    "contact_points.1.kind": "phone",
                    "contact_points.1.value": "",
                    "contact_points.1.label": "",
                    "contact_points.2.kind": "email",
                    "contact_points.2.value": "w@example.com",
                    "contact_points.2.label": "",
                }
            ),
        )

        assert response.status_code == 303
        customer = queries.get(centre.actor(), "111")
        assert customer.name == "王小红"
        assert [each.normalised for each in customer.contact_points.all()] == [
            "+8613812341234",
            "w@example.com",
        ]

    def test_marks_the_row_that_is_wrong_and_keeps_the_rest(self, centre, agent):
        centre.customer(customer_no="111", phone="13812341234")

        response = agent.post(
            url("correct", "111"),
            self.form(
                **{
                    "note": "typed note",
                    "contact_points.2.kind": "phone",
                    "contact_points.2.value": "12",
                    "contact_points.2.label": "",
                }
            ),
        )
        text = response.content.decode()

        assert response.status_code == 422
        assert 'id="id_contact_points.2.value_error"' in text
        assert "typed note" in text

    def test_shows_both_values_when_somebody_was_faster(self, centre, agent):
        customer = centre.customer(customer_no="111", name="王小明", phone="13812341234")
        reveal(centre, customer)
        actions.correct_customer(
            actor=centre.actor(Role.SUPERVISOR),
            customer_no="111",
            changes=CustomerChanges(name="王小红"),
            now=clock(),
        )

        refused = agent.post(url("correct", "111"), self.form(name="王小兰"))
        text = refused.content.decode()
        again = agent.post(url("correct", "111"), self.form(name="王小兰", version="2"))

        assert refused.status_code == 412
        assert "王小红" in text
        assert "王小兰" in text
        assert 'value="2"' in text
        assert again.status_code == 303
        customer.refresh_from_db()
        assert customer.name == "王小兰"

    def test_is_closed_to_others(self, centre):
        centre.customer(customer_no="111")

        assert client_of(centre, Role.AUDITOR).get(url("correct", "111")).status_code == 403


class TestActivityAndClasses:
    def test_a_supervisor_deactivates(self, centre, agent):
        customer = centre.customer(customer_no="111")
        supervisor = client_of(centre, Role.SUPERVISOR)

        assert agent.post(url("activity", "111"), {"to": "inactive"}).status_code == 403
        assert supervisor.post(url("activity", "111"), {"to": "inactive"}).status_code == 303
        customer.refresh_from_db()
        assert not customer.is_active
        supervisor.post(url("activity", "111"), {"to": "active"})
        customer.refresh_from_db()
        assert customer.is_active

    def test_a_supervisor_maintains_the_classes(self, centre, agent):
        supervisor = client_of(centre, Role.SUPERVISOR)
        inputs = {"code": "school", "label_zh_hans": "学校", "position": "9", "is_active": "on"}

        page = supervisor.get(url("classes"), {"code": "vip"}).content.decode()
        refused = supervisor.post(url("classes"), inputs | {"label_zh_hans": ""})
        saved = supervisor.post(url("classes"), inputs)

        assert 'value="vip"' in page
        assert refused.status_code == 422
        assert saved.status_code == 303
        assert CustomerClass.objects.get(code="school").label_zh_hans == "学校"
        assert agent.get(url("classes")).status_code == 403
