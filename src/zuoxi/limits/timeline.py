"""One sentence per event of limits. The actor's name stands beside it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.audit.sentences import sentence
from zuoxi.calendars.choices import UNIT_LABELS
from zuoxi.kernel.models import Event
from zuoxi.limits.choices import MILESTONES, PRESET_LABELS


@sentence("limits.draft_started")
def _started(event: Event) -> str:
    preset = PRESET_LABELS.get(str(event.data.get("preset")))
    if preset is not None:
        return _("Began limits %(number)s of %(centre)s with the set “%(preset)s”.") % {
            **_of(event),
            "preset": preset,
        }
    if event.data.get("copied_from"):
        return _("Began limits %(number)s of %(centre)s from version %(base)s.") % {
            **_of(event),
            "base": event.data["copied_from"],
        }
    return _("Began limits %(number)s of %(centre)s without a rule.") % _of(event)


@sentence("limits.rule_set")
def _rule_set(event: Event) -> str:
    return _("Limits %(number)s of %(centre)s, %(rule)s: %(old)s → %(new)s") % {
        **_of(event),
        "rule": _rule(event),
        "old": _limits(event.data.get("old")),
        "new": _limits(event.data.get("new")),
    }


@sentence("limits.rule_removed")
def _rule_removed(event: Event) -> str:
    return _("Took the rule %(rule)s out of limits %(number)s of %(centre)s: %(old)s") % {
        **_of(event),
        "rule": _rule(event),
        "old": _limits(event.data.get("old")),
    }


@sentence("limits.proposed")
def _proposed(event: Event) -> str:
    return _("Proposed limits %(number)s of %(centre)s, valid from %(day)s.") % _of(event)


@sentence("limits.centre_agreed")
def _centre_agreed(event: Event) -> str:
    return _(
        "Agreed for %(centre)s to limits %(number)s, valid from %(day)s; the units are asked."
    ) % _of(event)


@sentence("limits.centre_rejected")
def _centre_rejected(event: Event) -> str:
    return _("Rejected limits %(number)s of %(centre)s: %(reason)s") % _of(event)


@sentence("limits.unit_agreed")
def _unit_agreed(event: Event) -> str:
    return _("Agreed for %(unit)s to limits %(number)s of %(centre)s.") % _of(event)


@sentence("limits.unit_rejected")
def _unit_rejected(event: Event) -> str:
    return _("Rejected limits %(number)s of %(centre)s for %(unit)s: %(reason)s") % _of(event)


@sentence("limits.withdrawn")
def _withdrawn(event: Event) -> str:
    return _("Withdrew limits %(number)s of %(centre)s.") % _of(event)


def _of(event: Event) -> dict[str, object]:
    return {
        "centre": event.data.get("centre", ""),
        "number": event.data.get("number", ""),
        "day": event.data.get("valid_from", ""),
        "unit": event.data.get("unit", ""),
        "reason": event.data.get("reason", ""),
    }


def _rule(event: Event) -> str:
    named = [str(each) for each in event.data.get("rule", {}).values() if each]
    return " · ".join(named) or pgettext("rule", "any matter")


def _limits(limits: Mapping[str, Any] | None) -> str:
    if not limits:
        return "–"
    return ", ".join(_limit(name, str(text)) for name, text in limits.items())


def _limit(name: str, text: str) -> str:
    amount, unit, *_since = text.split()
    labels = {each.value: label for each, label in UNIT_LABELS.items()}
    milestones = {each.value: label for each, label in MILESTONES.items()}
    return pgettext("milestone and its limit", "%(milestone)s %(amount)s %(unit)s") % {
        "milestone": milestones.get(name, name),
        "amount": amount,
        "unit": labels.get(unit, unit),
    }
