"""What the log says about itself."""

from collections.abc import Mapping
from datetime import datetime

from zuoxi.audit import queries
from zuoxi.audit.events import TidiedUp
from zuoxi.kernel.actions import action, publish
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.models import Event
from zuoxi.kernel.policies import system_only


@action("audit.note_tidying", policy=system_only, internal=True)
def note_tidying(
    *, actor: Actor, rows: Mapping[str, int], is_complete: bool, now: datetime
) -> Event:
    """Leave in the log how many rows of each table the nightly run has removed or archived."""
    data = {"rows": dict(rows), "is_complete": is_complete}
    publish(TidiedUp(data=data), actor=actor, now=now)
    noted = queries.last_tidying()
    assert noted is not None
    return noted
