"""What a request type asks for, maintained by a supervisor."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import actions, queries
from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.forms import RequestFieldForm
from zuoxi.workorders.models import CodeItem, RequestField
from zuoxi.workorders.policies import may_maintain_codes


@page(policy=may_maintain_codes, methods=["GET"])
def field_list(request: ActorRequest, code: str) -> HttpResponse:
    """Show what one request type asks for."""
    item = _type(code)
    context = {"item": item, "fields": queries.request_fields(item, active_only=False)}
    return htmx.render(request, "workorders/field_list.html", "", context)


@page(policy=may_maintain_codes)
def field(request: ActorRequest, code: str, name: str = "") -> HttpResponse:
    """Add a field (no name in the address) or change one."""
    item = _type(code)
    found = _field(item, name) if name else None
    form = _form(request, found)
    if request.method == "POST":
        try:
            _save(request, item, name, form)
        except InvalidInput as fault:
            form.add_refusal(fault)
        else:
            messages.success(request, _("The field was saved and is asked for from now on."))
            return htmx.redirect(request, "workorders:field_list", code)
    context = {"item": item, "field": found, "form": form}
    status = 422 if form.errors else 200
    return htmx.render(request, "workorders/field.html", "", context, status=status)


def _save(request: ActorRequest, item: CodeItem, name: str, form: RequestFieldForm) -> None:
    actions.save_request_field(
        actor=request.actor,
        request_type=item.code,
        code=name or form.typed("code").strip(),
        kind=form.typed("kind"),
        labels=form.labels(),
        choices=form.choices_typed(),
        is_required=bool(form.typed("is_required")),
        is_searchable=bool(form.typed("is_searchable")),
        position=form.place(),
        is_active=bool(form.typed("is_active")),
        source=form.typed("source"),
        rule=form.typed("rule"),
        is_new=not name,
        now=timezone.now(),
    )


def _form(request: ActorRequest, found: RequestField | None) -> RequestFieldForm:
    initial: dict[str, Any] = {}
    if found:
        initial = {each: getattr(found, each) for each in RequestFieldForm.field_order}
        initial["choices"] = [
            {"value": each, **found.choice_labels.get(each, {})} for each in found.choices
        ]
    form = RequestFieldForm(request.POST if request.method == "POST" else None, initial=initial)
    if found:
        del form.fields["code"]
        form.fields["kind"].disabled = True
    return form


def _type(code: str) -> CodeItem:
    rows = queries.code_items(CodeList.REQUEST_TYPE, active_only=False)
    found = rows.filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def _field(item: CodeItem, name: str) -> RequestField:
    found = queries.request_fields(item, active_only=False).filter(code=name).first()
    if found is None:
        raise NotFound
    return found
