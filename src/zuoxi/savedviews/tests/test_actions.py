"""What is kept, what is refused, and who may keep it for whom."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from zuoxi.accounts.choices import Role
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.models import Event
from zuoxi.org.models import Assignment
from zuoxi.savedviews import actions, queries
from zuoxi.savedviews.choices import MOST_VIEWS
from zuoxi.savedviews.models import DefaultView, SavedView
from zuoxi.savedviews.tests.factories import ADDRESS, save
from zuoxi.workorders.tests.factories import NOW, Place, set_option

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


def change(place, view, *, by="supervisor", version=None, **wanted):
    given = {"name": view.name, "address": ADDRESS, "visibility": view.visibility}
    return actions.change_view(
        actor=place.actor(by),
        view_id=view.pk,
        wanted=actions.Wanted(**(given | wanted)),
        expected_version=version,
        now=NOW,
    )


class TestAddress:
    def test_it_is_kept_in_one_form_without_page_and_choice(self, place):
        view = save(
            place,
            address="/inquiry/?sort=-received&cursor=x&order=1&columns=status&columns=number&q=停电",
        )

        assert view.path == "/inquiry/"
        assert view.query == "columns=status,number&q=%E5%81%9C%E7%94%B5&sort=-received"

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "/",
            "https://example.com/inquiry/",
            "/nowhere/",
            "/views/",
            "/inquiry/?columns=number,password",
            "/inquiry/?sort=customer__name",
            "/inquiry/?status=lost",
            "/inquiry/?work_area=gone",
            "/inquiry/?customer__name=王",
            "/inquiry/?received_from=tomorrow",
        ],
    )
    def test_what_is_no_list_or_cannot_be_read_is_refused(self, place, address):
        with pytest.raises(InvalidInput) as refused:
            save(place, address=address)

        assert set(refused.value.fields) == {"address"}
        assert not SavedView.objects.exists()

    def test_a_list_that_one_may_not_open_cannot_be_kept(self, place):
        with pytest.raises(Forbidden):
            save(place, by="area1", address="/work-orders/lists/dispatch/")


class TestNames:
    def test_a_name_is_once_per_list_and_circle(self, place):
        save(place)
        with pytest.raises(InvalidInput) as refused:
            save(place)

        assert set(refused.value.fields) == {"name"}
        assert save(place, by="auditor")
        assert save(place, address="/petitions/")
        assert save(place, visibility="all")

    @pytest.mark.parametrize("name", ["", " \n ", "长" * 61])
    def test_it_has_one_of_a_line(self, place, name):
        with pytest.raises(InvalidInput) as refused:
            save(place, name=name)

        assert set(refused.value.fields) == {"name"}

    def test_there_is_an_end_of_what_one_person_keeps(self, place, monkeypatch):
        monkeypatch.setattr(type(MOST_VIEWS), "at", lambda _option, _now: 1)
        save(place)

        with pytest.raises(Conflict):
            save(place, name="第二个")


@pytest.mark.django_db(transaction=True)
def test_saving_many_at_once_stays_within_the_limit(place):
    set_option("savedviews.most_views", 1)
    refused, barrier = [], threading.Barrier(4)

    def run(name):
        barrier.wait()
        try:
            save(place, name=name)
        except Conflict as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[f"第{n}个"]) for n in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert len(refused) == 3
    assert SavedView.objects.count() == 1


class TestCircles:
    def test_a_supervisor_keeps_views_for_a_unit_and_for_all(self, place):
        area = place.areas[0]

        assert save(place, visibility="unit", unit=area.code).unit == area
        assert save(place, visibility="unit", unit=place.centre.code).unit == place.centre
        assert save(place, visibility="all").unit is None

    @pytest.mark.parametrize("by", ["dispatcher", "area1", "auditor"])
    @pytest.mark.parametrize("visibility", ["unit", "all"])
    def test_nobody_else_does(self, place, by, visibility):
        with pytest.raises(Forbidden):
            save(place, by=by, visibility=visibility, unit=place.areas[0].code)

    def test_a_supervisor_keeps_none_for_another_centre(self, place):
        other = Place("b-")

        with pytest.raises(InvalidInput) as refused:
            save(place, visibility="unit", unit=other.areas[0].code)
        assert set(refused.value.fields) == {"unit"}

    def test_for_all_there_are_those_of_who_supervises_every_centre(self, place):
        view = save(place, visibility="all")
        other = Place("b-")

        for each in (place, other):
            with pytest.raises(Forbidden):
                save(each, name="另一个", visibility="all")
            with pytest.raises(Forbidden):
                actions.delete_view(actor=each.actor("supervisor"), view_id=view.pk, now=NOW)
            with pytest.raises(Forbidden):
                change(each, view, name="别的")
        Assignment.objects.create(
            user=other.users["supervisor"], role=Role.SUPERVISOR, unit=place.centre
        )
        assert change(other, view, name="别的").name == "别的"

    def test_an_administrator_keeps_those_for_all_in_order(self, place):
        view = save(place, visibility="all")

        with pytest.raises(Forbidden):
            change(place, view, by="dispatcher", name="别的")
        actions.delete_view(actor=place.actor("admin"), view_id=view.pk, now=NOW)
        assert not SavedView.objects.exists()

    @pytest.mark.parametrize(
        "address",
        [
            "/inquiry/?customer_no=111",
            "/inquiry/?number=20261120",
            "/inquiry/?q=13812341234",
            "/inquiry/?q=王小明",
        ],
    )
    def test_what_looks_for_one_person_is_not_for_others(self, place, address):
        assert save(place, address=address)
        for shared in ({"visibility": "all"}, {"visibility": "unit", "unit": place.centre.code}):
            with pytest.raises(InvalidInput) as refused:
                save(place, address=address, **shared)
            assert set(refused.value.fields) == {"visibility"}

    def test_a_name_with_a_telephone_is_not_for_others(self, place):
        with pytest.raises(InvalidInput) as refused:
            save(place, name="13812341234", visibility="all")
        assert set(refused.value.fields) == {"name"}

    def test_the_database_keeps_unit_and_circle_together(self, place):
        view = save(place)
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedView.objects.filter(pk=view.pk).update(visibility="unit")


class TestChanges:
    def test_a_change_of_an_older_version_is_refused(self, place):
        view = save(place)
        change(place, view, name="新名", version=1)

        with pytest.raises(Stale):
            change(place, view, name="又一个", version=1)
        assert queries.find(place.actor("supervisor"), view.pk).name == "新名"

    def test_one_of_somebody_else_is_unknown(self, place):
        view = save(place, by="dispatcher")

        for act in (change, choose):
            with pytest.raises(NotFound):
                act(place, view)
        with pytest.raises(NotFound):
            actions.delete_view(actor=place.actor("supervisor"), view_id=view.pk, now=NOW)

    def test_deleting_takes_the_defaults_along(self, place):
        view = save(place, visibility="all")
        choose(place, view, by="dispatcher")

        actions.delete_view(actor=place.actor("supervisor"), view_id=view.pk, now=NOW)

        assert not DefaultView.objects.exists()

    def test_a_default_does_not_follow_its_view_to_another_list(self, place):
        view = save(place)
        choose(place, view)

        change(place, view, address="/petitions/")

        assert not DefaultView.objects.exists()

    def test_the_log_says_what_happened_and_not_what_an_own_view_is_called(self, place):
        own = save(place, name="王小明")
        shared = save(place, visibility="all")
        choose(place, shared)
        choose(place, shared, is_default=False)
        actions.delete_view(actor=place.actor("supervisor"), view_id=own.pk, now=NOW)

        told = Event.objects.filter(kind__startswith="savedviews.").order_by("id")
        assert [each.kind.partition(".")[2] for each in told] == [
            "saved",
            "saved",
            "default_chosen",
            "default_chosen",
            "deleted",
        ]
        assert "王小明" not in str([each.data for each in told])
        assert told[1].data["name"] == "故障单"


def choose(place, view, *, by="supervisor", is_default=True):
    return actions.choose_default(
        actor=place.actor(by), view_id=view.pk, is_default=is_default, now=NOW
    )


class TestDefault:
    def test_one_view_of_a_list_is_the_first_and_for_its_chooser_alone(self, place):
        first, second = save(place, visibility="all"), save(place, name="另一个", visibility="all")
        for view in (first, second):
            choose(place, view, by="dispatcher")

        assert (
            queries.default_query(place.actor("dispatcher"), "/inquiry/")
            == (second.address.partition("?")[2])
        )
        assert queries.default_query(place.actor("auditor"), "/inquiry/") == ""

    def test_a_view_that_one_no_longer_has_is_not_started_with(self, place):
        view = save(place, visibility="all")
        choose(place, view, by="dispatcher")
        change(place, view, visibility="own")

        assert queries.default_query(place.actor("dispatcher"), "/inquiry/") == ""


class TestVisibility:
    def test_each_sees_own_ones_those_of_own_units_and_those_for_all(self, place):
        save(place, name="own")
        save(place, name="area1", visibility="unit", unit=place.areas[0].code)
        save(place, name="centre", visibility="unit", unit=place.centre.code)
        save(place, name="all", visibility="all")
        other = Place("b-")

        def names(where, who):
            return {each.name for each in queries.above(where.actor(who), "/inquiry/")}

        assert names(place, "supervisor") == {"own", "area1", "centre", "all"}
        assert names(place, "dispatcher") == {"centre", "all"}
        assert names(place, "area1") == {"area1", "all"}
        assert names(place, "area2") == {"all"}
        assert names(other, "supervisor") == {"all"}

    def test_lists_that_one_may_not_open_are_left_out(self, place):
        save(place, address="/work-orders/lists/dispatch/", visibility="all")

        assert queries.everything(place.actor("area1")) == []
        assert len(queries.everything(place.actor("dispatcher"))) == 1
        assert queries.containing(place.actor("area1"), "故障", limit=5) == []
