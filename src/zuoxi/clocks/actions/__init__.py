"""What changes clocks: their orders' facts, the sweep, the repair."""

from zuoxi.clocks.actions.keeping import Kept, keep_clocks
from zuoxi.clocks.actions.repair import Difference, repair_clocks
from zuoxi.clocks.actions.sweeping import sweep_clocks

__all__ = ["Difference", "Kept", "keep_clocks", "repair_clocks", "sweep_clocks"]
