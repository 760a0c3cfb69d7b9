"""Shapes of the API calls about limits."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field

from zuoxi.api.fields import Moment, ShortText
from zuoxi.api.schemas import Input, Output
from zuoxi.calendars.counting import Clock, EndRule, Roll, StartRule, Unit
from zuoxi.clocks.facts import Milestone
from zuoxi.limits import matching, presets, queries
from zuoxi.limits.choices import PRESET_LABELS, VersionState
from zuoxi.limits.matching import Evidence, Pause, Since
from zuoxi.limits.models import Version

_ANY = "Empty or left out: any."
_TYPES = (
    "Request types of the set by those that the installation has; an empty one leaves the rules of "
    "the type out."
)


class DraftIn(Input):
    """What a draft begins with: a version, a shipped set, or nothing."""

    centre: Annotated[ShortText, Field(description="The code of a service centre.")]
    copied_from: Annotated[int | None, Field(ge=1, le=2**63 - 1)] = None
    preset: Annotated[ShortText, Field(examples=list(presets.NAMES))] = ""
    types: Annotated[
        dict[ShortText, ShortText],
        Field(default_factory=dict, max_length=100, description=_TYPES),
    ]
    creates: Annotated[
        bool, Field(description="Add the missing request types and grades to the code lists.")
    ] = False


class LimitIn(Input):
    """How long a milestone may take, from when it counts, and when it does not run."""

    amount: Annotated[int, Field(ge=0, le=10_000_000)]
    unit: Unit = Unit.HOURS
    clock: Clock = Clock.ROUND_THE_CLOCK
    start_rule: StartRule = StartRule.EVENT_INSTANT
    end_rule: EndRule = EndRule.INSTANT
    roll: Roll = Roll.NONE
    since: Since = Since.RECEIVED
    pause_on: Annotated[list[Pause], Field(default_factory=list, max_length=10)]
    evidence: Annotated[
        Evidence | None, Field(description="Left out, the figure has that of its rule.")
    ] = None
    source: ShortText = ""


class RuleIn(Input):
    """A rule: what it names, by codes, and a limit for each milestone that has one."""

    grade: Annotated[ShortText, Field(description=_ANY)] = ""
    request_type: Annotated[ShortText, Field(description=_ANY)] = ""
    unit: Annotated[ShortText, Field(description=_ANY)] = ""
    region: Annotated[ShortText, Field(description=_ANY)] = ""
    limits: Annotated[dict[Milestone, LimitIn], Field(default_factory=dict)]
    evidence: Evidence = Evidence.AGREED
    source: ShortText
    note: ShortText = ""
    is_interim: Annotated[
        bool, Field(description="The reply is a first one; the matter is finished after it.")
    ] = False


class ProposalIn(Input):
    """The day from which a draft is to count: today or later."""

    valid_from: date


class AgreementIn(Input):
    """For which unit the caller signs, by its code: the centre, or one of its units."""

    unit: ShortText


class RejectionIn(AgreementIn):
    """For which unit the caller rejects a version, and why."""

    reason: ShortText


class CaseIn(Input):
    """A case and the moment of its receipt; values that are left out are not known."""

    grade: ShortText = ""
    request_type: ShortText = ""
    unit: ShortText = ""
    region: ShortText = ""
    received_at: Moment


class LimitOut(Output):
    """How long a milestone may take."""

    amount: int
    unit: Unit
    clock: Clock
    start_rule: StartRule
    end_rule: EndRule
    roll: Roll
    since: Since
    pause_on: list[Pause]
    evidence: Evidence
    source: str

    @classmethod
    def of(cls, limit: matching.Limit, rule: matching.Rule) -> Self:
        """Build the answer for one limit; evidence is its own or that of its rule."""
        term = limit.term
        return cls(
            amount=term.amount,
            unit=term.unit,
            clock=term.clock,
            start_rule=term.start,
            end_rule=term.end,
            roll=term.roll,
            since=limit.since,
            pause_on=list(limit.pauses),
            evidence=limit.evidence or rule.evidence,
            source=limit.source if limit.evidence else rule.source,
        )


class RuleOut(Output):
    """A rule; values that are null stand for any."""

    id: int
    grade: str | None
    request_type: str | None
    unit: str | None
    region: str | None
    limits: dict[Milestone, LimitOut]
    evidence: Evidence
    source: str
    note: str
    is_interim: bool

    @classmethod
    def of(cls, rule: matching.Rule, units: Mapping[int, str]) -> Self:
        """Build the answer for one rule; ``units`` has codes by key."""
        return cls(
            id=rule.pk,
            grade=rule.grade,
            request_type=rule.request_type,
            unit=units[rule.unit_id] if rule.unit_id is not None else None,
            region=rule.region,
            limits={each: LimitOut.of(limit, rule) for each, limit in rule.limits.items()},
            evidence=rule.evidence,
            source=rule.source,
            note=rule.note,
            is_interim=rule.is_interim,
        )


class VersionRow(Output):
    """A version of a centre's limits."""

    id: int
    centre: str
    number: int
    state: VersionState
    valid_from: date | None
    preset: str
    changed_at: datetime
    signed_by: str | None
    signed_at: datetime | None
    reason: str

    @classmethod
    def of(cls, version: Version) -> Self:
        """Build the answer for one version."""
        return cls(
            id=version.pk,
            centre=version.centre.code,
            number=version.number,
            state=VersionState(version.state),
            valid_from=version.valid_from,
            preset=version.preset,
            changed_at=version.changed_at,
            signed_by=version.decided_by.name if version.decided_by else None,
            signed_at=version.decided_at,
            reason=version.reason,
        )


class VersionList(Output):
    """The versions that the caller may look at, the newest of each centre first."""

    items: list[VersionRow]


class SignatureOut(Output):
    """What the head of a unit has said to a version."""

    unit: str
    is_agreed: bool
    signed_by: str
    signed_at: datetime
    reason: str


class VersionOut(Output):
    """A version with its rules and what the heads of units have said.

    `missing` are codes of a shipped set that the installation does not have: their rules were left
    out when the draft was begun.
    """

    version: VersionRow
    rules: list[RuleOut]
    agreements: list[SignatureOut]
    missing: list[str]

    @classmethod
    def of(cls, version: Version, missing: Iterable[presets.Code] = ()) -> Self:
        """Build the answer for one version; three statements."""
        rows = queries.rules_with_codes(version.pk)
        units = {row.unit.pk: row.unit.code for row in rows if row.unit}
        rules = matching.ordered(queries.rule_value(row) for row in rows)
        return cls(
            version=VersionRow.of(version),
            rules=[RuleOut.of(each, units) for each in rules],
            agreements=[
                SignatureOut(
                    unit=each.unit.code,
                    is_agreed=each.is_agreed,
                    signed_by=each.signed_by.name,
                    signed_at=each.signed_at,
                    reason=each.reason,
                )
                for each in queries.agreements_of(version)
            ],
            missing=[each.code for each in missing],
        )


class LimitDifference(Output):
    """A rule that two versions say differently; either side may be missing."""

    old: RuleOut | None
    new: RuleOut | None
    milestones: list[Milestone]


class LimitDifferences(Output):
    """What a version says differently than another one."""

    items: list[LimitDifference]


class PresetOut(Output):
    """A shipped set of limits, and what it needs that the installation does not have."""

    name: str
    label: str
    rules: int
    missing_types: list[str]
    missing_grades: list[str]

    @classmethod
    def of(cls, name: str) -> Self:
        """Build the answer for one set."""
        shipped = presets.preset(name)
        missing = queries.missing_codes(shipped)
        return cls(
            name=name,
            label=str(PRESET_LABELS[name]),
            rules=len(shipped.rules),
            missing_types=[each.code for each in missing.types],
            missing_grades=[each.code for each in missing.grades],
        )


class PresetList(Output):
    """The shipped sets."""

    items: list[PresetOut]


class LimitDueOut(Output):
    """When a milestone is due if what comes before it happens at its last moment."""

    due_at: datetime
    day: date
    explanation: list[str]


class LimitAnswer(Output):
    """The rule that answers for a case and why; null where no rule speaks of it."""

    number: int
    rule: RuleOut | None
    why: str
    beaten: list[RuleOut]
    due: dict[Milestone, LimitDueOut]


class UnagreedOut(Output):
    """What waits for the head of a unit; without a version the centre has no limits at all.

    `keeps` is the number of the version that counts for the unit meanwhile.
    """

    centre: str
    unit: str
    version: VersionRow | None
    keeps: int | None
    reason: str


class UnagreedList(Output):
    """What is not agreed."""

    items: list[UnagreedOut]
