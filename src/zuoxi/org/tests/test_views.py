"""People, organisation and work areas as a browser sees them."""

import re

import pytest
import time_machine
from django.test import Client

from zuoxi.accounts.choices import Role
from zuoxi.accounts.models import User
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.kernel.belief import forget_everything
from zuoxi.org import queries
from zuoxi.org.models import Assignment, Technician, Unit
from zuoxi.org.tests.factories import NOW, organisation, person

pytestmark = pytest.mark.django_db

PEOPLE = "/settings/people"


@pytest.fixture
def org():
    with time_machine.travel(NOW, tick=False):
        yield organisation()


def browser_of(user: User) -> Client:
    return signed_in(user, language="en")


@pytest.fixture
def boss(org):
    return browser_of(org.admin)


@pytest.fixture
def sup(org):
    return browser_of(org.supervisor)


def text_of(answer) -> str:
    return answer.content.decode()


class TestActor:
    @pytest.mark.usefixtures("believing")
    def test_a_request_costs_session_user_and_scope_once(
        self, org, boss, django_assert_num_queries
    ):
        boss.get("/session")
        forget_everything()

        with django_assert_num_queries(3):
            boss.get("/session")
        with django_assert_num_queries(0):
            boss.get("/session")

    def test_the_stored_language_overrides_the_browser(self, org, boss):
        org.admin.language = "zh-hant"
        org.admin.save()

        assert 'lang="zh-Hant"' in text_of(boss.get(PEOPLE))

    def test_times_are_shown_in_the_zone_of_the_own_centre(self, org, sup):
        org.technician("t1")

        page = text_of(sup.get("/settings/audit"))

        assert "10:00" not in page  # 02:00 UTC is 10:00 in Shanghai and 08:00 in Urumqi
        assert "08:00" in page or "8:00" in page or "8 a.m." in page


class TestPeople:
    def test_are_listed_searched_and_paged(self, org, boss):
        for number in range(55):
            User.objects.create(username=f"p{number:02}", name=f"张{number}")

        first = text_of(boss.get(PEOPLE))
        found = text_of(boss.get(f"{PEOPLE}?q=P07"))

        assert first.count('<td class="col-user">') == 50
        assert 'rel="next"' in first
        assert "张7" in found
        assert "张8" not in found

    def test_the_list_costs_the_same_for_few_and_many(self, org, boss, django_assert_num_queries):
        boss.get(PEOPLE)
        with django_assert_num_queries(6) as few:
            boss.get(PEOPLE)
        for number in range(20):
            person(f"p{number:02}", (Role.DISPATCHER, org.centre))

        with django_assert_num_queries(len(few)):
            boss.get(PEOPLE)

    def test_a_new_one_gets_a_one_time_password_and_a_role(self, org, boss):
        page = text_of(boss.post(f"{PEOPLE}/new", {"username": "neu", "name": "新人"}))
        user = User.objects.get(username="neu")
        one_time = page.split("data-one-time>")[1].split("<")[0]

        assert user.check_password(one_time.replace("&amp;", "&"))
        boss.post(f"{PEOPLE}/{user.pk}/roles", {"role": "dispatcher", "unit": org.centre.pk})
        assert queries.scope_of(user.pk).centre_ids == {org.centre.pk}

    def test_what_was_typed_is_kept_when_it_is_refused(self, org, boss):
        answer = boss.post(f"{PEOPLE}/new", {"username": "boss", "name": "<b>新人"})

        assert answer.status_code == 422
        assert "This user name is taken." in text_of(answer)
        assert "&lt;b&gt;新人" in text_of(answer)

    def test_a_refused_role_says_why(self, org, boss):
        user = person("lin")

        answer = boss.post(
            f"{PEOPLE}/{user.pk}/roles", {"role": "administrator", "unit": org.centre.pk}
        )

        assert answer.status_code == 422
        assert "is held at the company" in text_of(answer)

    def test_are_corrected_closed_opened_unlocked_and_given_a_password(self, org, boss):
        user = person("lin", locked_until=NOW.replace(year=2027))
        page = f"{PEOPLE}/{user.pk}"
        assert "Unlock" in text_of(boss.get(page))

        boss.post(f"{page}/unlock")
        boss.post(page, {"username": "lin2", "name": "林", "staff_no": "7"})
        boss.post(f"{page}/deactivate")
        user.refresh_from_db()
        assert (user.username, user.is_active, user.locked_until) == ("lin2", False, None)
        boss.post(f"{page}/reactivate")
        shown = text_of(boss.post(f"{page}/reset-password"))

        user.refresh_from_db()
        assert user.is_active
        assert user.must_change_password
        assert "data-one-time" in shown

    def test_the_last_administrator_is_told_why_the_role_stays(self, org, boss):
        own = Assignment.objects.get(user=org.admin)

        boss.post(f"{PEOPLE}/{org.admin.pk}/roles/{own.pk}/withdraw")

        assert "This is the last administrator" in text_of(boss.get(PEOPLE))

    def test_a_role_that_nobody_holds_is_not_found(self, org, boss):
        answer = boss.post(f"{PEOPLE}/{org.admin.pk}/roles/999999/withdraw")

        assert answer.status_code == 404

    @pytest.mark.usefixtures("believing")
    def test_a_closed_account_is_out_within_seconds(self, org, boss):
        user = person("lin")
        theirs = browser_of(user)
        assert theirs.get("/account").status_code == 200

        boss.post(f"{PEOPLE}/{user.pk}/deactivate")
        forget_everything()

        assert theirs.get("/account")["Location"].startswith("/sign-in")

    def test_an_unknown_one_is_not_found(self, org, boss):
        assert boss.get(f"{PEOPLE}/999999").status_code == 404
        assert boss.post(f"{PEOPLE}/999999/deactivate").status_code == 404


class TestOrganisation:
    def test_the_tree_is_shown_and_grows(self, org, boss):
        boss.post(
            "/settings/organisation/new",
            {"kind": "team", "parent": org.centre.pk, "name": "夜班", "code": "night"},
        )

        assert Unit.objects.get(code="night").centre == org.centre
        assert "夜班" in text_of(boss.get("/settings/organisation"))

    def test_units_are_renamed_closed_and_opened(self, org, boss):
        page = f"/settings/organisation/{org.team.pk}"

        boss.post(page, {"name": "早班", "parent": org.centre.pk, "time_zone": "Asia/Shanghai"})
        boss.post(f"{page}/deactivate")

        org.team.refresh_from_db()
        assert (org.team.name, org.team.is_active) == ("早班", False)
        boss.post(f"{page}/reactivate")
        org.team.refresh_from_db()
        assert org.team.is_active

    def test_a_company_keeps_its_place(self, org, boss):
        page = f"/settings/organisation/{org.company.pk}"

        answer = boss.post(page, {"name": "新名", "parent": "", "time_zone": "Asia/Shanghai"})

        assert answer.status_code == 303
        org.company.refresh_from_db()
        assert (org.company.name, org.company.path) == ("新名", f"/{org.company.pk}/")


class TestWorkAreas:
    def test_a_supervisor_maintains_the_own_ones(self, org, sup):
        sup.post(
            "/settings/work-areas/new",
            {"kind": "work_area", "centre": org.centre.pk, "name": "工区三", "code": "a3"},
        )
        area = Unit.objects.get(code="a3")
        sup.post(
            "/settings/technicians/new",
            {"work_area": area.pk, "name": "李师傅", "code": "t9", "phone": "13800138000"},
        )
        technician = Technician.objects.get(code="t9")
        sup.post(f"/settings/work-areas/{area.pk}", {"name": "工区叁"})
        sup.post(
            f"/settings/technicians/{technician.pk}",
            {"work_area": org.area.pk, "name": "李师傅", "phone": "13800138000"},
        )

        page = text_of(sup.get("/settings/work-areas"))
        assert "工区叁" in page
        assert "138****8000" in page
        assert "13800138000" not in page
        technician.refresh_from_db()
        assert technician.work_area == org.area

    def test_a_department_is_one_of_them(self, org, sup):
        data = {"kind": "department", "centre": org.centre.pk, "name": "营业部", "code": "d1"}
        sup.post("/settings/work-areas/new", data)

        assert Unit.objects.get(code="d1").kind == "department"
        department = Unit.objects.get(code="d1")
        org.technician("d1a", work_area_id=department.pk)
        page = text_of(sup.get("/settings/work-areas"))
        shown = page.split(f'id="area-{department.pk}"')[1].split("</table>")[0]
        assert "营业部" in shown
        assert "Staff" in shown
        assert "echnician" not in re.sub(r"<[^>]*>", "", shown)

    def test_those_of_others_are_not_found(self, org, sup):
        technician = org.technician("t9", work_area_id=org.other_area.pk)

        assert org.other_area.name not in text_of(sup.get("/settings/work-areas"))
        for path in (
            f"work-areas/{org.other_area.pk}",
            f"technicians/{technician.pk}",
        ):
            assert sup.get(f"/settings/{path}").status_code == 404
            assert sup.post(f"/settings/{path}/deactivate").status_code == 404

    def test_open_orders_are_warned_of_before_closing(self, org, sup, monkeypatch):
        monkeypatch.setattr(queries, "_open_work", [lambda **_which: 2])
        path = f"/settings/work-areas/{org.area.pk}/deactivate"

        asked = sup.post(path)
        assert asked.status_code == 409
        assert "2 orders are still open" in text_of(asked)
        org.area.refresh_from_db()
        assert org.area.is_active
        sup.post(path, {"confirmed": "1"})

        org.area.refresh_from_db()
        assert not org.area.is_active

    def test_the_page_costs_the_same_for_few_and_many(self, org, sup, django_assert_num_queries):
        org.technician("t0")
        sup.get("/settings/work-areas")
        with django_assert_num_queries(5) as few:
            sup.get("/settings/work-areas")
        for number in range(1, 10):
            org.technician(f"t{number}")

        with django_assert_num_queries(len(few)):
            sup.get("/settings/work-areas")


class TestAccess:
    ADMINISTRATOR = (
        PEOPLE,
        f"{PEOPLE}/new",
        "/settings/organisation",
        "/settings/organisation/new",
    )
    SUPERVISOR = ("/settings/work-areas", "/settings/work-areas/new", "/settings/technicians/new")

    def test_each_role_opens_its_own_pages(self, org, boss, sup):
        for path in self.ADMINISTRATOR:
            assert (boss.get(path).status_code, sup.get(path).status_code) == (200, 403), path
        for path in self.SUPERVISOR:
            assert (boss.get(path).status_code, sup.get(path).status_code) == (403, 200), path

    def test_everybody_else_opens_none(self, org):
        plain = browser_of(person("lin", (Role.INTAKE_AGENT, org.centre)))

        for path in self.ADMINISTRATOR + self.SUPERVISOR + ("/settings/audit",):
            assert plain.get(path).status_code == 403, path
            assert Client().get(path)["Location"].startswith("/sign-in"), path


@pytest.mark.parametrize(
    ("address", "topic"),
    [(PEOPLE, "people"), ("/settings/organisation", "codes"), ("/settings/options", "options")],
)
def test_a_list_refreshes_itself_without_its_search(boss, address, topic):
    page = text_of(boss.get(address))
    part = text_of(boss.get(address, headers={"HX-Request": "true"}))

    assert f'data-live="{topic}"' in page
    assert f'data-live="{topic}"' in part
    assert '<form method="get"' not in part
    assert "<html" not in part


def test_the_work_areas_refresh_themselves(org, sup):
    org.technician("t1")

    part = text_of(sup.get("/settings/work-areas", headers={"HX-Request": "true"}))

    assert 'data-live="codes"' in part
    assert "t1" in part
    assert "<html" not in part
