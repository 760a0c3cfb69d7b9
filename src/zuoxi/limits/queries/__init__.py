"""Versions as people see them, what answers for a case, and what is not agreed."""

from zuoxi.limits.queries.answers import Answer, Tried, terms_for, terms_of_version, tried
from zuoxi.limits.queries.gaps import (
    Unagreed,
    asked_units,
    everything_unagreed,
    unagreed,
    uncovered_types,
)
from zuoxi.limits.queries.rules import rule_value, rules_of, rules_with_codes
from zuoxi.limits.queries.versions import (
    agreements_of,
    drafted_centres,
    find,
    handling_units,
    history,
    in_force,
    latest_offered,
    missing_codes,
    open_version,
    visible_centres,
    visible_to,
)

__all__ = [
    "Answer",
    "Tried",
    "Unagreed",
    "agreements_of",
    "asked_units",
    "drafted_centres",
    "everything_unagreed",
    "find",
    "handling_units",
    "history",
    "in_force",
    "latest_offered",
    "missing_codes",
    "open_version",
    "rule_value",
    "rules_of",
    "rules_with_codes",
    "terms_for",
    "terms_of_version",
    "tried",
    "unagreed",
    "uncovered_types",
    "visible_centres",
    "visible_to",
]
