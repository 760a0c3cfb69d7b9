"""Asking for sheets and reading them, as people and spreadsheet programs do."""

import csv
import io

import openpyxl
from django.test import Client
from django.utils import timezone

from zuoxi.sheets import actions, production, storage
from zuoxi.workorders.tests.factories import NOW

INQUIRY = "/inquiry/"
CUSTOMERS = "/customers/"


def client_of(place, name):
    client = Client()
    client.force_login(place.users[name])
    session = client.session
    session["signed_in_at"] = session["seen_at"] = int(timezone.now().timestamp())
    session.save()
    return client


def export(place, address, *, by="supervisor", **wanted):
    actor = place.actor(by)
    asked = actions.request_export(
        actor=actor, wanted=actions.Wanted(address=address, **wanted), now=NOW
    )
    return production.produce(asked, actor, clock=lambda: NOW)


def content_of(exported):
    return storage.path_of(exported.file).read_bytes()


def rows_of(exported):
    """Return a written sheet as dictionaries by heading, and the raw values."""
    raw = content_of(exported)
    if exported.format == "csv":
        lines = list(csv.reader(io.StringIO(raw.decode(exported.encoding))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(raw)).worksheets[0]
        lines = [list(line) for line in sheet.iter_rows(values_only=True)]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
