"""The rules of versions as values."""

from collections.abc import Iterable, Sequence

from zuoxi.calendars.counting import Clock, EndRule, Roll, StartRule, Term, Unit
from zuoxi.clocks.facts import Milestone
from zuoxi.limits import matching
from zuoxi.limits.matching import Evidence, Limit, Pause, Since
from zuoxi.limits.models import Rule, RuleLimit


def rules_of(version_id: int) -> list[matching.Rule]:
    """Return the rules of a version as values, in the order in which they are asked."""
    return matching.ordered(rule_value(each) for each in rules_with_codes(version_id))


def rules_with_codes(version_id: int) -> Sequence[Rule]:
    """Return the rules of a version with the codes and units that they name; two statements."""
    rows = Rule.objects.filter(version=version_id)
    rows = rows.select_related("grade", "request_type", "unit", "region")
    return list(rows.order_by("pk").prefetch_related("limits"))


def rule_value(row: Rule) -> matching.Rule:
    """Return a stored rule as a value."""
    limits = {Milestone(each.milestone): limit_value(each) for each in row.limits.all()}
    return matching.Rule(
        grade=row.grade.code if row.grade else None,
        request_type=row.request_type.code if row.request_type else None,
        unit_id=row.unit_id,
        region=row.region.code if row.region else None,
        limits={each: limits[each] for each in Milestone if each in limits},
        evidence=Evidence(row.evidence),
        source=row.source,
        note=row.note,
        is_interim=row.is_interim,
        pk=row.pk,
    )


def limit_value(row: RuleLimit) -> Limit:
    """Return a stored limit as a value."""
    term = Term(
        row.amount,
        Unit(row.unit),
        Clock(row.clock),
        StartRule(row.start_rule),
        EndRule(row.end_rule),
        Roll(row.roll),
    )
    return Limit(
        term=term,
        since=Since(row.since),
        pauses=tuple(Pause(each) for each in row.pauses),
        evidence=Evidence(row.evidence) if row.evidence else None,
        source=row.source,
    )


def codes_in(rules: Iterable[matching.Rule]) -> tuple[set[str], set[str], set[str]]:
    """Return the grades, request types and region classes that rules name."""
    found = list(rules)
    return (
        {each.grade for each in found if each.grade},
        {each.request_type for each in found if each.request_type},
        {each.region for each in found if each.region},
    )
