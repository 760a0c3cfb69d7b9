"""What changes clocks: their orders' facts, the sweep, the repair."""

from zuoxi.clocks.actions.keeping import keep_clock
from zuoxi.clocks.actions.repair import Difference, repair_clocks
from zuoxi.clocks.actions.sweeping import sweep_clocks

__all__ = ["Difference", "keep_clock", "repair_clocks", "sweep_clocks"]
