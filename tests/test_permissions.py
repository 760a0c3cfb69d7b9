"""The whole matrix, called for real: every route as every role, and signed out."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.urls.converters import IntConverter

from zuoxi.accounts.choices import Role
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.api import site
from zuoxi.config import permissions
from zuoxi.web import pages
from zuoxi.workorders.tests.factories import Place, order_in

pytestmark = pytest.mark.django_db

PEOPLE = {
    Role.INTAKE_AGENT: "intake",
    Role.DISPATCHER: "dispatcher",
    Role.WORK_AREA_STAFF: "area1",
    Role.FORM_CONTROLLER: "controller",
    Role.REVIEWER: "reviewer",
    Role.ARCHIVER: "archiver",
    Role.SUPERVISOR: "supervisor",
    Role.UNIT_HEAD: "head",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "admin",
}
# Leaving the session or changing what the other calls of this test stand on.
UNSAFE_TO_CALL = {"accounts:sign_out"}
# Any value will do for a route's parameters: who may come in is decided before they are looked at.
KNOWN = {"number": "20261120-00001", "customer_no": "111", "list_name": "dispatch"}


@pytest.fixture
def place():
    place = Place()
    order_in(place, "dispatched")
    return place


def client_of(place, role):
    return Client() if role is None else signed_in(place.users[PEOPLE[role]])


def pages_to_call():
    """Yield (entry, method, address) of every page, with some value for each parameter."""
    entries = {entry.name: entry for entry in permissions.matrix()}
    for name, pattern in pages.patterns():
        if name not in entries or name in UNSAFE_TO_CALL:
            continue
        values = {
            key: KNOWN.get(key, 1 if isinstance(converter, IntConverter) else "x")
            for key, converter in pattern.pattern.converters.items()
        }
        method = "get" if "GET" in pages.access()[name].methods else "post"
        yield entries[name], method, reverse(name, kwargs=values)


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "signed out")
def test_every_page_admits_exactly_the_roles_of_its_policy(place, role):
    client = client_of(place, role)
    wrong = []
    for entry, method, address in pages_to_call():
        response = getattr(client, method)(address)
        admitted = entry.is_public or role in entry.roles
        refused = response.status_code == 403 or (
            role is None and response.status_code in {302, 401}
        )
        if admitted == refused or response.status_code >= 500:
            wrong.append((entry.name, address, response.status_code))

    assert not wrong


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: role or "signed out")
def test_every_api_route_admits_exactly_the_roles_of_its_policy(place, role):
    client = client_of(place, role)
    wrong = []
    for method, path, spec in site.operations():
        address = re.sub(r"\{(\w+)\}", lambda match: KNOWN.get(match[1], "1"), path)
        response = client.generic(method, address, "{}", content_type="application/json")
        entry_roles = {
            each.value for each in Role if each == role and spec.policy(place.actor(PEOPLE[each]))
        }
        public = spec.policy.__name__ == "anybody"
        admitted = public or bool(entry_roles)
        refused = response.status_code in {401, 403} and not (
            public and response.status_code == 401
        )
        if admitted == refused or response.status_code >= 500:
            wrong.append((method, address, response.status_code))

    assert not wrong


def test_no_route_is_missing_from_the_matrix():
    named = {entry.name for entry in permissions.matrix()}

    assert set(pages.access()) - {n for n in pages.access() if n.startswith("api:")} <= named
    assert {f"{method} {path}" for method, path, _spec in site.operations()} <= named
