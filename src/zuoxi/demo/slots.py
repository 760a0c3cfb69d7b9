"""The demo accounts on the sign-in page, so that nobody has to look them up."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from zuoxi.accounts.choices import ROLE_LABELS
from zuoxi.accounts.passwords import is_demo
from zuoxi.demo.accounts import ACCOUNTS, PASSWORD
from zuoxi.kernel.actors import Actor
from zuoxi.web import slots


@slots.fill("accounts.sign_in")
def demo_accounts(_subject: object, *, actor: Actor, now: datetime) -> slots.Part | None:
    """List the accounts with what each does; in demo mode only."""
    del actor, now
    if not is_demo():
        return None
    rows = [
        (
            each.username,
            _("Every business role") if len(each.roles) > 1 else ROLE_LABELS[each.roles[0]],
        )
        for each in ACCOUNTS
    ]
    context = {"rows": rows, "password": PASSWORD}
    return slots.Part(
        "demo-accounts", _("Demo accounts"), "demo/_accounts.html", context, icon="users"
    )
