"""Asking for sheets and reading them, as people and spreadsheet programs do."""

import csv
import io

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from zuoxi.sheets import actions, production, running, storage, uploads
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


def sheet(*lines, name="rows.xlsx", encoding="utf-8", delimiter=","):
    """Return a file with these lines, as a browser uploads it."""
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append(list(line))
        raw = io.BytesIO()
        book.save(raw)
        return SimpleUploadedFile(name, raw.getvalue())
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(lines)
    return SimpleUploadedFile(name, text.getvalue().encode(encoding))


def upload(place, file, *, kind="customers", by="supervisor", centre=""):
    with uploads.stored(file, NOW) as found:
        return actions.upload_sheet(
            actor=place.actor(by),
            kind=kind,
            centre=centre,
            name=found.name,
            file=found.file,
            limits=found.limits,
            now=NOW,
        )


def check(place, taken, *, columns=None, by="supervisor", **options):
    actions.check_import(
        actor=place.actor(by),
        import_id=taken.pk,
        columns=taken.mapping if columns is None else columns,
        allow_duplicate_phone=options.get("allow_duplicate_phone", False),
        now=NOW,
    )
    return work(place, taken, by=by)


def run(place, taken, *, by="supervisor", **options):
    actions.run_import(actor=place.actor(by), import_id=taken.pk, now=NOW)
    return work(place, taken, by=by, **options)


def work(place, taken, *, by="supervisor", should_stop=lambda: False):
    """Do what the worker does."""
    taken.refresh_from_db()
    running.go_through(taken, place.actor(by), clock=lambda: NOW, should_stop=should_stop)
    taken.refresh_from_db()
    return taken


def bring_in(place, file, **given):
    taken = upload(place, file, **given)
    check(place, taken)
    return run(place, taken)


def faults_of(taken):
    """Return {row number: {column: [sentence]}}."""
    return {row.number: row.faults for row in taken.rows.filter(outcome="faulty")}


def body_of(response):
    """Read a file that a page hands over, and close it as a server would."""
    raw = b"".join(response.streaming_content)
    for close in response._resource_closers:
        close()
    return raw
