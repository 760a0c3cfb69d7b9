"""What a role at a place opens."""

import pytest

from zuoxi.accounts.choices import Role
from zuoxi.kernel.actors import ANONYMOUS
from zuoxi.org import actions, queries
from zuoxi.org.policies import may_keep_for_all
from zuoxi.org.tests.factories import NOW, actor, organisation, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return organisation()


@pytest.mark.parametrize(
    ("role", "place", "centres", "areas"),
    [
        (Role.DISPATCHER, "company", {"centre", "other"}, set()),
        (Role.DISPATCHER, "region", {"centre"}, set()),
        (Role.DISPATCHER, "centre", {"centre"}, set()),
        (Role.INTAKE_AGENT, "team", {"centre"}, set()),
        (Role.WORK_AREA_STAFF, "area", set(), {"area-1"}),
        (Role.WORK_AREA_STAFF, "centre", set(), {"area-1", "area-2"}),
        (Role.ADMINISTRATOR, "company", set(), set()),
    ],
)
def test_a_role_opens_what_is_at_or_below_its_place(org, role, place, centres, areas):
    user = person("lin", (role, getattr(org, place)))

    scope = queries.scope_of(user.pk)

    code = {each.pk: each.code for each in (org.centre, org.other_centre, org.area, org.area_2)}
    assert {code[pk] for pk in scope.centre_ids} == centres
    assert {code[pk] for pk in scope.area_ids} == areas
    assert scope.roles == {role}


def test_the_scope_costs_one_query(org, django_assert_num_queries):
    with django_assert_num_queries(1):
        queries.scope_of(org.supervisor.pk)


def test_a_closed_place_opens_nothing(org):
    user = person("lin", (Role.WORK_AREA_STAFF, org.area))
    actions.deactivate_unit(actor=actor(org.admin), unit_id=org.area.pk, now=NOW)

    assert queries.scope_of(user.pk).area_ids == frozenset()


def test_staff_of_an_area_see_that_area_and_its_technicians_only(org):
    user = person("lin", (Role.WORK_AREA_STAFF, org.area))
    own = org.technician("t1")
    org.technician("t2", work_area_id=org.area_2.pk)

    assert list(queries.work_areas(actor(user))) == [org.area]
    assert list(queries.technicians(actor(user))) == [own]
    assert list(queries.visible_to(actor(user))) == [org.area]


def test_an_agent_who_is_also_staff_elsewhere_sees_both(org):
    user = person("lin", (Role.INTAKE_AGENT, org.centre), (Role.WORK_AREA_STAFF, org.other_area))
    there = org.technician("t9", work_area_id=org.other_area.pk)

    assert list(queries.work_areas(actor(user))) == [org.area, org.area_2, org.other_area]
    assert list(queries.technicians(actor(user), work_area_id=org.other_area.pk)) == [there]


def test_a_supervisor_of_a_team_maintains_the_areas_of_its_centre(org):
    user = person("lin", (Role.SUPERVISOR, org.team))

    assert actor(user).centre_ids == {org.centre.pk}
    assert list(queries.maintained_areas(actor(user))) == [org.area, org.area_2]


def test_the_administrator_sees_the_whole_tree_and_no_centre(org):
    boss = actor(org.admin)

    assert queries.visible_to(boss).count() == 8
    assert boss.centre_ids == boss.area_ids == frozenset()
    assert not queries.work_areas(boss).exists()


def test_nobody_sees_nothing(org):
    org.technician()

    assert not queries.visible_to(ANONYMOUS).exists()
    assert not queries.maintained_areas(ANONYMOUS).exists()
    assert not queries.technicians(ANONYMOUS).exists()


@pytest.mark.parametrize(
    ("role", "place", "supervises"),
    [
        (Role.SUPERVISOR, "company", True),
        (Role.SUPERVISOR, "region", True),
        (Role.SUPERVISOR, "centre", True),
        (Role.SUPERVISOR, "other_centre", False),
        (Role.SUPERVISOR, "team", False),
        (Role.AUDITOR, "centre", False),
    ],
)
def test_a_centre_is_supervised_from_its_own_place_and_from_above(org, role, place, supervises):
    user = person("lin", (role, getattr(org, place)))
    left = person("gone", (role, getattr(org, place)))
    left.is_active = False
    left.save()

    found = set(queries.supervisors_of(org.centre.pk))

    assert (user in found) == supervises
    assert left not in found


def test_nobody_keeps_things_for_everybody_where_there_is_no_centre(org):
    supervisor = actor(person("lin", (Role.SUPERVISOR, org.company)))
    assert may_keep_for_all(supervisor, queries.centre_ids())
    assert not may_keep_for_all(supervisor, set())
    assert not may_keep_for_all(ANONYMOUS, queries.centre_ids())
