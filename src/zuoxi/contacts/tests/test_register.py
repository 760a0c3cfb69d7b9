"""Departments, interfaces, contact persons, substitutes: what is kept and what is refused."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from zuoxi.audit.sentences import sentence_for
from zuoxi.contacts import actions, presenters, queries
from zuoxi.contacts.models import ContactPerson, InterfaceType, Profile, Substitution
from zuoxi.contacts.queries import ListFilter
from zuoxi.contacts.tests.factories import AT_WORK, Department
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, NotFound, Stale
from zuoxi.kernel.models import Event
from zuoxi.org import actions as org
from zuoxi.org.choices import UnitKind
from zuoxi.org.models import Unit
from zuoxi.workorders.models import CodeItem
from zuoxi.workorders.tests.factories import NOW, Place, make_unit

pytestmark = pytest.mark.django_db

FIVE = ["产品部", "技术部", "市场部", "销售部", "人事行政财务部"]
TODAY = AT_WORK.date()


@pytest.fixture
def place():
    return Department()


def names_at(centre):
    rows = Unit.objects.filter(centre=centre, kind=UnitKind.DEPARTMENT)
    return list(rows.order_by("pk").values_list("name", flat=True))


def refused(function, *args, **kwargs):
    with pytest.raises(InvalidInput) as refusal:
        function(*args, **kwargs)
    return set(refusal.value.fields)


def substitute(place, person, other, first=TODAY, last=TODAY, *, by="supervisor"):
    return actions.name_substitute(
        actor=place.actor(by),
        person_id=person.pk,
        substitute_id=other.pk,
        first_day=first,
        last_day=last,
        now=AT_WORK,
    )


def listed(place, *, by="intake", **wanted):
    found = queries.entries(place.actor(by), ListFilter(**wanted), today=TODAY)
    return [(each.interface.name, each.person.name if each.person else "") for each in found]


def codes(*more):
    CodeItem.objects.bulk_create(
        CodeItem(
            list="request_type",
            code=code,
            label_zh_hans=code,
            valid_from=NOW.date(),
            source="test",
        )
        for code in more
    )


def test_a_centre_is_founded_with_the_five_departments():
    company = make_unit(UnitKind.COMPANY, "company")
    with translation.override("zh-hans"):
        centre = org.create_unit(
            actor=SYSTEM, kind="centre", code="c", name="中心", parent_id=company.pk, now=NOW
        )
    assert names_at(centre) == FIVE
    texts = Profile.objects.get(department__code="c-product")
    assert "产品" in texts.functions_zh_hans
    assert "產品" in texts.functions_zh_hant
    assert "products" in texts.functions_en
    with translation.override("en"):
        assert "products" in texts.functions


def test_an_older_centre_gets_those_that_are_missing_once(place):
    supervisor = place.actor("supervisor")
    assert queries.centres_without(supervisor) == [place.centre]
    for _ in range(2):
        actions.found_departments(actor=supervisor, centre_id=place.centre.pk, now=NOW)
    assert len(names_at(place.centre)) == 6
    kinds = [each.kind for each in queries.gaps(supervisor, now=AT_WORK)]
    assert (kinds.count("no_handler"), kinds.count("no_interface")) == (5, 6)
    assert Event.objects.filter(kind="contacts.departments_founded").count() == 1
    assert queries.centres_without(supervisor) == []


def test_nobody_founds_departments_elsewhere(place):
    other = Place("b-", company=place.company)
    with pytest.raises(NotFound):
        actions.found_departments(
            actor=place.actor("supervisor"), centre_id=other.centre.pk, now=NOW
        )
    with pytest.raises(Forbidden):
        actions.found_departments(actor=place.actor("intake"), centre_id=place.centre.pk, now=NOW)


def test_a_sixth_is_at_once_a_target_of_orders(place):
    assert place.order().work_area == place.unit


def test_what_a_department_does_is_kept_by_version(place):
    values = {
        "actor": place.actor("dept_head"),
        "department_id": place.unit.pk,
        "functions": {"functions_zh_hans": "管产品", "functions_en": "Products"},
        "now": NOW,
    }
    actions.save_functions(expected_version=None, **values)
    assert queries.profile_of(place.unit).functions == "管产品"
    with pytest.raises(Stale):
        actions.save_functions(expected_version=1, **values)
    assert Event.objects.filter(kind="contacts.functions_saved").count() == 1


def test_a_person_needs_a_way_to_be_reached(place):
    assert refused(place.person, "甲", office_phone="") == {"office_phone"}
    assert place.person("甲", office_phone="", other="对讲 3 频道").other
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPerson.objects.update(office_phone="", other="")


def test_all_that_is_wrong_with_a_person_is_said_at_once(place):
    wrong = {
        "office_phone": "no number",
        "email": "nobody",
        "username": "area1",
        "hours": ["8-12", *[""] * 6],
    }
    found = refused(place.person, " ", **wrong)
    assert found == {"name", "office_phone", "email", "username", "hours"}
    assert refused(place.person, "甲", hours=["08:30-12:00"]) == {"hours"}


def test_an_account_stands_for_one_person_of_a_department(place):
    place.person("甲", username="staff")
    assert refused(place.person, "乙", username="staff") == {"username"}


def test_the_log_says_that_a_number_changed_and_not_which(place):
    person = place.person("甲", mobile="13900001111")
    actions.save_person(
        actor=place.actor("supervisor"),
        department_id=place.unit.pk,
        person_id=person.pk,
        wanted=actions.WantedPerson(name="甲", mobile="13900002222"),
        expected_version=1,
        now=NOW,
    )
    events = Event.objects.filter(kind="contacts.person_saved").order_by("pk")
    assert "139" not in str([each.data for each in events])
    assert "mobile" in events[1].data["changed"]
    with translation.override("en"):
        assert "甲" in sentence_for(events[1])


def test_two_interfaces_do_not_answer_for_the_same(place):
    codes("tariff")
    place.interface(name="宽带", request_types=["test"])
    assert refused(place.interface, name="宽带", request_types=["tariff", "test"]) == {"name"}
    place.interface(name="宽带", request_types=["tariff"])
    place.interface(name="宽带")
    assert refused(place.interface, name="宽带") == {"name"}
    place.interface(name="宽带", kind="product")


def test_a_closed_interface_leaves_its_subject_to_another(place):
    first = place.interface(name="宽带")
    close = {"actor": place.actor("supervisor"), "interface_id": first.pk, "now": NOW}
    with pytest.raises(Stale):
        actions.close_interface(expected_version=9, **close)
    actions.close_interface(expected_version=1, **close)
    assert not InterfaceType.objects.filter(interface=first, counts=True).exists()
    assert place.interface(name="宽带").pk != first.pk


def test_what_is_being_reached_for_is_not_closed(place):
    person = place.person("甲")
    interface = place.interface(person)
    place.start(place.order())
    common = {"actor": place.actor("supervisor"), "expected_version": None, "now": AT_WORK}
    with pytest.raises(Conflict):
        actions.close_interface(interface_id=interface.pk, **common)
    with pytest.raises(Conflict):
        actions.close_person(person_id=person.pk, **common)


def test_an_interface_has_persons_of_its_department_each_once(place):
    other = Department("b-", company=place.company)
    theirs, ours = other.person("乙"), place.person("甲")
    assert refused(place.interface, theirs) == {"persons"}
    assert refused(place.interface, ours, ours) == {"persons"}
    wrong = refused(place.interface, theirs, kind="else", name="", request_types=["nothing"])
    assert wrong == {"kind", "name", "request_types", "persons"}


def test_a_department_that_is_not_there_is_not_found(place):
    with pytest.raises(NotFound):
        actions.save_interface(
            actor=place.actor("supervisor"),
            department_id=place.areas[0].pk,
            wanted=actions.WantedInterface(kind="product", name="x"),
            now=NOW,
        )


def test_who_keeps_the_register(place):
    assert place.person("甲", by="dept_head")
    assert place.person("乙", by="centre_head")
    for name in ("staff", "intake", "auditor"):
        with pytest.raises(Forbidden):
            place.person("丙", by=name)
    with pytest.raises(NotFound):
        place.person("丙", by="head")


def test_a_circle_of_substitutes_is_refused(place):
    first, second, third = (place.person(name) for name in ("甲", "乙", "丙"))
    week = {"first": TODAY, "last": TODAY + timedelta(days=6)}
    assert refused(substitute, place, first, first) == {"substitute"}
    substitute(place, first, second, **week)
    substitute(place, second, third, **week)
    day = TODAY + timedelta(days=6)
    assert refused(substitute, place, third, first, day, day) == {"substitute"}
    # The circle would not close on any one day.
    later = TODAY + timedelta(days=7)
    substitute(place, third, first, later, later)


def test_a_person_has_one_substitute_a_day(place):
    first, second = place.person("甲"), place.person("乙")
    substitute(place, first, second)
    assert refused(substitute, place, first, second) == {"first_day"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Substitution.objects.create(
            person=first, substitute=second, first_day=TODAY, last_day=TODAY
        )


def test_the_days_of_a_substitute_are_checked(place):
    first, second = place.person("甲"), place.person("乙")
    before, late = TODAY - timedelta(days=1), date(2098, 1, 1)
    assert refused(substitute, place, first, second, TODAY, before) == {"last_day"}
    assert refused(substitute, place, first, second, TODAY, late) == {"last_day"}
    assert refused(substitute, place, first, second, None, None) == {"first_day", "last_day"}


def test_a_substitution_is_taken_back(place):
    first, second = place.person("甲"), place.person("乙")
    row = substitute(place, first, second)
    take_back = {"actor": place.actor("dept_head"), "person_id": first.pk, "now": NOW}
    actions.remove_substitute(substitution_id=row.pk, **take_back)
    with pytest.raises(NotFound):
        actions.remove_substitute(substitution_id=row.pk, **take_back)
    with translation.override("en"):
        for each in Event.objects.filter(kind__startswith="contacts.substitute"):
            assert "乙" in sentence_for(each)


def test_the_search_by_type_finds_the_right_person(place):
    codes("tariff")
    named, general = place.person("资费"), place.person("其他")
    place.interface(named, name="资费", request_types=["tariff"])
    place.interface(general, name="其他事项")
    assert listed(place, request_type="tariff") == [("资费", "资费")]
    assert listed(place, request_type="test") == [("其他事项", "其他")]
    assert len(listed(place)) == 2


def test_the_list_is_filtered(place):
    place.interface(place.person("甲"), place.person("乙"), name="宽带", kind="product")
    place.interface(name="合同", kind="function")
    assert listed(place, kind="product") == [("宽带", "甲"), ("宽带", "乙")]
    assert listed(place, subject="合") == [("合同", "")]
    assert listed(place, text="乙 宽") == [("宽带", "乙")]
    assert listed(place, department_id=place.unit.pk, text="丁") == []
    assert listed(place, department_id=place.areas[0].pk) == []


def test_who_sees_which_departments(place):
    other = Department("b-", company=place.company)
    other.interface(name="别处")
    place.interface(name="这里")
    for name in ("intake", "staff", "dept_head", "auditor"):
        assert listed(place, by=name) == [("这里", "")]
    assert listed(place, by="area1") == []


def test_personal_numbers_are_masked_for_those_who_only_look_on(place):
    person = place.person("甲", mobile="13912345678", email="jia@example.org", other="微信 jia")
    for name in ("intake", "dispatcher", "supervisor", "staff", "dept_head"):
        card = presenters.card_of(person, place.actor(name))
        assert (card.is_masked, card.mobile) == (False, "13912345678")
    for name in ("auditor", "reviewer", "archiver"):
        card = presenters.card_of(person, place.actor(name))
        assert card.office_phone == "010-12345678"
        assert "1234" not in card.mobile
        assert card.email != person.email
        assert "jia" not in card.other


def test_what_is_missing_is_flagged(place):
    actor = place.actor("supervisor")

    def kinds():
        return sorted(each.kind for each in queries.gaps(actor, now=AT_WORK))

    assert kinds() == ["no_interface"]
    first = place.person("甲", office_phone="", email="jia@example.org")
    second = place.person("乙")
    place.interface(first)
    assert kinds() == ["few_persons", "no_telephone"]
    place.interface(first, second, name="其他")
    substitute(place, first, second)
    assert kinds() == ["all_away", "few_persons", "no_telephone"]
    actions.close_person(actor=actor, person_id=first.pk, expected_version=None, now=AT_WORK)
    assert kinds() == ["few_persons", "few_persons", "inactive_person", "inactive_person"]
    place.order()
    assert "no_process" in kinds()
    rows = presenters.gap_rows(queries.gaps(actor, now=AT_WORK))
    assert all(each.url.startswith("/") and each.text for each in rows)


def test_an_export_leaves_its_size_in_the_log(place):
    place.interface(place.person("甲"))
    exported = actions.export_list(
        actor=place.actor("auditor"), wanted=ListFilter(), format_="csv", now=AT_WORK
    )
    assert len(exported.entries) == 1
    assert Event.objects.get(kind="contacts.exported").data["rows"] == 1
    with pytest.raises(InvalidInput):
        actions.export_list(
            actor=place.actor("auditor"), wanted=ListFilter(), format_="doc", now=AT_WORK
        )
