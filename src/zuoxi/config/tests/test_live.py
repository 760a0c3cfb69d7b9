"""Whose session a cookie is for the live process, and what its owner may hear of."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from zuoxi.accounts import actions as accounts
from zuoxi.accounts.choices import Role
from zuoxi.config import live
from zuoxi.org.models import Assignment
from zuoxi.workorders.tests.factories import Place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keep_the_connection(monkeypatch):
    # The real one would end the test's transaction.
    monkeypatch.setattr(live, "close_old_connections", lambda: None)


@pytest.fixture
def place():
    return Place()


def cookie_of(place, name, *, signed_in=timedelta(), seen=timedelta()):
    client = Client()
    client.force_login(place.users[name])
    session = client.session
    now = timezone.now()
    session["signed_in_at"] = int((now - signed_in).timestamp())
    session["seen_at"] = int((now - seen).timestamp())
    session.save()
    return session.session_key


def test_staff_of_a_centre_hear_of_their_centre(place):
    viewer = live.authenticate(cookie_of(place, "dispatcher"))
    pk = place.users["dispatcher"].pk
    assert viewer.user_id == pk
    assert viewer.audience == {f"user:{pk}", f"centre:{place.centre.pk}"}


def test_a_work_area_hears_of_itself_alone(place):
    viewer = live.authenticate(cookie_of(place, "area1"))
    assert viewer.audience == {f"user:{viewer.user_id}", f"area:{place.areas[0].pk}"}


def test_an_administrator_hears_of_people_and_no_business(place):
    viewer = live.authenticate(cookie_of(place, "admin"))
    assert viewer.audience == {f"user:{viewer.user_id}", "role:administrator"}


@pytest.mark.parametrize("cookie", ["", "x", "x" * 32, "\x00", "'; --", "é" * 500])
def test_a_forged_cookie_is_nobody(place, cookie):
    assert live.authenticate(cookie) is None


def test_a_session_past_its_limits_is_nobody(place):
    assert live.authenticate(cookie_of(place, "area1", seen=timedelta(minutes=29))) is not None
    assert live.authenticate(cookie_of(place, "area1", seen=timedelta(minutes=31))) is None
    assert live.authenticate(cookie_of(place, "area1", signed_in=timedelta(hours=13))) is None


def test_listening_is_no_activity(place):
    cookie = cookie_of(place, "area1", seen=timedelta(minutes=20))
    before = Client()
    before.cookies["zuoxi_session"] = cookie
    seen = before.session["seen_at"]
    live.authenticate(cookie)
    assert before.session["seen_at"] == seen


def test_who_signed_out_left_or_must_change_the_password_is_nobody(place):
    gone, left, expired = (cookie_of(place, name) for name in ("area1", "area2", "intake"))

    client = Client()
    client.cookies["zuoxi_session"] = gone
    client.logout()
    place.users["area2"].is_active = False
    place.users["area2"].save()
    place.users["intake"].must_change_password = True
    place.users["intake"].save()

    assert live.authenticate(gone) is None
    assert live.authenticate(left) is None
    assert live.authenticate(expired) is None


def test_a_new_password_ends_the_other_sessions(place):
    cookie = cookie_of(place, "area1")
    user = place.users["area1"]
    user.set_password("New-Passw0rd!")
    user.save()
    assert live.authenticate(cookie) is None


def test_a_role_that_was_withdrawn_is_gone_at_the_next_check(place):
    cookie = cookie_of(place, "all")
    at_areas = {Role.WORK_AREA_STAFF, Role.UNIT_HEAD}
    Assignment.objects.filter(user=place.users["all"], role__in=at_areas).delete()
    audience = live.authenticate(cookie).audience
    assert not any(name.startswith("area:") for name in audience)


def test_what_ends_a_session_is_told_to_the_live_process(place, monkeypatch):
    told = []
    # What it returns is sent: nothing that anybody would understand.
    monkeypatch.setattr("zuoxi.kernel.actions._told", lambda signal: told.append(signal) or "")
    actor = place.actor("area1")
    accounts.sign_out(actor=actor, now=timezone.now())
    assert any(f"session:{actor.user_id}" in signal.topics for signal in told)
