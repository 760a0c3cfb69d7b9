"""Who may sit in a group, what is refused, and what is flagged when somebody has left."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from zuoxi.accounts.choices import Role
from zuoxi.groups import queries, soundness
from zuoxi.groups.models import Group, Seat
from zuoxi.groups.tests.factories import GroupPlace
from zuoxi.kernel.belief import forget_everything
from zuoxi.kernel.errors import Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.models import Event
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Assignment
from zuoxi.workorders.tests.factories import NOW, make_unit

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=30)


@pytest.fixture
def place():
    return GroupPlace()


def refused(place, kind, **changes):
    with pytest.raises(InvalidInput) as refusal:
        place.appoint(kind, **changes)
    return {name: [str(each) for each in found] for name, found in refusal.value.fields.items()}


def name(place, user):
    return place.users[user].username


def test_both_groups_are_appointed_by_their_rules(place):
    place.appoint_both()
    leaders, workers = (
        queries.find(place.actor("intake"), place.centre.pk, kind)
        for kind in ("leadership", "working")
    )
    seats = queries.current_seats([leaders, workers])
    assert next(each.user.name for each in seats[leaders.pk]) == "manager"
    assert next(each.user.name for each in seats[workers.pk]) == "lead"
    assert len(seats[workers.pk]) == 5
    assert Event.objects.filter(kind="groups.saved").count() == 2


def test_the_leadership_group_has_the_head_of_the_centre_as_head(place):
    found = refused(place, "leadership", head=name(place, "supervisor"))
    assert "manager" in found["head"][0]
    assert "head" in refused(place, "leadership", head="")
    Assignment.objects.filter(user=place.users["manager"]).delete()
    assert "head" in refused(place, "leadership")


def test_members_of_the_leadership_group_are_heads(place):
    found = refused(place, "leadership", members=[(name(place, "staff"), place.department.pk)])
    assert "staff" in found["members"][0]
    assert "members" in refused(place, "leadership", members=[])
    # The supervisor of a team is its head.
    place.appoint("leadership", members=[(name(place, "lead"), place.operations.pk)])


def test_the_working_group_has_one_head_who_leads_the_operations(place):
    found = refused(place, "working", head=name(place, "checker"), members=[])
    assert "lead" in found["head"][0]
    assert "质检组" in found["members"][0]
    assert "operations" in refused(place, "working", operations_id=None)
    assert "operations" in refused(place, "working", operations_id=place.quality.pk)


def test_every_unit_of_the_centre_has_a_member(place):
    members = place.working().members[:-2]
    found = refused(place, "working", members=members)
    assert place.areas[1].name in found["members"][0]
    # A department may have one.
    place.appoint("working", members=place.working().members[:-1])


def test_all_that_is_wrong_is_said_at_once(place):
    twice = [(name(place, "checker"), place.quality.pk)] * 2
    with translation.override("en"):
        found = refused(
            place,
            "working",
            head="nobody\x00",
            operations_id=None,
            members=[*twice, ("unknown", place.quality.pk), (name(place, "intake"), None)],
        )
    assert set(found) == {"head", "operations", "members"}
    text = " ".join(found["members"])
    for each in ("twice", "account", "for which unit", place.areas[0].name):
        assert each in text


def test_nobody_sits_for_a_unit_of_others(place):
    other = GroupPlace("b-", company=place.company)
    members = [*place.working().members, (name(other, "staff"), place.department.pk)]
    assert "members" in refused(place, "working", members=members)
    members = [*place.working().members, (name(place, "intake"), other.department.pk)]
    assert "members" in refused(place, "working", members=members)


def test_supervisor_and_head_of_the_centre_appoint(place):
    place.appoint("leadership", by="manager")
    for by in ("intake", "auditor"):
        with pytest.raises(Forbidden):
            place.appoint("working", by=by)
    with pytest.raises(Forbidden):
        place.appoint("working", by="dept_head")
    other = GroupPlace("b-", company=place.company)
    with pytest.raises(NotFound):
        queries.find(other.actor("supervisor"), place.centre.pk, "leadership")


def test_one_statement_says_of_all_who_works_where(place, django_assert_num_queries):
    units = queries.units_below(place.centre.pk)
    pairs = [(user, unit) for user in place.users.values() for unit in units]
    with django_assert_num_queries(1):
        found = queries.eligible_pairs(pairs)
    one_by_one = {(user.pk, unit.pk) for unit in units for user in queries.eligible(unit)}
    assert found == one_by_one
    assert (place.users["staff"].pk, place.department.pk) in found


def test_seats_keep_their_days(place):
    place.appoint("leadership")
    only = [(name(place, "dept_head"), place.department.pk)]
    place.appoint("leadership", members=only, now=LATER, version=1)
    former = Seat.objects.get(until__isnull=False)
    assert (former.user, former.since, former.until) == (place.users["head"], NOW, LATER)
    assert Seat.objects.get(user=place.users["dept_head"]).since == NOW
    ids = queries.seat_ids_at(place.centre.pk, "leadership", NOW)
    assert place.users["head"].pk in ids
    assert place.users["head"].pk not in queries.seat_ids_at(place.centre.pk, "leadership", LATER)
    with pytest.raises(Stale):
        place.appoint("leadership", version=1)
    count = Event.objects.count()
    place.appoint("leadership", members=only, version=2)
    assert Event.objects.count() == count


@pytest.mark.usefixtures("believing")
def test_a_page_asks_once_who_sits_where(place, django_assert_num_queries):
    place.appoint_both()
    forget_everything()
    actor = place.actor("dept_head")
    with django_assert_num_queries(1):
        assert queries.is_member(actor, place.centre.pk, "leadership")
        assert not queries.is_head(actor, place.centre.pk, "leadership")
        assert not queries.is_member(actor, place.centre.pk, "working")


def test_membership_is_told_and_ends_with_the_post(place):
    place.appoint_both()
    lead = place.actor("lead")
    assert queries.teams_led(lead) == queries.home_units(lead) == {place.operations.pk}
    assert queries.is_head(lead, place.centre.pk, "working")
    assert queries.is_member(place.actor("checker"), place.centre.pk, "working")
    assert queries.centres_led(place.actor("manager")) == {place.centre.pk}
    assert queries.is_member(place.actor("dept_head"), place.centre.pk, "leadership")
    Assignment.objects.filter(user=place.users["dept_head"]).delete()
    assert not queries.is_member(place.actor("dept_head"), place.centre.pk, "leadership")
    with pytest.raises(Forbidden):
        queries.require_member(place.actor("intake"), place.centre.pk, "leadership", action="test")
    assert place.users["manager"].pk in queries.member_ids(place.centre.pk, "leadership")


def test_a_group_that_breaks_its_rules_later_is_flagged(place):
    place.appoint_both()
    assert not list(soundness.made_up_by_the_rules())
    make_unit(UnitKind.TEAM, "training", name="培训组", parent=place.centre)
    place.users["dept_head"].is_active = False
    place.users["dept_head"].save()
    Assignment.objects.filter(user=place.users["lead"], role=Role.SUPERVISOR).delete()
    found = dict(queries.groups_with_faults())
    codes = {group.kind: {each.code for each in faults} for group, faults in found.items()}
    assert codes == {
        "leadership": {"left", "not_a_head"},
        "working": {"no_post", "unit_missing"},
    }
    assert len(list(soundness.made_up_by_the_rules())) == 2


def test_the_database_holds_one_head_and_one_seat_a_person(place):
    place.appoint_both()
    group = Group.objects.get(kind="leadership")
    for values in (
        {"user": place.users["intake"], "is_head": True},
        {"user": place.users["dept_head"]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Seat.objects.create(group=group, unit=place.department, since=NOW, **values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Group.objects.filter(pk=group.pk).update(operations=place.operations)
