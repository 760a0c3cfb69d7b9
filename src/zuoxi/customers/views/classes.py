"""Maintaining the customer classes."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.customers import actions, queries
from zuoxi.customers.forms import ClassForm
from zuoxi.customers.models import CustomerClass
from zuoxi.customers.policies import may_maintain_classes
from zuoxi.kernel.errors import InvalidInput
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page


@page(policy=may_maintain_classes)
def classes(request: ActorRequest) -> HttpResponse:
    """List the classes beside the form that adds or changes one."""
    items = list(queries.customer_classes(active_only=False))
    if request.method != "POST":
        chosen = next((each for each in items if each.code == request.GET.get("code")), None)
        return _show(request, items, ClassForm(initial=_initial(chosen, items)))
    form = ClassForm(request.POST)
    try:
        item = actions.save_customer_class(
            actor=request.actor, draft=form.draft(), now=timezone.now()
        )
    except InvalidInput as fault:
        form.add_refusal(fault)
        return _show(request, items, form, status=fault.status)
    messages.success(request, _("Class “%(label)s” was saved.") % {"label": item.label})
    return htmx.redirect(request, "customers:classes")


def _initial(chosen: CustomerClass | None, items: list[CustomerClass]) -> dict[str, object]:
    if chosen is None:
        return {"position": max((each.position for each in items), default=0) + 1}
    names = ("code", "label_zh_hans", "label_zh_hant", "label_en", "position", "is_active")
    return {name: getattr(chosen, name) for name in names}


def _show(
    request: ActorRequest, items: list[CustomerClass], form: ClassForm, *, status: int = 200
) -> HttpResponse:
    context = {"items": items, "form": form, "code": form.typed("code")}
    return htmx.render(
        request, "customers/classes.html", "customers/_classes.html", context, status=status
    )
