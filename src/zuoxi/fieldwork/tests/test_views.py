"""The technician's pages: what stands where, and the one tap to the customer."""

import re
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import get_current_timezone, localtime

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.customers.models import Address, ContactPoint, Reveal
from zuoxi.fieldwork.choices import MAPS, map_url
from zuoxi.fieldwork.presenters import Visit
from zuoxi.kernel.models import Event
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tests.factories import Place, act, create, order_in

pytestmark = pytest.mark.django_db

PHONE, ADDRESS = "13812345678", "江城市花园路8号2单元301室"


@pytest.fixture
def place():
    place = Place()
    ContactPoint.objects.create(
        customer=place.customer,
        kind="mobile",
        raw=PHONE,
        normalised=f"+86{PHONE}",
        is_primary=True,
        position=0,
    )
    Address.objects.create(customer=place.customer, text=ADDRESS, is_primary=True, position=0)
    return place


def visit(place, hours=None, technician=0, **changes):
    """Dispatch an order of the first area, with an appointment some hours from now."""
    due = timezone.now() + timedelta(hours=hours) if hours is not None else None
    order = create(place, appointment_at=due, **changes)
    inputs = {
        "work_area": place.areas[0].code,
        "technician": place.technicians[technician].code,
        "remark": "请尽快上门",
    }
    return act(place, order, "dispatch", inputs=inputs)


def numbers(response):
    return [
        each.order.number for heading in response.context["headings"] for each in heading.visits
    ]


class TestToday:
    address = "/field/"

    def test_orders_stand_by_appointment_and_those_without_one_last(self, place):
        later, overdue = visit(place, 30), visit(place, -30)
        none = visit(place, form_type="service_request")
        response = signed_in(place.users["area1"]).get(self.address)

        assert numbers(response) == [overdue.number, later.number, none.number]
        groups = [heading.group.value for heading in response.context["headings"]]
        assert groups == ["overdue", "later", "none"]
        assert f"{localtime(overdue.appointment_at):%m-%d} <strong>" in response.content.decode()

    def test_what_is_due_yet_today_stands_under_today(self):
        now = datetime(2026, 3, 2, 12, tzinfo=get_current_timezone())
        dues = [now + timedelta(hours=each) for each in (-1, 1, 24)]
        visits = [Visit(WorkOrder(appointment_at=due), None, now, "") for due in dues]

        assert [each.group.value for each in visits] == ["overdue", "today", "later"]

    def test_the_title_says_whose_orders_they_are(self, place):
        technician = place.technicians[0]
        technician.user = place.users["area1"]
        technician.save()
        client = signed_in(place.users["area1"])

        def title(query):
            text = client.get(f"{self.address}{query}").content.decode()
            return re.search(r"<h1[^>]*>\s*([^<]+?)\s*</h1>", text)[1]

        assert title("") == "我的今日工单"
        assert title("?whose=area") == "工区今日工单"
        colleague = place.technicians[1]
        assert title(f"?whose={colleague.code}") == f"{colleague.name}的今日工单"

    def test_overdue_and_urged_are_marked(self, place):
        order = visit(place, -2)
        order.urges, order.urged_at = 3, timezone.now()
        order.save()
        response = signed_in(place.users["area1"], language="en").get(self.address)

        assert "Overdue" in response.content.decode()
        assert "Urged 3×" in response.content.decode()

    def test_a_technician_with_an_account_sees_the_own_first_and_may_switch(self, place):
        own, other = visit(place, 1), visit(place, 2, technician=1)
        technician = place.technicians[0]
        technician.user = place.users["area1"]
        technician.save()
        client = signed_in(place.users["area1"])

        assert numbers(client.get(self.address)) == [own.number]
        assert numbers(client.get(f"{self.address}?whose=area")) == [own.number, other.number]
        colleague = f"{self.address}?whose={place.technicians[1].code}"
        assert numbers(client.get(colleague)) == [other.number]

    def test_without_a_technician_the_area_is_shown_and_no_other_one(self, place):
        order = visit(place, 1)

        assert numbers(signed_in(place.users["area1"]).get(self.address)) == [order.number]
        assert numbers(signed_in(place.users["area2"]).get(self.address)) == []
        stranger = f"{self.address}?whose={place.technicians[0].code}"
        assert numbers(signed_in(place.users["area2"]).get(stranger)) == []

    def test_what_is_done_or_returned_leaves_the_list(self, place):
        order_in(place, "completed")
        order_in(place, "returned")

        assert numbers(signed_in(place.users["area1"]).get(self.address)) == []

    def test_name_number_and_address_are_masked(self, place):
        visit(place, 1)
        text = signed_in(place.users["area1"]).get(self.address).content.decode()

        assert "王**" in text
        assert PHONE not in text
        assert "元301" not in text
        assert "138****5678" in text


class TestOrder:
    def test_the_next_steps_are_there_with_their_fields(self, place):
        order = order_in(place, "in_progress")
        address = reverse("fieldwork:order", args=[order.number])
        text = signed_in(place.users["area1"]).get(address).content.decode()

        assert 'data-step="complete"' in text
        assert 'name="resolution_notes"' in text
        assert 'data-step="return"' in text
        assert 'data-step="accept"' not in text

    def test_an_offered_order_brings_what_follows_its_acceptance(self, place):
        order = order_in(place, "dispatched")
        address = reverse("fieldwork:order", args=[order.number])
        text = signed_in(place.users["area1"]).get(address).content.decode()

        assert 'data-step="accept"' in text
        assert "data-after-acceptance hidden" in text

    def test_another_area_and_a_finished_order_are_not_found(self, place):
        order, done = order_in(place, "dispatched"), order_in(place, "completed")
        asked = [("area2", order), ("area1", done)]
        for name, each in asked:
            address = reverse("fieldwork:order", args=[each.number])
            assert signed_in(place.users[name]).get(address).status_code == 404

    def test_a_step_sent_without_scripts_is_done_and_leads_back(self, place):
        order = order_in(place, "dispatched")
        sent = {"action": "accept", "version": order.version, "next": "/field/"}
        response = signed_in(place.users["area1"]).post(
            reverse("workorders:act", args=[order.number]), sent
        )

        assert response.status_code == 303
        assert response["Location"] == "/field/"
        order.refresh_from_db()
        assert order.status == "in_progress"


class TestContact:
    def post(self, place, order, what, *, by="area1", **headers):
        address = reverse("fieldwork:contact", args=[order.number])
        return signed_in(place.users[by]).post(address, {"for": what}, headers=headers)

    def test_a_call_opens_the_number_for_its_purpose_and_is_logged(self, place):
        order = visit(place, 1)
        response = self.post(place, order, "call", accept="application/json")

        assert response.json() == {"link": f"tel:+86{PHONE}", "missing": ""}
        assert Reveal.objects.get().purpose == "contact_customer"
        event = Event.objects.get(kind="customers.revealed")
        assert event.data["remark"] == order.number
        assert event.actor_id == place.users["area1"].pk

    def test_the_way_leads_to_the_map_with_the_clear_address(self, place):
        response = self.post(place, visit(place, 1), "map", accept="application/json")

        assert response.json()["link"] == map_url("amap", ADDRESS)
        assert Reveal.objects.get().purpose == "on_site_visit"

    def test_a_second_tap_within_the_time_is_not_a_second_look(self, place):
        order = visit(place, 1)
        self.post(place, order, "call", accept="application/json")
        self.post(place, order, "map", accept="application/json")

        assert Reveal.objects.count() == 1

    def test_without_scripts_the_page_comes_back_with_both_links(self, place):
        order = visit(place, 1)
        response = self.post(place, order, "call", accept="text/html")
        assert response["Location"] == reverse("fieldwork:order", args=[order.number])
        text = signed_in(place.users["area1"]).get(response["Location"]).content.decode()

        assert f'href="tel:+86{PHONE}"' in text
        assert "uri.amap.com" in text

    def test_a_customer_without_a_number_is_said(self, place):
        ContactPoint.objects.all().delete()
        response = self.post(place, visit(place, 1), "call", accept="application/json")

        assert response.json()["link"] == ""
        assert response.json()["missing"]

    def test_the_order_of_another_area_opens_nothing(self, place):
        order = visit(place, 1)
        response = self.post(place, order, "call", by="area2", accept="application/json")

        assert response.status_code == 404
        assert Reveal.objects.count() == 0

    def test_once_the_order_has_left_nothing_is_opened(self, place):
        order = order_in(place, "completed")
        assert self.post(place, order, "call", accept="application/json").status_code == 404


def test_a_map_is_one_of_the_known_or_an_own_https_address():
    assert map_url("baidu", "一 号").endswith(
        "address=%E4%B8%80%20%E5%8F%B7&output=html&src=webapp.zuoxi"
    )
    assert map_url("https://map.example/{address}/", "x&y") == "https://map.example/x%26y/"
    for unusable in ("javascript:alert({address})", "http://map.example/{address}", "nothing"):
        assert map_url(unusable, "x") == MAPS["amap"].replace("{address}", "x")


class TestOffline:
    def test_pages_name_their_reader_and_the_state_of_the_order(self, place):
        order = order_in(place, "dispatched")
        address = reverse("fieldwork:order", args=[order.number])
        response = signed_in(place.users["area1"]).get(address)

        assert response["X-Zuoxi-User"] == str(place.users["area1"].pk)
        assert response["X-Zuoxi-Stamp"] == f"{order.version}-0-masked"
        listed = signed_in(place.users["area1"]).get("/field/").content.decode()
        assert f'data-stamp="{response["X-Zuoxi-Stamp"]}"' in listed

    def test_what_was_opened_for_the_visit_says_how_long_it_may_be_kept(self, place):
        order = visit(place, 1)
        client = signed_in(place.users["area1"])
        address = reverse("fieldwork:order", args=[order.number])
        assert "X-Zuoxi-Clear-For" not in client.get(address)
        client.post(reverse("fieldwork:contact", args=[order.number]), {"for": "call"})
        left = (Reveal.objects.get().until - timezone.now()).total_seconds()

        for each in (address, "/field/"):
            response = client.get(each)
            assert left - 60 < int(response["X-Zuoxi-Clear-For"]) <= left
            assert PHONE[-4:] in response.content.decode()
            assert f'data-clear-for="{response["X-Zuoxi-Clear-For"]}"' in response.content.decode()

    def test_what_remains_after_a_reveal_is_to_be_had_while_it_lasts(self, place):
        order = visit(place, 1)
        client = signed_in(place.users["area1"])
        client.post(reverse("fieldwork:contact", args=[order.number]), {"for": "call"})
        for address in (reverse("fieldwork:order", args=[order.number]), "/field/"):
            response = client.get(address, headers={"X-Zuoxi-Masked": "1"})
            text = response.content.decode()

            assert "X-Zuoxi-Clear-For" not in response
            assert "138****5678" in text
            assert "元301" not in text
            assert f"tel:+86{PHONE}" not in text

    def test_a_reveal_that_is_over_is_not_kept(self, place):
        order = visit(place, 1)
        client = signed_in(place.users["area1"])
        client.post(reverse("fieldwork:contact", args=[order.number]), {"for": "call"})
        Reveal.objects.update(at=timezone.now() - timedelta(2), until=timezone.now())
        response = client.get(reverse("fieldwork:order", args=[order.number]))

        assert "X-Zuoxi-Clear-For" not in response
        assert response["X-Zuoxi-Stamp"].endswith("-masked")

    def test_the_worker_stands_at_the_root_and_asks_for_nobodys_name(self, client):
        response = client.get("/service-worker.js")

        assert response["Content-Type"] == "text/javascript"
        assert response["Cache-Control"] == "no-cache"
        assert "X-Zuoxi-User" in response.content.decode()

    def test_the_manifest_starts_at_the_list(self, client):
        response = client.get("/manifest.webmanifest", headers={"accept-language": "zh-hans"})

        assert response["Content-Type"] == "application/manifest+json"
        assert response.json()["start_url"] == "/field/"
        assert response.json()["short_name"] == "现场作业"
