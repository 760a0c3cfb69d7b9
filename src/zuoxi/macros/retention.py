"""How long templates are kept."""

from zuoxi.kernel.retention import keep
from zuoxi.macros.models import Macro

keep(Macro, because="Until its owner deactivates it; macros.most_macros limits them.")
