"""Servers of a test, and the kinds of its notices."""

import pytest
from django.utils.translation import gettext_lazy

from zuoxi.deliveries.tests.factories import ALARM, KIND, House
from zuoxi.deliveries.tests.servers import MailServer, WebServer
from zuoxi.notices import kinds


@pytest.fixture(autouse=True)
def kinds_of_the_test(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.kind(KIND, label=gettext_lazy("Notice"))(lambda notice: f"{notice.data['number']}!")
    alarm = kinds.kind(ALARM, label=gettext_lazy("Urge"), escalates=True)
    alarm(lambda notice: f"表单 {notice.data['number']} 已超时。")


@pytest.fixture
def web():
    server = WebServer()
    yield server
    server.close()


@pytest.fixture
def post(settings):
    server = MailServer()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.DEFAULT_FROM_EMAIL = "坐席 <zuoxi@mail.example>"
    settings.SITE_ADDRESS = "https://zuoxi.example"
    yield server
    server.close()


@pytest.fixture
def house(web, settings):
    settings.SITE_ADDRESS = "https://zuoxi.example"
    return House(web)
