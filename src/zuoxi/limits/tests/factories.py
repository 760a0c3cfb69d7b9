"""A centre with heads, its limits, and versions on their way, by the actions that people use."""

from datetime import UTC, datetime, timedelta

from zuoxi.accounts.choices import Role
from zuoxi.calendars.counting import Clock, Unit
from zuoxi.kernel.actors import SYSTEM
from zuoxi.limits import actions
from zuoxi.limits.models import Version
from zuoxi.workorders import actions as workorders
from zuoxi.workorders.tests.factories import NOW, Place

TODAY = "2026-11-20"
LATER = NOW + timedelta(hours=1)
# The Monday after, 10:00 in China.
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


class Limited(Place):
    """A place whose centre and areas have heads: ``director``, ``head`` and ``head2``."""

    def __init__(self, prefix: str = "", **kwargs) -> None:
        super().__init__(prefix, **kwargs)
        workorders.load_reference_codes(actor=SYSTEM, now=NOW)
        self.users["director"] = self.user("director", (Role.UNIT_HEAD, self.centre))
        self.users["head2"] = self.user("head2", (Role.UNIT_HEAD, self.areas[1]))

    def draft(self, by: str = "supervisor", *, now=NOW, **wanted) -> Version:
        """Start a draft."""
        return actions.start_draft(
            actor=self.actor(by),
            centre_id=self.centre.pk,
            wanted=actions.WantedDraft(**wanted),
            now=now,
        ).version

    def rule(self, version, *, by="supervisor", rule_id=None, revision=None, now=NOW, **wanted):
        """Say a rule of a draft: by default, fault repairs are to be finished within 3 hours."""
        wanted = {"limits": {"finish": hours(3)}, "source": "双方会议纪要"} | wanted
        return actions.set_rule(
            actor=self.actor(by),
            version_id=version.pk,
            rule_id=rule_id,
            wanted=actions.WantedRule(**wanted),
            expected_revision=revision,
            now=now,
        )

    def propose(self, version, *, by="supervisor", day=TODAY, now=NOW) -> Version:
        """Propose a draft."""
        return actions.propose(
            actor=self.actor(by),
            version_id=version.pk,
            valid_from=day,
            expected_revision=None,
            now=now,
        )

    def agree(self, version, unit=None, *, by="director", now=NOW) -> Version:
        """Agree, for the centre unless a unit is given."""
        return actions.agree(
            actor=self.actor(by),
            version_id=version.pk,
            unit_id=(unit or self.centre).pk,
            now=now,
        )

    def reject(self, version, unit=None, *, by="director", reason="太紧", now=NOW) -> Version:
        """Reject, for the centre unless a unit is given."""
        return actions.reject(
            actor=self.actor(by),
            version_id=version.pk,
            unit_id=(unit or self.centre).pk,
            reason=reason,
            now=now,
        )

    def offered(self, *rules, day=TODAY, now=NOW) -> Version:
        """Return a version with these rules that the centre stands behind."""
        version = self.draft(now=now)
        for each in rules or ({},):
            self.rule(version, now=now, **each)
        self.propose(version, day=day, now=now)
        return self.agree(version, now=now)

    def agreed(self, *rules, day=TODAY, now=NOW) -> Version:
        """Return a version that both areas have agreed to as well."""
        version = self.offered(*rules, day=day, now=now)
        self.agree(version, self.areas[0], by="head", now=now)
        self.agree(version, self.areas[1], by="head2", now=now)
        return version


def hours(amount, since="received", **more) -> actions.WantedLimit:
    """Return a limit in hours, round the clock."""
    return actions.WantedLimit(amount=amount, since=since, **more)


def working_days(amount, since="received", **more) -> actions.WantedLimit:
    """Return a limit in working days until 24:00, the first day not counted."""
    rules = {"start_rule": "next_day", "end_rule": "end_of_day"}
    return actions.WantedLimit(
        amount=amount,
        unit=Unit.WORKING_DAYS.value,
        clock=Clock.CALENDAR.value,
        since=since,
        **(rules | more),
    )
