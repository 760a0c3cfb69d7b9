"""Every write of this package: claims, viewers, bulk operations, and the count of work done."""

from zuoxi.dispatching.actions.bulk import Wanted, carry_out, chosen, finish_bulk, start_bulk
from zuoxi.dispatching.actions.claims import claim, release
from zuoxi.dispatching.actions.experience import count_job
from zuoxi.dispatching.actions.steps import STEPS
from zuoxi.dispatching.actions.undo import finish_undo, take_back, undo_bulk
from zuoxi.dispatching.actions.viewers import drop_old_viewings, look

__all__ = [
    "STEPS",
    "Wanted",
    "carry_out",
    "chosen",
    "claim",
    "count_job",
    "drop_old_viewings",
    "finish_bulk",
    "finish_undo",
    "look",
    "release",
    "start_bulk",
    "take_back",
    "undo_bulk",
]
