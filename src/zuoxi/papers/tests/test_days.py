"""What a work area has to do by a day, on paper: which orders, masked or in full, as a file."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from zuoxi.customers import actions as customers
from zuoxi.customers.choices import REVEALS_PER_HOUR
from zuoxi.customers.drafts import AddressDraft, ContactDraft, CustomerDraft
from zuoxi.kernel.errors import Forbidden, InvalidInput, TooManyRequests
from zuoxi.kernel.models import Event, OptionValue
from zuoxi.papers import actions, pdf, presenters, queries
from zuoxi.papers import production as papers
from zuoxi.papers.choices import INSTANT_ORDERS
from zuoxi.papers.tests.factories import body_of, client_of, pages_of, text_of
from zuoxi.sheets import actions as sheets
from zuoxi.sheets import jobs, production, storage
from zuoxi.sheets.choices import ExportStatus
from zuoxi.workorders.tests.factories import NOW, Place, create, order_in

pytestmark = pytest.mark.django_db

DAY = "2026-11-21"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def place():
    return Place()


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def address(place, *, area=0, day=DAY):
    return f"{reverse('papers:day')}?area={place.areas[area].code}&day={day}"


def day_of(place, by="area1", *, area=0, day=DAY):
    return queries.day_at(place.actor(by), place.areas[area].code, day)


def register(place, number="C1"):
    customers.register_customer(
        actor=place.actor("supervisor"),
        draft=CustomerDraft(
            customer_no=number,
            name="王小明",
            contact_points=[ContactDraft(kind="mobile", value="15400001234")],
            addresses=[AddressDraft(street="阳明路", text="18号3栋502室")],
        ),
        allow_duplicate_phone=True,
        now=NOW,
    )


def file_of(place, *, by="area1", clock=lambda: NOW, **wanted):
    """Return the text of the PDF that somebody asks for, made at once."""
    asked = sheets.request_export(
        actor=place.actor(by),
        wanted=sheets.Wanted(address=address(place), format="pdf", **wanted),
        now=NOW,
    )
    made = production.produce(asked, place.actor(by), clock=clock)
    assert made.status == ExportStatus.DONE
    return text_of(storage.path_of(made.file).read_bytes())


class TestWhichOrders:
    def test_what_waits_by_the_end_of_the_day_stands_by_appointment(self, place):
        at = NOW + timedelta(days=1)
        places = {
            "late": at + timedelta(hours=3),
            "early": at,
            "before": NOW + timedelta(hours=1),
            "none": None,
        }
        orders = {
            # A fault report has an appointment from the start.
            name: order_in(place, "in_progress", appointment_at=when, form_type="service_request")
            for name, when in places.items()
        }
        order_in(place, "dispatched", appointment_at=at + timedelta(days=1))
        order_in(place, "completed", appointment_at=at)
        create(place, appointment_at=at)

        found = presenters.day_context(place.actor("area1"), day_of(place), NOW, most=100)

        assert [
            (group.title, [visit.order.pk for visit in group.visits]) for group in found["groups"]
        ] == [
            ("Still open from before", [orders["before"].pk]),
            ("On this day", [orders["early"].pk, orders["late"].pk]),
            ("Without an appointment", [orders["none"].pk]),
        ]

    def test_an_empty_list_says_so_in_one_sentence(self, place):
        assert "Nothing waits for this work area" in file_of(place)
        page = client_of(place, "area1").get(address(place), headers=ENGLISH)
        assert "Nothing waits for this work area" in page.content.decode()

    def test_an_area_that_one_may_not_see_is_none(self, place):
        with pytest.raises(InvalidInput):
            day_of(place, "area2")
        client = client_of(place, "area2")
        assert client.get(address(place)).status_code == 422
        order = order_in(place, "dispatched")
        own = client.get(reverse("papers:day"))
        assert own.status_code == 200
        assert order.number not in own.content.decode()

    @pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "0001-01-01", "9999-12-31"])
    def test_a_day_that_is_none_is_refused_at_its_field(self, place, day):
        response = client_of(place, "area1").get(address(place, day=day), headers=ENGLISH)

        assert response.status_code == 422
        assert "Enter a date." in response.content.decode()

    def test_the_first_look_is_at_the_own_area_today(self, place):
        order = order_in(place, "dispatched", appointment_at=timezone.now())
        page = client_of(place, "area1").get(reverse("papers:day"))

        assert order.number in page.content.decode()

    def test_a_list_longer_than_the_limit_says_so(self, place):
        for _ in range(3):
            order_in(place, "dispatched")
        found = presenters.day_context(place.actor("area1"), day_of(place), NOW, most=2)

        assert (found["count"], found["more"]) == (2, True)


class TestPersonalData:
    def test_a_file_is_masked_even_of_a_revealed_customer(self, place):
        register(place)
        order_in(place, "dispatched", customer_no="C1")
        customers.reveal_customer(
            actor=place.actor("area1"), customer_no="C1", purpose="on_site_visit", now=NOW
        )

        text = file_of(place)

        assert "154****1234" in text
        assert "502室" not in text

    def test_in_full_reveals_each_customer_for_the_purpose(self, place):
        for number in ("C1", "C2"):
            register(place, number)
            order_in(place, "dispatched", customer_no=number)
        order_in(place, "dispatched", customer_no="C1")

        text = file_of(place, is_masked=False, purpose="on_site_visit", remark="上门")

        assert text.count("154 0000 1234") == 3
        assert "502室" in text
        revealed = Event.objects.filter(kind="customers.revealed")
        assert {each.data["customer_no"] for each in revealed} == {"C1", "C2"}
        assert {each.data["purpose"] for each in revealed} == {"on_site_visit"}
        finished = Event.objects.get(kind="sheets.export_finished")
        assert (finished.data["is_masked"], finished.data["rows"]) == (False, 3)
        assert finished.data["filter"] == {"area": place.areas[0].code, "day": DAY}

    def test_a_file_that_is_written_later_shows_what_was_open_when_it_was_asked_for(self, place):
        register(place)
        order_in(place, "dispatched", customer_no="C1")
        tomorrow = NOW + timedelta(days=1)

        text = file_of(place, is_masked=False, purpose="complaint", clock=lambda: tomorrow)

        assert "154 0000 1234" in text

    def test_in_full_needs_a_purpose_and_the_right_to_reveal(self, place):
        register(place)
        order_in(place, "dispatched", customer_no="C1")
        with pytest.raises(InvalidInput) as refusal:
            file_of(place, is_masked=False)
        assert "purpose" in refusal.value.fields
        with pytest.raises(Forbidden):
            file_of(place, by="auditor", is_masked=False, purpose="complaint")
        assert not Event.objects.filter(kind="customers.revealed").exists()

    def test_beyond_the_limit_of_an_hour_nothing_is_revealed(self, place):
        OptionValue.objects.create(key=REVEALS_PER_HOUR.key, value=1, valid_from=NOW, source="test")
        for number in ("C1", "C2"):
            register(place, number)
            order_in(place, "dispatched", customer_no=number)

        with pytest.raises(TooManyRequests):
            file_of(place, is_masked=False, purpose="on_site_visit")
        assert not Event.objects.filter(kind__in=["customers.revealed", "sheets.export_requested"])

    def test_the_page_opens_the_list_by_one_button_for_one_purpose(self, place):
        register(place)
        order_in(place, "dispatched", customer_no="C1")
        client = client_of(place, "area1")
        assert "154 0000 1234" not in client.get(address(place)).content.decode()
        path, query = address(place).split("?")

        refused = client.post(f"{path}reveal/?{query}", {"purpose": "curiosity"})
        answer = client.post(f"{path}reveal/?{query}", {"purpose": "on_site_visit"})

        assert refused.status_code == 422
        assert (answer.status_code, answer["Location"]) == (303, address(place))
        assert "154 0000 1234" in client.get(address(place)).content.decode()
        again = actions.reveal_day(
            actor=place.actor("area1"),
            wanted=day_of(place),
            purpose="on_site_visit",
            remark="",
            now=timezone.now(),
        )
        assert again == 0


class TestTheFile:
    def test_a_long_list_is_made_by_the_worker(self, place, monkeypatch):
        OptionValue.objects.create(key=INSTANT_ORDERS.key, value=1, valid_from=NOW, source="test")
        for _ in range(2):
            order_in(place, "dispatched")
        client = client_of(place, "area1")
        asked = client.post(
            "/api/v1/exports", {"address": address(place), "format": "pdf"}, "application/json"
        ).json()
        assert asked["status"] == ExportStatus.WAITING

        jobs.write_export.func(asked["id"])

        done = client.get(f"/api/v1/exports/{asked['id']}").json()
        assert (done["status"], done["rows_done"]) == (ExportStatus.DONE, 2)
        file = client.get(f"/api/v1/exports/{asked['id']}/content")
        assert file["Content-Type"] == "application/pdf"
        assert text_of(body_of(file)).count("工区1") >= 1

    def test_a_short_list_comes_at_once_by_the_page_too(self, place):
        order = order_in(place, "dispatched")
        client = client_of(place, "area1")
        form = client.get(reverse("sheets:new_export"), {"address": address(place)})
        assert 'name="encoding"' not in form.content.decode()

        answer = client.post(reverse("sheets:new_export"), {"address": address(place)})

        file = client.get(answer["Location"])
        assert order.number in text_of(body_of(file))

    @pytest.mark.parametrize(
        ("format_", "where"), [("xlsx", "day"), ("csv", "day"), ("pdf", "inquiry")]
    )
    def test_only_what_is_laid_out_for_paper_becomes_one(self, place, format_, where):
        wanted = {"day": address(place), "inquiry": "/inquiry/"}[where]
        with pytest.raises(InvalidInput) as refusal:
            sheets.request_export(
                actor=place.actor("area1"),
                wanted=sheets.Wanted(address=wanted, format=format_),
                now=NOW,
            )
        assert "format" in refusal.value.fields

    def test_many_orders_take_several_pages_each_with_its_heading(self, place):
        for _ in range(14):
            order_in(place, "dispatched", description="很长的内容，" * 60)
        asked = sheets.request_export(
            actor=place.actor("area1"),
            wanted=sheets.Wanted(address=address(place), format="pdf"),
            now=NOW,
        )
        made = production.produce(asked, place.actor("area1"), clock=lambda: NOW)
        raw = storage.path_of(made.file).read_bytes()

        pages = len(pages_of(raw))
        assert pages > 1
        assert text_of(raw).count("Intake content") == pages

    def test_the_button_stands_on_the_lists_of_the_work_area_alone(self, place):
        client = client_of(place, "all")
        link = f'href="{reverse("papers:day")}"'
        lists = {
            reverse("workorders:area_list", args=["fault-reports"]): True,
            reverse("workorders:area_list", args=["fault-reports", "pending"]): True,
            reverse("workorders:completed_list"): False,
        }
        assert {each: link in client.get(each).content.decode() for each in lists} == lists


class TestHowFar:
    def test_it_is_told_sheet_by_sheet_and_never_goes_back(self, place):
        for number in range(25):
            order_in(place, "dispatched", description=f"第{number}件，" * 20)
        context = presenters.day_context(place.actor("area1"), day_of(place), NOW, most=100)
        heard = []
        pdf.pdf_of(
            presenters.document("papers/_day.html", context),
            told=lambda pages: heard.append(papers.orders_done(pages, 25)),
        )

        assert heard == sorted(heard)
        assert len(set(heard)) >= 4
        assert (heard[0] < 12, heard[-1]) == (True, 25)

    def test_whoever_cancels_does_not_wait_for_the_last_sheet(self, place):
        order_in(place, "dispatched")
        actor = place.actor("area1")
        asked = sheets.request_export(
            actor=actor, wanted=sheets.Wanted(address=address(place), format="pdf"), now=NOW
        )
        steps = []

        def write(export, actor, path, told):
            told(0)
            sheets.cancel_export(actor=actor, export_id=export.pk, now=NOW)
            steps.append("drawn")
            told(1)
            steps.append("too much")

        listed = papers.day_list(actor, {"area": place.areas[0].code, "day": DAY})
        slow = replace(listed.printed, write=write)
        path = storage.path_of("x.pdf")
        assert production._write_paper(slow, asked, actor, path) is None
        assert steps == ["drawn"]
