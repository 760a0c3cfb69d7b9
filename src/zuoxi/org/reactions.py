"""What the organisation does when something happens to an account."""

from datetime import datetime

from zuoxi.accounts.choices import Role
from zuoxi.accounts.events import UserDeactivated
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.org import actions, queries


@on(UserDeactivated)
def keep_one_administrator(fact: UserDeactivated, *, actor: Actor, now: datetime) -> None:
    """Undo the closing of the last administrator's account."""
    del actor, now
    if Role.ADMINISTRATOR in queries.scope_of(fact.subject_id or 0).roles:
        actions.check_administrator_left()
