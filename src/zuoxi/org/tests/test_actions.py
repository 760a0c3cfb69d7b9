"""Units, technicians and roles: what each write does, and what it refuses."""

import threading

import pytest
from django.db import connections

from zuoxi.accounts import actions as accounts
from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound
from zuoxi.kernel.models import Event
from zuoxi.org import actions, queries
from zuoxi.org.models import Assignment, Technician, Unit
from zuoxi.org.tests.factories import NOW, actor, organisation, person, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def org():
    return organisation()


@pytest.fixture
def open_work(monkeypatch):
    """Pretend that so many orders are open."""
    counts = {}

    def provider(*, work_area_id, technician_id):
        return counts.get(("area", work_area_id), 0) + counts.get(("technician", technician_id), 0)

    monkeypatch.setattr(queries, "_open_work", [provider])
    return counts


class TestUnits:
    def test_paths_centres_and_time_zones_follow_the_tree(self, org):
        assert org.area.path == f"/{org.company.pk}/{org.region.pk}/{org.centre.pk}/{org.area.pk}/"
        assert org.area.centre == org.team.centre == org.centre
        assert org.centre.centre is None
        assert org.area.time_zone == "Asia/Urumqi"
        nested = unit("team", "nested", org.team)
        assert nested.centre == org.centre

    def test_moving_takes_everything_below_along(self, org):
        south = unit("region", "south", org.company)

        actions.update_unit(
            actor=actor(org.admin),
            unit_id=org.region.pk,
            name="North",
            parent_id=south.pk,
            now=NOW,
        )

        org.area.refresh_from_db()
        assert org.area.path == (
            f"/{org.company.pk}/{south.pk}/{org.region.pk}/{org.centre.pk}/{org.area.pk}/"
        )
        for each in Unit.objects.all():
            above = each.parent.path if each.parent else "/"
            assert each.path == f"{above}{each.pk}/"
        event = Event.objects.filter(kind="org.unit_updated").get()
        assert event.data["changes"]["parent"] == ["Co", "South"]

    def test_scope_follows_a_move(self, org):
        south = unit("region", "south", org.company)
        user = person("regional", (Role.SUPERVISOR, south))
        assert actor(user).centre_ids == frozenset()

        actions.update_unit(
            actor=SYSTEM, unit_id=org.region.pk, name="North", parent_id=south.pk, now=NOW
        )

        assert actor(user).centre_ids == {org.centre.pk}

    @pytest.mark.parametrize(
        ("moved", "below"),
        [("region", "centre"), ("centre", "area"), ("region", "region"), ("area", "other_centre")],
    )
    def test_impossible_moves_are_refused(self, org, moved, below):
        moved_unit, parent = getattr(org, moved), getattr(org, below)

        with pytest.raises(InvalidInput) as refused:
            actions.update_unit(
                actor=SYSTEM, unit_id=moved_unit.pk, name="x", parent_id=parent.pk, now=NOW
            )

        assert list(refused.value.fields) == ["parent"]
        moved_unit.refresh_from_db()
        assert moved_unit.name != "x"

    def test_a_region_cannot_be_moved_below_its_own_region(self, org):
        inner = unit("region", "inner", org.region)

        with pytest.raises(InvalidInput):
            actions.update_unit(
                actor=SYSTEM, unit_id=org.region.pk, name="x", parent_id=inner.pk, now=NOW
            )

    @pytest.mark.parametrize(
        ("fields", "at"),
        [
            ({"code": "AREA-1"}, "code"),
            ({"code": "工区"}, "code"),
            ({"code": ""}, "code"),
            ({"name": ""}, "name"),
            ({"kind": "palace"}, "kind"),
            ({"kind": "company"}, "kind"),
            ({"kind": "team", "parent": "region"}, "parent"),
            ({"parent": None}, "parent"),
            ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ],
    )
    def test_unusable_input_is_refused_at_its_field(self, org, fields, at):
        given = {"kind": "work_area", "code": "new", "name": "New", "parent": "centre"} | fields
        parent = given.pop("parent")
        given["parent_id"] = getattr(org, parent).pk if parent else None
        before = Unit.objects.count()

        with pytest.raises(InvalidInput) as refused:
            actions.create_unit(actor=actor(org.admin), **given, now=NOW)

        assert list(refused.value.fields) == [at]
        assert Unit.objects.count() == before

    def test_a_unit_closes_after_what_is_below_it_and_opens_before(self, org):
        boss = actor(org.admin)
        with pytest.raises(Conflict):
            actions.deactivate_unit(actor=boss, unit_id=org.centre.pk, now=NOW)
        with pytest.raises(Conflict):
            actions.deactivate_unit(actor=boss, unit_id=org.company.pk, now=NOW)
        for each in (org.area, org.area_2, org.team, org.centre):
            actions.deactivate_unit(actor=boss, unit_id=each.pk, now=NOW)

        with pytest.raises(Conflict):
            actions.reactivate_unit(actor=boss, unit_id=org.area.pk, now=NOW)
        actions.reactivate_unit(actor=boss, unit_id=org.centre.pk, now=NOW)
        actions.reactivate_unit(actor=boss, unit_id=org.area.pk, now=NOW)

        org.area.refresh_from_db()
        assert org.area.is_active

    def test_open_orders_ask_for_a_confirmation(self, org, open_work):
        open_work["area", org.area.pk] = 3

        with pytest.raises(actions.OpenWorkLeft) as refused:
            actions.deactivate_unit(actor=actor(org.supervisor), unit_id=org.area.pk, now=NOW)
        assert refused.value.extra == {"open": 3}
        actions.deactivate_unit(
            actor=actor(org.supervisor), unit_id=org.area.pk, confirmed=True, now=NOW
        )

        assert not queries.work_areas(actor(org.supervisor)).filter(pk=org.area.pk).exists()


class TestSupervisor:
    def test_maintains_work_areas_of_the_own_centre_only(self, org):
        sup = actor(org.supervisor)

        actions.create_unit(
            actor=sup, kind="work_area", code="a3", name="A3", parent_id=org.centre.pk, now=NOW
        )

        assert {each.code for each in queries.maintained_areas(sup)} == {"area-1", "area-2", "a3"}
        with pytest.raises(InvalidInput):
            actions.create_unit(
                actor=sup,
                kind="work_area",
                code="a4",
                name="A4",
                parent_id=org.other_centre.pk,
                now=NOW,
            )
        with pytest.raises(NotFound):
            actions.deactivate_unit(actor=sup, unit_id=org.other_area.pk, now=NOW)
        with pytest.raises(Forbidden):
            actions.create_unit(
                actor=sup, kind="team", code="t2", name="T2", parent_id=org.centre.pk, now=NOW
            )
        with pytest.raises(Forbidden):
            actions.update_unit(actor=sup, unit_id=org.centre.pk, name="Mine", now=NOW)

    def test_another_role_elsewhere_does_not_widen_the_right(self, org):
        both = person("both", (Role.SUPERVISOR, org.centre), (Role.INTAKE_AGENT, org.other_centre))

        assert actor(both).centre_ids == {org.centre.pk, org.other_centre.pk}
        assert set(queries.maintained_areas(actor(both))) == {org.area, org.area_2}
        with pytest.raises(Forbidden):
            actions.deactivate_unit(actor=actor(both), unit_id=org.other_area.pk, now=NOW)

    def test_cannot_give_roles(self, org):
        with pytest.raises(Forbidden):
            actions.assign_role(
                actor=actor(org.supervisor),
                user_id=org.supervisor.pk,
                role=Role.AUDITOR,
                unit_id=org.centre.pk,
                now=NOW,
            )


class TestTechnicians:
    def test_are_added_to_an_open_area_of_the_own_centre(self, org):
        sup = actor(org.supervisor)
        account = person("tech")

        technician = actions.create_technician(
            actor=sup,
            work_area_id=org.area.pk,
            code="t1",
            name="李师傅",
            phone="138 0013 8000",
            username="tech",
            now=NOW,
        )

        assert technician.user == account
        event = Event.objects.filter(kind="org.technician_created").get()
        assert event.centre_id == org.centre.pk
        with pytest.raises(NotFound):
            actions.create_technician(
                actor=sup, work_area_id=org.other_area.pk, code="t2", name="x", now=NOW
            )

    @pytest.mark.parametrize(
        ("fields", "at"),
        [
            ({"code": "t1"}, "code"),
            ({"name": ""}, "name"),
            ({"phone": "call me"}, "phone"),
            ({"username": "nobody"}, "username"),
            ({"username": "tech"}, "username"),
        ],
    )
    def test_unusable_input_is_refused_at_its_field(self, org, fields, at):
        person("tech")
        org.technician("t1", username="tech")

        with pytest.raises(InvalidInput) as refused:
            org.technician(**{"code": "t2", "name": "Neu"} | fields)

        assert list(refused.value.fields) == [at]

    def test_the_log_never_holds_a_whole_telephone_number(self, org):
        technician = org.technician(phone="13800138000")

        actions.update_technician(
            actor=actor(org.supervisor),
            technician_id=technician.pk,
            work_area_id=org.area.pk,
            name="t1",
            phone="13900139999",
            username="",
            now=NOW,
        )

        event = Event.objects.filter(kind="org.technician_updated").get()
        assert event.data["changes"] == {"phone": ["…8000", "…9999"]}

    def test_with_open_orders_they_stay_in_their_area(self, org, open_work):
        technician = org.technician()
        open_work["technician", technician.pk] = 1
        move = {
            "actor": actor(org.supervisor),
            "technician_id": technician.pk,
            "work_area_id": org.area_2.pk,
            "name": "t1",
            "phone": "",
            "username": "",
            "now": NOW,
        }

        with pytest.raises(InvalidInput):
            actions.update_technician(**move)
        with pytest.raises(actions.OpenWorkLeft):
            actions.deactivate_technician(
                actor=actor(org.supervisor), technician_id=technician.pk, now=NOW
            )
        open_work.clear()
        actions.update_technician(**move)

        technician.refresh_from_db()
        assert technician.work_area == org.area_2

    def test_leave_and_come_back(self, org):
        technician, sup = org.technician(), actor(org.supervisor)

        actions.deactivate_technician(actor=sup, technician_id=technician.pk, now=NOW)
        assert not queries.technicians(sup).exists()
        actions.reactivate_technician(actor=sup, technician_id=technician.pk, now=NOW)

        assert list(queries.technicians(sup)) == [Technician.objects.get()]


class TestRoles:
    def test_are_given_once_and_withdrawn(self, org):
        user, boss = person("lin"), actor(org.admin)
        give = {"actor": boss, "user_id": user.pk, "unit_id": org.centre.pk, "now": NOW}

        held = actions.assign_role(role=Role.DISPATCHER, **give)
        actions.assign_role(role=Role.DISPATCHER, **give)
        assert actor(user).roles == {Role.DISPATCHER}
        actions.withdraw_role(actor=boss, assignment_id=held.pk, now=NOW)

        assert actor(user).roles == frozenset()
        kinds = Event.objects.filter(
            subject_type="user", subject_id=user.pk, kind__startswith="org"
        )
        assert [each.kind for each in kinds.order_by("id")] == [
            "org.role_assigned",
            "org.role_withdrawn",
        ]

    @pytest.mark.parametrize(
        ("role", "place", "at"),
        [
            (Role.ADMINISTRATOR, "centre", "unit"),
            (Role.DISPATCHER, "area", "unit"),
            (Role.WORK_AREA_STAFF, "team", "unit"),
            ("king", "centre", "role"),
        ],
    )
    def test_a_role_at_a_place_without_meaning_is_refused(self, org, role, place, at):
        with pytest.raises(InvalidInput) as refused:
            actions.assign_role(
                actor=SYSTEM,
                user_id=org.supervisor.pk,
                role=role,
                unit_id=getattr(org, place).pk,
                now=NOW,
            )

        assert list(refused.value.fields) == [at]

    def test_nobody_gives_a_role_to_the_own_account(self, org):
        with pytest.raises(Conflict) as refused:
            actions.assign_role(
                actor=actor(org.admin),
                user_id=org.admin.pk,
                role=Role.ADMINISTRATOR,
                unit_id=org.company.pk,
                now=NOW,
            )

        assert refused.value.code == "own_account"

    @pytest.mark.parametrize(
        ("held", "wanted"),
        [
            ((Role.ADMINISTRATOR, "company"), (Role.AUDITOR, "company")),
            ((Role.ADMINISTRATOR, "company"), (Role.WORK_AREA_STAFF, "area")),
            ((Role.DISPATCHER, "centre"), (Role.ADMINISTRATOR, "company")),
            ((Role.WORK_AREA_STAFF, "area"), (Role.ADMINISTRATOR, "company")),
        ],
    )
    def test_an_administrator_holds_no_other_role(self, org, held, wanted):
        user = person("both", (held[0], getattr(org, held[1])))

        with pytest.raises(Conflict):
            actions.assign_role(
                actor=actor(org.admin),
                user_id=user.pk,
                role=wanted[0],
                unit_id=getattr(org, wanted[1]).pk,
                now=NOW,
            )

        assert [each.role for each in Assignment.objects.filter(user=user)] == [held[0]]

    def test_the_last_administrator_stays(self, org):
        boss = actor(org.admin)
        own = Assignment.objects.get(user=org.admin, role=Role.ADMINISTRATOR)

        with pytest.raises(actions.LastAdministrator):
            actions.withdraw_role(actor=boss, assignment_id=own.pk, now=NOW)
        assert Assignment.objects.filter(pk=own.pk).exists()

        second = person("boss2", (Role.ADMINISTRATOR, org.company))
        actions.withdraw_role(actor=boss, assignment_id=own.pk, now=NOW)
        with pytest.raises(actions.LastAdministrator):
            accounts.deactivate_user(actor=SYSTEM, user_id=second.pk, now=NOW)
        second.refresh_from_db()
        assert second.is_active

    def test_other_roles_go_without_that_question(self, org):
        held = Assignment.objects.get(user=org.supervisor)

        actions.withdraw_role(actor=actor(org.admin), assignment_id=held.pk, now=NOW)

        assert not Assignment.objects.filter(user=org.supervisor).exists()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other_at_the_same_moment():
    org = organisation()
    second = person("boss2", (Role.ADMINISTRATOR, org.company))
    pairs = [(actor(org.admin), second), (actor(second), org.admin)]
    barrier, outcomes = threading.Barrier(2), []

    def close(by, whom) -> None:
        try:
            barrier.wait(timeout=10)
            accounts.deactivate_user(actor=by, user_id=whom.pk, now=NOW)
            outcomes.append("closed")
        except Exception as error:  # noqa: BLE001 - compared below
            outcomes.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=close, args=pair) for pair in pairs]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=20)

    assert sorted(outcomes) == ["LastAdministrator", "closed"]
    assert User.objects.filter(username__startswith="boss", is_active=True).count() == 1
