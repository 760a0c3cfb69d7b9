"""The pages and the API, as browsers and programs get them."""

import json

import pytest
import time_machine
from django.urls import reverse

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.linkage.models import Exchange, Informed, Item
from zuoxi.linkage.tests.factories import TELLING, Company
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tests.factories import create

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    with time_machine.travel(TELLING, tick=False):
        yield Company()


def url(name, *args):
    return reverse(f"linkage:{name}", args=args)


def get(place, address, *, by="supervisor", status=200, language="en", **query):
    answer = signed_in(place.users[by], language=language).get(address, query)
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def post(place, name, number, *, by, status=303, **data):
    answer = signed_in(place.users[by], language="en").post(url(name, number), data)
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def page_of(order):
    return reverse("workorders:order", args=[order.number])


def version(order):
    return str(WorkOrder.objects.get(pk=order.pk).version)


class TestPages:
    def test_scenario_six(self, place):
        order = create(place)
        shown = get(place, page_of(order), by="intake")
        assert url("transfer", order.number) in shown
        assert "data-linkage" not in shown
        get(place, url("transfer", order.number), by="intake")
        post(place, "transfer", order.number, by="intake", reason="复杂", version=version(order))
        assert Item.objects.get().order == order
        assert order.number in get(place, url("list"), by="dispatcher")

        order = place.lead(order)
        get(place, page_of(order), by="dispatcher")
        data = {"department": "technology", "technician": "technology-1", "matter": "核对计费"}
        post(place, "divide", order.number, by="dispatcher", version=version(order), **data)
        part = WorkOrder.objects.get(parent=order)
        shown = get(place, page_of(order), by="product_staff")
        assert part.number in shown
        assert page_of(part) not in shown
        assert "nobody yet" in shown

        data = {"technician": "technology-2", "version": version(part)}
        post(place, "handler", part.number, by="technology_head", **data)
        assert "技术部2号" in get(place, page_of(order), by="product_staff")
        place.note(part, "已核对一半", by="technology_staff", now=TELLING)
        customer = reverse("customers:detail", args=[place.customer.customer_no])
        assert "已核对一半" in get(place, customer, by="intake")
        shown = get(place, page_of(part), by="technology_staff")
        assert order.number in shown
        assert page_of(order) not in shown

    def test_the_end(self, place):
        item, part = place.shared()
        item = place.complete(item)
        data = {"way": "telephone", "informed_at": "2026-11-20T13:00", "version": version(item)}
        shown = post(place, "inform", item.number, by="intake", status=409, **data)
        assert part.number in shown
        values = {"waits_for": "any", "version": version(item)}
        post(place, "rule", item.number, by="dispatcher", **values)
        values = {"reason": "", "version": version(item)}
        post(place, "waive", item.number, by="supervisor", status=422, **values)
        values["reason"] = "客户急需"
        post(place, "waive", item.number, by="supervisor", **values)
        assert "客户急需" in get(place, page_of(item), by="archiver")
        post(place, "inform", item.number, by="intake", **data)
        assert Informed.objects.get().way == "telephone"
        assert "data-informed" in get(place, page_of(item), by="archiver")

    def test_what_was_typed_stays_when_it_is_refused(self, place):
        item = place.lead(place.item())
        data = {"department": "product", "technician": "product-1", "matter": "请核对一下"}
        data["version"] = version(item)
        shown = post(place, "divide", item.number, by="dispatcher", status=422, **data)
        assert "请核对一下" in shown
        data = {"technician": "nobody", "version": version(item)}
        post(place, "handler", item.number, by="product_staff", status=422, **data)
        data = {"reason": "一些话", "version": "1"}
        shown = post(place, "transfer", item.number, by="intake", status=412, **data)
        assert "一些话" in shown

    def test_the_lists_and_figures(self, place):
        assert "Nothing hangs" in get(place, url("daily"))
        assert "Nothing is with the working group" in get(place, url("list"))
        item, part = place.shared()
        daily = get(place, url("daily"))
        assert item.number in daily
        assert part.number in daily
        assert item.number not in get(place, url("daily"), concern="late")
        assert item.number not in get(place, url("list"), side="internal")
        assert item.number in get(place, url("list"), side="external")
        assert item.number not in get(place, url("list"), state="closed")
        assert "技术部" in get(place, url("figures"))
        assert part.number in get(place, url("inbound", place.technology.pk), answered="no")
        department = reverse("contacts:department", args=[place.technology.pk])
        assert url("inbound", place.technology.pk) in get(place, department)

    def test_requests_and_feedback(self, place):
        order = create(place)
        asking = get(place, url("new_exchange"), by="intake", order=order.number)
        assert order.number in asking
        data = {"direction": "request", "unit": "technology", "subject": "product", "text": ""}
        client = signed_in(place.users["intake"], language="en")
        assert client.post(url("new_exchange"), data).status_code == 422
        data |= {"text": "请查接口", "order": order.number}
        assert client.post(url("new_exchange"), data).status_code == 303
        asked = Exchange.objects.get()
        shown = get(place, url("exchange", asked.pk), by="technology_staff")
        assert "请查接口" in shown
        values = {"text": "已查", "is_answer": "on", "version": "1"}
        post(place, "reply", asked.pk, by="technology_staff", **values)
        assert "已查" in get(place, url("exchange", asked.pk), by="intake")
        assert "请查接口" in get(place, url("exchanges"), by="intake", answered="yes")
        assert "请查接口" not in get(place, url("exchanges"), by="intake", direction="feedback")
        customer = reverse("customers:detail", args=[place.customer.customer_no])
        assert "请查接口" in get(place, customer, by="intake")
        post(place, "close", asked.pk, by="intake", version="2")
        asked.refresh_from_db()
        assert asked.state == "closed"

    def test_intake_answers_a_simple_matter(self, place):
        address = reverse("workorders:intake", args=["service-requests"])
        data = {
            "customer_no": place.customer.customer_no,
            "device_type": "digital",
            "request_type": "test",
            "description": "营业时间",
            "complexity": "simple",
            "key": "k1",
        }
        client = signed_in(place.users["intake"], language="en")
        assert client.post(address, data).status_code == 422
        data["answer"] = "八点到十八点"
        assert client.post(address, data).status_code == 303
        order = WorkOrder.objects.get()
        assert (order.status, order.answer) == ("archived", "八点到十八点")
        assert "八点到十八点" in get(place, page_of(order), by="intake")

    @pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
    def test_in_all_languages(self, place, language):
        item, _part = place.shared()
        for address in (page_of(item), url("list"), url("daily"), url("figures")):
            get(place, address, language=language)


class TestApi:
    def call(self, place, method, path, body=None, *, by="dispatcher", status=200, **headers):
        client = signed_in(place.users[by], language="en")
        answer = client.generic(
            method,
            f"/api/v1{path}",
            "" if body is None else json.dumps(body),
            content_type="application/json",
            headers=headers,
        )
        assert answer.status_code == status, answer.content
        return answer.json()

    def test_an_item_from_its_transfer_to_its_end(self, place):
        order = place.lead(create(place))
        base = f"/work-orders/{order.number}"
        call = self.call
        made = call(place, "POST", f"{base}/transfer", {"reason": "复杂"}, by="intake")
        assert made["waits_for"] == "all"
        body = {"department": "technology", "technician": "technology-1", "matter": "核对"}
        made = call(place, "POST", f"{base}/sub-orders", body, status=201)
        part = made["nodes"][1]["number"]
        assert made["waiting_for"] == [part]
        call(place, "POST", f"{base}/linkage/rule", {"waits_for": "any"})
        named = {"technician": "product-2"}
        answer = call(place, "POST", f"{base}/handler", named, by="product_staff")
        assert answer["technician"]["code"] == "product-2"
        seen = call(place, "GET", f"/work-orders/{part}/linkage", by="technology_staff")
        assert [each["is_seen"] for each in seen["nodes"]] == [False, True]

        place.complete(WorkOrder.objects.get(pk=order.pk))
        told = {"way": "sms", "informed_at": TELLING.isoformat()}
        path = f"{base}/linkage/informed"
        problem = call(place, "POST", path, told, by="intake", status=409)
        assert part in problem["detail"]
        body = {"reason": "急"}
        call(place, "POST", f"{base}/linkage/waive", body, by="supervisor")
        done = call(place, "POST", path, told, by="intake")
        assert done["informed"]["way"] == "sms"
        assert call(place, "GET", "/linkage/items")["items"][0]["number"] == order.number
        assert call(place, "GET", "/linkage/daily")["items"] == []
        late = place.lead(create(place))
        (hanging,) = call(place, "GET", "/linkage/daily?concern=no_handler")["items"]
        assert hanging["number"] == late.number
        assert hanging["concerns"][0]["concern"] == "no_handler"

    def test_exchanges_and_rates(self, place):
        body = {
            "direction": "feedback",
            "unit": "product",
            "subject": "tariff",
            "text": "资费偏高",
        }
        made = self.call(place, "POST", "/exchanges", body, by="intake", status=201)
        path = f"/exchanges/{made['id']}"
        self.call(place, "POST", f"{path}/replies", {"text": "已研究"}, by="product_staff")
        assert self.call(place, "GET", path, by="intake")["state"] == "answered"
        self.call(place, "POST", f"{path}/close", by="intake")
        assert len(self.call(place, "GET", "/exchanges")["items"]) == 1
        rates = self.call(place, "GET", f"/departments/{place.product.pk}/rates")
        assert (rates["feedback"], rates["outbound_percent"]) == (1, 100)

    def test_intake(self, place):
        body = {
            "form_type": "service_request",
            "customer_no": place.customer.customer_no,
            "device_type": "digital",
            "request_type": "test",
            "description": "问营业时间",
            "complexity": "simple",
            "answer": "八点",
        }
        headers = {"Idempotency-Key": "k"}
        made = self.call(place, "POST", "/work-orders", body, by="intake", status=201, **headers)
        assert (made["status"], made["complexity"], made["answer"]) == (
            "archived",
            "simple",
            "八点",
        )
