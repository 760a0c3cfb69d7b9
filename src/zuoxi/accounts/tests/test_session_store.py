"""Sessions that a process believes for some seconds."""

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache

from zuoxi.accounts.tests.factories import person, signed_in
from zuoxi.kernel.belief import forget_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("believing")]

PAGE = "/account"


def is_in(browser) -> bool:
    return browser.get(PAGE).status_code == 200


@pytest.fixture
def lin():
    return person("lin")


@pytest.fixture
def browser(lin):
    browser = signed_in(lin)
    assert is_in(browser)
    return browser


def test_what_another_process_ended_opens_nothing_seconds_later(browser):
    Session.objects.all().delete()
    assert is_in(browser)  # still believed here

    forget_everything()
    assert not is_in(browser)


def test_what_this_process_ended_opens_nothing_at_once(browser):
    stolen = browser.cookies["zuoxi_session"].value
    browser.post("/sign-out")

    browser.cookies["zuoxi_session"] = stolen
    assert not is_in(browser)


def test_what_another_process_ended_does_not_live_again_under_a_new_key(browser):
    Session.objects.all().delete()

    answer = browser.post("/account/preferences", {"language": "en", "next": PAGE})

    assert answer.status_code == 400
    assert not Session.objects.exists()


def test_a_new_session_epoch_ends_it_seconds_later(browser, lin):
    lin.session_epoch += 1
    lin.save()

    forget_everything()
    assert not is_in(browser)
    assert not Session.objects.exists()


def test_an_owner_without_a_session_is_nobody(browser):
    Session.objects.all().delete()
    cache.delete_many([name.partition(":1:")[2] for name in cache._cache if "session:" in name])

    assert not is_in(browser)


@pytest.mark.parametrize("cookie", ["x" * 5000, "a b", "é" * 40, "short"])
def test_a_made_up_cookie_is_nobodys_and_is_not_kept(client, cookie):
    client.cookies["zuoxi_session"] = cookie

    assert not is_in(client)
    assert not [name for name in cache._cache if "session:" in name or "owner:" in name]
