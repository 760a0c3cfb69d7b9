"""One sentence per event of an export or an import."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.audit.sentences import sentence
from zuoxi.customers.choices import Purpose
from zuoxi.kernel.models import Event
from zuoxi.sheets.choices import Kind


@sentence("sheets.export_requested")
def _export_requested(event: Event) -> str:
    values = _export_values(event)
    if event.data.get("is_masked", True):
        return _("Requested a download: %(kind)s, masked. Filter: %(filter)s") % values
    return (
        _(
            "Requested a download: %(kind)s, unmasked, purpose: %(purpose)s. Filter: %(filter)s. "
            "Remark: %(remark)s"
        )
        % values
    )


@sentence("sheets.export_finished")
def _export_finished(event: Event) -> str:
    values = _export_values(event)
    rows = int(event.data.get("rows") or 0)
    if event.data.get("is_masked", True):
        return ngettext(
            "Downloaded %(rows)s row: %(kind)s, masked. Filter: %(filter)s",
            "Downloaded %(rows)s rows: %(kind)s, masked. Filter: %(filter)s",
            rows,
        ) % (values | {"rows": rows})
    return ngettext(
        "Downloaded %(rows)s row: %(kind)s, unmasked, purpose: %(purpose)s. Filter: %(filter)s",
        "Downloaded %(rows)s rows: %(kind)s, unmasked, purpose: %(purpose)s. Filter: %(filter)s",
        rows,
    ) % (values | {"rows": rows})


@sentence("sheets.export_failed")
def _export_failed(_event: Event) -> str:
    return _("A sheet could not be written.")


@sentence("sheets.export_cancelled")
def _export_cancelled(_event: Event) -> str:
    return _("Cancelled a download.")


@sentence("sheets.export_expired")
def _export_expired(_event: Event) -> str:
    return _("Removed the file of a download whose time was over.")


@sentence("sheets.import_uploaded")
def _import_uploaded(event: Event) -> str:
    return _("Uploaded a file for an import: %(kind)s, %(file)s.") % {
        "kind": _kind(event),
        "file": str(event.data.get("file") or "—"),
    }


@sentence("sheets.import_check_asked")
def _import_check_asked(event: Event) -> str:
    return _("Confirmed the columns of an import: %(kind)s.") % {"kind": _kind(event)}


@sentence("sheets.import_checked")
def _import_checked(event: Event) -> str:
    return _("Checked an import: %(kind)s. Rejected: %(faulty)s.") % _counts(event)


@sentence("sheets.import_started")
def _import_started(event: Event) -> str:
    return _("Started an import: %(kind)s.") % {"kind": _kind(event)}


@sentence("sheets.import_finished")
def _import_finished(event: Event) -> str:
    return _(
        "Finished an import: %(kind)s. Created: %(created)s, rejected: %(faulty)s, "
        "there before: %(skipped)s."
    ) % _counts(event)


@sentence("sheets.import_cancelled")
def _import_cancelled(event: Event) -> str:
    return _("Cancelled an import: %(kind)s. Created before: %(created)s.") % _counts(event)


@sentence("sheets.import_failed")
def _import_failed(event: Event) -> str:
    return _("An import could not be read to its end: %(reason)s") % {
        "reason": str(event.data.get("reason") or "—")
    }


def _counts(event: Event) -> dict[str, str]:
    names = ("created", "faulty", "skipped")
    return {"kind": _kind(event)} | {name: str(event.data.get(name) or 0) for name in names}


def _export_values(event: Event) -> dict[str, str]:
    purpose = str(event.data.get("purpose") or "")
    conditions = event.data.get("filter") or {}
    return {
        "kind": _kind(event),
        "purpose": str(dict(Purpose.choices).get(purpose, purpose)),
        "filter": _(", ").join(f"{name}={text}" for name, text in conditions.items()) or "—",
        "remark": str(event.data.get("remark") or "—"),
    }


def _kind(event: Event) -> str:
    kind = str(event.data.get("kind") or "")
    return str(dict(Kind.choices).get(kind, kind))
