"""The code lists that a supervisor maintains: device types, request types, return reasons."""

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
from zuoxi.workorders.forms import CodeItemForm
from zuoxi.workorders.models import CodeItem
from zuoxi.workorders.policies import may_maintain_codes


@page(policy=may_maintain_codes, methods=["GET"])
def code_list(request: ActorRequest, name: str = CodeList.DEVICE_TYPE.value) -> HttpResponse:
    """Show the values of one list."""
    return htmx.render(request, "workorders/code_list.html", "", _context(name))


@page(policy=may_maintain_codes)
def code_item(request: ActorRequest, name: str, code: str = "") -> HttpResponse:
    """Add a value (no code in the address) or change one."""
    item = _item(name, code) if code else None
    form = _form(request, name, item)
    if request.method == "POST":
        try:
            _save(request, name, code, form)
        except InvalidInput as fault:
            form.add_refusal(fault)
        else:
            messages.success(request, _("The value was saved and is offered from now on."))
            return htmx.redirect(request, "workorders:code_list", name)
    context = _context(name) | {"form": form, "item": item}
    status = 422 if form.errors else 200
    return htmx.render(request, "workorders/code_item.html", "", context, status=status)


def _save(request: ActorRequest, name: str, code: str, form: CodeItemForm) -> None:
    actions.save_code_item(
        actor=request.actor,
        list_name=name,
        code=code or form.typed("code").strip(),
        labels=form.labels(),
        position=form.place(),
        is_active=bool(form.typed("is_active")),
        source=form.typed("source"),
        script=form.typed("script") if "script" in form.fields else "",
        is_new=not code,
        now=timezone.now(),
    )


def _form(request: ActorRequest, name: str, item: CodeItem | None) -> CodeItemForm:
    initial: dict[str, Any] = (
        {each: getattr(item, each) for each in CodeItemForm.field_order} if item else {}
    )
    form = CodeItemForm(request.POST if request.method == "POST" else None, initial=initial)
    if name != CodeList.REQUEST_TYPE:
        del form.fields["script"]
    if item:
        del form.fields["code"]
    return form


def _item(name: str, code: str) -> CodeItem:
    found = queries.code_items(_known(name), active_only=False).filter(code=code).first()
    if found is None:
        raise NotFound
    return found


def _known(name: str) -> str:
    if name not in CodeList.values:
        raise NotFound
    return name


def _context(name: str) -> dict[str, Any]:
    return {
        "name": _known(name),
        "title": CodeList(name).label,
        "lists": [(each.value, each.label) for each in CodeList],
        "items": queries.code_items(name, active_only=False),
    }
