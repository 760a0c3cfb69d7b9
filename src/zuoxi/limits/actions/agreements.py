"""The way of a version from a draft to what counts.

Who writes it proposes it for a day. The head of the centre agrees first: units are asked only for
what the centre stands behind. Then the head of each unit agrees for that unit, and from then on
the version counts for it; no unit waits for another one.
"""

from datetime import date, datetime

from django.utils.translation import gettext as _

from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.days import read_day
from zuoxi.kernel.errors import Conflict, Forbidden, NotFound
from zuoxi.kernel.faults import Faults
from zuoxi.kernel.uniqueness import refuse_taken
from zuoxi.limits import queries
from zuoxi.limits.actions import versions
from zuoxi.limits.actions.rules import refuse_wrong
from zuoxi.limits.choices import REASON_LIMIT, VersionState
from zuoxi.limits.events import (
    CentreAgreed,
    CentreRejected,
    UnitAgreed,
    UnitRejected,
    VersionProposed,
    VersionWithdrawn,
)
from zuoxi.limits.models import Agreement, Version
from zuoxi.limits.policies import heads, may_decide_limits, may_draft_limits
from zuoxi.org.models import Unit


@action("limits.propose", policy=may_draft_limits)
def propose(
    *,
    actor: Actor,
    version_id: int,
    valid_from: str,
    expected_revision: int | None,
    now: datetime,
) -> Version:
    """Give a draft to the head of the centre, to be valid from a day on; nothing changes it now."""
    version = versions.lock_draft(actor, version_id, expected_revision=expected_revision)
    faults = Faults()
    day: date | None = None
    with faults.noted():
        day = read_day("valid_from", valid_from)
    if day is not None:
        _refuse_day(faults, version, day, now)
    rules = queries.rules_of(version.pk)
    if not rules:
        faults.add("rules", _("A version without a rule limits nothing. Add a rule first."))
    for rule in rules:
        # Calendars and the rules beside it may have changed since it was typed.
        refuse_wrong(faults, rule, version.centre_id, now, "rules")
    faults.stop()
    version.state = VersionState.PROPOSED
    version.valid_from = day
    version.proposed_by_id = actor.user_id
    version.proposed_at = now
    versions.touch(version, now, "state", "valid_from", "proposed_by", "proposed_at")
    versions.tell(VersionProposed, version, actor=actor, now=now, valid_from=str(day))
    return version


@action("limits.agree", policy=may_decide_limits)
def agree(*, actor: Actor, version_id: int, unit_id: int, now: datetime) -> Version:
    """Agree as the head of the centre to a proposal, or as the head of a unit to what it offers."""
    version = versions.lock(actor, version_id)
    if unit_id == version.centre_id:
        return _decide(version, actor=actor, now=now, reason=None)
    return _sign(version, unit_id, actor=actor, now=now, reason=None)


@action("limits.reject", policy=may_decide_limits)
def reject(*, actor: Actor, version_id: int, unit_id: int, reason: str, now: datetime) -> Version:
    """Reject a proposal as the head of the centre, or an offer as the head of a unit."""
    version = versions.lock(actor, version_id)
    faults = Faults()
    text = faults.line("reason", reason, limit=REASON_LIMIT)
    faults.stop()
    if unit_id == version.centre_id:
        return _decide(version, actor=actor, now=now, reason=text)
    return _sign(version, unit_id, actor=actor, now=now, reason=text)


@action("limits.withdraw", policy=may_draft_limits)
def withdraw(
    *, actor: Actor, version_id: int, expected_revision: int | None, now: datetime
) -> Version:
    """Give up a draft, or a proposal that the head of the centre has not decided on."""
    version = versions.lock(actor, version_id, expected_revision=expected_revision)
    versions.require_drafter(actor, version)
    if version.state not in {VersionState.DRAFT, VersionState.PROPOSED}:
        raise Conflict(_("Only a draft or a proposal can be withdrawn."))
    version.state = VersionState.WITHDRAWN
    versions.touch(version, now, "state")
    versions.tell(VersionWithdrawn, version, actor=actor, now=now)
    return version


def _decide(version: Version, *, actor: Actor, now: datetime, reason: str | None) -> Version:
    """Let the head of the centre agree to a proposal (no reason) or reject it."""
    if not heads(actor, version.centre_id):
        raise Forbidden(_("Only the head of the centre can decide this."))
    if version.state != VersionState.PROPOSED:
        raise Conflict(_("This version does not wait for the head of the centre."))
    assert version.valid_from
    if reason is None:
        faults = Faults()
        _refuse_day(faults, version, version.valid_from, now)
        faults.stop()
    version.state = VersionState.OFFERED if reason is None else VersionState.REJECTED
    version.decided_by_id = actor.user_id
    version.decided_at = now
    version.reason = reason or ""
    versions.touch(version, now, "state", "decided_by", "decided_at", "reason")
    if reason is None:
        areas = [each.pk for each in queries.handling_units(version.centre_id)]
        day = str(version.valid_from)
        versions.tell(CentreAgreed, version, actor=actor, now=now, area_ids=areas, valid_from=day)
    else:
        versions.tell(CentreRejected, version, actor=actor, now=now, reason=reason)
    return version


def _sign(
    version: Version, unit_id: int, *, actor: Actor, now: datetime, reason: str | None
) -> Version:
    """Let the head of a unit agree to a version (no reason) or reject it for the unit."""
    unit = _unit(version, unit_id)
    if not heads(actor, unit.pk):
        raise Forbidden(_("Only the head of the unit can decide this."))
    if version.state != VersionState.OFFERED:
        raise Conflict(_("The head of the centre has not agreed to this version."))
    if version.decided_by_id == actor.user_id:
        message = _("You have signed for the centre. The unit needs the signature of another one.")
        raise Conflict(message, code="same_person")
    # Only people hold roles, and the database has no offered version that nobody signed.
    assert actor.user_id is not None
    assert version.decided_by_id is not None
    signed = Conflict(_("The unit has decided on this version already."))
    if Agreement.objects.filter(version=version, unit=unit).exists():
        raise signed
    with refuse_taken({"limits_agreement_once": signed}):
        Agreement.objects.create(
            version=version,
            unit=unit,
            is_agreed=reason is None,
            centre_signed_by_id=version.decided_by_id,
            signed_by_id=actor.user_id,
            signed_at=now,
            reason=reason or "",
        )
    data: dict[str, object] = {"unit": unit.name}
    if reason is not None:
        data["reason"] = reason
    kind = UnitAgreed if reason is None else UnitRejected
    versions.tell(kind, version, actor=actor, now=now, area_ids=[unit.pk], **data)
    return version


def _unit(version: Version, unit_id: int) -> Unit:
    found = next((e for e in queries.handling_units(version.centre_id) if e.pk == unit_id), None)
    if found is None:
        raise NotFound
    return found


def _refuse_day(faults: Faults, version: Version, day: date, now: datetime) -> None:
    """Note a fault if a version cannot be valid from this day on."""
    if day < versions.today_of(version, now):
        faults.add(
            "valid_from",
            _("A version counts from today on or later: what was promised stays as it was."),
        )
    last = queries.latest_offered(version.centre_id)
    if last is not None and last.valid_from is not None and day < last.valid_from:
        message = _("Version %(number)s is valid from %(day)s: a later one cannot begin before it.")
        faults.add("valid_from", message % {"number": last.number, "day": last.valid_from})
