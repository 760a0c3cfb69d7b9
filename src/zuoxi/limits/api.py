"""Time limits over the API: the same queries and actions as the pages."""

from typing import Annotated

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Router

from zuoxi.api.fields import Id, IfMatch, ShortText, etag, expected_version
from zuoxi.api.http import Request
from zuoxi.api.operations import operation
from zuoxi.calendars.presenters.steps import shown_due
from zuoxi.kernel.errors import InvalidInput
from zuoxi.limits import actions, matching, presets, queries
from zuoxi.limits.matching import Case
from zuoxi.limits.models import Version
from zuoxi.limits.policies import may_decide_limits, may_draft_limits, may_see_limits
from zuoxi.limits.presenters.matrix import why
from zuoxi.limits.schemas import (
    AgreementIn,
    CaseIn,
    DraftIn,
    LimitAnswer,
    LimitDifference,
    LimitDifferences,
    LimitDueOut,
    PresetList,
    PresetOut,
    ProposalIn,
    RejectionIn,
    RuleIn,
    RuleOut,
    UnagreedList,
    UnagreedOut,
    VersionList,
    VersionOut,
    VersionRow,
)
from zuoxi.org.models import Unit

router = Router(tags=["limits"])

VersionId = Annotated[Id, Path()]
RuleId = Annotated[Id, Path()]


@operation(router.get, "/limits", VersionList, policy=may_see_limits)
def list_limit_versions(request: Request, centre: ShortText = "") -> VersionList:
    """List the versions of limits that the caller may look at, of one centre or of all."""
    found = queries.visible_to(request.actor)
    if centre:
        found = found.filter(centre__code__iexact=centre)
    return VersionList(items=[VersionRow.of(each) for each in found])


@operation(
    router.post,
    "/limits",
    VersionOut,
    status=201,
    policy=may_draft_limits,
    problems=(409,),
    etag=True,
)
def start_limit_draft(request: Request, response: HttpResponse, body: DraftIn) -> VersionOut:
    """Begin a draft from an earlier version, from a shipped set, or without a rule."""
    centre = _centre(request, body.centre)
    started = actions.start_draft(
        actor=request.actor,
        centre_id=centre.pk,
        wanted=actions.WantedDraft(
            copied_from=body.copied_from,
            preset=body.preset,
            types=body.types,
            creates=body.creates,
        ),
        now=timezone.now(),
    )
    response["ETag"] = etag(started.version.revision)
    return VersionOut.of(started.version, started.missing)


@operation(router.get, "/limit-presets", PresetList, policy=may_draft_limits)
def list_limit_presets(request: Request) -> PresetList:
    """List the shipped sets and what each needs beyond the code lists."""
    del request
    return PresetList(items=[PresetOut.of(each) for each in presets.NAMES])


@operation(router.get, "/unagreed-limits", UnagreedList, policy=may_see_limits)
def list_unagreed_limits(request: Request) -> UnagreedList:
    """List what is not agreed, and by what is counted meanwhile."""
    items = [
        UnagreedOut(
            centre=each.centre.code,
            unit=each.unit.code,
            version=VersionRow.of(each.version) if each.version else None,
            keeps=each.keeps,
            reason=each.reason,
        )
        for each in queries.unagreed(request.actor)
    ]
    return UnagreedList(items=items)


@operation(router.get, "/limits/{version_id}", VersionOut, policy=may_see_limits, etag=True)
def get_limit_version(
    request: Request, response: HttpResponse, version_id: VersionId
) -> VersionOut:
    """Get a version with its rules and what the heads of units have said to it."""
    return _answer(response, queries.find(request.actor, version_id))


@operation(
    router.get,
    "/limits/{version_id}/differences/{other_id}",
    LimitDifferences,
    policy=may_see_limits,
)
def compare_limit_versions(
    request: Request, version_id: VersionId, other_id: Annotated[Id, Path()]
) -> LimitDifferences:
    """Get what a version says differently than another one."""
    new = queries.find(request.actor, version_id)
    old = queries.find(request.actor, other_id)
    units = _codes_of_units(old, new)
    found = matching.differences(queries.rules_of(old.pk), queries.rules_of(new.pk))
    items = [
        LimitDifference(
            old=RuleOut.of(each.old, units) if each.old else None,
            new=RuleOut.of(each.new, units) if each.new else None,
            milestones=list(each.milestones),
        )
        for each in found
    ]
    return LimitDifferences(items=items)


@operation(
    router.post,
    "/limits/{version_id}/rules",
    VersionOut,
    status=201,
    policy=may_draft_limits,
    problems=(409, 412),
    etag=True,
)
def add_limit_rule(
    request: Request,
    response: HttpResponse,
    version_id: VersionId,
    body: RuleIn,
    if_match: IfMatch = None,
) -> VersionOut:
    """Add a rule to a draft."""
    return _set_rule(request, response, version_id, None, body, if_match)


@operation(
    router.put,
    "/limits/{version_id}/rules/{rule_id}",
    VersionOut,
    policy=may_draft_limits,
    problems=(409, 412),
    etag=True,
)
def set_limit_rule(
    request: Request,
    response: HttpResponse,
    version_id: VersionId,
    rule_id: RuleId,
    body: RuleIn,
    if_match: IfMatch = None,
) -> VersionOut:
    """Say a rule of a draft anew, with all its limits."""
    return _set_rule(request, response, version_id, rule_id, body, if_match)


@operation(
    router.delete,
    "/limits/{version_id}/rules/{rule_id}",
    VersionOut,
    policy=may_draft_limits,
    problems=(409, 412),
    etag=True,
)
def remove_limit_rule(
    request: Request,
    response: HttpResponse,
    version_id: VersionId,
    rule_id: RuleId,
    if_match: IfMatch = None,
) -> VersionOut:
    """Take a rule out of a draft."""
    version = actions.remove_rule(
        actor=request.actor,
        version_id=version_id,
        rule_id=rule_id,
        expected_revision=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(response, version)


@operation(
    router.post,
    "/limits/{version_id}/propose",
    VersionOut,
    policy=may_draft_limits,
    problems=(409, 412),
    etag=True,
)
def propose_limits(
    request: Request,
    response: HttpResponse,
    version_id: VersionId,
    body: ProposalIn,
    if_match: IfMatch = None,
) -> VersionOut:
    """Give a draft to the head of the centre; nobody changes it from then on."""
    version = actions.propose(
        actor=request.actor,
        version_id=version_id,
        valid_from=body.valid_from.isoformat(),
        expected_revision=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(response, version)


@operation(
    router.post,
    "/limits/{version_id}/agree",
    VersionOut,
    policy=may_decide_limits,
    problems=(409,),
    etag=True,
)
def agree_to_limits(
    request: Request, response: HttpResponse, version_id: VersionId, body: AgreementIn
) -> VersionOut:
    """Agree to a version as the head of the centre, or after it as the head of a unit."""
    version = queries.find(request.actor, version_id)
    unit = _unit(version, body.unit)
    version = actions.agree(
        actor=request.actor, version_id=version_id, unit_id=unit.pk, now=timezone.now()
    )
    return _answer(response, version)


@operation(
    router.post,
    "/limits/{version_id}/reject",
    VersionOut,
    policy=may_decide_limits,
    problems=(409,),
    etag=True,
)
def reject_limits(
    request: Request, response: HttpResponse, version_id: VersionId, body: RejectionIn
) -> VersionOut:
    """Reject a version and say why: as the head of the centre for all, or of a unit for that."""
    version = queries.find(request.actor, version_id)
    unit = _unit(version, body.unit)
    version = actions.reject(
        actor=request.actor,
        version_id=version_id,
        unit_id=unit.pk,
        reason=body.reason,
        now=timezone.now(),
    )
    return _answer(response, version)


@operation(
    router.post,
    "/limits/{version_id}/withdraw",
    VersionOut,
    policy=may_draft_limits,
    problems=(409, 412),
    etag=True,
)
def withdraw_limits(
    request: Request, response: HttpResponse, version_id: VersionId, if_match: IfMatch = None
) -> VersionOut:
    """Give up a draft or a proposal."""
    version = actions.withdraw(
        actor=request.actor,
        version_id=version_id,
        expected_revision=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(response, version)


@operation(router.post, "/limits/{version_id}/try", LimitAnswer, policy=may_see_limits)
def try_limits(request: Request, version_id: VersionId, body: CaseIn) -> LimitAnswer:
    """Ask a version for a case: which rule answers and why, and when everything is due."""
    version = queries.find(request.actor, version_id)
    case = Case(
        version.centre_id,
        grade=body.grade or None,
        request_type=body.request_type or None,
        unit_id=_unit(version, body.unit).pk if body.unit else None,
        region=body.region or None,
    )
    answer = queries.terms_of_version(version.pk, case)
    if answer is None:
        return LimitAnswer(number=version.number, rule=None, why="", beaten=[], due={})
    tried = queries.tried(answer, case, body.received_at)
    if tried is None:
        message = _("By this calendar it would never be due.")
        raise InvalidInput(fields={"unit": [message]})
    units = _codes_of_units(version)
    zone = tried.calendar.zone
    return LimitAnswer(
        number=version.number,
        rule=RuleOut.of(answer.rule, units),
        why=why(answer),
        beaten=[RuleOut.of(each, units) for each in answer.beaten],
        due={
            milestone: LimitDueOut(
                due_at=due.at, day=due.day, explanation=shown_due(due, zone).steps
            )
            for milestone, due in tried.due.items()
        },
    )


def _set_rule(
    request: Request,
    response: HttpResponse,
    version_id: int,
    rule_id: int | None,
    body: RuleIn,
    if_match: str | None,
) -> VersionOut:
    version = queries.find(request.actor, version_id)
    actions.set_rule(
        actor=request.actor,
        version_id=version_id,
        rule_id=rule_id,
        wanted=actions.WantedRule(
            grade=body.grade,
            request_type=body.request_type,
            unit_id=_unit(version, body.unit).pk if body.unit else None,
            region=body.region,
            limits={
                milestone.value: actions.WantedLimit(
                    amount=each.amount,
                    unit=each.unit.value,
                    clock=each.clock.value,
                    start_rule=each.start_rule.value,
                    end_rule=each.end_rule.value,
                    roll=each.roll.value,
                    since=each.since.value,
                    pauses=tuple(pause.value for pause in each.pause_on),
                    evidence=each.evidence.value if each.evidence else "",
                    source=each.source,
                )
                for milestone, each in body.limits.items()
            },
            evidence=body.evidence.value,
            source=body.source,
            note=body.note,
            is_interim=body.is_interim,
        ),
        expected_revision=expected_version(if_match),
        now=timezone.now(),
    )
    return _answer(response, queries.find(request.actor, version_id))


def _centre(request: Request, code: str) -> Unit:
    for each in queries.visible_centres(request.actor):
        if each.code.casefold() == code.casefold():
            return each
    raise InvalidInput(fields={"centre": [_("Choose one of the offered values.")]})


def _unit(version: Version, code: str) -> Unit:
    """Return the centre of a version or one of its units; raise InvalidInput otherwise."""
    for each in (version.centre, *queries.handling_units(version.centre_id)):
        if each.code.casefold() == code.casefold():
            return each
    raise InvalidInput(fields={"unit": [_("Choose one of the offered values.")]})


def _codes_of_units(*versions: Version) -> dict[int, str]:
    rows = [row for each in versions for row in queries.rules_with_codes(each.pk)]
    return {row.unit.pk: row.unit.code for row in rows if row.unit}


def _answer(response: HttpResponse, version: Version) -> VersionOut:
    response["ETag"] = etag(version.revision)
    return VersionOut.of(version)
