"""Every write of limits: drafts and their rules, proposing, agreeing and rejecting."""

from zuoxi.limits.actions.agreements import agree, propose, reject, withdraw
from zuoxi.limits.actions.drafts import StartedDraft, WantedDraft, start_draft
from zuoxi.limits.actions.rules import WantedLimit, WantedRule, remove_rule, set_rule

__all__ = [
    "StartedDraft",
    "WantedDraft",
    "WantedLimit",
    "WantedRule",
    "agree",
    "propose",
    "reject",
    "remove_rule",
    "set_rule",
    "start_draft",
    "withdraw",
]
