"""Bringing files in: what is tried, what is written, what is refused, what is never done twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import translation

from zuoxi.callbacks.models import Callback
from zuoxi.customers.models import Address, ContactPoint, Customer
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.kernel.models import Event
from zuoxi.sheets import actions, intake, jobs, queries, storage
from zuoxi.sheets.choices import ImportStatus
from zuoxi.sheets.columns import read_columns
from zuoxi.sheets.models import Import, ImportRow
from zuoxi.sheets.tests.factories import (
    body_of,
    bring_in,
    check,
    client_of,
    export,
    faults_of,
    rows_of,
    run,
    sheet,
    upload,
    work,
)
from zuoxi.sheets.tests.test_details import DETAILS, ask_for_details
from zuoxi.workorders.models import OrderText, WorkOrder
from zuoxi.workorders.tests.factories import NOW, Place, create

pytestmark = pytest.mark.django_db

HEADINGS = ("用户证号", "姓名", "手机", "固定电话", "详细地址")
PEOPLE = (
    HEADINGS,
    ("C1", "王小明", "15400000001", "0791-60000001", "阳明路18号"),
    ("C2", "李四", "15400000002", "", "民德路2号"),
)
ORDER_HEADINGS = ("表单类型", "用户证号", "设备类型", "需求类型", "预约时间", "受理内容")


FULL = (
    "证号", "类型", "姓名", "公司名称", "手机", "电话", "传真", "邮箱", "省", "街道", "地址",
    "更多地址", "备注",
)  # fmt: skip
FULL_ROWS = (
    (
        "C1", "个人", "王小明", "", "15400000001\n15400000002 | | 家庭", "0791-60000001", "",
        "a@example.com", "江西省", "阳明路", "18号", "江西省|||民德路|2号||父母家", "'=1+1",
    ),
    (
        "C2", "", "李四", "新源公司", "", "0791-60000002-801 | 李工 | 工程部", "0791-60000003",
        "", "", "", "x路1号", "", "@note",
    ),
)  # fmt: skip


@pytest.fixture
def place():
    return Place()


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


class TestCustomers:
    def test_rows_become_customers_only_when_the_import_is_run(self, place):
        taken = upload(place, sheet(*PEOPLE))
        assert taken.mapping == ["customer_no", "name", "mobile", "phone", "address"]

        checked = check(place, taken)
        assert checked.status == ImportStatus.CHECKED
        assert not Customer.objects.filter(customer_no="C1").exists()
        assert not ImportRow.objects.exists()

        done = run(place, taken)
        assert done.status == ImportStatus.DONE
        customer = Customer.objects.get(customer_no="C1")
        assert customer.created_by == place.users["supervisor"]
        assert customer.addresses.get().text == "阳明路18号"
        assert set(customer.contact_points.values_list("kind", flat=True)) == {"mobile", "phone"}
        assert queries.outcomes(done) == {"created": 2, "faulty": 0, "skipped": 0}

    def test_a_bad_row_is_named_by_row_and_column_and_the_good_ones_go_in(self, place):
        file = sheet(*PEOPLE, ("C3", "", "15400000003", "", ""), ("C4", "赵六", "12", "", "x路1号"))
        taken = upload(place, file)

        faults = faults_of(check(place, taken))
        assert set(faults) == {4, 5}
        assert faults[4] == {"name": ["Enter the name of the customer."]}
        assert set(faults[5]) == {"mobile"}

        done = run(place, taken)
        assert queries.outcomes(done) == {"created": 2, "faulty": 2, "skipped": 0}
        assert not Customer.objects.filter(customer_no__in=["C3", "C4"]).exists()

    def test_numbers_that_are_taken_or_twice_in_the_file_are_found_by_the_check(self, place):
        create(place)
        file = sheet(*PEOPLE, ("C1", "张三", "", "", ""), ("111", "张三", "", "", ""))

        faults = faults_of(check(place, upload(place, file)))

        assert faults[4] == {"customer_no": ["Row 2 of this file has the same number."]}
        assert set(faults[5]) == {"customer_no"}

    def test_a_telephone_that_somebody_has_is_an_error_unless_it_is_allowed(self, place):
        bring_in(place, sheet(*PEOPLE))
        again = sheet(HEADINGS, ("C9", "王小明", "15400000001", "", ""))
        taken = upload(place, again)

        assert set(faults_of(check(place, taken))) == {2}
        check(place, taken, allow_duplicate_phone=True)
        assert queries.outcomes(run(place, taken))["created"] == 1

    def test_a_row_that_breaks_inside_leaves_nothing_behind(self, place, monkeypatch):
        taken = upload(place, sheet(*PEOPLE))
        check(place, taken)
        real = intake.take_in

        def break_after_the_first(row, **given):
            number = real(row, **given)
            if row.number == 2:
                raise RuntimeError(number)
            return number

        monkeypatch.setattr(intake, "take_in", break_after_the_first)

        done = run(place, taken)

        assert queries.outcomes(done) == {"created": 1, "faulty": 1, "skipped": 0}
        assert not Customer.objects.filter(customer_no="C1").exists()


class TestOnlyOnce:
    def test_the_same_file_again_creates_nothing_whatever_its_name(self, place):
        raw = sheet(("姓名", "手机"), ("王小明", "15400000001"), ("李四", "15400000002"))
        content = raw.read()
        bring_in(place, SimpleUploadedFile("a.xlsx", content))
        before = Customer.objects.count()

        again = bring_in(place, SimpleUploadedFile("b.xlsx", content))

        assert queries.outcomes(again) == {"created": 0, "faulty": 0, "skipped": 2}
        assert Customer.objects.count() == before

    def test_the_database_itself_keeps_a_row_from_coming_twice(self, place):
        taken = bring_in(place, sheet(*PEOPLE))
        row = taken.rows.get(number=2)
        other = upload(place, sheet(*PEOPLE))

        with pytest.raises(IntegrityError), transaction.atomic():
            ImportRow.objects.create(
                upload=other, number=2, kind=row.kind, centre=row.centre, sha256=row.sha256,
                outcome="created", reference="X",
            )  # fmt: skip

    def test_one_that_was_stopped_goes_on_where_it_was(self, place):
        lines = [(f"C{at}", f"客户{at}", "", "", "") for at in range(60)]
        taken = upload(place, sheet(HEADINGS, *lines))
        check(place, taken)
        asked = iter([False, False, True])

        run(place, taken, should_stop=lambda: next(asked))

        assert taken.status == ImportStatus.RUNNING
        assert Customer.objects.filter(customer_no__startswith="C").count() == 50
        work(place, taken)
        assert taken.status == ImportStatus.DONE
        assert queries.outcomes(taken)["created"] == 60
        assert Event.objects.filter(kind="customers.registered").count() == 60

    def test_one_that_is_cancelled_keeps_what_is_in_and_takes_no_more(self, place):
        lines = [(f"C{at}", f"客户{at}", "", "", "") for at in range(60)]
        taken = upload(place, sheet(HEADINGS, *lines))
        file = storage.path_of(taken.file)
        check(place, taken)

        def cancel():
            actions.cancel_import(actor=place.actor("supervisor"), import_id=taken.pk, now=NOW)
            return False

        run(place, taken, should_stop=cancel)

        assert taken.status == ImportStatus.CANCELLED
        assert queries.outcomes(taken)["created"] == 25
        assert not file.exists()


class TestOrders:
    def test_rows_become_orders_of_the_supervisor_with_codes_or_labels(self, place):
        moment = datetime(2026, 12, 1, 9, 30)  # noqa: DTZ001 - as Excel has it
        file = sheet(
            ORDER_HEADINGS,
            ("故障申报", 111, "digital", "test", moment, "无信号"),
            ("Service request", "111", "digital", "test", "2026年12月2日 8:05", "咨询"),
        )

        done = bring_in(place, file, kind="orders")

        assert faults_of(done) == {}
        first, second = WorkOrder.objects.order_by("id")
        assert first.appointment_at == datetime(2026, 12, 1, 1, 30, tzinfo=UTC)
        assert (first.form_type, second.form_type) == ("fault_report", "service_request")
        assert first.received_by == place.users["supervisor"]
        assert done.rows.get(number=2).reference == first.number

    def test_faults_stand_at_their_columns(self, place):
        file = sheet(
            ORDER_HEADINGS,
            ("故障申报", "999", "gadget", "test", "tomorrow", ""),
            ("故障申报", "111", "digital", "test", "", "无信号"),
        )

        faults = faults_of(check(place, upload(place, file, kind="orders")))

        assert set(faults[2]) == {"customer_no", "device_type", "appointment_at", "description"}
        assert set(faults[3]) == {"appointment_at"}

    def test_a_customer_of_another_centre_is_unknown(self, place):
        other = Place("x", company=place.company)
        file = sheet(
            ORDER_HEADINGS, ("业务受理", other.customer.customer_no, "digital", "test", None, "a")
        )

        taken = check(place, upload(place, file, kind="orders"))

        assert set(faults_of(taken)[2]) == {"customer_no"}


class TestSteps:
    def test_the_columns_must_make_sense(self, place):
        taken = upload(place, sheet(*PEOPLE))
        for columns in (
            ["customer_no"],
            ["customer_no", "name", "name", "", ""],
            ["customer_no", "", "", "", ""],
            ["customer_no", "name", "colour", "", ""],
        ):
            with pytest.raises(InvalidInput) as refusal:
                check(place, taken, columns=columns)
            assert "columns" in refusal.value.fields

    def test_an_import_cannot_be_run_unchecked_or_twice(self, place):
        taken = upload(place, sheet(*PEOPLE))
        with pytest.raises(Conflict):
            run(place, taken)
        check(place, taken)
        run(place, taken)
        with pytest.raises(Conflict):
            run(place, taken)

    def test_only_supervisors_import_and_only_their_own_files(self, place):
        taken = upload(place, sheet(*PEOPLE))
        for name in ("intake", "dispatcher", "auditor", "admin", "area1"):
            with pytest.raises(Forbidden):
                upload(place, sheet(*PEOPLE), by=name)
        with pytest.raises(NotFound):
            queries.find_import(place.actor("all"), taken.pk)

    def test_a_long_file_is_counted_by_the_check(self, place, monkeypatch):
        monkeypatch.setattr("zuoxi.sheets.actions.imports._COUNTED_ROWS", 1)
        taken = upload(place, sheet(*PEOPLE))
        assert taken.rows_total == 0

        assert check(place, taken).rows_total == 2

    def test_an_end_is_told_only_to_the_step_before_it(self, place):
        taken = upload(place, sheet(*PEOPLE))
        ends = (
            actions.finish_check,
            actions.finish_import,
            lambda **given: actions.fail_import(reason="x", **given),
        )

        for end in ends:
            with pytest.raises(Conflict):
                end(actor=place.actor("supervisor"), import_id=taken.pk, now=NOW)

    def test_a_file_that_nobody_goes_on_with_is_removed(self, place):
        taken = upload(place, sheet(*PEOPLE))
        file = storage.path_of(taken.file)

        actions.expire_import(actor=SYSTEM, import_id=taken.pk, now=NOW)

        assert not file.exists()
        assert Import.objects.get().status == ImportStatus.CANCELLED

    def test_a_file_that_cannot_be_read_any_more_fails_with_a_reason(self, place):
        taken = upload(place, sheet(*PEOPLE))
        storage.path_of(taken.file).write_bytes(b"PK\x03\x04broken")

        failed = check(place, taken)

        assert failed.status == ImportStatus.FAILED
        assert "damaged" in failed.failure

    def test_the_worker_is_asked_for_check_and_run(self, place, monkeypatch):
        asked = []
        monkeypatch.setattr(jobs, "start_import", asked.append)
        taken = upload(place, sheet(*PEOPLE))

        check(place, taken)
        run(place, taken)

        assert asked == [taken.pk, taken.pk]


class TestRoundTrip:
    def test_export_import_into_an_empty_system_export_again_is_equal(self, place):
        first = bring_in(place, sheet(FULL, *FULL_ROWS, name="full.csv"))
        assert faults_of(first) == {}
        ask_for_details()
        create(
            place,
            customer_no="C1",
            description="=无信号",
            source="superior",
            feedback_due_at=NOW + timedelta(days=2),
            details=DETAILS,
        )
        create(place, customer_no="C2", form_type="service_request", appointment_at=None)
        unmasked = {"is_masked": False, "purpose": "correct_record"}

        for format_ in ("xlsx", "csv"):
            first = {
                kind: export(place, address, format=format_, **unmasked)
                for kind, address in (("customers", "/customers/?q=C"), ("orders", "/inquiry/"))
            }
            empty_system(place)
            for kind in ("customers", "orders"):
                raw = storage.path_of(first[kind].file).read_bytes()
                done = bring_in(place, SimpleUploadedFile(f"x.{format_}", raw), kind=kind)
                assert faults_of(done) == {}
            again = {
                kind: export(place, address, format=format_, **unmasked)
                for kind, address in (("customers", "/customers/?q=C"), ("orders", "/inquiry/"))
            }
            for kind in ("customers", "orders"):
                assert settable(kind, rows_of(again[kind])) == settable(kind, rows_of(first[kind]))


def empty_system(place):
    """Drop what the round trip brought: only a test may."""
    ImportRow.objects.all().delete()
    Callback.objects.all().delete()
    OrderText.objects.all().delete()
    WorkOrder.objects.all().delete()
    people = Customer.objects.filter(customer_no__startswith="C")
    Address.objects.filter(customer__in=people).delete()
    ContactPoint.objects.filter(customer__in=people).delete()
    people.delete()


def settable(kind, rows):
    labels = {str(column.label) for column in read_columns(kind)}
    return sorted(
        [{name: value for name, value in row.items() if name in labels} for row in rows], key=str
    )


class TestPages:
    def test_a_file_goes_through_all_pages(self, place):
        client = client_of(place, "supervisor")
        response = client.post("/imports/new/", {"kind": "customers", "file": sheet(*PEOPLE)})
        assert response.status_code == 303
        taken = Import.objects.get()
        page = client.get(response["Location"]).content.decode()
        assert "王小明" in page
        assert "selected>" in page

        columns = {f"column-{at}": name for at, name in enumerate(taken.mapping)}
        assert client.post(f"/imports/{taken.pk}/check/", columns).status_code == 303
        work(place, taken)
        assert client.post(f"/imports/{taken.pk}/run/").status_code == 303
        work(place, taken)
        page = client.get(f"/imports/{taken.pk}/").content.decode()
        assert "/customers/no/C1/" in page
        assert client.get("/imports/").status_code == 200
        template = client.get("/imports/templates/orders.xlsx")
        assert body_of(template).startswith(b"PK")

    def test_an_end_with_rejected_rows_is_no_plain_success(self, place):
        client = client_of(place, "supervisor")
        good, bad = (bring_in(place, sheet(*PEOPLE)), upload(place, sheet(HEADINGS, ("C3",))))
        check(place, bad)
        bad = run(place, bad)

        page = client.get(f"/imports/{bad.pk}/").content.decode()
        assert "已完成，1 行未通过" in page
        assert "tone-amber" in page.partition("<dl")[0].rpartition('role="status"')[2]
        page = client.get(f"/imports/{good.pk}/").content.decode()
        assert "tone-green" in page.partition("<dl")[0].rpartition('role="status"')[2]

    def test_faults_are_in_the_language_of_who_asked_last(self, place):
        taken = upload(place, sheet(HEADINGS, ("C1", "", "15400000001", "", "")))
        with translation.override("zh-hans"):
            assert faults_of(check(place, taken))[2] == {"name": ["请填写客户姓名。"]}
        with translation.override("en"):
            run(place, taken)
        assert faults_of(taken)[2] == {"name": ["Enter the name of the customer."]}

    def test_errors_can_be_had_as_a_sheet(self, place):
        taken = upload(place, sheet(HEADINGS, ("C1", "", "", "", "")))
        check(place, taken)

        response = client_of(place, "supervisor").get(f"/imports/{taken.pk}/errors.xlsx")

        assert body_of(response).startswith(b"PK")

    def test_a_refused_file_is_told_at_its_field(self, place):
        client = client_of(place, "supervisor")
        file = SimpleUploadedFile("rows.xlsx", b"no workbook")

        response = client.post("/imports/new/", {"kind": "customers", "file": file})

        assert response.status_code == 422
        assert "id_file_error" in response.content.decode()
        assert not Import.objects.exists()

    def test_wrong_columns_are_told_and_what_was_chosen_stays(self, place):
        taken = upload(place, sheet(*PEOPLE))

        response = client_of(place, "supervisor").post(
            f"/imports/{taken.pk}/check/", {"column-0": "customer_no"}
        )

        assert response.status_code == 422


class TestApi:
    def test_an_import_from_file_to_rows(self, place):
        client = client_of(place, "supervisor")
        made = client.post("/api/v1/imports", {"kind": "customers", "file": sheet(*PEOPLE)})
        assert made.status_code == 201
        pk = made.json()["id"]
        assert made.json()["columns"][0] == {"heading": "用户证号", "column": "customer_no"}

        assert client.post(f"/api/v1/imports/{pk}/run").status_code == 409
        checked = client.post(f"/api/v1/imports/{pk}/check", {}, "application/json")
        assert checked.json()["status"] == "checking"
        work(place, Import.objects.get())
        assert client.post(f"/api/v1/imports/{pk}/run").json()["status"] == "running"
        work(place, Import.objects.get())

        assert client.get(f"/api/v1/imports/{pk}").json()["rows_created"] == 2
        rows = client.get(f"/api/v1/imports/{pk}/rows").json()["items"]
        assert [row["reference"] for row in rows] == ["C1", "C2"]
        assert client.post(f"/api/v1/imports/{pk}/cancel").status_code == 409
        assert client_of(place, "intake").get(f"/api/v1/imports/{pk}").status_code == 403

    def test_a_file_that_lies_is_refused(self, place):
        client = client_of(place, "supervisor")
        file = SimpleUploadedFile("rows.xlsx", b"a,b\n1,2\n")

        response = client.post("/api/v1/imports", {"kind": "customers", "file": file})

        assert response.status_code == 422
        assert "file" in response.json()["errors"]
