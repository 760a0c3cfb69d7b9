"""What people change on the composed pages: the dated options."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from zuoxi.desk.policies import may_set, sets_options
from zuoxi.kernel.actions import action
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.errors import InvalidInput, NotFound
from zuoxi.kernel.models import OptionValue
from zuoxi.kernel.option_values import store_option

# A form stays open for a while between "now" as it was filled in and "now" as it arrives.
_GRACE = timedelta(minutes=2)


@action("desk.set_option", policy=sets_options, internal=True)
def set_option(
    *, actor: Actor, key: str, value: str, valid_from: datetime | None, source: str, now: datetime
) -> OptionValue:
    """Let an option have another value from now or a later moment on; the past stays as it was."""
    if not may_set(actor, key):
        raise NotFound
    begins = valid_from or now
    if begins < now - _GRACE:
        message = _("A value takes effect now or later; past values are not rewritten.")
        raise InvalidInput(fields={"valid_from": [message]})
    return store_option(
        actor=actor, key=key, value=value, valid_from=max(begins, now), source=source, now=now
    )
