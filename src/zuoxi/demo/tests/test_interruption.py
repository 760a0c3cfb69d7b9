"""What an interrupted start of the demo leaves behind."""

import pytest
from django.conf import settings

from zuoxi.accounts.models import User
from zuoxi.customers.models import CustomerClass
from zuoxi.demo import actions, customers, orders
from zuoxi.demo.tests.test_actions import NOW
from zuoxi.org.models import Unit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


@pytest.fixture(autouse=True)
def shipped_classes():
    """Bring back what a migration has loaded and another test of this kind has emptied."""
    for code in ("ordinary", "key_account", "vip", "potential"):
        CustomerClass.objects.get_or_create(code=code, defaults={"label_zh_hans": code})


def test_an_interruption_leaves_an_empty_database(monkeypatch):
    demo = type("DemoEnv", (), {**settings.ENV.__dict__, "demo": True})()
    monkeypatch.setattr(settings, "ENV", demo)

    def interrupted(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(orders, "carry_out", interrupted)
    monkeypatch.setattr(customers, "COUNT", 30)
    with pytest.raises(KeyboardInterrupt):
        actions.seed_if_empty(now=NOW)
    assert not User.objects.exists()
    assert not Unit.objects.exists()
