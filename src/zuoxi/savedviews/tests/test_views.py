"""The row above the lists, the pages of views, and the same over the API."""

import pytest
from django.urls import reverse
from django.utils import translation

from zuoxi.savedviews.models import SavedView
from zuoxi.savedviews.tests.factories import save
from zuoxi.sheets.tests.factories import client_of, export, rows_of
from zuoxi.workorders.tests.factories import Place, act, create

pytestmark = pytest.mark.django_db

LIST = "/work-orders/lists/dispatch/"
API = "/api/v1/views"


@pytest.fixture
def place():
    return Place()


def headings(text):
    head = text.partition("<thead>")[2].partition("</thead>")[0]
    return [part.partition("<")[0].strip() for part in head.split('scope="col">')[1:]]


def numbers(text):
    return [part.partition('"')[0] for part in text.split('data-row="')[1:]]


class TestAddress:
    def test_columns_and_order_of_the_address_are_shown(self, place):
        first, second = create(place), create(place)
        page = client_of(place, "dispatcher").get(
            f"{LIST}?columns=number,source,phone&sort=-received&view="
        )
        text = page.content.decode()

        assert headings(text)[1:4] == ["表单编号", "事项来源", "电话"]
        assert numbers(text) == [second.number, first.number]

    def test_pages_go_on_in_the_same_order(self, place, monkeypatch):
        monkeypatch.setattr(
            "zuoxi.workorders.queries.orders.page.__kwdefaults__", {"cursor": "", "limit": 2}
        )
        made = [create(place) for _ in range(3)]
        client = client_of(place, "dispatcher")
        for sort, expected in (
            ("received", made),
            ("-received", made[::-1]),
            ("appointment", made),
        ):
            first = client.get(f"{LIST}?sort={sort}")
            cursor = first.context["next_cursor"]
            second = client.get(LIST, {"sort": sort, "cursor": cursor})
            seen = numbers(first.content.decode()) + numbers(second.content.decode())
            assert seen == [each.number for each in expected]

    def test_without_an_appointment_comes_last(self, place):
        none = create(place, form_type="service_request", appointment_at=None)
        some = create(place)

        page = client_of(place, "dispatcher").get(f"{LIST}?sort=appointment")

        assert numbers(page.content.decode()) == [some.number, none.number]

    @pytest.mark.parametrize(
        "query",
        [
            "columns=number,password",
            "sort=customer__name",
            "sort=feedback",
            "form_type=gone",
            "view=99999",
            "view=x",
        ],
    )
    def test_what_cannot_be_is_told_and_left_out(self, place, query):
        order = create(place)

        page = client_of(place, "dispatcher").get(f"{LIST}?{query}")
        text = page.content.decode()

        assert page.status_code == 200
        assert numbers(text) == [order.number]
        assert 'role="alert"' in text or "field-error" in text or "is-wrong" in text

    def test_a_unit_that_is_gone_is_told_and_the_list_is_shown_without_it(self, place):
        order = act(place, create(place), "dispatch")
        place.areas[1].is_active = False
        place.areas[1].save()

        page = client_of(place, "area1").get(
            f"/work-area/fault-reports/?work_area={place.areas[1].code}"
        )

        assert numbers(page.content.decode()) == [order.number]
        assert "此处没有" in page.content.decode()

    def test_the_words_of_a_search_survive_a_change_of_columns(self, place):
        create(place, description="小区停电报修")

        text = client_of(place, "dispatcher").get(f"{LIST}?q=停电&sort=-received").content.decode()

        form = text.partition('class="look-form"')[2].partition("</form>")[0]
        assert 'name="q"' in form
        assert 'value="停电"' in form


class TestRow:
    def test_views_stand_above_their_list_and_the_shown_one_is_marked(self, place):
        view = save(place, address=f"{LIST}?form_type=fault_report")
        client = client_of(place, "supervisor")

        text = client.get(view.address).content.decode()

        row = text.partition('class="views"')[2].partition("</nav>")[0]
        assert view.name in row
        assert row.count("aria-current") == 1
        assert "data-view-save" not in row
        assert "保存改动" not in row

    def test_a_changed_view_can_be_saved_so(self, place):
        view = save(place, address=f"{LIST}?form_type=fault_report")
        client = client_of(place, "supervisor")
        changed = f"{LIST}?form_type=service_request&view={view.pk}"

        assert "保存改动" in client.get(changed).content.decode()
        client.post(reverse("savedviews:address", args=[view.pk]), {"address": changed})

        view.refresh_from_db()
        assert view.query == "form_type=service_request"

    def test_a_default_is_where_the_bare_address_leads(self, place):
        view = save(place, address=f"{LIST}?form_type=fault_report")
        client = client_of(place, "supervisor")
        assert client.get(LIST).status_code == 200

        client.post(reverse("savedviews:default", args=[view.pk]), {"is_default": "yes"})

        there = client.get(LIST)
        assert (there.status_code, there["Location"]) == (303, view.address)
        assert client.get(f"{LIST}?view=").status_code == 200
        assert client.get(LIST, headers={"HX-Request": "true"}).status_code == 200
        assert client_of(place, "dispatcher").get(LIST).status_code == 200

    def test_customers_have_views_too(self, place):
        client = client_of(place, "supervisor")
        text = client.get("/customers/?kind=person").content.decode()
        assert "data-view-save" in text

        view = save(place, name="个人", address="/customers/?kind=person")

        assert client.get(view.address).context["views"][0].context["bar"].current.view == view


class TestPages:
    def test_a_view_is_saved_renamed_and_deleted(self, place):
        client = client_of(place, "dispatcher")
        new = reverse("savedviews:new")
        assert client.get(new, {"address": f"{LIST}?q=停电"}).status_code == 200

        saved = client.post(new, {"address": f"{LIST}?q=停电", "name": "停电", "visibility": "own"})
        view = SavedView.objects.get()
        assert saved["Location"] == view.address

        page = reverse("savedviews:view", args=[view.pk])
        assert "停电" in client.get(page).content.decode()
        client.post(page, {"address": view.address, "name": "停电单", "visibility": "own"})
        assert "停电单" in client.get(reverse("savedviews:list")).content.decode()

        client.post(reverse("savedviews:delete", args=[view.pk]))
        assert not SavedView.objects.exists()

    def test_what_a_view_shows_is_said_in_words(self, place):
        address = "/inquiry/?q=停电&source=superior&columns=number,source&sort=feedback"
        save(place, by="dispatcher", address=address)

        text = client_of(place, "dispatcher").get(reverse("savedviews:list")).content.decode()

        assert "停电 · 上级交办 · 反馈时限近的在前 · 表单编号、事项来源</bdi>" in text

    def test_a_new_view_says_what_is_saved_and_can_be_left(self, place):
        address = f"{LIST}?q=停电&columns=number,source&view=&cursor=x"
        page = client_of(place, "dispatcher").get(reverse("savedviews:new"), {"address": address})
        text = page.content.decode()

        assert "停电 · 表单编号、事项来源</bdi>" in text
        assert f'href="{LIST}?q=%E5%81%9C' in text
        page = client_of(place, "dispatcher").get(
            reverse("savedviews:new"), {"address": "https://elsewhere.example/"}
        )
        assert 'href="https://elsewhere' not in page.content.decode()

    def test_what_was_typed_stays_when_it_is_refused(self, place):
        save(place, by="dispatcher", name="停电", address=LIST)

        page = client_of(place, "dispatcher").post(
            reverse("savedviews:new"), {"address": LIST, "name": "停电", "visibility": "own"}
        )

        assert page.status_code == 422
        assert 'value="停电"' in page.content.decode()

    def test_only_who_may_change_a_view_has_its_page(self, place):
        view = save(place, visibility="all")

        page = reverse("savedviews:view", args=[view.pk])
        assert client_of(place, "dispatcher").get(page).status_code == 403
        assert client_of(place, "supervisor").get(page).status_code == 200


class TestExport:
    def test_a_sheet_of_a_view_has_exactly_its_rows_columns_and_order(self, place):
        create(place, form_type="service_request")
        first, second = create(place), create(place)
        view = save(
            place,
            address="/inquiry/?form_type=fault_report&columns=number,customer,returns"
            "&sort=-received",
        )

        with translation.override("en"):
            rows = rows_of(export(place, view.address))

        assert [row["Order number"] for row in rows] == [second.number, first.number]
        assert list(rows[0]) == [
            "Order number",
            "Subscriber number",
            "Customer",
            "Returned",
            "Misdispatch note",
        ]


class TestApi:
    def test_views_are_saved_listed_changed_and_deleted(self, place):
        client = client_of(place, "supervisor")
        body = {"name": "停电", "address": f"{LIST}?form_type=fault_report", "visibility": "all"}
        made = client.post(API, body, content_type="application/json")
        assert made.status_code == 201
        pk, tag = made.json()["id"], made["ETag"]

        listed = client_of(place, "dispatcher").get(API, {"path": LIST}).json()["items"]
        assert [(each["id"], each["name"]) for each in listed] == [(pk, "停电")]
        changed = client.put(
            f"{API}/{pk}",
            body | {"name": "停电单"},
            content_type="application/json",
            headers={"If-Match": tag},
        )
        assert (changed.json()["name"], changed.json()["version"]) == ("停电单", 2)
        chosen = client.put(
            f"{API}/{pk}/default", {"is_default": True}, content_type="application/json"
        )
        assert chosen.json()["is_default"]
        assert client.get(f"{API}/{pk}").json()["is_default"]
        assert client.delete(f"{API}/{pk}").status_code == 204
        assert client.get(f"{API}/{pk}").status_code == 404

    def test_a_bad_address_is_a_problem_at_its_field(self, place):
        answer = client_of(place, "supervisor").post(
            API, {"name": "x", "address": "/inquiry/?sort=x"}, content_type="application/json"
        )

        assert answer.status_code == 422
        assert set(answer.json()["errors"]) == {"address"}
