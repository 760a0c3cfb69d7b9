"""Taking the contact list out of the system; the file is made by ``presenters.files``."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.contacts import queries
from zuoxi.contacts.events import ListExported
from zuoxi.contacts.policies import may_see_contacts
from zuoxi.contacts.queries import Entry, ListFilter
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput
from zuoxi.org import queries as org
from zuoxi.sheets.choices import Format


@dataclass(frozen=True)
class ExportedList:
    """The rows that leave the system, as the page shows them, and the format of the file."""

    entries: list[Entry]
    format: Format


@action("contacts.export_list", policy=may_see_contacts)
def export_list(*, actor: Actor, wanted: ListFilter, format_: str, now: datetime) -> ExportedList:
    """Return the rows for a file and leave in the log who took how many, chosen how.

    The file has what the same person's page has: numbers are masked for who only looks on.
    """
    if format_ not in Format.values:
        raise InvalidInput(fields={"format": [_("Choose one of the offered values.")]})
    rows = queries.entries(actor, wanted, today=timezone.localdate(now))
    data = {
        "rows": len(rows),
        "format": format_,
        "department_id": wanted.department_id,
        "kind": wanted.kind,
        "subject": wanted.subject,
        "request_type": wanted.request_type,
        "text": wanted.text,
    }
    publish(ListExported(centre_id=org.home_centre_id(actor), data=data), actor=actor, now=now)
    return ExportedList(rows, Format(format_))
