"""The organisation tree, for the system administrator."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import Conflict, InvalidInput
from zuoxi.org import actions, queries
from zuoxi.org.forms import UnitEditForm, UnitForm
from zuoxi.org.policies import maintains_organisation
from zuoxi.org.views.closing import close_or_ask
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page


@page(policy=maintains_organisation, methods=["GET"])
def organisation(request: ActorRequest) -> HttpResponse:
    """Show the tree with everything in it."""
    units = list(queries.visible_to(request.actor))
    return render(request, "org/organisation.html", "org/_organisation.html", {"units": units})


@page(policy=maintains_organisation)
def new_unit(request: ActorRequest) -> HttpResponse:
    """Add a unit below the one that was chosen."""
    initial = {"parent": request.GET.get("parent", ""), "kind": request.GET.get("kind", "")}
    form = UnitForm(request.POST or None, initial=initial, units=queries.visible_to(request.actor))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            unit = actions.create_unit(
                actor=request.actor,
                kind=given["kind"],
                code=given["code"],
                name=given["name"],
                parent_id=given["parent"],
                time_zone=given["time_zone"],
                now=timezone.now(),
            )
        except InvalidInput as error:
            form.add_refusal(error)
        else:
            messages.success(request, _("%(name)s has been added.") % {"name": unit.name})
            return redirect(request, "org:organisation")
    status = 422 if form.is_bound else 200
    return render(request, "org/unit_new.html", context={"form": form}, status=status)


@page(policy=maintains_organisation)
def unit(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Rename a unit, move it, or give it another time zone."""
    found = queries.unit(request.actor, unit_id)
    initial = {"name": found.name, "parent": found.parent_id, "time_zone": found.time_zone}
    form = UnitEditForm(
        request.POST or None, initial=initial, units=queries.visible_to(request.actor)
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.update_unit(
                actor=request.actor,
                unit_id=unit_id,
                name=given["name"],
                parent_id=given["parent"],
                time_zone=given["time_zone"],
                now=timezone.now(),
            )
        except InvalidInput as error:
            form.add_refusal(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(request, "org:organisation")
    context = {"form": form, "unit": found}
    status = 422 if form.is_bound else 200
    return render(request, "org/unit.html", context=context, status=status)


@page(policy=maintains_organisation, methods=["POST"])
def deactivate_unit(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Close a unit, after a warning if orders are open there."""

    def close(*, confirmed: bool) -> str:
        return actions.deactivate_unit(
            actor=request.actor, unit_id=unit_id, confirmed=confirmed, now=timezone.now()
        ).name

    return close_or_ask(request, close, back="org:organisation")


@page(policy=maintains_organisation, methods=["POST"])
def reactivate_unit(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Open a closed unit again."""
    try:
        found = actions.reactivate_unit(actor=request.actor, unit_id=unit_id, now=timezone.now())
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s is active again.") % {"name": found.name})
    return redirect(request, "org:organisation")
