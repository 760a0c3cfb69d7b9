"""A version is asked whether it can serve."""

import pytest

from zuoxi.config import processes
from zuoxi.config.env import Env

HOST = "desk.example.com"


@pytest.mark.django_db(transaction=True)
def test_a_version_is_asked_under_a_name_that_it_allows(settings, monkeypatch):
    settings.ALLOWED_HOSTS = [f".{HOST}"]
    monkeypatch.setattr(Env, "own_host", HOST)
    processes.require_answer()
