"""Taking lists out: which rows, what is masked, how cells are written, what is logged."""

import io
from datetime import datetime, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from zuoxi.customers import actions as customers
from zuoxi.customers.drafts import AddressDraft, ContactDraft, CustomerDraft
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.kernel.models import Event
from zuoxi.sheets import actions, jobs, production, queries, storage
from zuoxi.sheets.choices import INSTANT_ROWS, ExportStatus, Kind
from zuoxi.sheets.columns import written_columns
from zuoxi.sheets.models import Export
from zuoxi.sheets.tests.factories import (
    CUSTOMERS,
    INQUIRY,
    body_of,
    client_of,
    content_of,
    export,
    rows_of,
)
from zuoxi.workorders.columns import COLUMNS
from zuoxi.workorders.tests.factories import NOW, Place, create, order_in, set_option

pytestmark = pytest.mark.django_db

PHONE = "15400001234"


@pytest.fixture
def place():
    return Place()


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def register(place, number, **fields):
    draft = {
        "customer_no": number,
        "name": "王小明",
        "contact_points": [ContactDraft(kind="mobile", value=PHONE)],
        "addresses": [AddressDraft(street="阳明路", text="18号3栋502室")],
    }
    return customers.register_customer(
        actor=place.actor("supervisor"),
        draft=CustomerDraft(**(draft | fields)),
        now=NOW,
        allow_duplicate_phone=True,
    )


class TestRows:
    @pytest.mark.parametrize("format_", ["xlsx", "csv"])
    def test_a_sheet_holds_the_rows_of_the_address_in_their_order(self, place, format_):
        first, second = create(place), create(place, form_type="service_request")
        order_in(place, "dispatched")

        rows = rows_of(export(place, "/work-orders/lists/dispatch/", format=format_))

        assert [row["Order number"] for row in rows] == [first.number, second.number]
        assert rows[0]["Status"] == "Created"

    def test_the_filter_of_the_address_counts(self, place):
        create(place)
        wanted = create(place, form_type="service_request", description="电视花屏")

        address = "/inquiry/?form_type=service_request&q=花屏&received_from=2026-11-01&cursor=x"

        assert [row["Order number"] for row in rows_of(export(place, address))] == [wanted.number]

    def test_a_filter_that_is_not_known_is_refused_and_never_left_out(self, place):
        with pytest.raises(InvalidInput) as refusal:
            export(place, "/inquiry/?colour=red")

        assert "colour" in str(refusal.value.fields["address"][0])

    @pytest.mark.parametrize(
        "address", ["/nowhere/", "/inquiry/\x00", "", "/settings/options/", "/customers/register/"]
    )
    def test_an_address_without_a_list_is_refused(self, place, address):
        with pytest.raises(InvalidInput):
            export(place, address)

    def test_whoever_may_not_open_the_page_may_not_download_it(self, place):
        with pytest.raises(Forbidden):
            export(place, "/work-orders/lists/archive/", by="intake")

    def test_a_work_area_gets_its_own_orders_only(self, place):
        mine = order_in(place, "dispatched")
        create(place)

        rows = rows_of(export(place, INQUIRY, by="area1"))

        assert [row["Order number"] for row in rows] == [mine.number]
        assert rows_of(export(place, INQUIRY, by="area2")) == []

    def test_the_cost_grows_with_chunks_and_not_with_rows(self, place, monkeypatch):
        def cost(rows):
            for _ in range(rows):
                create(place)
            with CaptureQueriesContext(connection) as statements:
                export(place, INQUIRY)
            return sum("kernel_optionvalue" not in each["sql"] for each in statements)

        assert cost(2) == cost(6)


class TestMasking:
    def test_personal_data_are_masked_even_of_a_revealed_customer(self, place):
        register(place, "C1")
        supervisor = place.actor("supervisor")
        customers.reveal_customer(actor=supervisor, customer_no="C1", purpose="complaint", now=NOW)

        (row,) = rows_of(export(place, f"{CUSTOMERS}?q=C1"))

        assert row["Name"] == "王**"
        assert row["Mobile phone"] == "154****1234"
        assert "502" not in str(row)

    def test_a_supervisor_gets_them_in_full_for_a_purpose_that_is_logged(self, place):
        register(place, "C1")

        exported = export(
            place, f"{CUSTOMERS}?q=C1", is_masked=False, purpose="complaint", remark="核查"
        )

        (row,) = rows_of(exported)
        assert row["Name"] == "王小明"
        assert row["Mobile phone"] == "154 0000 1234"
        event = Event.objects.get(kind="sheets.export_finished")
        assert event.data["rows"] == 1
        assert event.data["filter"] == {"q": "C1"}
        assert event.data["purpose"] == "complaint"

    def test_in_full_needs_a_purpose_and_a_supervisor(self, place):
        with pytest.raises(InvalidInput) as refusal:
            export(place, CUSTOMERS, is_masked=False)
        assert "purpose" in refusal.value.fields
        with pytest.raises(Forbidden):
            export(place, CUSTOMERS, by="intake", is_masked=False, purpose="complaint")

    def test_what_looks_like_a_telephone_in_a_filter_is_masked_in_the_log(self, place):
        export(place, f"{CUSTOMERS}?q={PHONE}")

        event = Event.objects.filter(kind="sheets.export_requested").get()
        assert PHONE not in str(event.data)

    def test_stand_in_the_log_of_the_centre_whose_staff_made_them(self, place):
        create(place)
        export(place, INQUIRY, by="area1")

        event = Event.objects.filter(kind="sheets.export_requested").get()
        assert event.centre_id == place.centre.pk


@pytest.mark.parametrize("name", COLUMNS)
def test_each_column_of_a_list_has_its_own_in_a_sheet(name):
    assert written_columns(Kind.ORDERS, [name])


class TestCells:
    RISKY = "=HYPERLINK(1)"

    def test_no_text_becomes_a_formula_in_a_workbook(self, place):
        create(place, description=self.RISKY)

        exported = export(place, INQUIRY)

        sheet = openpyxl.load_workbook(io.BytesIO(content_of(exported))).worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert self.RISKY in [cell.value for cell in cells]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
        assert sheet.freeze_panes == "A2"

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝"])
    def test_a_risky_start_is_behind_an_apostrophe_in_csv(self, place, start):
        create(place, description=f"{start}1+1")

        (row,) = rows_of(export(place, INQUIRY, format="csv"))

        assert row["Intake content"] == f"'{start}1+1"

    def test_moments_are_moments_and_digits_are_text_in_a_workbook(self, place):
        register(place, "360000000000000123")
        create(place, customer_no="360000000000000123", appointment_at=NOW + timedelta(hours=3))

        (row,) = rows_of(export(place, INQUIRY))

        assert row["Subscriber number"] == "360000000000000123"
        assert row["Appointment"] == datetime(2026, 11, 20, 13, 0)  # noqa: DTZ001

    def test_csv_is_utf_8_with_its_mark_or_gb18030(self, place):
        create(place, description="客户𠮷先生来电")

        assert content_of(export(place, INQUIRY, format="csv")).startswith(b"\xef\xbb\xbf")
        gb = export(place, INQUIRY, format="csv", encoding="gb18030")
        assert "客户𠮷先生来电".encode("gb18030") in content_of(gb)

    def test_headings_are_in_the_language_of_the_one_who_asked(self, place):
        create(place)
        with translation.override("zh-hans"):
            exported = export(place, INQUIRY)

        assert "表单编号" in rows_of(exported)[0]


class TestLife:
    def ask(self, place, *, by="supervisor"):
        return actions.request_export(
            actor=place.actor(by), wanted=actions.Wanted(address=INQUIRY), now=NOW
        )

    def test_a_long_one_becomes_a_job_in_the_same_transaction(self, place, monkeypatch):
        for _ in range(2):
            create(place)
        monkeypatch.setattr(INSTANT_ROWS.__class__, "at", lambda self, now: 1)
        deferred = []
        monkeypatch.setattr(jobs.write_export, "defer", lambda **given: deferred.append(given))
        monkeypatch.setattr("zuoxi.sheets.queries.MOST_EXPORT_ROWS", Most())

        asked = self.ask(place)

        assert deferred == [{"export_id": asked.pk}]
        jobs.write_export(export_id=asked.pk)
        asked.refresh_from_db()
        assert asked.status == ExportStatus.DONE
        assert asked.rows_done == 2

    def test_one_that_was_cancelled_leaves_no_file(self, place):
        create(place)
        asked = self.ask(place)
        before = set(storage.path_of(".").iterdir())
        actions.cancel_export(actor=place.actor("supervisor"), export_id=asked.pk, now=NOW)

        ended = production.produce(asked, place.actor("supervisor"), clock=lambda: NOW)

        assert ended.status == ExportStatus.CANCELLED
        assert set(storage.path_of(".").iterdir()) == before
        with pytest.raises(Conflict):
            actions.cancel_export(actor=place.actor("supervisor"), export_id=asked.pk, now=NOW)

    def test_finish_export_after_a_cancel_drops_the_file(self, place):
        asked = self.ask(place)
        actions.cancel_export(actor=place.actor("supervisor"), export_id=asked.pk, now=NOW)
        storage.path_of("late.csv").write_bytes(b"x")

        actions.finish_export(
            actor=place.actor("supervisor"), export_id=asked.pk, file="late.csv", size=1, rows=1,
            now=NOW,
        )  # fmt: skip

        assert not storage.path_of("late.csv").exists()

    def test_one_that_breaks_is_told_as_failed_once(self, place, monkeypatch):
        create(place)
        asked = self.ask(place)
        monkeypatch.setattr(production, "_write", lambda *given: 1 / 0)

        with pytest.raises(ZeroDivisionError):
            production.produce(asked, place.actor("supervisor"), clock=lambda: NOW)

        asked.refresh_from_db()
        assert asked.status == ExportStatus.FAILED
        again = actions.fail_export(actor=place.actor("supervisor"), export_id=asked.pk, now=NOW)
        assert again.status == ExportStatus.FAILED
        assert Event.objects.filter(kind="sheets.export_failed").count() == 1

    def test_the_file_is_gone_when_its_time_is_over(self, place):
        create(place)
        exported = export(place, INQUIRY)
        path = storage.path_of(exported.file)

        actions.expire_export(actor=SYSTEM, export_id=exported.pk, now=NOW + timedelta(days=2))

        assert not path.exists()
        exported.refresh_from_db()
        assert (exported.status, exported.file) == (ExportStatus.EXPIRED, "")

    def test_an_export_is_known_to_nobody_else(self, place):
        exported = export(place, INQUIRY)

        for name in ("intake", "auditor", "all"):
            with pytest.raises(NotFound):
                queries.find_export(place.actor(name), exported.pk)
        assert Export.objects.count() == 1


class Most:
    def at(self, _now):
        return 100


class TestPages:
    def test_the_button_leads_to_the_form_and_the_form_to_the_file(self, place):
        create(place)
        client = client_of(place, "dispatcher")
        page = client.get("/work-orders/lists/dispatch/?q=测试").content.decode()
        assert "/downloads/new/?address=%2Fwork-orders%2Flists%2Fdispatch%2F%3Fq%3D" in page

        response = client.post(
            "/downloads/new/",
            {"address": "/work-orders/lists/dispatch/", "format": "csv", "encoding": "gb18030"},
        )
        assert response.status_code == 303
        file = client.get(response["Location"])
        assert file.status_code == 200
        assert file["Content-Type"] == "text/csv; charset=gb18030"
        assert "attachment" in file["Content-Disposition"]
        assert body_of(file).decode("gb18030").count("\r\n") == 2
        assert client.get("/downloads/").status_code == 200

    def test_a_refusal_keeps_what_was_chosen(self, place):
        client = client_of(place, "supervisor")

        response = client.post(
            "/downloads/new/",
            {"address": CUSTOMERS, "format": "csv", "encoding": "gb18030", "unmasked": "on"},
        )

        assert response.status_code == 422
        assert "id_purpose_error" in response.content.decode()

    def test_nobody_else_gets_page_or_file(self, place):
        exported = export(place, INQUIRY)

        for name, status in (("auditor", 404), ("admin", 403)):
            client = client_of(place, name)
            assert client.get(f"/downloads/{exported.pk}/").status_code == status
            assert client.get(f"/downloads/{exported.pk}/content/").status_code == status
            assert client.post(f"/downloads/{exported.pk}/cancel/").status_code == status


class TestApi:
    def test_an_export_is_asked_for_and_fetched(self, place):
        create(place)
        client = client_of(place, "dispatcher")

        made = client.post(
            "/api/v1/exports", {"address": INQUIRY, "format": "csv"}, "application/json"
        )

        assert made.status_code == 201
        pk = made.json()["id"]
        assert client.get(f"/api/v1/exports/{pk}").json()["status"] == "done"
        file = client.get(f"/api/v1/exports/{pk}/content")
        assert body_of(file).startswith(b"\xef\xbb\xbf")
        assert client.post(f"/api/v1/exports/{pk}/cancel").status_code == 409
        assert client_of(place, "auditor").get(f"/api/v1/exports/{pk}").status_code == 404

    def test_one_person_asks_for_so_many_in_an_hour(self, place):
        set_option("sheets.exports_per_hour", 1)
        client = client_of(place, "dispatcher")
        asked = {"address": INQUIRY, "format": "csv"}
        assert client.post("/api/v1/exports", asked, "application/json").status_code == 201

        refused = client.post("/api/v1/exports", asked, "application/json")
        assert refused.status_code == 429
        assert 0 < int(refused["Retry-After"]) <= 3600
        page = client.post("/downloads/new/", asked | {"encoding": "gb18030"})
        assert page.status_code == 429
        assert '<option value="gb18030" selected' in page.content.decode()
        others = client_of(place, "supervisor").post("/api/v1/exports", asked, "application/json")
        assert others.status_code == 201
