"""The demo as it stands after one call of ``seed_if_empty``."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import Count

from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.attachments import files
from zuoxi.attachments.models import Attachment
from zuoxi.callbacks.models import Callback
from zuoxi.comments.models import Comment, Mention
from zuoxi.customers.models import Customer
from zuoxi.demo import actions, goods, linkage, plans
from zuoxi.demo.accounts import ACCOUNTS, PASSWORD
from zuoxi.followups.models import FollowUp
from zuoxi.kernel.actors import Origin
from zuoxi.kernel.models import Event
from zuoxi.notices.models import Notice
from zuoxi.org import queries as org
from zuoxi.org.models import Technician, Unit
from zuoxi.workorders.choices import REVIEWER_DIFFERS, FormType, Status
from zuoxi.workorders.models import CodeItem, WorkOrder

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(180)]


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Seed once for the whole module, in a transaction that is rolled back at its end."""
    del django_db_setup  # asked for so that the database is there
    before = settings.ENV
    settings.ENV = type("DemoEnv", (), {**before.__dict__, "demo": True})()
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            assert actions.seed_if_empty(now=NOW)
            yield
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            settings.ENV = before


@pytest.fixture(autouse=True)
def _seeded(demo):
    """Let every test of this module look at the one demo."""


def test_every_status_has_orders_of_both_form_types():
    counts = {
        (row["status"], row["form_type"]): row["n"]
        for row in WorkOrder.objects.values("status", "form_type").annotate(n=Count("pk"))
    }
    expected = {(status, form) for status in Status.values for form in FormType.values}
    assert set(counts) == expected
    assert min(counts.values()) >= 4
    planned = sum(standing.count for standing in plans.STANDINGS)
    # Each goods order has one further matter.
    beside = plans.TWINS + 2 * len(goods.LATER) + linkage.ORDERS
    assert sum(counts.values()) == planned + beside


def test_completed_orders_are_both_reviewed_and_not():
    reviewed = set(
        WorkOrder.objects.filter(status="completed").values_list("is_reviewed", flat=True)
    )
    assert reviewed == {True, False}
    archived = WorkOrder.objects.filter(status="archived")
    assert set(archived.values_list("is_reviewed", flat=True)) == {True, False}


def test_nothing_happens_in_the_future_and_numbers_follow_time():
    assert not Event.objects.filter(at__gt=NOW).exists()
    times = list(WorkOrder.objects.order_by("pk").values_list("received_at", flat=True))
    assert times == sorted(times)


def test_the_last_hours_look_alive():
    recent = Event.objects.filter(at__gte=NOW.replace(hour=0), kind__startswith="workorders.")
    assert recent.count() > 40


def test_there_are_returns_and_second_rounds():
    assert WorkOrder.objects.filter(round__gte=2).count() >= 10
    assert WorkOrder.objects.filter(is_petition=True).exists()
    assert WorkOrder.objects.filter(is_resolved=False).exists()


def test_returns_end_and_one_matter_is_one_order():
    assert WorkOrder.objects.filter(in_adjudication=True).count() >= 3
    assert WorkOrder.objects.filter(is_bound=True).count() >= 3
    merged = WorkOrder.objects.filter(merged_into__isnull=False)
    assert merged.count() == plans.TWINS
    assert all(each.received_at > each.merged_into.received_at for each in merged)


def test_callbacks_wait_and_have_been_made():
    statuses = set(Callback.objects.values_list("status", flat=True))
    assert {"open", "done", "withdrawn"} <= statuses
    assert Callback.objects.filter(status="open").count() < 40


def test_follow_up_tasks_wait_are_overdue_and_have_been_closed():
    open_ones = FollowUp.objects.filter(closed_at=None)
    assert open_ones.filter(due_at__lt=NOW).exists()
    assert open_ones.filter(due_at__gt=NOW).exists()
    assert open_ones.filter(is_automatic=False).exists()
    assert FollowUp.objects.filter(closed_at__isnull=False).count() >= 3


def test_accounts_have_the_roles_that_the_table_says():
    for account in ACCOUNTS:
        user = User.objects.get(username=account.username)
        actor = org.actor_for(user, Origin("web"))
        assert actor.roles == {role.value for role in account.roles}
        assert user.check_password(PASSWORD)
        assert not user.must_change_password


def test_the_administrator_sees_no_business_and_all_sees_areas_and_department():
    admin = org.actor_for(User.objects.get(username="admin"), Origin("web"))
    assert not admin.centre_ids
    assert not admin.area_ids
    everybody = org.actor_for(User.objects.get(username="all"), Origin("web"))
    assert len(everybody.area_ids) == 3
    assert Role.ADMINISTRATOR not in everybody.roles


def test_the_two_work_areas_have_two_technicians_each():
    for code, name in (("area-1", "工区一"), ("area-2", "工区二")):
        area = Unit.objects.get(code=code)
        assert area.name == name
        assert Technician.objects.filter(work_area=area).count() == 2


def test_well_known_customers_and_codes_are_there():
    assert Customer.objects.filter(customer_no__in=["111", "11111"]).count() == 2
    assert Customer.objects.count() > 200
    assert CodeItem.objects.get(list="device_type", code="digital").label_zh_hans == "数字"
    assert CodeItem.objects.get(list="request_type", code="test").label_zh_hans == "测试"
    assert CodeItem.objects.filter(list="return_reason").count() == 9
    for language in ("label_zh_hant", "label_en"):
        assert not CodeItem.objects.filter(**{language: ""}).exists()


def test_one_person_may_review_the_own_work():
    assert REVIEWER_DIFFERS.at(NOW) is False


def test_a_second_call_changes_nothing():
    before = Event.objects.count()
    assert actions.seed_if_empty(now=NOW) is False
    assert Event.objects.count() == before


def test_orders_have_files_of_every_kind():
    kinds = {
        row["kind"]: row["n"] for row in Attachment.objects.values("kind").annotate(n=Count("pk"))
    }
    assert set(kinds) == {"photo", "document", "audio"}
    assert kinds["photo"] >= 20
    assert all(files.path_of(each.key).exists() for each in Attachment.objects.all())


def test_people_write_to_each_other_and_some_of_it_is_unread():
    assert Comment.objects.count() > 50
    assert Comment.objects.filter(is_internal=False).exists()
    assert Mention.objects.count() > 20
    assert set(Notice.objects.values_list("kind", flat=True)) == {
        "comments.mentioned",
        "contacts.process_proposed",
        "contacts.your_turn",
        "deadlines.extension_asked",
        "emergencies.started",
        "linkage.asked",
        "linkage.feedback",
        "meetings.invited",
        "meetings.minutes",
        "tasks.set",
        "workorders.adjudication",
        "workorders.merged",
        "workorders.petition",
    }
    assert Notice.objects.filter(read_at=None).count() > 5
    assert Notice.objects.exclude(read_at=None).count() > 5


def test_two_departments_work_on_a_tariff_matter():
    item = WorkOrder.objects.get(complexity="complex", work_area__isnull=False)
    part = item.parts.get()
    assert (item.status, item.work_area.code) == ("in_progress", linkage.PRODUCT)
    assert part.status == "completed"
    assert part.legs.get().work_area.code == linkage.TECHNOLOGY
    assert Comment.objects.filter(order=item, leg__isnull=False).count() == 1
    assert WorkOrder.objects.get(complexity="simple").status == "archived"
    assert item.linkage_item.transferred_at == item.received_at
