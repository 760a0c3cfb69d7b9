"""Who reads and sends messages between departments, and who sees how far one has come."""

from zuoxi.accounts.choices import CENTRE_ROLES, Role
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.policies import holds
from zuoxi.memos.models import Memo

EVERYBODY_AT_WORK = frozenset({*CENTRE_ROLES, Role.WORK_AREA_STAFF, Role.UNIT_HEAD})
SENDERS = EVERYBODY_AT_WORK - {Role.AUDITOR}
OVERSEERS = frozenset({Role.SUPERVISOR, Role.UNIT_HEAD, Role.AUDITOR})

may_see_memos = holds(*EVERYBODY_AT_WORK)
may_send_memos = holds(*SENDERS)


def may_see_readers(actor: Actor, memo: Memo) -> bool:
    """Tell whether the actor sees who has read it: its author, and who oversees the centre."""
    return memo.author_id == actor.user_id or actor.holds_at(OVERSEERS, memo.centre_id)


def may_withdraw(actor: Actor, memo: Memo) -> bool:
    """Tell whether the actor may take a message back: its author, a supervisor of the centre."""
    is_own = memo.author_id == actor.user_id
    return is_own or actor.holds_at({Role.SUPERVISOR}, memo.centre_id)
