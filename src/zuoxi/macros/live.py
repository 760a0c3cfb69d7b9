"""No open page shows macros that would have to follow: a box of them is drawn when it opens."""

from zuoxi.kernel.events import silent
from zuoxi.macros.events import MacroActivated, MacroChanged, MacroCreated, MacroDeactivated

for _fact_type in (MacroCreated, MacroChanged, MacroDeactivated, MacroActivated):
    silent(_fact_type)
