"""What changes deadlines: reports, pauses, more time, and the worker's counting and telling."""

from zuoxi.deadlines.actions.counting import count_marked
from zuoxi.deadlines.actions.extensions import (
    ask_extension,
    grant_extension,
    refuse_extension,
    tell_customer,
    withdraw_extension,
)
from zuoxi.deadlines.actions.pausing import pause, resume
from zuoxi.deadlines.actions.reporting import correct_milestone, report_milestone
from zuoxi.deadlines.actions.telling import LEVEL_KIND, STORM_KIND, tell_levels

__all__ = [
    "LEVEL_KIND",
    "STORM_KIND",
    "ask_extension",
    "correct_milestone",
    "count_marked",
    "grant_extension",
    "pause",
    "refuse_extension",
    "report_milestone",
    "resume",
    "tell_customer",
    "tell_levels",
    "withdraw_extension",
]
