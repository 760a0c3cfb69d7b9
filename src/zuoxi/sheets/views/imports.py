"""Bringing a file in: choose it, confirm its columns, see the check, run it, see the result."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound
from zuoxi.sheets import actions, files, presenters, queries, reading, running, storage, uploads
from zuoxi.sheets.choices import Kind, Outcome
from zuoxi.sheets.forms import ColumnsForm, UploadForm
from zuoxi.sheets.models import Import
from zuoxi.sheets.policies import may_import
from zuoxi.sheets.presenters import ImportView, RowLine
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page

_SAMPLES = 5


@page(policy=may_import, methods=["GET"])
def import_list(request: ActorRequest) -> HttpResponse:
    """List the own imports, the newest first."""
    found = queries.page_of_imports(request.actor, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": [ImportView(each, {}) for each in found.items],
        "next_cursor": found.next_cursor,
    }
    return htmx.render(request, "sheets/imports.html", "sheets/_imports.html", context)


@page(policy=may_import)
def new_import(request: ActorRequest) -> HttpResponse:
    """Take a file and look into it."""
    centres = [(each.code, each.name) for each in queries.centres(request.actor)]
    if request.method != "POST":
        initial = {"kind": request.GET.get("kind", Kind.CUSTOMERS)}
        return _show_form(request, UploadForm(initial=initial, centres=centres))
    form = UploadForm(request.POST, centres=centres)
    file = request.FILES.get("file")
    now = timezone.now()
    try:
        with uploads.stored(file if isinstance(file, UploadedFile) else None, now) as found:
            upload = actions.upload_sheet(
                actor=request.actor,
                kind=form.typed("kind"),
                centre=form.typed("centre"),
                name=found.name,
                file=found.file,
                limits=found.limits,
                now=now,
            )
    except InvalidInput as fault:
        form.add_refusal(fault)
        return _show_form(request, form, status=fault.status)
    return htmx.redirect(request, "sheets:import", upload.pk)


@page(policy=may_import, methods=["GET"])
def detail(request: ActorRequest, pk: int) -> HttpResponse:
    """Show an import at the step where it is."""
    return _show(request, queries.find_import(request.actor, pk))


@page(policy=may_import, methods=["POST"])
def check(request: ActorRequest, pk: int) -> HttpResponse:
    """Confirm the columns and have every row tried."""
    upload = queries.find_import(request.actor, pk)
    form = ColumnsForm(request.POST, upload=upload)
    try:
        actions.check_import(
            actor=request.actor,
            import_id=pk,
            columns=form.chosen(),
            allow_duplicate_phone=bool(form.typed("allow_duplicate_phone")),
            now=timezone.now(),
        )
    except InvalidInput as fault:
        form.add_refusal(fault)
        return _show(request, upload, form, status=fault.status)
    except Conflict as fault:
        messages.warning(request, str(fault.message))
    return htmx.redirect(request, "sheets:import", pk)


@page(policy=may_import, methods=["POST"])
def run(request: ActorRequest, pk: int) -> HttpResponse:
    """Have the rows taken in."""
    try:
        actions.run_import(actor=request.actor, import_id=pk, now=timezone.now())
    except Conflict as fault:
        messages.warning(request, str(fault.message))
    return htmx.redirect(request, "sheets:import", pk)


@page(policy=may_import, methods=["POST"])
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Leave the rest of the rows outside."""
    try:
        actions.cancel_import(actor=request.actor, import_id=pk, now=timezone.now())
        messages.success(request, _("The import was cancelled."))
    except Conflict as fault:
        messages.warning(request, str(fault.message))
    return htmx.redirect(request, "sheets:import", pk)


@page(policy=may_import, methods=["GET"])
def errors(request: ActorRequest, pk: int) -> FileResponse:
    """Hand the errors of an import over as a sheet."""
    return files.errors_of(queries.find_import(request.actor, pk))


@page(policy=may_import, methods=["GET"])
def template(request: ActorRequest, kind: str) -> FileResponse:
    """Hand an empty sheet over, with the headings that an import reads."""
    del request
    if kind not in Kind.values:
        raise NotFound
    return files.template_of(Kind(kind))


def _show(
    request: ActorRequest, upload: Import, form: ColumnsForm | None = None, *, status: int = 200
) -> HttpResponse:
    shown = presenters.import_view(upload)
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in Outcome.values else ""
    found = queries.rows_of(upload, outcome=outcome, cursor=request.GET.get("cursor", ""))
    context: dict[str, Any] = {
        "view": shown,
        "upload": upload,
        "lines": [RowLine(each) for each in found.items],
        "next_cursor": found.next_cursor,
        "outcome": outcome,
        "outcomes": Outcome.choices,
    }
    if shown.is_open:
        form = form or ColumnsForm(upload=upload, initial=_initial(upload))
        context |= {"form": form, "preview": _preview(upload, form)}
    return htmx.render(request, "sheets/import.html", "sheets/_import.html", context, status=status)


def _initial(upload: Import) -> dict[str, object]:
    return {"allow_duplicate_phone": upload.allow_duplicate_phone}


def _preview(upload: Import, form: ColumnsForm) -> list[tuple[Any, list[str]]]:
    """Return each choice of a column with what stands in the first rows of the file."""
    lines = reading.first_lines(
        storage.path_of(upload.file),
        running.shape_of(upload),
        running.limits_at(timezone.now()),
        count=_SAMPLES,
    )
    samples = [cells for _number, cells in lines[1:]]
    return [
        (column, [_sample(cells[at]) if at < len(cells) else "" for cells in samples])
        for at, column in enumerate(form.columns)
    ]


def _sample(cell: reading.Cell) -> str:
    if cell.is_formula:
        return _("(formula)")
    return "" if cell.value is None else str(cell.value)


def _show_form(request: ActorRequest, form: UploadForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "kinds": Kind.choices}
    return htmx.render(
        request, "sheets/new_import.html", "sheets/_new_import.html", context, status=status
    )
