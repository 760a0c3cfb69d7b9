"""The rules of a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from zuoxi.calendars import queries as calendars
from zuoxi.calendars.counting import BadTerm, Clock, EndRule, Roll, StartRule, Term, Unit
from zuoxi.clocks.facts import Milestone
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.single import single
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.limits import checking, matching, queries
from zuoxi.limits.actions import versions
from zuoxi.limits.choices import (
    MILESTONES,
    MOST_RULES,
    NOTE_LIMIT,
    SOURCE_LIMIT,
    WRONG_LABELS,
)
from zuoxi.limits.events import RuleRemoved, RuleSet
from zuoxi.limits.matching import Evidence, Limit, Pause, Since
from zuoxi.limits.models import Rule, RuleLimit, Version
from zuoxi.limits.policies import may_draft_limits
from zuoxi.workorders import queries as orders
from zuoxi.workorders.choices import CodeList
from zuoxi.workorders.models import CodeItem


@dataclass(frozen=True, kw_only=True)
class WantedLimit:
    """A limit as typed; all rules of counting by their names. Amounts are whole numbers."""

    amount: int | None
    unit: str = Unit.HOURS.value
    clock: str = Clock.ROUND_THE_CLOCK.value
    start_rule: str = StartRule.EVENT_INSTANT.value
    end_rule: str = EndRule.INSTANT.value
    roll: str = Roll.NONE.value
    since: str = Since.RECEIVED.value
    pauses: tuple[str, ...] = ()
    evidence: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class WantedRule:
    """A rule as typed: codes and the key of a unit, empty for any; limits by milestone."""

    grade: str = ""
    request_type: str = ""
    unit_id: int | None = None
    region: str = ""
    limits: Mapping[str, WantedLimit] = field(default_factory=dict)
    evidence: str = Evidence.AGREED.value
    source: str = ""
    note: str = ""
    is_interim: bool = False


@action("limits.set_rule", policy=may_draft_limits)
def set_rule(
    *,
    actor: Actor,
    version_id: int,
    rule_id: int | None,
    wanted: WantedRule,
    expected_revision: int | None,
    now: datetime,
) -> Rule:
    """Add a rule to a draft (without ``rule_id``) or say one anew."""
    version = versions.lock_draft(actor, version_id, expected_revision=expected_revision)
    row = _row(version, rule_id)
    old = queries.rule_value(row) if row.pk else None
    new = _checked(version, row, wanted, now)
    if old == new:
        return row
    taken = InvalidInput(
        fields={
            "request_type": [
                _("Another rule of this version holds for just the same cases. Change that one.")
            ]
        }
    )
    with refuse_taken({"limits_rule_once": taken}):
        row.save()
    RuleLimit.objects.filter(rule=row).delete()
    RuleLimit.objects.bulk_create(
        versions.limit_row(row, milestone, limit) for milestone, limit in new.limits.items()
    )
    versions.touch(version, now)
    versions.tell(
        RuleSet,
        version,
        actor=actor,
        now=now,
        rule=versions.told_name(new, row.unit.name if row.unit else ""),
        old=versions.told_rule(old),
        new=versions.told_rule(new),
    )
    return row


@action("limits.remove_rule", policy=may_draft_limits)
def remove_rule(
    *,
    actor: Actor,
    version_id: int,
    rule_id: int,
    expected_revision: int | None,
    now: datetime,
) -> Version:
    """Take a rule out of a draft."""
    version = versions.lock_draft(actor, version_id, expected_revision=expected_revision)
    row = _row(version, rule_id)
    old = queries.rule_value(row)
    unit = row.unit.name if row.unit else ""
    row.delete()
    versions.touch(version, now)
    versions.tell(
        RuleRemoved,
        version,
        actor=actor,
        now=now,
        rule=versions.told_name(old, unit),
        old=versions.told_rule(old),
    )
    return version


def refuse_wrong(
    faults: Faults, rule: matching.Rule, centre_id: int, now: datetime, name: str = ""
) -> None:
    """Note what is wrong with the limits of a rule, at the milestone or under ``name``."""
    calendar = calendars.calendar_for(rule.unit_id or centre_id).calendar
    for fault in checking.faults_of(rule, calendar, now):
        if not fault.is_certain:
            continue
        words = {
            "milestone": MILESTONES[fault.milestone] if fault.milestone else "",
            "other": MILESTONES[fault.other] if fault.other else "",
        }
        place = name or (fault.milestone.value if fault.milestone else "limits")
        faults.add(place, WRONG_LABELS[fault.why] % words)


def _row(version: Version, rule_id: int | None) -> Rule:
    if rule_id is None:
        return Rule(version=version)
    rows = Rule.objects.select_related("grade", "request_type", "unit", "region")
    row = single(rows.filter(pk=rule_id, version=version))
    if row is None:
        raise NotFound
    return row


def _checked(version: Version, row: Rule, wanted: WantedRule, now: datetime) -> matching.Rule:
    """Set what was typed on the row; return it as a value, raise InvalidInput with all faults."""
    faults = Faults()
    row.grade = _code(faults, "grade", CodeList.GRADE, wanted.grade)
    row.request_type = _code(faults, "request_type", CodeList.REQUEST_TYPE, wanted.request_type)
    row.region = _code(faults, "region", CodeList.REGION_CLASS, wanted.region)
    units = {each.pk: each for each in queries.handling_units(version.centre_id)}
    if wanted.unit_id is not None and wanted.unit_id not in units:
        faults.add("unit", _("Choose one of the offered values."))
    row.unit = units.get(wanted.unit_id or 0)
    row.is_interim = wanted.is_interim
    row.evidence = faults.choice("evidence", wanted.evidence, list(Evidence))
    row.source = faults.line("source", wanted.source, limit=SOURCE_LIMIT)
    row.note = faults.line("note", wanted.note, limit=NOTE_LIMIT, required=False)
    limits = _limits(faults, wanted)
    is_new = row._state.adding  # noqa: SLF001 - Django's name for it
    if is_new and Rule.objects.filter(version=version).count() >= MOST_RULES:
        faults.add("limits", _("A version has %(most)s rules at most.") % {"most": MOST_RULES})
    faults.stop()
    rule = matching.Rule(
        grade=row.grade.code if row.grade else None,
        request_type=row.request_type.code if row.request_type else None,
        unit_id=row.unit.pk if row.unit else None,
        region=row.region.code if row.region else None,
        limits=limits,
        evidence=Evidence(row.evidence),
        source=row.source,
        note=row.note,
        is_interim=row.is_interim,
    )
    refuse_wrong(faults, rule, version.centre_id, now)
    faults.stop()
    return rule


def _code(faults: Faults, field_name: str, name: CodeList, code: str) -> CodeItem | None:
    if not code:
        return None
    item = orders.code_items(name, active_only=False).filter(code=code).first()
    if item is None:
        faults.add(field_name, _("Choose one of the offered values."))
    return item


def _limits(faults: Faults, wanted: WantedRule) -> dict[Milestone, Limit]:
    found: dict[Milestone, Limit] = {}
    for name, typed in wanted.limits.items():
        if name not in list(Milestone):
            faults.add("limits", _("There is no such milestone: %(name)s") % {"name": name[:20]})
            continue
        limit = _limit(faults, name, typed)
        if limit is not None:
            found[Milestone(name)] = limit
    return {each: found[each] for each in Milestone if each in found}


def _limit(faults: Faults, name: str, typed: WantedLimit) -> Limit | None:
    if typed.amount is None:
        faults.add(name, _("Enter a whole number."))
        return None
    source = faults.line(name, typed.source, limit=SOURCE_LIMIT, required=bool(typed.evidence))
    try:
        term = Term(
            typed.amount,
            Unit(typed.unit),
            Clock(typed.clock),
            StartRule(typed.start_rule),
            EndRule(typed.end_rule),
            Roll(typed.roll),
        )
        return Limit(
            term=term,
            since=Since(typed.since),
            pauses=tuple(each for each in Pause if each.value in typed.pauses),
            evidence=Evidence(typed.evidence) if typed.evidence else None,
            source=source if typed.evidence else "",
        )
    except BadTerm as refusal:
        messages = {
            "amount": _("This is too long."),
            "working_days_need_calendar": _("Working days are counted by the working calendar."),
            "natural_days_have_none": _("Natural days run round the clock."),
        }
        faults.add(name, messages[refusal.reason])
    except ValueError:
        faults.add(name, _("Choose one of the offered values."))
    return None
