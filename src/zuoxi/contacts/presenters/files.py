"""The contact list as a file: the rows and masks of the page that it was taken from."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from zuoxi.contacts.actions import ExportedList
from zuoxi.contacts.choices import SubjectKind, Way
from zuoxi.contacts.presenters.persons import ListRow, list_rows
from zuoxi.kernel.actors import Actor
from zuoxi.sheets import writing
from zuoxi.sheets.choices import Encoding, Format
from zuoxi.sheets.columns import Column, Holds

_MEDIA = {
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.CSV: "text/csv; charset=utf-8",
}


def _of_card(name: str) -> Callable[[ListRow], str]:
    return lambda row: str(getattr(row.card, name)) if row.card else ""


def _substitute(row: ListRow) -> str:
    found = row.substitution
    return f"{found.substitute.name} ({found.last_day.isoformat()})" if found else ""


COLUMNS: tuple[Column, ...] = (
    Column(
        "department",
        pgettext_lazy("contact list", "Department"),
        Holds.TEXT,
        lambda row: row.entry.interface.department.name,
    ),
    Column(
        "kind",
        pgettext_lazy("contact list", "Kind"),
        Holds.TEXT,
        lambda row: str(SubjectKind(row.entry.interface.kind).label),
        10,
    ),
    Column(
        "subject",
        pgettext_lazy("contact list", "Product, business or function"),
        Holds.TEXT,
        lambda row: row.entry.interface.name,
        24,
    ),
    Column(
        "request_types",
        gettext_lazy("Request types"),
        Holds.TEXT,
        lambda row: row.types or _("All others"),
        24,
    ),
    Column(
        "position",
        pgettext_lazy("contact list", "Order"),
        Holds.NUMBER,
        lambda row: row.entry.position or None,
        8,
    ),
    Column("name", pgettext_lazy("contact list", "Name"), Holds.TEXT, _of_card("person")),
    Column("office_phone", Way.OFFICE.label, Holds.DIGITS, _of_card("office_phone")),
    Column("mobile", Way.MOBILE.label, Holds.DIGITS, _of_card("mobile")),
    Column("email", Way.EMAIL.label, Holds.TEXT, _of_card("email"), 24),
    Column("other", Way.OTHER.label, Holds.TEXT, _of_card("other"), 20),
    Column("hours", gettext_lazy("On duty"), Holds.TEXT, _of_card("hours"), 28),
    Column("substitute", gettext_lazy("Substitute (until)"), Holds.TEXT, _substitute, 20),
)


def file_of(exported: ExportedList, actor: Actor) -> FileResponse:
    """Return the file of a contact list, as the actor may see it."""
    title = pgettext("contact list", "Contact persons")
    # The file is gone with the folder; who has it open still reads it to its end.
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list.{exported.format}"
        with writing.writer(
            path,
            COLUMNS,
            format_=exported.format,
            encoding=Encoding.UTF_8,
            title=title,
        ) as out:
            for row in list_rows(exported.entries, actor):
                out.write(column.value(row) for column in COLUMNS)
        response = FileResponse(
            path.open("rb"),
            as_attachment=True,
            filename=f"{title}.{exported.format}",
            content_type=_MEDIA[exported.format],
        )
    response["Cache-Control"] = "no-store"
    return response
