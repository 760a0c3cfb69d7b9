"""Which limits hold for a case at a moment: what the clocks of orders ask.

A version counts for a unit from its day on, and not before the head of the unit has signed it.
Until then the unit keeps the version that its head signed last: one missing signature holds up
nobody else, and nobody is bound by what he has not agreed to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from zuoxi.calendars import queries as calendars
from zuoxi.calendars.arithmetic import CannotCount, WorkingCalendar
from zuoxi.calendars.counting import Due
from zuoxi.clocks.facts import Milestone
from zuoxi.kernel.belief import believed
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.single import single
from zuoxi.limits import matching
from zuoxi.limits.checking import due_times
from zuoxi.limits.choices import VersionState
from zuoxi.limits.matching import Case, Limit, Rule
from zuoxi.limits.models import Agreement, Version
from zuoxi.limits.queries.rules import rules_of


@dataclass(frozen=True)
class Counting:
    """A version as it counts: from when, and for which units from when on."""

    pk: int
    number: int
    valid_from: date
    signed_at: datetime
    agreed: Mapping[int, datetime]
    zone: ZoneInfo

    def counts(self, unit_id: int | None, at: datetime) -> bool:
        """Tell whether the version counts at a moment, for a unit or for the centre alone."""
        if at < self.signed_at or at.astimezone(self.zone).date() < self.valid_from:
            return False
        return unit_id is None or (unit_id in self.agreed and self.agreed[unit_id] <= at)


@dataclass(frozen=True)
class Answer:
    """The limits of a case: the version and the rule that say so, and the rules it beats."""

    version_id: int
    number: int
    rule: Rule
    beaten: tuple[Rule, ...]

    @property
    def limits(self) -> Mapping[Milestone, Limit]:
        """How long each milestone may take; what is not named has no limit."""
        return self.rule.limits


@dataclass(frozen=True)
class Tried:
    """A case tried out: what answers, when all is due, and by which calendar."""

    answer: Answer
    due: Mapping[Milestone, Due]
    calendar: WorkingCalendar


def terms_for(case: Case, at: datetime) -> Answer | None:
    """Return the limits of a case at a moment, None where nothing agreed says anything of it.

    What it goes by is believed for some seconds.
    """
    for version in _counting(case.centre_id):
        if version.counts(case.unit_id, at):
            return _answer(version.pk, version.number, case)
    return None


def terms_of_version(version_id: int, case: Case) -> Answer | None:
    """Return what a version says of a case, whether it counts or not; raise NotFound without it.

    For an order that has been promised its limits under this version, and for trying a draft.
    """
    version = single(Version.objects.filter(pk=version_id, centre=case.centre_id))
    if version is None:
        raise NotFound
    return _answer(version.pk, version.number, case, is_draft=version.state != VersionState.OFFERED)


def tried(answer: Answer, case: Case, received: datetime) -> Tried | None:
    """Return when everything is due that an answer names; None if it never would be.

    It is counted by the calendar of the unit, or of the centre where no unit is named.
    """
    calendar = calendars.calendar_for(case.unit_id or case.centre_id).calendar
    try:
        return Tried(answer, due_times(answer.rule, received, calendar), calendar)
    except CannotCount:
        return None


def _answer(version_id: int, number: int, case: Case, *, is_draft: bool = False) -> Answer | None:
    rules = (
        rules_of(version_id)
        if is_draft
        else believed(("limits.rules", version_id), lambda: rules_of(version_id))
    )
    choice = matching.choose(rules, case)
    return Answer(version_id, number, choice.rule, choice.beaten) if choice else None


def counting_versions(centre_id: int) -> list[Counting]:
    """Return the versions of a centre that its head stands behind, the newest first."""
    rows = Version.objects.filter(centre=centre_id, state=VersionState.OFFERED).select_related(
        "centre"
    )
    versions = list(rows.order_by("-number"))
    agreed: dict[int, dict[int, datetime]] = {each.pk: {} for each in versions}
    for version_id, unit_id, at in Agreement.objects.filter(
        version__in=versions, is_agreed=True
    ).values_list("version_id", "unit_id", "signed_at"):
        agreed[version_id][unit_id] = at
    found = []
    for each in versions:
        # The database holds both: it has no offered version without them.
        assert each.valid_from
        assert each.decided_at
        zone = ZoneInfo(each.centre.time_zone)
        found.append(
            Counting(each.pk, each.number, each.valid_from, each.decided_at, agreed[each.pk], zone)
        )
    return found


def _counting(centre_id: int) -> list[Counting]:
    return believed(("limits", centre_id), lambda: counting_versions(centre_id))
