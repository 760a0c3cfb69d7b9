"""What all writes of versions have in common: lock, store rules, tell."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from zuoxi.clocks.facts import Milestone
from zuoxi.kernel.actions import publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound, Stale
from zuoxi.kernel.single import single
from zuoxi.limits import matching, queries
from zuoxi.limits.events import VersionFact
from zuoxi.limits.models import Rule, RuleLimit, Version
from zuoxi.limits.policies import drafts_for
from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.models import CodeItem


def lock(actor: Actor, version_id: int, *, expected_revision: int | None = None) -> Version:
    """Return a visible version for a write; raise NotFound or Stale."""
    rows = queries.visible_to(actor).select_for_update(of=("self",), no_key=True)
    version = single(rows.filter(pk=version_id))
    if version is None:
        raise NotFound
    if expected_revision is not None and expected_revision != version.revision:
        raise Stale(extra={"revision": version.revision})
    return version


def lock_draft(actor: Actor, version_id: int, *, expected_revision: int | None) -> Version:
    """Return a draft that the actor writes; raise Forbidden, Conflict and what ``lock`` raises."""
    version = lock(actor, version_id, expected_revision=expected_revision)
    require_drafter(actor, version)
    if not version.is_draft:
        raise Conflict(
            _("A version is never changed once it was proposed. Start a draft from it."),
            extra={"state": version.state},
        )
    return version


def require_drafter(actor: Actor, version: Version) -> None:
    """Raise Forbidden unless the actor writes the limits of the version's centre."""
    if not drafts_for(actor, version.centre_id):
        raise Forbidden(extra={"version": version.pk})


def touch(version: Version, now: datetime, *also: str) -> None:
    """Save a version with its next revision."""
    version.revision += 1
    version.changed_at = now
    version.save(update_fields=["revision", "changed_at", *also])


def add_rules(version: Version, rules: Iterable[matching.Rule]) -> None:
    """Store rules in a version; the codes that they name must be there."""
    given = list(rules)
    lists = (CodeList.GRADE, CodeList.REQUEST_TYPE, CodeList.REGION_CLASS)
    items = {(each.list, each.code): each for each in CodeItem.objects.filter(list__in=lists)}

    def item(name: CodeList, code: str | None) -> CodeItem | None:
        return items[name.value, code] if code else None

    rows = Rule.objects.bulk_create(
        Rule(
            version=version,
            grade=item(CodeList.GRADE, each.grade),
            request_type=item(CodeList.REQUEST_TYPE, each.request_type),
            unit_id=each.unit_id,
            region=item(CodeList.REGION_CLASS, each.region),
            is_interim=each.is_interim,
            evidence=each.evidence.value,
            source=each.source,
            note=each.note,
        )
        for each in given
    )
    RuleLimit.objects.bulk_create(
        limit_row(row, milestone, limit)
        for row, rule in zip(rows, given, strict=True)
        for milestone, limit in rule.limits.items()
    )


def limit_row(rule: Rule, milestone: Milestone, limit: matching.Limit) -> RuleLimit:
    """Return a limit as a row that is not stored yet."""
    term = limit.term
    return RuleLimit(
        rule=rule,
        milestone=milestone.value,
        amount=term.amount,
        unit=term.unit.value,
        clock=term.clock.value,
        start_rule=term.start.value,
        end_rule=term.end.value,
        roll=term.roll.value,
        since=limit.since.value,
        pauses=[each.value for each in limit.pauses],
        evidence=limit.evidence.value if limit.evidence else "",
        source=limit.source,
    )


def tell(
    kind: type[VersionFact],
    version: Version,
    *,
    actor: Actor,
    now: datetime,
    area_ids: Iterable[int] = (),
    **data: object,
) -> None:
    """Publish a fact about a version."""
    publish(
        kind(
            subject_id=version.pk,
            centre_id=version.centre_id,
            area_ids=tuple(area_ids),
            data={"centre": version.centre.name, "number": version.number, **data},
        ),
        actor=actor,
        now=now,
    )


def today_of(version: Version, now: datetime) -> date:
    """Return the day where the centre is."""
    return now.astimezone(ZoneInfo(version.centre.time_zone)).date()


def told_rule(rule: matching.Rule | None) -> dict[str, object] | None:
    """Return a rule as the log keeps it."""
    if rule is None:
        return None
    return {
        milestone.value: f"{limit.term.amount} {limit.term.unit.value} {limit.since.value}"
        for milestone, limit in rule.limits.items()
    }


def told_name(rule: matching.Rule, unit: str) -> dict[str, str]:
    """Return what a rule names, as the log keeps it."""
    return {
        "grade": rule.grade or "",
        "request_type": rule.request_type or "",
        "unit": unit,
        "region": rule.region or "",
    }
