"""What the organisation does when something happens to an account."""

from datetime import datetime

from zuoxi.accounts.events import UserDeactivated
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.org import actions


@on(UserDeactivated)
def keep_one_administrator(fact: UserDeactivated, *, actor: Actor, now: datetime) -> None:
    """Undo the closing of the last administrator's account."""
    del fact, actor, now
    actions.check_administrator_left()
