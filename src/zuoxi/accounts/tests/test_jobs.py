"""The nightly clean-up."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from zuoxi.accounts.jobs import purge_sessions


@pytest.mark.django_db
def test_only_sessions_that_have_ended_are_dropped():
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))

    purge_sessions(timestamp=0)

    assert [each.session_key for each in Session.objects.all()] == ["new"]
