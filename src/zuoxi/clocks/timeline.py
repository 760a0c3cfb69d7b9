"""One sentence per event of a clock."""

from django.utils.translation import gettext as _

from zuoxi.audit.sentences import sentence
from zuoxi.clocks.choices import LEVEL_LABELS, ClockMilestone
from zuoxi.kernel.models import Event


@sentence("clocks.level_reached")
def _level_reached(event: Event) -> str:
    name = str(event.data.get("level", ""))
    return _("%(milestone)s: %(level)s") % {
        "milestone": _milestone(event),
        "level": LEVEL_LABELS.get(name, name),
    }


@sentence("clocks.repaired")
def _repaired(event: Event) -> str:
    columns = event.data.get("columns")
    return _(
        "Counted the clock of %(milestone)s again from its facts and corrected: %(columns)s"
    ) % {
        "milestone": _milestone(event),
        "columns": ", ".join(sorted(columns)) if isinstance(columns, dict) else "",
    }


def _milestone(event: Event) -> str:
    name = str(event.data.get("milestone", ""))
    labels = dict(ClockMilestone.choices)
    return str(labels.get(name, name))
