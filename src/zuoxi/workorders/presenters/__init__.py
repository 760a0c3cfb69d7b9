"""Orders as pages show them: rows of lists, blocks of facts, bracketed history, option lists."""

from zuoxi.workorders.presenters.legs import Block, Rows, departed, earlier
from zuoxi.workorders.presenters.links import links_context
from zuoxi.workorders.presenters.merging import merged_context, side
from zuoxi.workorders.presenters.orders import (
    PROFILE,
    Options,
    OrderRow,
    TimelineEntry,
    all_blocks,
    area_options,
    code_options,
    dialog_blocks,
    form_type_label,
    leg_blocks,
    options_for,
    rows_for,
    rows_with_cards,
    timeline,
)

__all__ = [
    "PROFILE",
    "Block",
    "Options",
    "OrderRow",
    "Rows",
    "TimelineEntry",
    "all_blocks",
    "area_options",
    "code_options",
    "departed",
    "dialog_blocks",
    "earlier",
    "form_type_label",
    "leg_blocks",
    "links_context",
    "merged_context",
    "options_for",
    "rows_for",
    "rows_with_cards",
    "side",
    "timeline",
]
