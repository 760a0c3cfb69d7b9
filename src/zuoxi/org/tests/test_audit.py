"""The audit log as whole requests, by people with real roles."""

import pytest

from zuoxi.accounts.choices import Role
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.audit import policies
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.models import Event
from zuoxi.org.tests.factories import actor, organisation, person

pytestmark = pytest.mark.django_db

LOG = "/settings/audit"


@pytest.fixture
def org():
    return organisation()


def page(user, query: str = "") -> str:
    client = signed_in(user, language="en")
    answer = client.get(LOG + query)
    assert answer.status_code == 200
    return answer.content.decode()


def happen(kind: str, name: str, **fields) -> None:
    fields = {"subject_type": "", "from_state": "", "to_state": ""} | fields
    Event.objects.create(
        at="2026-11-20T02:00Z", kind=kind, actor_name=name, channel="web", request_id=name, **fields
    )


def test_the_role_names_are_those_of_accounts():
    admitted = {
        role for role in Role if policies.reads_log(Actor(user_id=1, roles=frozenset({role.value})))
    }

    assert admitted == {Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR}


def test_the_administrator_reads_nothing_of_the_business(org):
    happen("workorders.dispatched", "dispatching-person", centre_id=org.centre.pk)
    happen("customers.revealed", "revealing-person")

    shown = page(org.admin)

    assert "dispatching-person" not in shown
    assert "revealing-person" not in shown
    assert "Gave sup the role Supervisor at Centre." in shown


def test_a_supervisor_reads_the_own_centre_only(org):
    happen("workorders.dispatched", "own-person", centre_id=org.centre.pk)
    happen("workorders.dispatched", "other-person", centre_id=org.other_centre.pk)
    happen("accounts.signed_in", "signing-person")

    shown = page(org.supervisor)

    assert "own-person" in shown
    assert "other-person" not in shown
    assert "signing-person" not in shown


def test_an_auditor_reads_both(org):
    auditor = person("aud", (Role.AUDITOR, org.centre))
    happen("workorders.dispatched", "own-person", centre_id=org.centre.pk)
    happen("accounts.signed_in", "signing-person")

    shown = page(auditor)

    assert "own-person" in shown
    assert "signing-person" in shown


def test_a_changed_cursor_and_strange_filters_are_no_failure(org):
    client = signed_in(org.admin)

    assert client.get(f"{LOG}?cursor=forged").status_code == 422
    for query in (
        "?since=x&until=9999-99-99",
        "?until=9999-12-31",
        "?since=0001-01-01",
        "?person=%F0%9F%8E%A7",
        "?area=nothing&request_id='",
    ):
        assert client.get(LOG + query).status_code == 200


def test_the_page_costs_the_same_for_few_and_many(org, django_assert_num_queries):
    client = signed_in(org.admin)
    client.get(LOG)
    with django_assert_num_queries(4) as few:
        client.get(LOG)
    for number in range(30):
        happen("accounts.signed_in", f"p{number}")

    with django_assert_num_queries(len(few)):
        client.get(LOG)


def test_an_administrator_holds_no_centre_and_no_area(org):
    boss = actor(org.admin)

    assert boss.centre_ids == boss.area_ids == frozenset()
