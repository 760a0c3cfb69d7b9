"""The console's pages as the browser gets them."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.dispatching import actions
from zuoxi.dispatching.models import Bulk
from zuoxi.kernel.belief import forget_everything
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tests.factories import Place, create, inputs_for, order_in

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def client(place):
    return signed_in(place.users["dispatcher"])


def text_of(response):
    return response.content.decode()


class TestConsole:
    def test_the_three_lists_stand_side_by_side(self, place, client):
        orders = {state: order_in(place, state) for state in ("created", "returned")}
        orders["redispatch_pending"] = order_in(place, "redispatch_pending")
        order_in(place, "dispatched")
        page = text_of(client.get(reverse("dispatching:console")))

        assert page.count("data-row=") == 3
        for name in ("dispatch", "returned", "redispatch"):
            assert f'data-live="list:{name} claims:{name}"' in page
        assert page.count("不属本工区") >= 2
        assert place.customer.name not in page

    def test_a_list_gives_its_first_rows_and_then_the_following(self, place, client):
        numbers = [create(place).number for _ in range(32)]
        page = text_of(client.get(reverse("dispatching:console")))
        assert page.count("data-row=") == 30
        more = re.search(r'hx-get="([^"]+cursor=[^"]+)"', page)[1]
        rows = text_of(client.get(more, headers=HTMX))

        assert rows.count("data-row=") == 2
        assert numbers[-1] in rows
        assert "<section" not in rows

    def test_a_list_that_refreshes_itself_keeps_the_rows_that_were_open(self, place, client):
        for _ in range(32):
            create(place)
        url = reverse("dispatching:column", args=["dispatch"])
        assert text_of(client.get(f"{url}?shown=32", headers=HTMX)).count("data-row=") == 32
        assert text_of(client.get(f"{url}?shown=x", headers=HTMX)).count("data-row=") == 30

    def test_a_tampered_page_marker_is_refused(self, client):
        url = reverse("dispatching:column", args=["dispatch"])
        assert client.get(f"{url}?cursor=x", headers=HTMX).status_code == 422

    def test_an_unknown_list_is_not_found_and_without_scripts_one_is_led_back(self, client):
        assert client.get(reverse("dispatching:column", args=["x"])).status_code == 404
        found = client.get(reverse("dispatching:column", args=["returned"]))
        assert found["Location"] == reverse("dispatching:console") + "?list=returned"

    def test_who_has_taken_an_order_is_said_in_its_row(self, place, client):
        order = create(place)
        actions.claim(actor=place.actor("all"), number=order.number, now=timezone.now())
        assert "data-claim" in text_of(client.get(reverse("dispatching:console")))

    def test_a_row_says_when_the_visit_is_and_whether_that_has_passed(self, place, client):
        now = timezone.now()
        for due in (now - timedelta(hours=1), now + timedelta(days=1), None):
            order = create(place)
            WorkOrder.objects.filter(pk=order.pk).update(appointment_at=due)
        order_in(place, "completed")
        WorkOrder.objects.filter(status="completed").update(appointment_at=now - timedelta(days=1))

        page = text_of(client.get(reverse("dispatching:console")))
        assert page.count("console-due") == 2
        assert page.count("已超预约时间") == 1
        assert f"{localtime(now + timedelta(days=1)):%m-%d %H:%M}" in page
        archive = signed_in(place.users["all"]).get(reverse("dispatching:archive"))
        assert "console-due" not in text_of(archive)

    def test_the_counts_in_a_row_are_words_and_chinese_has_its_own_colon(self, place, client):
        order_in(place, "returned")
        page = text_of(client.get(reverse("dispatching:console")))
        assert "反单 1 次" in page
        assert "派单 1 次" not in page
        assert re.search(r"<bdi>[^<]+</bdi>：", page)
        order_in(place, "dispatched")
        assert "派单 1 次" in text_of(client.get(reverse("dispatching:out")))

    def test_a_following_page_leads_back_to_the_first(self, place, client):
        for _ in range(31):
            create(place)
        address = reverse("dispatching:console")
        page = text_of(client.get(address))
        assert "console-first" not in page
        more = re.search(r'href="([^"]+list=dispatch&amp;cursor=[^"]+)"', page)[1]
        second = text_of(client.get(unescape(more)))
        assert second.count("console-first") == 1
        assert f'href="{address}?list=dispatch"' in second

    def test_an_auditor_reads_and_has_nothing_to_mark(self, place):
        create(place)
        page = text_of(signed_in(place.users["auditor"]).get(reverse("dispatching:console")))
        assert "data-row=" in page
        assert "data-bulk-bar" not in page
        assert 'name="marked"' not in page

    def test_the_cost_does_not_grow_with_the_rows(self, place, client, believing):
        del believing

        def cost():
            # Who calls is believed for some seconds; without that, each call asks the same.
            forget_everything()
            with CaptureQueriesContext(connection) as statements:
                client.get(reverse("dispatching:console"))
            return sum("kernel_optionvalue" not in each["sql"] for each in statements)

        def fill():
            for state in ("created", "returned", "redispatch_pending"):
                order_in(place, state)

        fill()
        cost()  # Who calls and the frame are read once.
        few = cost()
        for _ in range(3):
            fill()
        assert cost() == few
        # Session, user, scope; counts; three lists; returns; three of the customers; claims.
        assert few <= 14


class TestDialog:
    def url(self, order):
        return reverse("workorders:dialog", args=[order.number])

    def test_suggestions_and_presence_stand_in_it(self, place, client):
        page = text_of(client.get(self.url(create(place)), headers=HTMX))
        assert page.count("data-suggestion=") == 3
        assert "data-presence" in page

    def test_a_work_area_learns_nothing_of_who_looks(self, place):
        order = order_in(place, "dispatched")
        page = text_of(signed_in(place.users["area1"]).get(self.url(order), headers=HTMX))
        assert "data-dialog" in page
        assert "data-presence" not in page
        assert "data-suggestion" not in page

    def test_another_viewer_is_named(self, place, client):
        order = create(place)
        url = reverse("dispatching:presence", args=[order.number])
        signed_in(place.users["supervisor"]).post(url, headers=HTMX)
        page = text_of(client.post(url, headers=HTMX))
        assert "data-viewers" in page
        assert "supervisor" in page
        assert "load," not in page

    def test_taking_and_giving_free(self, place, client):
        order = create(place)
        url = reverse("dispatching:claim", args=[order.number])
        assert 'name="free"' in text_of(client.post(url, headers=HTMX))
        taken = signed_in(place.users["all"]).post(url, headers=HTMX)
        assert taken.status_code == 409
        assert "data-claimed" in text_of(taken)
        assert 'name="free"' not in text_of(client.post(url, {"free": "1"}, headers=HTMX))

    def test_without_scripts_one_is_led_to_the_dialog(self, place, client):
        order = create(place)
        response = client.post(reverse("dispatching:claim", args=[order.number]))
        assert response["Location"] == self.url(order)


class TestBulk:
    def post(self, client, place, orders, **changes):
        values = {
            "kind": "dispatch",
            "marked": [f"{each.number}:{each.version}" for each in orders],
        } | inputs_for(place, "dispatch")
        return client.post(reverse("dispatching:start_bulk"), values | changes, headers=HTMX)

    def test_the_form_keeps_the_marked_orders_with_their_versions(self, place, client):
        order = create(place)
        url = reverse("dispatching:new_bulk", args=["dispatch"])
        page = text_of(client.post(url, {"marked": [f"{order.number}:1"]}, headers=HTMX))
        assert f'value="{order.number}:1"' in page
        assert "维修员" in page
        assert client.post(reverse("dispatching:new_bulk", args=["x"])).status_code == 404

    def test_each_order_shows_its_result(self, place, client):
        orders = [create(place), order_in(place, "dispatched")]
        response = self.post(client, place, orders)
        page = text_of(response)

        assert page.count('data-result="done"') == 1
        assert page.count('data-result="changed"') == 1
        assert "zuoxi:bulk" in response["HX-Trigger-After-Settle"]
        assert "data-undo" in page

    def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(self, place, client):
        order = create(place)
        response = self.post(client, place, [order], work_area="", remark="很急")
        page = text_of(response)
        assert response.status_code == 422
        assert "很急" in page
        assert f'value="{order.number}:1"' in page
        assert not Bulk.objects.exists()

    def test_taking_back(self, place, client):
        order = create(place)
        self.post(client, place, [order])
        pk = Bulk.objects.get().pk
        page = text_of(client.post(reverse("dispatching:undo_bulk", args=[pk]), headers=HTMX))
        assert 'data-undo-result="done"' in page
        order.refresh_from_db()
        assert order.status == "created"
        again = client.post(reverse("dispatching:undo_bulk", args=[pk]), headers=HTMX)
        assert again.status_code == 409

    def test_nobody_else_sees_the_operation(self, place, client):
        self.post(client, place, [create(place)])
        url = reverse("dispatching:bulk", args=[Bulk.objects.get().pk])
        assert client.get(url).status_code == 200
        assert signed_in(place.users["all"]).get(url).status_code == 404

    def test_without_scripts_the_results_have_a_page(self, place, client):
        values = {"kind": "dispatch", "marked": ["x:1"]} | inputs_for(place, "dispatch")
        response = client.post(reverse("dispatching:start_bulk"), values)
        assert response["Location"] == reverse("dispatching:bulk", args=[Bulk.objects.get().pk])

    def test_archiving_starts_from_its_own_list(self, place):
        client = signed_in(place.users["archiver"])
        order = order_in(place, "completed")
        link = reverse("dispatching:archive")
        assert link in text_of(client.get(reverse("workorders:completed_list")))
        assert order.number in text_of(client.get(link))
        fragment = text_of(client.get(link, headers=HTMX))
        assert fragment.lstrip().startswith("{#") is False
        assert "<html" not in fragment
        page = text_of(self.post(client, place, [order], kind="archive"))
        assert 'data-result="done"' in page
        assert "data-undo " not in page

    def test_reassigning_starts_from_what_is_out_in_the_work_areas(self, place, client):
        order, other = order_in(place, "dispatched"), order_in(place, "in_progress")
        waiting = create(place)
        link = reverse("dispatching:out")
        assert link in text_of(client.get(reverse("dispatching:console")))
        page = text_of(client.get(link))
        assert f'data-row="{order.number}"' in page
        assert f'data-row="{other.number}"' in page
        assert waiting.number not in page
        assert place.technicians[0].name in page
        area = text_of(client.get(link, {"work_area": place.areas[1].code}))
        assert order.number not in area
        assert f"?work_area={place.areas[1].code}" in area
        column = reverse("dispatching:column", args=["work_area"])
        assert order.number in text_of(client.get(column, headers=HTMX))

        marked = {"marked": [f"{order.number}:{order.version}"]}
        form = text_of(client.post(reverse("dispatching:new_bulk", args=["reassign"]), marked))
        assert place.technicians[1].code in form
        assert place.technicians[2].code not in form
        values = {"technician": place.technicians[1].code, "reason": "请假"}
        page = text_of(self.post(client, place, [order], kind="reassign", **values))
        assert 'data-result="done"' in page
        assert "data-undo" in page
        pk = Bulk.objects.get().pk
        page = text_of(client.post(reverse("dispatching:undo_bulk", args=[pk]), headers=HTMX))
        assert 'data-undo-result="done"' in page

    def test_an_auditor_sees_what_is_out_and_marks_nothing(self, place):
        order = order_in(place, "dispatched")
        page = text_of(signed_in(place.users["auditor"]).get(reverse("dispatching:out")))
        assert order.number in page
        assert 'name="marked"' not in page
