"""Asking for a list as a sheet, waiting for it, fetching it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import Conflict, InvalidInput, TooManyRequests
from zuoxi.sheets import actions, production, queries
from zuoxi.sheets.choices import Encoding
from zuoxi.sheets.files import file_of
from zuoxi.sheets.forms import ExportForm
from zuoxi.sheets.models import Export
from zuoxi.sheets.policies import may_export
from zuoxi.sheets.presenters import ExportRow, conditions_of
from zuoxi.sheets.queries import Listed
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page


@page(policy=may_export, methods=["GET"])
def export_list(request: ActorRequest) -> HttpResponse:
    """List the own downloads, the newest first."""
    found = queries.page_of_exports(request.actor, cursor=request.GET.get("cursor", ""))
    context = {
        "rows": [ExportRow(each) for each in found.items],
        "next_cursor": found.next_cursor,
    }
    return htmx.render(request, "sheets/exports.html", "sheets/_exports.html", context)


@page(policy=may_export)
def new_export(request: ActorRequest) -> HttpResponse:
    """Ask how the list at ``?address=`` is to be written, then start it."""
    if request.method != "POST":
        address = request.GET.get("address", "")
        listed, fault = _list_at(request, address)
        form = ExportForm(initial={"address": address}, actor=request.actor, listed=listed)
        if fault:
            form.add_refusal(fault)
        return _show_form(request, form, listed, status=fault.status if fault else 200)
    listed, _fault = _list_at(request, request.POST.get("address", ""))
    form = ExportForm(request.POST, actor=request.actor, listed=listed)
    now = timezone.now()
    try:
        export = actions.request_export(
            actor=request.actor,
            wanted=actions.Wanted(
                address=form.typed("address"),
                format=form.format_name(),
                encoding=form.typed("encoding") or Encoding.UTF_8,
                is_masked=not form.typed("unmasked"),
                purpose=form.typed("purpose"),
                remark=form.typed("remark"),
            ),
            now=now,
        )
    except (InvalidInput, TooManyRequests) as fault:
        form.add_refusal(fault)
        return _show_form(request, form, listed, status=fault.status)
    if queries.is_instant(request.actor, export, now):
        production.produce(export, request.actor, clock=timezone.now)
        # The browser saves the file and stays where it is.
        return htmx.redirect(request, "sheets:export_content", export.pk)
    return htmx.redirect(request, "sheets:export", export.pk)


@page(policy=may_export, methods=["GET"])
def export(request: ActorRequest, pk: int) -> HttpResponse:
    """Show how far the writing has come, and the file when it is there."""
    return _show(request, queries.find_export(request.actor, pk))


@page(policy=may_export, methods=["GET"])
def content(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Hand the file to the one who asked for it."""
    return file_of(queries.find_export(request.actor, pk), timezone.now())


@page(policy=may_export, methods=["POST"])
def cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """Stop the writing of a file."""
    try:
        actions.cancel_export(actor=request.actor, export_id=pk, now=timezone.now())
        messages.success(request, _("The download was cancelled."))
    except Conflict as fault:
        messages.warning(request, str(fault.message))
    return htmx.redirect(request, "sheets:export", pk)


def _show(request: ActorRequest, export: Export) -> HttpResponse:
    context = {"row": ExportRow(export), "export": export}
    return htmx.render(request, "sheets/export.html", "sheets/_export.html", context)


def _list_at(request: ActorRequest, address: str) -> tuple[Listed | None, InvalidInput | None]:
    """Return the list at an address, or why there is none."""
    try:
        return queries.listed(request.actor, address), None
    except InvalidInput as fault:
        return None, fault


def _show_form(
    request: ActorRequest, form: ExportForm, listed: Listed | None, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "address": form.typed("address"), "listed": listed}
    if listed:
        context["rows"] = listed.count(queries.MOST_COUNTED + 1)
        context["cap"] = queries.MOST_COUNTED
        context["conditions"] = conditions_of(listed)
    return htmx.render(
        request, "sheets/new_export.html", "sheets/_new_export.html", context, status=status
    )
