"""Looking at the register: the contact list and its file, departments, and what is missing."""

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone

from zuoxi.contacts import actions, presenters, queries
from zuoxi.contacts.forms import FilterForm
from zuoxi.contacts.policies import (
    may_found_by_hand,
    may_keep_at,
    may_keep_contacts,
    may_propose_at,
    may_see_contacts,
)
from zuoxi.contacts.presenters.gaps import sections
from zuoxi.contacts.queries import ListFilter
from zuoxi.web import slots
from zuoxi.web.forms import whole_number
from zuoxi.web.htmx import render
from zuoxi.web.pages import ActorRequest, page

_SHOWN_ORDERS = 20


@page(policy=may_see_contacts, methods=["GET"])
def contact_list(request: ActorRequest) -> HttpResponse:
    """Show all contact persons by department, interface and place, or those wanted."""
    now = timezone.now()
    wanted = _wanted(request.GET)
    found = queries.entries(request.actor, wanted, today=timezone.localdate(now))
    form = FilterForm(
        request.GET,
        departments=queries.departments(request.actor),
        types=queries.request_types(),
    )
    context = {
        "rows": presenters.list_rows(found, request.actor),
        "form": form,
        "is_filtered": wanted != ListFilter(),
        "query": request.GET.urlencode(),
        "may_keep": may_keep_contacts(request.actor),
    }
    return render(request, "contacts/list.html", "contacts/_list.html", context)


@page(policy=may_see_contacts, methods=["POST"])
def export(request: ActorRequest) -> HttpResponseBase:
    """Hand the contact list over as a file, with the rows of the page."""
    exported = actions.export_list(
        actor=request.actor,
        wanted=_wanted(request.POST),
        format_=request.POST.get("format", ""),
        now=timezone.now(),
    )
    return presenters.file_of(exported, request.actor)


@page(policy=may_see_contacts, methods=["GET"])
def gaps(request: ActorRequest) -> HttpResponse:
    """Show what is missing; other packages add what they miss."""
    now = timezone.now()
    context = {
        "sections": sections(queries.gaps(request.actor, now=now)),
        "parts": slots.parts("contacts.gaps", None, actor=request.actor, now=now),
    }
    return render(request, "contacts/gaps.html", "contacts/_gaps.html", context)


@page(policy=may_see_contacts, methods=["GET"])
def departments(request: ActorRequest) -> HttpResponse:
    """Show the departments with what they do; offer to found those that are missing."""
    may_found = may_found_by_hand(request.actor)
    context = {
        "rows": queries.department_rows(request.actor),
        "centres": queries.centres_without(request.actor) if may_found else [],
    }
    return render(request, "contacts/departments.html", "contacts/_departments.html", context)


@page(policy=may_see_contacts, methods=["GET"])
def department(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one department: what it does, its people, whom to turn to, how it works, what waits."""
    now = timezone.now()
    unit = queries.department(request.actor, pk)
    persons = list(queries.persons_of(unit))
    away = queries.substitutions_of(persons, since=timezone.localdate(now))
    context = {
        "unit": unit,
        "profile": queries.profile_of(unit),
        "heads": queries.heads_of(unit),
        "staff": queries.staff_at(unit),
        "interfaces": queries.interfaces_of(unit),
        "persons": [
            (card, away.get(card.person.pk, []))
            for card in presenters.cards_of(persons, request.actor, unit)
        ],
        "processes": [each for each in queries.processes_of(unit) if each.ended_at is None],
        "orders": queries.open_orders_at(request.actor, unit, limit=_SHOWN_ORDERS),
        "may_keep": may_keep_at(request.actor, unit),
        "may_propose": may_propose_at(request.actor, unit),
        "parts": slots.parts("contacts.department", unit, actor=request.actor, now=now),
    }
    return render(request, "contacts/department.html", "contacts/_department.html", context)


def _wanted(sent: QueryDict) -> ListFilter:
    return ListFilter(
        department_id=whole_number(sent.get("department", "")),
        kind=sent.get("kind", ""),
        subject=_storable(sent.get("subject", "")),
        request_type=_storable(sent.get("request_type", "")),
        text=sent.get("text", "").strip(),
    )


def _storable(text: str) -> str:
    """Return what the database can be asked for; nothing is called otherwise."""
    return "".join(each for each in text.strip() if each.isprintable())
