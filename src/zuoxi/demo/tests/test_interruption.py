"""What an interrupted start of the demo leaves behind."""

import pytest
from django.conf import settings

from zuoxi.accounts.models import User
from zuoxi.demo import actions, orders
from zuoxi.demo.tests.test_actions import NOW
from zuoxi.org.models import Unit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


def test_an_interruption_leaves_an_empty_database(monkeypatch):
    demo = type("DemoEnv", (), {**settings.ENV.__dict__, "demo": True})()
    monkeypatch.setattr(settings, "ENV", demo)

    def interrupted(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(orders, "carry_out", interrupted)
    with pytest.raises(KeyboardInterrupt):
        actions.seed_if_empty(now=NOW)
    assert not User.objects.exists()
    assert not Unit.objects.exists()
