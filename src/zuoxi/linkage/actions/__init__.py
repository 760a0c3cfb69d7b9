"""Every write of linkage; transfer, division and naming of handlers are those of ``workorders``."""

from zuoxi.linkage.actions.alarms import raise_alarm
from zuoxi.linkage.actions.closing import (
    check_end,
    inform_customer,
    note_informed,
    set_rule,
    waive_parts,
)
from zuoxi.linkage.actions.exchanges import Wanted, close_exchange, open_exchange, reply
from zuoxi.linkage.actions.items import begin_item

__all__ = [
    "Wanted",
    "begin_item",
    "check_end",
    "close_exchange",
    "inform_customer",
    "note_informed",
    "open_exchange",
    "raise_alarm",
    "reply",
    "set_rule",
    "waive_parts",
]
