"""The versions of centres, one version as a matrix, comparing two, and trying a case."""

from typing import TypedDict

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.kernel.days import read_moment
from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.limits import queries
from zuoxi.limits.choices import HISTORY_ROWS, VersionState
from zuoxi.limits.forms import CaseForm, ProposeForm, TryForm
from zuoxi.limits.matching import Case
from zuoxi.limits.models import Version
from zuoxi.limits.policies import drafts_for, may_see_limits
from zuoxi.limits.presenters import matrix, words
from zuoxi.org.models import Unit
from zuoxi.web.forms import whole_number
from zuoxi.web.htmx import render
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.models import CodeItem


class Offers(TypedDict):
    """What the forms of a case offer at a centre."""

    codes: dict[str, list[CodeItem]]
    units: list[Unit]


@page(policy=may_see_limits, methods=["GET"])
def version_list(request: ActorRequest) -> HttpResponse:
    """Show the versions of each centre, the one in force first, and what is not agreed."""
    today = timezone.localdate()
    versions = list(queries.visible_to(request.actor))
    centres = []
    for centre in queries.visible_centres(request.actor):
        current = queries.in_force(centre.pk, today)
        shown = [
            matrix.shown_version(each, current) for each in versions if each.centre_id == centre.pk
        ]
        may_draft = drafts_for(request.actor, centre.pk)
        has_open = queries.open_version(centre.pk) is not None
        centres.append((centre, shown, may_draft and not has_open))
    context = {"centres": centres, "unagreed": queries.unagreed(request.actor)}
    return render(request, "limits/list.html", "limits/_list.html", context)


@page(policy=may_see_limits, methods=["GET"])
def version(request: ActorRequest, pk: int) -> HttpResponse:
    """Show one version as a matrix: what may take how long, for whom, and who has agreed."""
    found = queries.find(request.actor, pk)
    return render(
        request, "limits/version.html", "limits/_version.html", version_context(request, found)
    )


@page(policy=may_see_limits, methods=["GET"])
def compare(request: ActorRequest, pk: int, other: int) -> HttpResponse:
    """Show what a version says differently than an earlier one of the same centre."""
    found, before = queries.find(request.actor, pk), queries.find(request.actor, other)
    if found.centre_id != before.centre_id:
        raise NotFound
    context = {
        "version": found,
        "before": before,
        "differences": matrix.shown_differences(before, found),
    }
    return render(request, "limits/compare.html", context=context)


@page(policy=may_see_limits, methods=["GET"])
def try_out(request: ActorRequest, pk: int) -> HttpResponse:
    """Say which rule of a version answers for a case, and when everything is due."""
    found = queries.find(request.actor, pk)
    form = TryForm(request.GET, **_offers(found.centre), empty=_unknown())
    shown, refusal = None, ""
    try:
        shown = _tried(found, form)
    except InvalidInput as fault:
        form.add_refusal(fault)
    else:
        if shown is None:
            refusal = _("No rule of this version speaks of such a matter: it has no limit.")
    status = 422 if form.errors else 200
    context: dict[str, object] = {"version": found, "form": form, "tried": shown}
    context["refusal"] = refusal
    return render(request, "limits/try.html", "limits/_try.html", context, status=status)


def version_context(request: ActorRequest, found: Version) -> dict[str, object]:
    """Return what the page of a version shows."""
    today = timezone.localdate()
    offers = _offers(found.centre)
    filters = CaseForm(request.GET, **offers, empty=pgettext("filter", "all"))
    may_draft = drafts_for(request.actor, found.centre_id)
    others = [
        each
        for each in queries.visible_to(request.actor)
        if each.centre_id == found.centre_id and each.pk != found.pk
    ]
    day = matrix.earliest(found, today).isoformat()
    initial: dict[str, object] = {"valid_from": day, "revision": found.revision}
    return {
        "version": found,
        "shown": matrix.shown_version(found, queries.in_force(found.centre_id, today)),
        "filters": filters,
        "is_filtered": any(filters.wanted().values()),
        "headings": matrix.headings(),
        "rows": matrix.rows_of(found, filters.wanted()),
        "marks": words.evidence_marks(),
        "signatures": matrix.signatures(found, request.actor),
        "uncovered": queries.uncovered_types(found),
        "others": others,
        "history": queries.history(found, limit=HISTORY_ROWS),
        "may_draft": may_draft,
        "may_edit": may_draft and found.is_draft,
        "may_withdraw": may_draft and found.state in {VersionState.DRAFT, VersionState.PROPOSED},
        "may_copy": may_draft and queries.open_version(found.centre_id) is None,
        "propose": ProposeForm(initial=initial),
        "form": TryForm(initial={"start": timezone.now()}, **offers, empty=_unknown()),
    }


def _tried(found: Version, form: TryForm) -> matrix.ShownTry | None:
    start = read_moment("start", form.typed("start"))
    if start is None:
        raise InvalidInput(fields={"start": [_("Enter a date and a time.")]})
    chosen = form.wanted()
    units = {each.pk for each in queries.handling_units(found.centre_id)}
    unit_id = whole_number(chosen["unit"]) if chosen["unit"] else None
    if chosen["unit"] and unit_id not in units:
        raise InvalidInput(fields={"unit": [_("Choose one of the offered values.")]})
    case = Case(
        found.centre_id,
        grade=chosen["grade"] or None,
        request_type=chosen["request_type"] or None,
        unit_id=unit_id,
        region=chosen["region"] or None,
    )
    answer = queries.terms_of_version(found.pk, case)
    if answer is None:
        return None
    tried = queries.tried(answer, case, start)
    if tried is None:
        message = _("By this calendar it would never be due.")
        raise InvalidInput(fields={"unit": [message]})
    return matrix.shown_try(tried, found)


def _offers(centre: Unit) -> Offers:
    return {"codes": offered_codes(), "units": queries.handling_units(centre.pk)}


def _unknown() -> str:
    return pgettext("case", "not known")


def offered_codes() -> dict[str, list[CodeItem]]:
    """Return the values that a rule may name, by the name of the field."""
    return {
        "grade": list(workorders.code_items(CodeList.GRADE)),
        "request_type": list(workorders.code_items(CodeList.REQUEST_TYPE)),
        "region": list(workorders.code_items(CodeList.REGION_CLASS)),
    }
