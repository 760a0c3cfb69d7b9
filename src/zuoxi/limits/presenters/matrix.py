"""A version as a matrix, who has signed it, and what two versions say differently."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.calendars.presenters.steps import shown_due
from zuoxi.clocks.facts import Milestone
from zuoxi.kernel.actors import Actor
from zuoxi.limits import matching, queries
from zuoxi.limits.choices import (
    DIMENSION_LABELS,
    EVIDENCE_LABELS,
    MILESTONES,
    PRESET_LABELS,
    SINCE_LABELS,
    VersionState,
)
from zuoxi.limits.models import Rule, Version
from zuoxi.limits.policies import heads
from zuoxi.limits.presenters import words
from zuoxi.org.models import Unit
from zuoxi.workorders.models import CodeItem

_TONES = {
    VersionState.DRAFT: ("grey", "pencil"),
    VersionState.PROPOSED: ("amber", "clock"),
    VersionState.OFFERED: ("green", "check"),
    VersionState.REJECTED: ("red", "circle-x"),
    VersionState.WITHDRAWN: ("grey", "ban"),
}


@dataclass(frozen=True)
class Row:
    """A rule as a row: what it names, and a cell for each milestone."""

    pk: int
    grade: str
    request_type: str
    unit: str
    region: str
    cells: list[tuple[str, words.Cell | None]]
    evidence: str
    source: str
    note: str
    is_interim: bool


@dataclass(frozen=True)
class ShownVersion:
    """A version in a list: its state, its day and where it comes from."""

    version: Version
    tone: str
    icon: str
    state: str
    origin: str
    is_in_force: bool


@dataclass(frozen=True)
class Signature:
    """Whose head has signed, or is still asked; ``may_decide`` by whoever reads it."""

    unit: Unit
    text: str
    tone: str
    icon: str
    who: str
    at: datetime | None
    reason: str
    keeps: str
    may_decide: bool


@dataclass(frozen=True)
class ShownDifference:
    """A rule that is not the same in two versions, with what has become of each milestone."""

    name: str
    kind: str
    lines: list[tuple[str, str, str]]


@dataclass(frozen=True)
class TriedRow:
    """A milestone of a case that was tried: its limit, when it is due, and why."""

    milestone: str
    limit: str
    due: str
    since: str
    steps: list[str]


@dataclass(frozen=True)
class ShownTry:
    """A case that was tried: the rule that answers, why, and every due time."""

    number: int
    rule: str
    why: str
    source: str
    beaten: list[str]
    rows: list[TriedRow]


def headings() -> list[str]:
    """Return the milestones as headings of columns."""
    return [str(each) for each in MILESTONES.values()]


def rows_of(version: Version, wanted: Mapping[str, str]) -> list[Row]:
    """Return the rules of a version that may answer for a case with the wanted values."""
    rules = [
        each for each in queries.rules_with_codes(version.pk) if _is_wanted(each, wanted)
    ]  # fmt: skip
    return [_row(each) for each in sorted(rules, key=_place)]


def shown_version(version: Version, in_force: Version | None) -> ShownVersion:
    """Word where a version stands."""
    tone, icon = _TONES[VersionState(version.state)]
    is_in_force = in_force is not None and version.pk == in_force.pk
    state = pgettext("limits", "In force") if is_in_force else VersionState(version.state).label
    return ShownVersion(version, tone, icon, str(state), _origin(version), is_in_force)


def signatures(version: Version, actor: Actor) -> list[Signature]:
    """Return who has signed a version and who is still asked, the centre first."""
    found = [_of_centre(version, actor)]
    if version.state != VersionState.OFFERED:
        return found
    asked = {each.unit.pk: each for each in queries.asked_units(version)}
    said = {each.unit_id: each for each in queries.agreements_of(version)}
    for unit in queries.handling_units(version.centre_id):
        agreement, open_one = said.get(unit.pk), asked.get(unit.pk)
        number = open_one.keeps if open_one else None
        keeps = ""
        if open_one is not None:
            keeps = (
                _("Version %(number)s counts for it meanwhile.") % {"number": number}
                if number
                else _("No limits count for it meanwhile.")
            )
        if agreement is not None:
            text, tone, icon = _said(is_agreed=agreement.is_agreed)
            who, at = agreement.signed_by.name, agreement.signed_at
        elif open_one is not None:
            text, tone, icon = pgettext("limits", "Not agreed yet"), "amber", "clock"
            who, at = "", None
        else:
            text, tone, icon = pgettext("limits", "Nothing changes for it"), "grey", "check"
            who, at = "", None
        may = agreement is None and open_one is not None and heads(actor, unit.pk)
        may = may and version.decided_by_id != actor.user_id
        reason = agreement.reason if agreement else ""
        found.append(Signature(unit, str(text), tone, icon, who, at, reason, keeps, may))
    return found


def shown_differences(old: Version, new: Version) -> list[ShownDifference]:
    """Return what two versions say differently, rule by rule."""
    names = {
        queries.rule_value(row).key: _name(row)
        for version in (old, new)
        for row in queries.rules_with_codes(version.pk)
    }
    found = matching.differences(queries.rules_of(old.pk), queries.rules_of(new.pk))
    shown = [_difference(each, names) for each in found]
    return sorted(shown, key=lambda each: each.name)


def shown_try(tried: queries.Tried, version: Version) -> ShownTry:
    """Word a case that was tried."""
    names = {row.pk: _name(row) for row in queries.rules_with_codes(version.pk)}
    rule = tried.answer.rule
    rows = []
    for milestone, limit in rule.limits.items():
        due = tried.due.get(milestone)
        shown = shown_due(due, tried.calendar.zone) if due else None
        row = TriedRow(
            milestone=str(MILESTONES[milestone]),
            limit=words.short(limit, milestone),
            due=shown.text if shown else "–",
            since=str(SINCE_LABELS[limit.since]),
            steps=shown.steps if shown else [],
        )
        rows.append(row)
    return ShownTry(
        number=tried.answer.number,
        rule=names[rule.pk],
        why=why(tried.answer),
        source=f"{EVIDENCE_LABELS[rule.evidence]}: {rule.source}",
        beaten=[names[each.pk] for each in tried.answer.beaten],
        rows=rows,
    )


def why(answer: queries.Answer) -> str:
    """Say why a rule answers."""
    labels = {"unit_id": "unit"}
    named = _(", ").join(
        str(DIMENSION_LABELS[labels.get(each, each)]) for each in answer.rule.named
    )
    if not answer.beaten:
        return _("It is the only rule that matches.")
    if not named:
        return _("It holds for any matter.")
    return _(
        "It is the most specific one that matches: it names %(named)s. Grade comes before request "
        "type, then handling unit, then region class."
    ) % {"named": named}


def _of_centre(version: Version, actor: Actor) -> Signature:
    who = version.decided_by.name if version.decided_by else ""
    text, tone, icon = pgettext("limits", "Not asked yet"), "grey", "clock"
    if version.state == VersionState.PROPOSED:
        text, tone, icon = pgettext("limits", "Not agreed yet"), "amber", "clock"
    elif version.decided_by is not None:
        text, tone, icon = _said(is_agreed=version.state == VersionState.OFFERED)
    may = version.state == VersionState.PROPOSED and heads(actor, version.centre_id)
    return Signature(
        version.centre, text, tone, icon, who, version.decided_at, version.reason, "", may
    )


def _said(*, is_agreed: bool) -> tuple[str, str, str]:
    if is_agreed:
        return pgettext("limits", "Agreed"), "green", "check"
    return pgettext("limits", "Rejected"), "red", "circle-x"


def _origin(version: Version) -> str:
    if version.preset:
        return str(PRESET_LABELS.get(version.preset, version.preset))
    if version.copied_from is not None:
        return _("From version %(number)s") % {"number": version.copied_from.number}
    return _("Without a model")


def _row(row: Rule) -> Row:
    value = queries.rule_value(row)
    cells = [
        (
            str(MILESTONES[each]),
            words.cell(each, value.limits[each], value.evidence, value.source)
            if each in value.limits
            else None,
        )
        for each in Milestone
    ]
    return Row(
        pk=row.pk,
        grade=_label(row.grade),
        request_type=_label(row.request_type),
        unit=row.unit.name if row.unit else "",
        region=_label(row.region),
        cells=cells,
        evidence=str(EVIDENCE_LABELS[value.evidence]),
        source=row.source,
        note=row.note,
        is_interim=row.is_interim,
    )


def _difference(
    found: matching.Difference, names: Mapping[tuple[object, ...], str]
) -> ShownDifference:
    rule = found.new or found.old
    assert rule is not None
    kind = "changed" if found.old and found.new else "added" if found.new else "removed"
    lines = [
        (
            str(MILESTONES[each]),
            words.short(found.old.limits.get(each) if found.old else None, each),
            words.short(found.new.limits.get(each) if found.new else None, each),
        )
        for each in found.milestones
    ]
    if found.old and found.new:
        lines += _other_lines(found.old, found.new)
    return ShownDifference(names[rule.key], kind, lines)


def _other_lines(old: matching.Rule, new: matching.Rule) -> list[tuple[str, str, str]]:
    def said(rule: matching.Rule) -> str:
        return f"{EVIDENCE_LABELS[rule.evidence]}: {rule.source}"

    pairs = (
        (pgettext("field", "Source"), said(old), said(new)),
        (pgettext("field", "Note"), old.note or "–", new.note or "–"),
    )
    return [each for each in pairs if each[1] != each[2]]


def _name(row: Rule) -> str:
    """Return what a rule names, in words."""
    parts = (_label(row.request_type), _label(row.grade), _label(row.region))
    named = [*filter(None, parts), *([row.unit.name] if row.unit else [])]
    return " · ".join(named) or pgettext("rule", "any matter")


def _label(item: CodeItem | None) -> str:
    return item.label if item else ""


def _is_wanted(row: Rule, wanted: Mapping[str, str]) -> bool:
    """Tell whether a rule may answer for a case with these values; empty ones do not matter."""
    values = {
        "grade": row.grade.code if row.grade else "",
        "request_type": row.request_type.code if row.request_type else "",
        "unit": str(row.unit_id or ""),
        "region": row.region.code if row.region else "",
    }
    return all(values[name] in {"", value} for name, value in wanted.items() if value)


def _place(row: Rule) -> tuple[tuple[int, str], tuple[int, str], tuple[int, str], str]:
    def at(item: CodeItem | None) -> tuple[int, str]:
        return (item.position, item.code) if item else (-1, "")

    unit = row.unit.path if row.unit else ""
    return (at(row.request_type), at(row.grade), at(row.region), unit)


def earliest(version: Version, today: date) -> date:
    """Return the first day from which a draft could be valid."""
    last = queries.latest_offered(version.centre_id)
    return max(today, last.valid_from) if last and last.valid_from else today
