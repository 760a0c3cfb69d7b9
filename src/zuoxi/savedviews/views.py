"""Keeping, renaming, sharing and deleting views. Looking at one is opening its address."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput
from zuoxi.savedviews import actions, presenters, queries
from zuoxi.savedviews.actions import Wanted
from zuoxi.savedviews.forms import ViewForm
from zuoxi.savedviews.models import SavedView
from zuoxi.savedviews.policies import may_change
from zuoxi.web import htmx
from zuoxi.web.pages import ActorRequest, page
from zuoxi.web.paths import safe_path


@page(methods=["GET"])
def view_list(request: ActorRequest) -> HttpResponse:
    """List the views that the reader has, by their list."""
    found = queries.everything(request.actor)
    rows = sorted(
        presenters.rows_for(request.actor, found), key=lambda row: (row.list_title, row.view.name)
    )
    return htmx.render(request, "savedviews/list.html", context={"rows": rows})


@page()
def new_view(request: ActorRequest) -> HttpResponse:
    """Keep the list at ``?address=`` under a name."""
    if request.method != "POST":
        return _form_page(request, _form(request, address=request.GET.get("address", "")))
    form = _form(request, data=True)
    try:
        view = actions.save_view(actor=request.actor, wanted=_wanted(form), now=timezone.now())
    except (InvalidInput, Conflict) as fault:
        form.add_refusal(fault)
        return _form_page(request, form, status=fault.status)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return htmx.redirect(request, view.address)


@page()
def view(request: ActorRequest, pk: int) -> HttpResponse:
    """Rename a view, or give it to others."""
    found = queries.find(request.actor, pk)
    if request.method != "POST":
        return _form_page(request, _form(request, address=found.address, view=found), view=found)
    form = _form(request, data=True)
    try:
        changed = actions.change_view(
            actor=request.actor,
            view_id=pk,
            wanted=_wanted(form),
            expected_version=None,
            now=timezone.now(),
        )
    except InvalidInput as fault:
        form.add_refusal(fault)
        return _form_page(request, form, view=found, status=fault.status)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": changed.name})
    return htmx.redirect(request, "savedviews:list")


@page(methods=["POST"])
def keep_address(request: ActorRequest, pk: int) -> HttpResponse:
    """Let a view be what its list shows now."""
    found = queries.find(request.actor, pk)
    address = request.POST.get("address", "")
    wanted = Wanted(
        name=found.name,
        address=address,
        visibility=found.visibility,
        unit=found.unit.code if found.unit else "",
    )
    try:
        changed = actions.change_view(
            actor=request.actor,
            view_id=pk,
            wanted=wanted,
            expected_version=None,
            now=timezone.now(),
        )
    except InvalidInput as fault:
        reasons = [str(each) for told in fault.fields.values() for each in told]
        messages.warning(request, " ".join(reasons))
        return htmx.redirect(request, safe_path(address) or found.address)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": changed.name})
    return htmx.redirect(request, changed.address)


@page(methods=["POST"])
def default(request: ActorRequest, pk: int) -> HttpResponse:
    """Start the list of a view with it from now on, or no longer."""
    is_default = request.POST.get("is_default") == "yes"
    found = actions.choose_default(
        actor=request.actor, view_id=pk, is_default=is_default, now=timezone.now()
    )
    if is_default:
        messages.success(request, _("The list now starts with this view."))
    else:
        messages.success(request, _("The list starts without a view again."))
    return htmx.redirect(request, safe_path(request.POST.get("next", "")) or found.address)


@page(methods=["POST"])
def delete(request: ActorRequest, pk: int) -> HttpResponse:
    """Throw a view away."""
    gone = actions.delete_view(actor=request.actor, view_id=pk, now=timezone.now())
    messages.success(request, _("The view “%(name)s” was deleted.") % {"name": gone.name})
    return htmx.redirect(request, "savedviews:list")


def _form(
    request: ActorRequest,
    *,
    address: str = "",
    view: SavedView | None = None,
    data: bool = False,
) -> ViewForm:
    initial = {"address": address}
    if view is not None:
        unit = view.unit.code if view.unit else ""
        initial |= {"name": view.name, "visibility": view.visibility, "unit": unit}
    units = presenters.unit_options(request.actor)
    return ViewForm(
        request.POST if data else None,
        initial=initial,
        circles=presenters.circles(request.actor, units),
        units=units,
    )


def _wanted(form: ViewForm) -> Wanted:
    return Wanted(
        name=form.typed("name"),
        address=form.typed("address"),
        visibility=form.typed("visibility"),
        unit=form.typed("unit"),
    )


def _form_page(
    request: ActorRequest, form: ViewForm, *, view: SavedView | None = None, status: int = 200
) -> HttpResponse:
    if view is not None and not may_change(request.actor, view, queries.centre_ids(request.actor)):
        raise Forbidden
    kept = presenters.kept(form.typed("address"))
    context = {"form": form, "view": view, "kept": kept}
    return htmx.render(request, "savedviews/view.html", context=context, status=status)
