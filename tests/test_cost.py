"""What whole requests cost in SQL statements (docs/guide/performance.md), however many rows."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from zuoxi.attachments.tests import factories as attachments
from zuoxi.boards.choices import By
from zuoxi.sheets.tests import factories as sheets
from zuoxi.workorders.columns import COLUMNS
from zuoxi.workorders.lifecycle import LISTS
from zuoxi.workorders.models import WorkOrder
from zuoxi.workorders.tables import CENTRAL_PAGES
from zuoxi.workorders.tests.factories import PATHS, Place, act, inputs_for, order_in

pytestmark = pytest.mark.django_db

# Who calls and what things are called is believed for seconds and costs nothing here.
# Orders, and the lines of their customers.
CALL_STATEMENTS = 2
# Orders; contact points, addresses and reveals of their customers.
LIST_STATEMENTS = 4
# A page that shows the customers' names only.
PAGE_STATEMENTS = 2
# The lists of orders that came back also say how often and why; a filter offers the work areas.
WITH_RETURNS = WITH_AREAS = 1
# Where a bare address leads, and the views above the list.
WITH_VIEWS = 2
# Unread notices, read ones; their orders.
NOTICE_STATEMENTS = 3
# The order; its comments, whom they mention.
COMMENT_STATEMENTS = 3


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def client(place, believing):
    del believing
    client = Client()
    client.force_login(place.users["all"])
    session = client.session
    session["signed_in_at"] = session["seen_at"] = int(timezone.now().timestamp())
    session.save()
    return client


def cost_of(client, address):
    client.get(address)  # What is believed for seconds is read.
    with CaptureQueriesContext(connection) as statements:
        response = client.get(address)
    assert response.status_code == 200
    # The dated options are read every few seconds, whoever comes then.
    return sum("kernel_optionvalue" not in each["sql"] for each in statements)


def addresses(first):
    yield "/api/v1/notices", NOTICE_STATEMENTS
    yield reverse("notices:list"), NOTICE_STATEMENTS
    yield f"/api/v1/work-orders/{first.number}/comments", COMMENT_STATEMENTS
    for name in LISTS:
        yield f"/api/v1/work-orders?list={name}", CALL_STATEMENTS
    for name, page in CENTRAL_PAGES.items():
        extra = WITH_VIEWS + WITH_RETURNS * ("returns" in page.columns)
        extra += WITH_AREAS * ("work_area" in page.all_filters)
        yield reverse(f"workorders:{name}_list"), PAGE_STATEMENTS + extra
    # Every column, one order after the other, under a view of its own.
    every = ",".join(COLUMNS)
    shown = f"{reverse('workorders:returned_list')}?columns={every}&sort=-received&view=1"
    # Whether it may be changed: a view for everybody is for who supervises every centre.
    yield shown, LIST_STATEMENTS + WITH_RETURNS + WITH_VIEWS + 1
    yield "/api/v1/views", 1
    yield reverse("savedviews:list"), 1
    # Three lists instead of one, their counts, returns and claims; whatever the archive has.
    yield reverse("dispatching:console"), PAGE_STATEMENTS + 2 + 3
    # Two lists, their counts, returns and claims; a filter offers the work areas.
    yield reverse("dispatching:out"), PAGE_STATEMENTS + 1 + 3 + WITH_AREAS
    yield reverse("dispatching:archive"), PAGE_STATEMENTS + 3
    # Callbacks bring their calls.
    yield reverse("callbacks:list"), PAGE_STATEMENTS + 1
    for state in ("open", "overdue", "closed"):
        yield reverse("followups:list") + f"?whose=all&state={state}", PAGE_STATEMENTS
    # The centres that one may look at, and a statement for each table; behind a figure its people.
    yield reverse("boards:board"), 1 + len(By)
    yield reverse("boards:orders", args=["area", "none", "open"]), PAGE_STATEMENTS + 2
    # The technicians of the work area are offered beside their orders.
    yield reverse("fieldwork:today") + "?whose=area", LIST_STATEMENTS + 1
    for kind in ("service-requests", "fault-reports"):
        for name in ("work_area", "pending"):
            most = PAGE_STATEMENTS + WITH_AREAS + WITH_VIEWS
            yield reverse("workorders:area_list", args=[kind, name]), most


def petition(place):
    """Give the supervisor a notice."""
    inputs = inputs_for(place, "complete") | {"is_petition": True}
    act(place, order_in(place, "in_progress"), "complete", inputs=inputs)


def test_no_list_costs_more_with_more_rows(place, client):
    wrong, costs, first = [], {}, None
    for rows in (1, 4):
        for _ in range(rows):
            for state in PATHS:
                order_in(place, state)
            petition(place)
        first = first or WorkOrder.objects.order_by("pk")[0]
        for address, most in addresses(first):
            costs.setdefault(address, []).append(cost_of(client, address))
            if costs[address][-1] > most:
                wrong.append((address, most, costs[address]))
    wrong += [(address, found) for address, found in costs.items() if len(set(found)) > 1]

    assert not wrong


def test_the_files_of_an_order_cost_the_same_however_many_they_are(place, client):
    order = order_in(place, "in_progress")
    addresses = (
        f"/api/v1/work-orders/{order.number}/attachments",
        reverse("attachments:order", args=[order.number]),
    )
    costs = []
    for _ in range(2):
        for _file in range(3):
            attachments.add(place, order)
        costs.append([cost_of(client, address) for address in addresses])

    # The order; its files with their senders.
    assert costs == [[2, 2], [2, 2]]


def test_downloads_and_imports_cost_the_same_however_many_they_are(place):
    client = sheets.client_of(place, "supervisor")
    addresses = [reverse("sheets:exports"), reverse("sheets:imports")]
    costs = []
    for _ in range(2):
        for _each in range(2):
            sheets.export(place, "/inquiry/")
            taken = sheets.upload(place, sheets.sheet(("姓名",), ("王小明",), ("李四",)))
            sheets.check(place, taken)
        addresses = [*addresses[:2], reverse("sheets:import", args=[taken.pk])]
        costs.append([cost_of(client, address) for address in addresses])

    assert costs[0] == costs[1]
    assert costs[0][:2] == [4, 4]
