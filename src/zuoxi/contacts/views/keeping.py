"""Keeping the register: departments, interfaces, contact persons and their substitutes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.contacts import actions, presenters, queries
from zuoxi.contacts.actions import WantedInterface, WantedPerson
from zuoxi.contacts.forms import (
    DAYS,
    FunctionsForm,
    InterfaceForm,
    PersonForm,
    SubstituteForm,
)
from zuoxi.contacts.models import ContactPerson, Interface
from zuoxi.contacts.policies import (
    may_found_by_hand,
    may_keep_at,
    may_keep_contacts,
    may_see_contacts,
)
from zuoxi.kernel.days import read_day
from zuoxi.kernel.errors import Conflict, Forbidden, InvalidInput, Stale
from zuoxi.kernel.faults import Faults
from zuoxi.org.models import Unit
from zuoxi.web.forms import ShownForm, whole_number
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page

_PLACES = {"persons": "person_1", "hours": "monday", "department": ""}


@page(policy=may_found_by_hand, methods=["POST"])
def found(request: ActorRequest) -> HttpResponse:
    """Found the shipped departments that a centre lacks."""
    actions.found_departments(
        actor=request.actor,
        centre_id=whole_number(request.POST.get("centre", "")) or 0,
        now=timezone.now(),
    )
    messages.success(request, _("The departments have been founded. Now name whom to turn to."))
    return redirect(request, "contacts:departments")


@page(policy=may_keep_contacts)
def functions(request: ActorRequest, pk: int) -> HttpResponse:
    """Write down what a department does."""
    unit = _kept(request, pk)
    profile = queries.profile_of(unit)
    names = ("functions_zh_hans", "functions_zh_hant", "functions_en")
    initial: dict[str, Any] = {name: getattr(profile, name) for name in names}
    form = FunctionsForm(request.POST or None, initial=initial | {"version": profile.version})
    if request.method == "POST":

        def write() -> None:
            actions.save_functions(
                actor=request.actor,
                department_id=pk,
                functions={name: form.typed(name) for name in names},
                expected_version=form.whole_number("version"),
                now=timezone.now(),
            )

        if _written(form, write):
            return _saved(request, unit)
    context = {"form": form, "unit": unit}
    return render(request, "contacts/functions.html", context=context, status=_status(form))


@page(policy=may_keep_contacts)
def new_interface(request: ActorRequest, pk: int) -> HttpResponse:
    """Add an interface to a department."""
    return _interface(request, _kept(request, pk), None)


@page(policy=may_keep_contacts)
def interface(request: ActorRequest, pk: int) -> HttpResponse:
    """Change an interface."""
    found = queries.find_interface(request.actor, pk)
    return _interface(request, _kept(request, found.department_id), found)


@page(policy=may_keep_contacts, methods=["POST"])
def close_interface(request: ActorRequest, pk: int) -> HttpResponse:
    """Take an interface out of use."""
    found = queries.find_interface(request.actor, pk)
    actions.close_interface(
        actor=request.actor,
        interface_id=pk,
        expected_version=whole_number(request.POST.get("version", "")),
        now=timezone.now(),
    )
    return _saved(request, found.department)


@page(policy=may_keep_contacts)
def new_person(request: ActorRequest, pk: int) -> HttpResponse:
    """Add a contact person to a department."""
    return _person(request, _kept(request, pk), None)


@page(policy=may_see_contacts)
def person(request: ActorRequest, pk: int) -> HttpResponse:
    """Show a contact person; those who keep the register change the details."""
    found = queries.find_person(request.actor, pk)
    if request.method == "POST" or may_keep_at(request.actor, found.department):
        return _person(request, _kept(request, found.department_id), found)
    today = timezone.localdate()
    context = {
        "unit": found.department,
        "person": found,
        "card": presenters.card_of(found, request.actor),
        "substitutions": queries.substitutions_of([found], since=today).get(found.pk, []),
    }
    return render(request, "contacts/person.html", context=context)


@page(policy=may_keep_contacts, methods=["POST"])
def close_person(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a contact person out of use."""
    found = queries.find_person(request.actor, pk)
    actions.close_person(
        actor=request.actor,
        person_id=pk,
        expected_version=whole_number(request.POST.get("version", "")),
        now=timezone.now(),
    )
    return _saved(request, found.department)


@page(policy=may_keep_contacts, methods=["POST"])
def substitute(request: ActorRequest, pk: int) -> HttpResponse:
    """Have somebody stand in for a contact person."""
    found = queries.find_person(request.actor, pk)
    form = SubstituteForm(request.POST, persons=_others(found))

    def write() -> None:
        faults = Faults()
        days = dict.fromkeys(("first_day", "last_day"))
        for name in days:
            with faults.noted():
                days[name] = read_day(name, form.typed(name))
        faults.stop()
        actions.name_substitute(
            actor=request.actor,
            person_id=pk,
            substitute_id=form.whole_number("substitute"),
            first_day=days["first_day"],
            last_day=days["last_day"],
            remark=form.typed("remark"),
            now=timezone.now(),
        )

    if _written(form, write):
        messages.success(request, _("Saved."))
        return redirect(request, "contacts:person", pk)
    return _person(request, _kept(request, found.department_id), found, stand_in=form)


@page(policy=may_keep_contacts, methods=["POST"])
def remove_substitute(request: ActorRequest, pk: int, substitution: int) -> HttpResponse:
    """Take a substitution back."""
    actions.remove_substitute(
        actor=request.actor, person_id=pk, substitution_id=substitution, now=timezone.now()
    )
    messages.success(request, _("Saved."))
    return redirect(request, "contacts:person", pk)


def _interface(request: ActorRequest, unit: Unit, found: Interface | None) -> HttpResponse:
    turns = list(found.turns.all()) if found else []
    types = (
        [each.request_type.code for each in found.types.all() if each.request_type] if found else []
    )
    persons = {each.pk: each for each in queries.persons_of(unit)}
    # Who has left keeps the place until somebody else is put there.
    persons |= {turn.person_id: turn.person for turn in turns}
    initial: dict[str, Any] = {"kind": "business", "request_types": types}
    if found:
        initial |= {"kind": found.kind, "name": found.name, "version": found.version}
    initial |= {f"person_{place}": turn.person_id for place, turn in enumerate(turns, start=1)}
    form = InterfaceForm(
        request.POST or None,
        types=queries.request_types(),
        persons=persons.values(),
        taken=len(turns),
        initial=initial,
    )
    if request.method == "POST":

        def write() -> None:
            ids = [form.whole_number(name) for name in form.places]
            actions.save_interface(
                actor=request.actor,
                department_id=unit.pk,
                interface_id=found.pk if found else None,
                wanted=WantedInterface(
                    kind=form.typed("kind"),
                    name=form.typed("name"),
                    request_types=request.POST.getlist("request_types"),
                    persons=[each for each in ids if each],
                ),
                expected_version=form.whole_number("version"),
                now=timezone.now(),
            )

        if _written(form, write):
            return _saved(request, unit)
    context = {"form": form, "unit": unit, "interface": found, "has_persons": bool(persons)}
    return render(request, "contacts/interface.html", context=context, status=_status(form))


def _person(
    request: ActorRequest,
    unit: Unit,
    found: ContactPerson | None,
    *,
    stand_in: SubstituteForm | None = None,
) -> HttpResponse:
    sent = request.POST if request.method == "POST" and stand_in is None else None
    form = PersonForm(sent, accounts=queries.accounts_for(unit), initial=_initial(found))
    if sent is not None:

        def write() -> None:
            names = ("name", "username", "office_phone", "mobile", "email", "other")
            values = {name: form.typed(name) for name in names}
            actions.save_person(
                actor=request.actor,
                department_id=unit.pk,
                person_id=found.pk if found else None,
                wanted=WantedPerson(**values, hours=[form.typed(day) for day in DAYS]),
                expected_version=form.whole_number("version"),
                now=timezone.now(),
            )

        if _written(form, write):
            return _saved(request, unit)
    context: dict[str, Any] = {"form": form, "unit": unit, "person": found, "may_keep": True}
    if found:
        spans = queries.substitutions_of([found], since=timezone.localdate())
        context |= {
            "substitutions": spans.get(found.pk, []),
            "stand_in": stand_in or SubstituteForm(persons=_others(found)),
        }
    status = _status(stand_in or form)
    return render(request, "contacts/person.html", context=context, status=status)


def _initial(found: ContactPerson | None) -> dict[str, Any]:
    if found is None:
        return {}
    names = ("name", "office_phone", "mobile", "email", "other", "version")
    values: dict[str, Any] = {name: getattr(found, name) for name in names}
    values["username"] = found.user.username if found.user else ""
    return values | dict(zip(DAYS, found.duty_hours, strict=False))


def _others(found: ContactPerson) -> list[ContactPerson]:
    return [each for each in queries.persons_of(found.department) if each.pk != found.pk]


def _kept(request: ActorRequest, pk: int) -> Unit:
    """Return a department that the actor keeps the register of."""
    unit = queries.department(request.actor, pk)
    if not may_keep_at(request.actor, unit):
        raise Forbidden
    return unit


def _written(form: ShownForm, write: Callable[[], None]) -> bool:
    """Tell whether the write succeeded; otherwise the form says why not."""
    try:
        write()
    except (InvalidInput, Conflict, Stale) as refusal:
        form.add_refusal(refusal, _PLACES)
        return False
    return True


def _status(form: ShownForm) -> int:
    return 422 if form.is_bound else 200


def _saved(request: ActorRequest, unit: Unit) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(request, reverse("contacts:department", args=[unit.pk]))
