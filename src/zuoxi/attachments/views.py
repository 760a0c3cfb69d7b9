"""The files of an order: the list in its page, adding, withdrawing, and the files themselves."""

from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.attachments import actions, downloads, presenters, queries
from zuoxi.attachments.forms import FileForm, WithdrawForm
from zuoxi.attachments.inspection import refused
from zuoxi.attachments.models import Attachment
from zuoxi.attachments.policies import may_add_attachments, may_see_attachments
from zuoxi.kernel.errors import Conflict, DomainError, InvalidInput, TooManyRequests
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import queries as workorders


@page(policy=may_see_attachments, methods=["GET"])
def order_files(request: ActorRequest, number: str) -> HttpResponse:
    """Show the files of one order, as the part of its page that refreshes itself."""
    order = workorders.row(request.actor, number)
    context = presenters.list_context(order, queries.of_order(order), request.actor)
    return htmx.render(request, "attachments/order.html", "attachments/_list.html", context)


@page(policy=may_add_attachments)
def add(request: ActorRequest, number: str) -> HttpResponse:
    """Add one file with a plain form, for browsers without scripts."""
    order = workorders.row(request.actor, number)
    if request.method != "POST":
        return _show_form(request, "add", FileForm(), {"order": order})
    form = FileForm(request.POST, request.FILES)
    try:
        sent = _sent(request)
        actions.add_attachment(
            actor=request.actor,
            number=number,
            name=sent.name or "",
            file=cast("BinaryIO", sent.file),
            size=sent.size or 0,
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, TooManyRequests) as fault:
        return _show_form(request, "add", form, {"order": order}, fault)
    messages.success(request, _("The file was added."))
    return htmx.redirect(request, _back(number))


@page(policy=may_add_attachments)
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Withdraw one file, with a reason."""
    attachment = queries.find(request.actor, pk)
    context = {"attachment": attachment, "order": attachment.order}
    if request.method != "POST":
        return _show_form(request, "withdraw", WithdrawForm(), context)
    form = WithdrawForm(request.POST)
    try:
        actions.withdraw_attachment(
            actor=request.actor,
            attachment_id=pk,
            reason=form.typed("reason"),
            now=timezone.now(),
        )
    except InvalidInput as fault:
        return _show_form(request, "withdraw", form, context, fault)
    messages.success(request, _("The file was withdrawn."))
    if htmx.wants_fragment(request):
        return order_files_after(request, attachment)
    return htmx.redirect(request, _back(attachment.order.number))


@page(policy=may_see_attachments, methods=["GET"])
def content(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Give the file as it was sent."""
    if request.method == "HEAD":
        attachment = queries.find(request.actor, pk)
    else:
        attachment = actions.open_attachment(
            actor=request.actor,
            attachment_id=pk,
            goes_on=downloads.goes_on(request),
            now=timezone.now(),
        )
    return downloads.original(request, attachment, save="save" in request.GET)


@page(policy=may_see_attachments, methods=["GET"])
def thumbnail(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Give the small picture of a photo."""
    return downloads.thumbnail(queries.find(request.actor, pk))


def order_files_after(request: ActorRequest, attachment: Attachment) -> HttpResponse:
    """Show the list again in place of the form."""
    order = attachment.order
    context = presenters.list_context(order, queries.of_order(order), request.actor)
    return htmx.render(request, "attachments/order.html", "attachments/_list.html", context)


def _sent(request: ActorRequest) -> "UploadedFile[bytes]":
    sent = request.FILES.get("file")
    if sent is None:
        raise refused(_("Choose a file first."))
    if not sent.size:
        raise refused(_("The file is empty."))
    return sent


def _show_form(
    request: ActorRequest,
    name: str,
    form: FileForm | WithdrawForm,
    context: dict[str, Any],
    fault: DomainError | None = None,
) -> HttpResponse:
    if fault is not None:
        form.add_refusal(fault)
    return htmx.render(
        request,
        f"attachments/{name}.html",
        f"attachments/_{name}.html",
        {**context, "form": form},
        status=fault.status if fault else 200,
    )


def _back(number: str) -> str:
    return f"{reverse('workorders:order', args=[number])}#attachments"
