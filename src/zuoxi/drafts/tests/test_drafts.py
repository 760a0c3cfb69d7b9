"""What was typed and not sent: kept for its writer, and for nobody else."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from zuoxi.drafts import actions, queries, retention
from zuoxi.drafts.choices import KEEP_DAYS, MOST_DRAFTS
from zuoxi.drafts.models import Draft
from zuoxi.kernel.errors import InvalidInput
from zuoxi.workorders.tests.factories import Place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TYPED = {"description": "小区停电，还没说完", "details.articles.0.name": "机顶盒"}


@pytest.fixture
def place():
    return Place()


def keep(place, name="intake", key="intake-fault-reports", values=TYPED, now=NOW):
    return actions.keep_draft(actor=place.actor(name), key=key, values=values, now=now)


def test_the_last_one_is_kept(place):
    keep(place)
    keep(place, values={"description": "说完了"}, now=NOW + timedelta(minutes=1))

    assert queries.find(place.actor("intake"), "intake-fault-reports").values == {
        "description": "说完了"
    }


def test_is_the_writers_alone(place):
    keep(place)

    assert queries.find(place.actor("supervisor"), "intake-fault-reports") is None
    actions.drop_draft(actor=place.actor("supervisor"), key="intake-fault-reports")
    assert Draft.objects.count() == 1


def test_dropped_when_sent(place):
    keep(place)
    actions.drop_draft(actor=place.actor("intake"), key="intake-fault-reports")

    assert not Draft.objects.exists()


def test_the_oldest_make_room(place):
    for number in range(MOST_DRAFTS + 2):
        keep(place, key=f"order-{number}", now=NOW + timedelta(minutes=number))
    keep(place, name="dispatcher")

    kept = set(queries.visible_to(place.actor("intake")).values_list("key", flat=True))
    assert kept == {f"order-{number}" for number in range(2, MOST_DRAFTS + 2)}
    assert Draft.objects.count() == MOST_DRAFTS + 1


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("", TYPED),
        ("k" * 101, TYPED),
        ("k", {"description": 1}),
        ("k", {"description": {"a": "b"}}),
        ("k", {"description": "a\x00b"}),
        ("k", {"description": "长" * 40_000}),
    ],
)
def test_what_no_form_sends_is_refused(place, key, values):
    with pytest.raises(InvalidInput):
        keep(place, key=key, values=values)


def test_old_ones_are_due_for_removal(place):
    now = timezone.now()
    keep(place, key="old", now=now - timedelta(days=KEEP_DAYS.at(now), minutes=1))
    keep(place, key="new", now=now)

    assert [each.key for each in retention.old(now)] == ["old"]


class TestAddress:
    @pytest.fixture
    def client(self, place):
        client = Client()
        client.force_login(place.users["intake"])
        session = client.session
        session["signed_in_at"] = session["seen_at"] = int(timezone.now().timestamp())
        session.save()
        return client

    def test_keeps_gives_and_drops(self, client):
        url = reverse("drafts:draft", args=["intake-fault-reports"])

        assert client.get(url).json() == {"values": {}}
        assert client.post(url, json.dumps(TYPED), "application/json").status_code == 204
        assert client.get(url).json() == {"values": TYPED}
        assert client.get(reverse("drafts:list")).json() == {"keys": ["intake-fault-reports"]}
        assert client.delete(url).status_code == 204
        assert client.get(url).json() == {"values": {}}

    @pytest.mark.parametrize("body", ["", "[]", "[" * 200_000, "no json", '{"a": 1}'], ids=range(5))
    def test_refuses_what_is_no_form(self, client, body):
        url = reverse("drafts:draft", args=["k"])

        assert client.post(url, body, "application/json").status_code == 422
        assert not Draft.objects.exists()

    def test_is_not_for_those_who_have_signed_out(self):
        url = reverse("drafts:draft", args=["k"])

        assert Client().post(url, "{}", "application/json").status_code in {302, 401}
