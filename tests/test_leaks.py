"""Two work areas of one centre: nothing of the one reaches the other, on any surface."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zuoxi.attachments.events import AttachmentAdded
from zuoxi.attachments.tests import factories as attachments
from zuoxi.dispatching.events import BulkFinished, OrderClaimed
from zuoxi.followups import actions as followups
from zuoxi.kernel.events import signal_of
from zuoxi.savedviews.tests import factories as savedviews
from zuoxi.sheets.tests import factories as sheets
from zuoxi.workorders.events import OrderDispatched
from zuoxi.workorders.lifecycle import LISTS
from zuoxi.workorders.tests.factories import NOW, Place, act, create

pytestmark = pytest.mark.django_db

SECRET = "只有一区知道的内容"


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def order(place):
    order = create(place, description=SECRET)
    return act(place, order, "dispatch")


@pytest.fixture
def follow_up(place, order):
    return followups.open_follow_up(
        actor=place.actor("intake"),
        number=order.number,
        wanted=followups.Wanted(task=SECRET),
        now=NOW,
    )


def client_of(place, name):
    client = Client()
    client.force_login(place.users[name])
    session = client.session
    session["signed_in_at"] = session["seen_at"] = int(timezone.now().timestamp())
    session.save()
    return client


def api_addresses(order):
    root = "/api/v1"
    yield f"{root}/work-orders"
    yield f"{root}/work-orders?q={SECRET}"
    yield f"{root}/work-orders?q={order.number}"
    yield f"{root}/work-orders?customer_no=111"
    yield f"{root}/work-orders?work_area={order.work_area.code}"
    yield f"{root}/work-orders/{order.number}"
    yield f"{root}/work-orders/{order.number}/events"
    yield f"{root}/customers?customer_no=111"
    yield f"{root}/customers?q=王"
    yield f"{root}/customers/111"
    yield f"{root}/work-orders/{order.number}/attachments"
    yield f"{root}/work-orders/{order.number}/sign-offs"
    yield f"{root}/dispatching/orders/{order.number}/suggestions"
    yield f"{root}/callbacks"
    yield f"{root}/follow-ups"
    yield f"{root}/follow-ups/1"
    yield f"{root}/notices"
    yield f"{root}/templates"
    yield f"{root}/work-orders/{order.number}/comments"
    yield f"{root}/work-orders/{order.number}/people"
    yield f"{root}/sharing/customers?q=王"
    yield f"{root}/sharing/demands?q={SECRET}"
    yield f"{root}/sharing/demands/{order.number}"
    yield f"{root}/sharing/handling?q={SECRET}"
    yield f"{root}/sharing/handling?q={order.number}"
    yield f"{root}/sharing/handling/{order.number}"
    yield f"{root}/emergencies"
    yield f"{root}/memos"
    yield from (f"{root}/work-orders?list={name}" for name in LISTS)


def page_addresses(order):
    yield reverse("workorders:order", args=[order.number])
    yield reverse("workorders:dialog", args=[order.number])
    yield reverse("workorders:flow_chart", args=[order.number])
    yield reverse("attachments:order", args=[order.number])
    yield reverse("workorders:inquiry") + f"?q={SECRET}"
    yield reverse("workorders:inquiry") + "?customer_no=111"
    yield reverse("customers:detail", args=["111"])
    yield reverse("followups:list") + "?whose=all"
    yield reverse("boards:board")
    yield reverse("boards:orders", args=["area", order.work_area_id, "open"])
    yield reverse("followups:of_order", args=[order.number])
    yield reverse("dispatching:console")
    yield reverse("dispatching:out")
    yield reverse("dispatching:archive")
    yield reverse("notices:list")
    yield reverse("macros:list")
    yield reverse("macros:box") + f"?place=complete&order={order.number}"
    yield reverse("comments:of_order", args=[order.number])
    yield reverse("sharing:find") + f"?q={SECRET}"
    yield reverse("sharing:find") + "?kind=handling"
    yield reverse("sharing:find") + "?kind=demands&customer_no=111"
    yield reverse("sharing:demand", args=[order.number])
    yield reverse("sharing:item", args=[order.number])
    yield reverse("emergencies:list")
    yield reverse("fieldwork:today") + "?whose=area"
    yield reverse("fieldwork:order", args=[order.number])
    for kind in ("service-requests", "fault-reports"):
        for name in ("work_area", "pending"):
            yield reverse("workorders:area_list", args=[kind, name])


@pytest.mark.parametrize(("name", "knows"), [("area1", True), ("area2", False), ("admin", False)])
def test_the_api_tells_an_order_only_to_its_area(place, order, name, knows):
    client = client_of(place, name)
    told = [
        address
        for address in api_addresses(order)
        if order.number in client.get(address).content.decode()
        or SECRET in json.dumps(client.get(address).json(), ensure_ascii=False)
    ]

    assert bool(told) == knows


@pytest.mark.parametrize(("name", "knows"), [("area1", True), ("area2", False), ("admin", False)])
def test_pages_tell_an_order_only_to_its_area(place, order, name, knows):
    client = client_of(place, name)
    told = []
    for address in page_addresses(order):
        response = client.get(address)
        text = response.content.decode()
        # What was typed into the search box is repeated there, so the number is looked for.
        if order.number in text.replace(address, "") and response.status_code == 200:
            told.append(address)

    assert bool(told) == knows


@pytest.mark.parametrize(("name", "knows"), [("area1", True), ("area2", False), ("admin", False)])
def test_what_is_merged_into_an_order_is_told_with_it_alone(place, order, name, knows):
    twin = create(place, description="第二次来电")
    act(place, twin, "merge", inputs={"into": order.number})
    client = client_of(place, name)
    told = [
        address
        for address in (*page_addresses(order), *api_addresses(order))
        if twin.number in client.get(address).content.decode()
    ]

    assert bool(told) == knows
    for address in (
        f"/api/v1/work-orders/{twin.number}",
        f"/api/v1/work-orders/{twin.number}/events",
        reverse("workorders:order", args=[twin.number]),
        reverse("workorders:dialog", args=[twin.number]),
        reverse("workorders:merge", args=[twin.number]) + f"?into={order.number}",
    ):
        assert client.get(address).status_code in {403, 404}
    refused = client.post(
        f"/api/v1/work-orders/{twin.number}/actions/unmerge", "{}", "application/json"
    )
    assert refused.status_code in {403, 404}


@pytest.mark.parametrize("name", ["area1", "area2", "admin"])
def test_a_follow_up_task_is_told_to_the_centre_alone(place, order, follow_up, name):
    client = client_of(place, name)
    addresses = [
        f"/api/v1/follow-ups/{follow_up.pk}",
        "/api/v1/follow-ups",
        reverse("followups:detail", args=[follow_up.pk]),
        reverse("followups:of_order", args=[order.number]),
        reverse("followups:list") + "?whose=all",
    ]
    assert all(client.get(each).status_code in {403, 404} for each in addresses)
    page = client.get(reverse("workorders:order", args=[order.number])).content.decode()
    assert f'data-follow-up="{follow_up.pk}"' not in page


def test_live_updates_of_a_follow_up_task_name_the_order_to_its_centre_alone(place, order):
    fact = followups.FollowUpOpened(subject_id=1, centre_id=order.centre_id, number=order.number)
    assert signal_of(fact).audience == {f"centre:{place.centre.pk}"}


@pytest.mark.parametrize("name", ["area1", "area2", "admin"])
def test_the_console_is_for_the_centre_alone(place, order, name):
    client = client_of(place, name)
    root = f"/api/v1/dispatching/orders/{order.number}"
    posted = [
        reverse("dispatching:presence", args=[order.number]),
        reverse("dispatching:claim", args=[order.number]),
        f"{root}/claim",
    ]
    read = [reverse("dispatching:console"), f"{root}/suggestions", "/api/v1/dispatching/bulk/1"]
    assert all(client.post(each).status_code == 403 for each in posted)
    assert all(client.get(each).status_code == 403 for each in read)


def test_a_claim_is_named_to_its_centre_and_a_bulk_operation_to_its_starter(place, order):
    claim = OrderClaimed(
        subject_id=1, centre_id=order.centre_id, number=order.number, list_name="dispatch"
    )
    assert signal_of(claim).audience == {f"centre:{place.centre.pk}"}
    assert signal_of(BulkFinished(subject_id=1, user_id=7)).audience == {"user:7"}


def test_an_action_on_the_order_of_another_area_is_a_404_everywhere(place, order):
    client = client_of(place, "area2")
    response = client.post(
        f"/api/v1/work-orders/{order.number}/actions/accept", "{}", "application/json"
    )

    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


def test_live_updates_name_the_order_only_to_its_area_and_centre(place, order):
    fact = OrderDispatched(
        subject_id=order.pk,
        centre_id=order.centre_id,
        number=order.number,
        lists=frozenset({"work_area"}),
        area_ids=frozenset({place.areas[0].pk}),
        customer_id=order.customer_id,
    )

    audience = signal_of(fact).audience

    assert audience == {f"centre:{place.centre.pk}", f"area:{place.areas[0].pk}"}


@pytest.mark.parametrize(("name", "status"), [("area1", 200), ("area2", 404), ("admin", 403)])
def test_the_bytes_of_a_file_reach_only_the_area_of_its_order(place, order, name, status):
    added = attachments.add(place, order, by="area1")
    addresses = [
        reverse("attachments:content", args=[added.pk]),
        reverse("attachments:thumbnail", args=[added.pk]),
        f"/api/v1/attachments/{added.pk}/content",
    ]
    answers = [client_of(place, name).get(address) for address in addresses]

    assert [each.status_code for each in answers] == [status] * len(addresses)
    for each in answers:
        attachments.shut(each)


def test_live_updates_name_a_file_only_to_the_area_and_centre_of_its_order(place, order):
    fact = AttachmentAdded(
        subject_id=order.pk,
        centre_id=order.centre_id,
        number=order.number,
        area_ids=frozenset({place.areas[0].pk}),
    )

    assert signal_of(fact).audience == {f"centre:{place.centre.pk}", f"area:{place.areas[0].pk}"}


@pytest.mark.parametrize(("name", "status"), [("area1", 200), ("area2", 404), ("admin", 403)])
def test_the_paper_of_an_order_reaches_only_its_area(place, order, name, status):
    client = client_of(place, name)
    addresses = [
        reverse("papers:order", args=[order.number]),
        reverse("papers:order_file", args=[order.number]),
        f"/api/v1/work-orders/{order.number}/paper",
    ]

    assert [client.get(address).status_code for address in addresses] == [status] * len(addresses)


@pytest.mark.parametrize(("name", "knows"), [("area1", True), ("area2", False)])
def test_a_downloaded_list_tells_an_order_only_to_its_area(place, order, name, knows):
    client = client_of(place, name)
    asked = client.post(
        "/api/v1/exports", {"address": "/inquiry/", "format": "csv"}, "application/json"
    )
    file = client.get(f"/api/v1/exports/{asked.json()['id']}/content")

    assert (order.number in sheets.body_of(file).decode()) == knows


def test_a_download_is_known_only_to_the_person_who_asked(place, order):
    exported = sheets.export(place, "/inquiry/", by="area1")
    addresses = [
        reverse("sheets:export", args=[exported.pk]),
        reverse("sheets:export_content", args=[exported.pk]),
        f"/api/v1/exports/{exported.pk}",
        f"/api/v1/exports/{exported.pk}/content",
    ]

    for name in ("area2", "supervisor", "all"):
        client = client_of(place, name)
        assert [client.get(each).status_code for each in addresses] == [404] * len(addresses)


@pytest.mark.parametrize(("name", "knows"), [("area1", True), ("area2", False)])
def test_a_view_for_all_shows_each_area_its_own_orders_alone(place, order, name, knows):
    columns = "number,customer,phone,address,description"
    view = savedviews.save(
        place, address=f"/work-area/fault-reports/?columns={columns}", visibility="all"
    )
    client = client_of(place, name)

    text = client.get(view.address).content.decode()
    assert view.name in text
    assert (order.number in text) == knows
    assert (SECRET in text) == knows
    assert "王小明" not in text


@pytest.mark.parametrize(("name", "status"), [("area1", 200), ("area2", 404), ("intake", 404)])
def test_a_view_of_an_area_is_known_to_that_area_alone(place, name, status):
    address = "/work-area/fault-reports/?columns=number"
    view = savedviews.save(place, address=address, visibility="unit", unit=place.areas[0].code)
    client = client_of(place, name)

    assert client.get(f"/api/v1/views/{view.pk}").status_code == status
    told = [
        json.dumps(client.get("/api/v1/views").json(), ensure_ascii=False),
        client.get(reverse("savedviews:list")).content.decode(),
        client.get(f"{address}&view={view.pk}").content.decode(),
    ]
    assert [view.name in each for each in told] == [status == 200] * 3
