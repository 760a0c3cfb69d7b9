"""Work areas and their technicians, for the supervisor of their service centre."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound
from zuoxi.org import actions, queries
from zuoxi.org.forms import AreaEditForm, AreaForm, TechnicianForm
from zuoxi.org.models import Technician, Unit
from zuoxi.org.policies import AREA_MAINTAINERS, maintains_areas
from zuoxi.org.views.closing import close_or_ask
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page


@page(policy=maintains_areas, methods=["GET"])
def work_areas(request: ActorRequest) -> HttpResponse:
    """Show the work areas of the own centres, each with its technicians."""
    areas = list(queries.maintained_areas(request.actor))
    technicians = list(queries.maintained_technicians(request.actor))
    context = {"areas": [(area, _of(area, technicians)) for area in areas]}
    return render(request, "org/work_areas.html", "org/_work_areas.html", context)


@page(policy=maintains_areas)
def new_area(request: ActorRequest) -> HttpResponse:
    """Add a work area."""
    centre_ids = request.actor.places_of(AREA_MAINTAINERS)
    centres = queries.visible_to(request.actor).filter(pk__in=centre_ids)
    form = AreaForm(request.POST or None, centres=centres)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            area = actions.create_unit(
                actor=request.actor,
                kind=given["kind"],
                code=given["code"],
                name=given["name"],
                parent_id=given["centre"],
                now=timezone.now(),
            )
        except InvalidInput as error:
            form.add_refusal(error)
        else:
            messages.success(request, _("%(name)s has been added.") % {"name": area.name})
            return redirect(request, "org:work_areas")
    context = {"form": form, "title": _("New work area")}
    return _form_page(request, context, form=form)


@page(policy=maintains_areas)
def work_area(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Rename a work area."""
    area = queries.maintained_areas(request.actor).filter(pk=unit_id).first()
    if area is None:
        raise NotFound
    form = AreaEditForm(request.POST or None, initial={"name": area.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_unit(
                actor=request.actor,
                unit_id=unit_id,
                name=form.cleaned_data["name"],
                now=timezone.now(),
            )
        except InvalidInput as error:
            form.add_refusal(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(request, "org:work_areas")
    context = {"form": form, "title": _("Edit work area"), "code": area.code}
    return _form_page(request, context, form=form)


@page(policy=maintains_areas, methods=["POST"])
def deactivate_area(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Close a work area, after a warning if orders are open there."""

    def close(*, confirmed: bool) -> str:
        return actions.deactivate_unit(
            actor=request.actor, unit_id=unit_id, confirmed=confirmed, now=timezone.now()
        ).name

    return close_or_ask(request, close, back="org:work_areas")


@page(policy=maintains_areas, methods=["POST"])
def reactivate_area(request: ActorRequest, unit_id: int) -> HttpResponse:
    """Open a closed work area again."""
    try:
        area = actions.reactivate_unit(actor=request.actor, unit_id=unit_id, now=timezone.now())
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s is active again.") % {"name": area.name})
    return redirect(request, "org:work_areas")


@page(policy=maintains_areas)
def new_technician(request: ActorRequest) -> HttpResponse:
    """Add a technician to a work area."""
    form = TechnicianForm(
        request.POST or None,
        initial={"work_area": request.GET.get("work_area", "")},
        areas=_open_areas(request),
        is_new=True,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            technician = actions.create_technician(
                actor=request.actor,
                work_area_id=given["work_area"],
                code=given["code"],
                name=given["name"],
                phone=given["phone"],
                username=given["username"],
                now=timezone.now(),
            )
        except InvalidInput as error:
            form.add_refusal(error)
        else:
            messages.success(request, _("%(name)s has been added.") % {"name": technician.name})
            return redirect(request, "org:work_areas")
    context = {"form": form, "title": _("New technician")}
    return _form_page(request, context, form=form)


@page(policy=maintains_areas)
def technician(request: ActorRequest, technician_id: int) -> HttpResponse:
    """Correct a technician's details."""
    found = queries.maintained_technicians(request.actor).filter(pk=technician_id).first()
    if found is None:
        raise NotFound
    initial = {
        "work_area": found.work_area_id,
        "name": found.name,
        "phone": found.phone,
        "username": found.user.username if found.user else "",
    }
    form = TechnicianForm(
        request.POST or None,
        initial=initial,
        areas=_open_areas(request, also=found.work_area),
        is_new=False,
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.update_technician(
                actor=request.actor,
                technician_id=technician_id,
                work_area_id=given["work_area"],
                name=given["name"],
                phone=given["phone"],
                username=given["username"],
                now=timezone.now(),
            )
        except InvalidInput as error:
            form.add_refusal(error)
        else:
            messages.success(request, _("Saved."))
            return redirect(request, "org:work_areas")
    context = {"form": form, "title": _("Edit technician"), "code": found.code}
    return _form_page(request, context, form=form)


@page(policy=maintains_areas, methods=["POST"])
def deactivate_technician(request: ActorRequest, technician_id: int) -> HttpResponse:
    """Take a technician out of service, after a warning if orders are open."""

    def close(*, confirmed: bool) -> str:
        return actions.deactivate_technician(
            actor=request.actor,
            technician_id=technician_id,
            confirmed=confirmed,
            now=timezone.now(),
        ).name

    return close_or_ask(request, close, back="org:work_areas")


@page(policy=maintains_areas, methods=["POST"])
def reactivate_technician(request: ActorRequest, technician_id: int) -> HttpResponse:
    """Put a technician back into service."""
    try:
        found = actions.reactivate_technician(
            actor=request.actor, technician_id=technician_id, now=timezone.now()
        )
    except Conflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(name)s is back.") % {"name": found.name})
    return redirect(request, "org:work_areas")


def _of(area: Unit, technicians: Iterable[Technician]) -> list[Technician]:
    return [each for each in technicians if each.work_area_id == area.pk]


def _open_areas(request: ActorRequest, *, also: Unit | None = None) -> list[Unit]:
    areas = queries.maintained_areas(request.actor)
    return [each for each in areas if each.is_active or each == also]


def _form_page(
    request: ActorRequest,
    context: dict[str, object],
    *,
    form: AreaForm | AreaEditForm | TechnicianForm,
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "org/area_form.html", context=context, status=status)
