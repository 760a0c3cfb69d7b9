"""The forms that change limits: a new draft, its rules, proposing and deciding."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from zuoxi.calendars import queries as calendars
from zuoxi.clocks.facts import Milestone
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound, Stale
from zuoxi.limits import actions, checking, queries
from zuoxi.limits.choices import PRESET_LABELS
from zuoxi.limits.forms import BaseForm, ProposeForm, RejectForm, RuleForm, TypesForm
from zuoxi.limits.models import Rule, Version
from zuoxi.limits.policies import may_decide_limits, may_draft_limits
from zuoxi.limits.presenters import matrix, words
from zuoxi.limits.presets import preset
from zuoxi.limits.views.pages import offered_codes, version_context
from zuoxi.org.models import Unit
from zuoxi.web.forms import whole_number
from zuoxi.web.htmx import redirect, render
from zuoxi.web.pages import ActorRequest, page
from zuoxi.workorders import queries as workorders
from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.policies import may_maintain_codes

# Where the form has the faults that the action notes at a milestone.
_PLACES = {each.value: f"{each.value}_amount" for each in Milestone}


@page(policy=may_draft_limits)
def start(request: ActorRequest) -> HttpResponse:
    """Begin a draft: choose what it begins with, then which request types a shipped set means."""
    centre = _centre(request)
    rows = queries.visible_to(request.actor).filter(centre=centre)
    known = [(f"v{each.pk}", _("Version %(number)s") % {"number": each.number}) for each in rows]
    base = request.GET.get("base", "")
    form = BaseForm(initial={"base": base or (known[0][0] if known else "")}, versions=known)
    types = None
    if base in PRESET_LABELS:
        types = TypesForm(
            request.POST or None,
            types=preset(base).types,
            items=workorders.code_items(CodeList.REQUEST_TYPE),
            may_create=may_maintain_codes(request.actor),
        )
    refusal = ""
    if request.method == "POST":
        try:
            started = _start(request, centre, base, types)
        except (InvalidInput, Conflict) as fault:
            refusal = " ".join(str(e) for found in fault.fields.values() for e in found)
            refusal = refusal or str(fault)
        else:
            if started.missing:
                names = _(", ").join(each.zh_hans for each in started.missing)
                messages.warning(
                    request, _("Left out, nobody has them: %(names)s") % {"names": names}
                )
            return redirect(request, "limits:version", started.version.pk)
    context = {
        "centre": centre,
        "form": form,
        "types": types,
        "base": base,
        "base_label": dict(known).get(base) or PRESET_LABELS.get(base) or _("Without a rule"),
        "refusal": refusal,
    }
    status = 422 if refusal else 200
    return render(request, "limits/start.html", context=context, status=status)


@page(policy=may_draft_limits)
def add_rule(request: ActorRequest, pk: int) -> HttpResponse:
    """Add a rule to a draft."""
    return _rule_page(request, queries.find(request.actor, pk), None)


@page(policy=may_draft_limits)
def rule(request: ActorRequest, pk: int, rule_pk: int) -> HttpResponse:
    """Change a rule of a draft."""
    found = queries.find(request.actor, pk)
    rows = {each.pk: each for each in queries.rules_with_codes(found.pk)}
    if rule_pk not in rows:
        raise NotFound
    return _rule_page(request, found, rows[rule_pk])


@page(policy=may_draft_limits, methods=["POST"])
def remove_rule(request: ActorRequest, pk: int, rule_pk: int) -> HttpResponse:
    """Take a rule out of a draft."""

    def write() -> None:
        actions.remove_rule(
            actor=request.actor,
            version_id=pk,
            rule_id=rule_pk,
            expected_revision=_revision(request),
            now=timezone.now(),
        )

    return _done(request, write, pk, _("The rule has been taken out."))


@page(policy=may_draft_limits, methods=["POST"])
def propose(request: ActorRequest, pk: int) -> HttpResponse:
    """Give a draft to the head of the centre."""
    found = queries.find(request.actor, pk)
    form = ProposeForm(request.POST)
    try:
        actions.propose(
            actor=request.actor,
            version_id=pk,
            valid_from=form.typed("valid_from"),
            expected_revision=form.whole_number("revision"),
            now=timezone.now(),
        )
    except (InvalidInput, Conflict, Stale) as refusal:
        form.add_refusal(refusal)
        context = version_context(request, found) | {"propose": form}
        return render(request, "limits/version.html", context=context, status=422)
    messages.success(request, _("Proposed. Now the head of the centre decides."))
    return redirect(request, "limits:version", pk)


@page(policy=may_draft_limits, methods=["POST"])
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """Give up a draft or a proposal."""

    def write() -> None:
        actions.withdraw(
            actor=request.actor,
            version_id=pk,
            expected_revision=_revision(request),
            now=timezone.now(),
        )

    return _done(request, write, pk, _("Withdrawn."))


@page(policy=may_decide_limits)
def decide(request: ActorRequest, pk: int, unit_pk: int) -> HttpResponse:
    """Agree to a version for a unit, or reject it and say why."""
    found = queries.find(request.actor, pk)
    signature = next(
        (e for e in matrix.signatures(found, request.actor) if e.unit.pk == unit_pk), None
    )
    if signature is None:
        raise NotFound
    form = RejectForm(request.POST or None)
    if request.method == "POST":
        try:
            _decide(request, pk, unit_pk, form)
        except (InvalidInput, Conflict) as refusal:
            form.add_refusal(refusal)
        else:
            return redirect(request, "limits:version", pk)
    kept = next((e for e in queries.visible_to(request.actor) if _is_before(e, found)), None)
    context = {
        "version": found,
        "signature": signature,
        "form": form,
        "headings": matrix.headings(),
        "rows": matrix.rows_of(found, _only(found, unit_pk)),
        "before": kept,
        "differences": matrix.shown_differences(kept, found) if kept else [],
    }
    status = 422 if form.is_bound else 200
    return render(request, "limits/decide.html", context=context, status=status)


def _decide(request: ActorRequest, pk: int, unit_pk: int, form: RejectForm) -> None:
    if request.POST.get("decision") == "agree":
        actions.agree(actor=request.actor, version_id=pk, unit_id=unit_pk, now=timezone.now())
        messages.success(request, _("Agreed."))
        return
    actions.reject(
        actor=request.actor,
        version_id=pk,
        unit_id=unit_pk,
        reason=form.typed("reason"),
        now=timezone.now(),
    )
    messages.success(request, _("Rejected. Who wrote it reads the reason on the version's page."))


def _is_before(each: Version, found: Version) -> bool:
    return (
        each.centre_id == found.centre_id
        and each.number < found.number
        and each.decided_at is not None
    )


def _only(found: Version, unit_pk: int) -> dict[str, str]:
    return {} if unit_pk == found.centre_id else {"unit": str(unit_pk)}


def _rule_page(request: ActorRequest, found: Version, row: Rule | None) -> HttpResponse:
    value = queries.rule_value(row) if row else None
    initial: dict[str, object] = {"revision": found.revision, "evidence": "agreed"}
    if row is not None and value is not None:
        initial |= {
            "grade": value.grade,
            "request_type": value.request_type,
            "region": value.region,
            "unit": value.unit_id,
            "evidence": value.evidence.value,
            "source": value.source,
            "note": value.note,
            "is_interim": value.is_interim,
        }
    form = RuleForm(
        request.POST or None,
        initial=initial,
        rule=value,
        codes=offered_codes(),
        units=queries.handling_units(found.centre_id),
    )
    if request.method == "POST":
        try:
            saved = actions.set_rule(
                actor=request.actor,
                version_id=found.pk,
                rule_id=row.pk if row else None,
                wanted=form.wanted_rule(),
                expected_revision=form.whole_number("revision"),
                now=timezone.now(),
            )
        except (InvalidInput, Conflict, Stale) as refusal:
            form.add_refusal(refusal, _PLACES)
        else:
            messages.success(request, _("Saved."))
            _hint(request, found, saved)
            return redirect(request, "limits:version", found.pk)
    context = {"version": found, "form": form, "rule": row}
    status = 422 if form.is_bound else 200
    return render(request, "limits/rule.html", context=context, status=status)


def _hint(request: ActorRequest, found: Version, saved: Rule) -> None:
    """Tell what is not impossible and yet will surprise at a weekend."""
    value = next(e for e in queries.rules_of(found.pk) if e.pk == saved.pk)
    calendar = calendars.calendar_for(value.unit_id or found.centre_id).calendar
    for fault in checking.faults_of(value, calendar, timezone.now()):
        messages.warning(request, words.hint(fault))


def _start(
    request: ActorRequest, centre: Unit, base: str, types: TypesForm | None
) -> actions.StartedDraft:
    wanted = actions.WantedDraft()
    if types is not None:
        wanted = actions.WantedDraft(
            preset=base, types=types.types(), creates=may_maintain_codes(request.actor)
        )
    elif base.startswith("v"):
        wanted = actions.WantedDraft(copied_from=whole_number(base[1:]) or 0)
    started = actions.start_draft(
        actor=request.actor, centre_id=centre.pk, wanted=wanted, now=timezone.now()
    )
    count = len(queries.rules_of(started.version.pk))
    told = ngettext(
        "The draft has %(count)s rule. Change what is different here, then propose it.",
        "The draft has %(count)s rules. Change what is different here, then propose it.",
        count,
    )
    messages.success(request, told % {"count": count})
    return started


def _centre(request: ActorRequest) -> Unit:
    centres = queries.drafted_centres(request.actor)
    wanted = whole_number(request.GET.get("centre", ""))
    for each in centres:
        if wanted in {None, each.pk}:
            return each
    raise NotFound


def _done(request: ActorRequest, write: Callable[[], None], pk: int, told: str) -> HttpResponse:
    """Do a write that a button asks for; tell what it refuses where the button was."""
    try:
        write()
    except (InvalidInput, Conflict, Stale) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect(request, reverse("limits:version", args=[pk]))


def _revision(request: ActorRequest) -> int | None:
    return whole_number(request.POST.get("revision", ""))
