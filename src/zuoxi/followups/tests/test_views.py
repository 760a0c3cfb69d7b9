"""The list of follow-up tasks, one task, and an order's tasks, as the browser gets them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from zuoxi.accounts.choices import Role
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.followups.models import FollowUp
from zuoxi.followups.tests.test_actions import close, open_one, unresolved
from zuoxi.workorders.tests.factories import Place, order_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def follow_up(place):
    return unresolved(place).follow_ups.get()


def client_of(place, name):
    return signed_in(place.users[name])


def typed(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def answers(**changes):
    told = typed(timezone.now())
    return {"result": "已回电说明", "customer_informed_at": told, "version": "1"} | changes


def url_of(name, follow_up):
    return reverse(f"followups:{name}", args=[follow_up.pk])


def listed(place, name, **query):
    return client_of(place, name).get(reverse("followups:list"), query).content.decode()


def test_the_list_shows_the_own_tasks_with_a_masked_customer(place, follow_up):
    page = listed(place, "intake")
    assert follow_up.order.number in page
    assert "事情尚未解决" in page
    assert place.customer.name not in page
    assert follow_up.order.number not in listed(place, "supervisor")
    assert follow_up.order.number in listed(place, "supervisor", whose="all")
    assert follow_up.order.number in listed(place, "auditor")


@pytest.mark.parametrize(
    ("hours", "tone", "icon", "words"),
    [
        (-1, "red", "alert-triangle", "已逾期"),
        (3, "amber", "hourglass", "即将到期"),
        (5, "blue", "clock", "待跟进"),
    ],
)
def test_how_soon_it_is_due_is_told_by_word_icon_and_colour(
    place, follow_up, hours, tone, icon, words
):
    now = timezone.now()
    FollowUp.objects.update(created_at=now - timedelta(days=1), due_at=now + timedelta(hours=hours))
    badge = listed(place, "intake").split('class="col-status">')[1].split("</td>")[0]

    assert f"tone-{tone}" in badge
    assert icon in badge
    assert words in badge


def test_the_hour_at_which_it_is_due_is_in_the_list(place, follow_up):
    due = timezone.localtime(follow_up.due_at)
    assert f">{due:%m-%d %H:%M}</time>" in listed(place, "intake")


def test_one_button_closes_the_task_and_the_heading_says_otherwise(place, follow_up):
    page = client_of(place, "intake").get(url_of("detail", follow_up)).content.decode()
    form = page.split('data-draft="follow-up-close')[1].split("</form>")[0]
    assert form.count("办结任务") == 1
    assert form.count("登记跟进结果") == 1


def test_an_overdue_task_says_so_in_words_beside_its_icon(place, follow_up):
    FollowUp.objects.update(due_at=follow_up.created_at + timedelta(minutes=1))
    page = listed(place, "intake", state="overdue")
    assert "已逾期</span>" in page.replace("\n", "") or "已逾期" in page
    assert "alert-triangle" in page


@pytest.mark.parametrize("state", ["open", "overdue", "closed"])
def test_an_empty_list_says_when_something_will_appear(place, state):
    page = listed(place, "intake", state=state)
    assert "办结" in page
    assert "?whose=all" in page


def test_the_list_costs_the_same_queries_for_any_number_of_rows(
    place, follow_up, django_assert_max_num_queries
):
    client = client_of(place, "intake")
    client.get(reverse("followups:list"))
    with django_assert_max_num_queries(40) as few:
        client.get(reverse("followups:list"))
    for _ in range(4):
        unresolved(place)
    with django_assert_max_num_queries(40) as many:
        client.get(reverse("followups:list"))
    assert len(many) == len(few)


def test_closing_leads_back_to_the_task(place, follow_up):
    client = client_of(place, "intake")
    response = client.post(url_of("close", follow_up), answers())

    follow_up.refresh_from_db()
    assert follow_up.result == "已回电说明"
    assert (response.status_code, response["Location"]) == (303, url_of("detail", follow_up))
    page = client.get(response["Location"]).content.decode()
    assert "业务操作成功" in page
    assert 'name="result"' not in page
    assert follow_up.order.number in listed(place, "intake", state="closed")


def test_what_was_typed_stays_when_something_is_missing(place, follow_up):
    values = answers(customer_informed_at="gestern", result="客户<b>已知")
    response = client_of(place, "intake").post(url_of("close", follow_up), values)

    assert response.status_code == 422
    page = response.content.decode()
    assert "客户&lt;b&gt;已知" in page
    assert "请填写日期和时间。" in page
    assert FollowUp.objects.get().closed_at is None


def test_what_was_typed_stays_when_somebody_was_faster(place, follow_up):
    client_of(place, "intake").post(url_of("close", follow_up), answers())
    values = answers(result="第二个人的结果")
    response = client_of(place, "supervisor").post(url_of("close", follow_up), values)

    assert response.status_code == 409
    assert "第二个人的结果" in response.content.decode()
    assert FollowUp.objects.get().result == "已回电说明"


def test_a_handed_over_task_has_another_owner(place, follow_up):
    due = timezone.now() + timedelta(days=3)
    values = {"owner": "reviewer", "due_at": typed(due), "reason": "休假", "version": "1"}
    response = client_of(place, "intake").post(url_of("hand_over", follow_up), values)

    follow_up.refresh_from_db()
    assert response.status_code == 303
    assert follow_up.owner == place.users["reviewer"]
    stale = client_of(place, "supervisor").post(url_of("hand_over", follow_up), values)
    assert stale.status_code == 412


def test_the_order_page_has_its_tasks_and_opens_another_in_place(place, follow_up):
    client = client_of(place, "intake")
    order_url = reverse("workorders:order", args=[follow_up.order.number])
    assert "事情尚未解决" in client.get(order_url).content.decode()

    url = reverse("followups:of_order", args=[follow_up.order.number])
    values = {"task": "", "owner": "intake", "due_at": typed(timezone.now() + timedelta(days=1))}
    refused = client.post(url, values, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "<html" not in refused.content.decode()
    opened = client.post(url, values | {"task": "周五前回电"}, headers={"HX-Request": "true"})
    assert opened.status_code == 200
    assert "周五前回电" in opened.content.decode()
    plain = client.post(url, values | {"task": "再回电"})
    assert (plain.status_code, plain["Location"]) == (303, f"{order_url}#follow-ups")


def test_a_task_is_closed_on_the_order_page_in_place(place, follow_up):
    values = answers(shown_on="order")
    client = client_of(place, "intake")
    refused = client.post(
        url_of("close", follow_up), values | {"result": ""}, headers={"HX-Request": "true"}
    )
    assert refused.status_code == 422
    assert "data-follow-up=" in refused.content.decode()
    response = client.post(url_of("close", follow_up), values)
    assert response["Location"].endswith(f"{follow_up.order.number}/#follow-ups")
    assert "已回电说明" in client.get(response["Location"]).content.decode()


def test_a_work_area_and_the_administrator_have_no_such_part_and_no_such_page(place):
    order = order_in(place, "in_progress")
    task = open_one(place, order, task="内部跟进事项")
    client = client_of(place, "area1")
    page = client.get(reverse("workorders:order", args=[order.number]))
    assert page.status_code == 200
    assert "内部跟进事项" not in page.content.decode()
    for name in ("area1", "admin"):
        for address in (reverse("followups:list"), url_of("detail", task)):
            assert client_of(place, name).get(address).status_code == 403


def test_an_auditor_looks_on(place, follow_up):
    client = client_of(place, "auditor")
    page = client.get(url_of("detail", follow_up)).content.decode()
    assert 'name="result"' not in page
    assert client.post(url_of("close", follow_up), answers()).status_code == 403


def test_another_centre_finds_nothing(place, follow_up):
    other = Place("other-", company=place.company)
    client = client_of(other, "supervisor")
    assert client.get(url_of("detail", follow_up)).status_code == 404
    assert client.post(url_of("close", follow_up), answers()).status_code == 404
    of_order = reverse("followups:of_order", args=[follow_up.order.number])
    assert client.get(of_order).status_code == 404
    assert follow_up.order.number not in listed(other, "supervisor", whose="all")


def test_the_rail_marks_what_is_overdue(place, follow_up):
    FollowUp.objects.update(due_at=follow_up.created_at + timedelta(minutes=1))
    url = reverse("web:nav_counts")
    page = client_of(place, "intake").get(url, headers={"HX-Request": "true"}).content.decode()
    assert "is-overdue" in page
    close(place, follow_up)
    page = client_of(place, "intake").get(url, headers={"HX-Request": "true"}).content.decode()
    assert "is-overdue" not in page


def test_a_state_that_does_not_exist_shows_the_open_ones(place, follow_up):
    assert follow_up.order.number in listed(place, "intake", state="x", whose="y")


def test_a_changed_page_marker_is_refused(place):
    client = client_of(place, "intake")
    assert client.get(reverse("followups:list"), {"cursor": "zzz"}).status_code == 422


def test_a_role_at_another_centre_opens_no_task_of_the_own_work_area(place, follow_up):
    order = order_in(place, "dispatched")
    task = open_one(place, order)
    other = Place("b-")
    held = ((Role.AUDITOR, other.centre), (Role.WORK_AREA_STAFF, order.work_area))
    client = signed_in(other.user("both", *held))

    assert client.get(reverse("workorders:order", args=[order.number])).status_code == 200
    part = reverse("followups:of_order", args=[order.number])
    for url in (url_of("detail", task), part, f"/api/v1/follow-ups/{task.pk}"):
        assert client.get(url).status_code == 404
    assert order.number not in client.get(reverse("followups:list")).content.decode()
