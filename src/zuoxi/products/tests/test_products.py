"""Product pages: who writes them, which text holds on which day, and whom an update is told."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.audit.sentences import sentence_for
from zuoxi.contacts.tests.factories import AT_WORK, Department
from zuoxi.kernel.errors import Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.models import Event
from zuoxi.memos import queries as memos
from zuoxi.memos.models import Memo
from zuoxi.org.choices import UnitKind
from zuoxi.products import actions, queries
from zuoxi.products.actions import WantedProduct
from zuoxi.products.models import Product
from zuoxi.workorders.tests.factories import make_unit

pytestmark = pytest.mark.django_db

TODAY = AT_WORK.date()


@pytest.fixture
def place():
    with time_machine.travel(AT_WORK, tick=False):
        yield Department()


def wanted(place, **values):
    usual = {
        "department_id": place.unit.pk,
        "kind": "launch",
        "name": "千兆宽带",
        "summary": "新上市",
        "functions": "下行 1000M",
        "instructions": "插上光猫",
        "effective_on": TODAY,
    }
    return WantedProduct(**(usual | values))


def add(place, by="staff", **values):
    return actions.add_product(actor=place.actor(by), wanted=wanted(place, **values), now=AT_WORK)


def change(place, product, by="staff", version=None, now=AT_WORK, **values):
    return actions.update_product(
        actor=place.actor(by),
        product_id=product.pk,
        wanted=wanted(place, **values),
        expected_version=version,
        now=now,
    )


def test_the_department_that_answers_and_supervisors_write(place):
    product = add(place)
    change(place, product, by="supervisor", kind="upgrade")
    change(place, product, by="dept_head", kind="upgrade")
    other = make_unit(UnitKind.DEPARTMENT, "other", name="市场部", parent=place.centre)
    for name in ("intake", "auditor", "admin"):
        with pytest.raises(Forbidden):
            change(place, product, by=name)
    with pytest.raises(Forbidden):
        change(place, product, by="area1")
    with pytest.raises(InvalidInput):
        add(place, department_id=other.pk, name="别的")
    with pytest.raises(NotFound):
        change(Department("b-"), product, by="supervisor")


def test_everybody_of_the_centre_and_its_departments_sees_it(place):
    product = add(place)
    for name in ("intake", "auditor", "staff", "area2", "head"):
        assert queries.find(place.actor(name), product.pk) == product
    elsewhere = Department("b-")
    with pytest.raises(NotFound):
        queries.find(elsewhere.actor("staff"), product.pk)


def test_what_is_announced_becomes_the_text_on_its_day(place):
    product = add(place)
    soon = TODAY + timedelta(days=3)
    product = change(place, product, kind="upgrade", functions="下行 2000M", effective_on=soon)
    now = queries.texts_of(product, today=TODAY)
    assert (now.current.functions, len(now.coming)) == ("下行 1000M", 1)
    then = queries.texts_of(product, today=soon)
    assert then.current.functions == "下行 2000M"
    assert [each.functions for each in then.past] == ["下行 1000M"]


def test_a_product_is_withdrawn_on_a_day_and_launched_again(place):
    product = add(place)
    soon = TODAY + timedelta(days=3)
    product = change(place, product, kind="withdrawal", effective_on=soon)
    assert product.is_offered(TODAY)
    assert not product.is_offered(soon)
    actor = place.actor("intake")
    assert not queries.page(actor, sold="active", today=soon).items
    assert queries.page(actor, sold="withdrawn", today=soon).items
    assert change(place, product, kind="launch").is_offered(soon)


def test_an_update_is_told_by_a_message_and_a_correction_is_not(place):
    product = add(place, summary="套餐上市")
    memo = Memo.objects.get()
    assert "套餐上市" in memo.text
    assert {each.unit for each in memos.readers_of(memo)} == {
        place.centre,
        *place.areas,
        place.unit,
    }
    change(place, product, kind="correction")
    assert Memo.objects.count() == 1


def test_who_tells_too_late_is_marked(place):
    product = add(place, effective_on=TODAY - timedelta(days=1))
    assert queries.texts_of(product, today=TODAY).current.told_late
    with translation.override("en"):
        (told,) = [sentence_for(each) for each in Event.objects.filter(kind="products.updated")]
    assert "late" in told


def test_all_that_is_wrong_is_said_at_once(place):
    empty = WantedProduct(
        department_id=None, kind="withdrawal", name="", summary="", functions="", interface_id=5
    )
    with pytest.raises(InvalidInput) as refused:
        actions.add_product(actor=place.actor("staff"), wanted=empty, now=AT_WORK)
    assert set(refused.value.fields) == {
        "department",
        "kind",
        "name",
        "summary",
        "functions",
        "effective_on",
    }
    add(place)
    with pytest.raises(InvalidInput) as refused:
        add(place)
    assert set(refused.value.fields) == {"name"}
    with pytest.raises(InvalidInput) as refused:
        add(place, name="又一", interface_id=5)
    assert set(refused.value.fields) == {"interface"}


def test_two_who_write_at_once(place):
    product = add(place)
    change(place, product, version=1)
    with pytest.raises(Stale):
        change(place, product, version=1)


def test_words_are_found_in_both_scripts_and_in_all_texts(place):
    add(place, instructions="按说明书安装")
    actor = place.actor("area1")
    for q in ("千兆", "說明書", "1000m", "上市"):
        assert queries.page(actor, q=q, today=TODAY).items, q
    assert not queries.page(actor, q="电视", today=TODAY).items


def test_the_pages(place, django_assert_max_num_queries):
    first = place.person("张三")
    interface = place.interface(first, name="宽带产品")
    client = signed_in(place.users["staff"], language="en")
    assert reverse("products:new") in client.get(reverse("products:list")).content.decode()
    sent = {
        "kind": "launch",
        "department": place.unit.pk,
        "interface": interface.pk,
        "name": "千兆宽带",
        "summary": "新上市",
        "functions": "下行 1000M",
        "effective_on": TODAY.isoformat(),
    }
    answer = client.post(reverse("products:new"), sent | {"name": "", "effective_on": "?"})
    assert answer.status_code == 422
    assert "下行 1000M" in answer.content.decode()
    assert client.post(reverse("products:new"), sent).status_code == 303
    product = Product.objects.get()
    page = reverse("products:detail", args=[product.pk])
    shown = signed_in(place.users["area1"], language="en").get(page).content.decode()
    for word in ("下行 1000M", "张三", "产品部", "新上市"):
        assert word in shown
    assert reverse("products:update", args=[product.pk]) not in shown
    update = reverse("products:update", args=[product.pk])
    assert "下行 1000M" in client.get(update).content.decode()
    assert client.post(update, sent | {"version": "1", "kind": "upgrade"}).status_code == 303
    assert client.post(update, sent | {"version": "1", "kind": "upgrade"}).status_code == 422
    assert signed_in(place.users["area1"]).get(update).status_code == 403
    listed = signed_in(place.users["intake"], language="en").get(
        reverse("products:list"), {"q": "千"}
    )
    assert "千兆宽带" in listed.content.decode()


def test_the_api(place):
    client = signed_in(place.users["supervisor"], language="en")
    body = {
        "department": place.unit.pk,
        "kind": "launch",
        "name": "千兆宽带",
        "summary": "新上市",
        "functions": "下行 1000M",
        "effective_on": TODAY.isoformat(),
    }

    def call(method, path, sent=None, **headers):
        return client.generic(
            method,
            f"/api/v1{path}",
            "" if sent is None else json.dumps(sent),
            content_type="application/json",
            headers=headers,
        )

    made = call("POST", "/products", body)
    assert made.status_code == 201, made.content
    path = f"/products/{made.json()['id']}"
    changed = call("POST", f"{path}/updates", body | {"kind": "upgrade"}, **{"If-Match": '"1"'})
    assert changed.json()["version"] == 2
    assert call("POST", f"{path}/updates", body, **{"If-Match": '"1"'}).status_code == 412
    assert call("GET", path).json()["current"]["kind"] == "upgrade"
    assert call("GET", "/products?q=千兆").json()["items"][0]["is_offered"]


def test_a_list_costs_the_same_for_many(place, django_assert_num_queries):
    for n in range(4):
        add(place, name=f"产品{n}")
    actor = place.actor("intake")
    with django_assert_num_queries(1):
        assert len(queries.page(actor, today=TODAY).items) == 4
