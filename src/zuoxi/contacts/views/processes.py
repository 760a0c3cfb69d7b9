"""Proposing processes and agreeing on them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from zuoxi.contacts import actions, queries
from zuoxi.contacts.actions import WantedStep
from zuoxi.contacts.choices import ProcessState
from zuoxi.contacts.forms import ProcessForm, RefuseForm
from zuoxi.contacts.models import Process
from zuoxi.contacts.policies import (
    may_approve,
    may_propose,
    may_propose_at,
    may_see_contacts,
    sides_of,
)
from zuoxi.kernel.errors import Forbidden, InvalidInput
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page


@page(policy=may_propose)
def propose(request: ActorRequest, pk: int) -> HttpResponse:
    """Propose the steps for a type of request; those of the latest version stand there."""
    unit = queries.department(request.actor, pk)
    if not may_propose_at(request.actor, unit):
        raise Forbidden
    initial = _initial(queries.processes_of(unit), request.GET.get("request_type", ""))
    form = ProcessForm(request.POST or None, types=queries.request_types(), initial=initial)
    if request.method == "POST":
        try:
            found = actions.propose_process(
                actor=request.actor,
                department_id=pk,
                request_type=form.typed("request_type"),
                steps=[_step(line) for line in form.typed("steps").splitlines()],
                note=form.typed("note"),
                now=timezone.now(),
            )
        except InvalidInput as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Proposed. Now the heads of both sides have to agree."))
            return redirect(request, "contacts:process", found.pk)
    context = {"form": form, "unit": unit}
    status = 422 if form.is_bound else 200
    return render(request, "contacts/process_new.html", context=context, status=status)


@page(policy=may_see_contacts, methods=["GET"])
def process(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one version of a process, and what its heads may do."""
    return _show(request, queries.find_process(request.actor, pk))


@page(policy=may_approve, methods=["POST"])
def approve(request: ActorRequest, pk: int) -> HttpResponse:
    """Agree to a proposed version."""
    actions.approve_process(actor=request.actor, process_id=pk, now=timezone.now())
    messages.success(request, _("The operation was successful."))
    return redirect(request, "contacts:process", pk)


@page(policy=may_approve, methods=["POST"])
def refuse(request: ActorRequest, pk: int) -> HttpResponse:
    """Do not agree to a proposed version."""
    form = RefuseForm(request.POST)
    try:
        actions.refuse_process(
            actor=request.actor, process_id=pk, reason=form.typed("reason"), now=timezone.now()
        )
    except InvalidInput as refusal:
        form.add_refusal(refusal)
        return _show(request, queries.find_process(request.actor, pk), form)
    messages.success(request, _("The operation was successful."))
    return redirect(request, "contacts:process", pk)


def _show(request: ActorRequest, found: Process, refused: RefuseForm | None = None) -> HttpResponse:
    versions = [
        each
        for each in queries.processes_of(found.department)
        if each.request_type_id == found.request_type_id
    ]
    is_draft = found.state == ProcessState.DRAFT
    context: dict[str, Any] = {
        "process": found,
        "unit": found.department,
        "versions": versions,
        "may_decide": is_draft and bool(sides_of(request.actor, found.department)),
        "may_propose": may_propose_at(request.actor, found.department),
        "form": refused or RefuseForm(),
    }
    status = 422 if refused else 200
    return render(
        request, "contacts/process.html", "contacts/_process.html", context, status=status
    )


def _step(line: str) -> WantedStep:
    text, _bar, who = line.replace("｜", "|").partition("|")
    return WantedStep(text=text, who=who)


def _initial(known: list[Process], code: str) -> dict[str, str]:
    latest = next((each for each in known if each.request_type.code == code), None)
    if latest is None:
        return {"request_type": code}
    lines = [f"{each.text} | {each.who}" if each.who else each.text for each in latest.steps.all()]
    return {"request_type": code, "steps": "\n".join(lines)}
