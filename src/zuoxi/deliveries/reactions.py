"""Notices that were just given go out by the channels for them; a way to one's own choices."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from zuoxi.accounts.models import User
from zuoxi.deliveries import actions
from zuoxi.kernel.actors import Actor
from zuoxi.kernel.events import on
from zuoxi.notices.events import NoticesGiven
from zuoxi.web import slots


@on(NoticesGiven)
def send_out(fact: NoticesGiven, *, actor: Actor, now: datetime) -> None:
    """Put the notices into the table that the worker sends from, in the same transaction."""
    del actor
    actions.enqueue(notice_ids=fact.notice_ids, now=now)


@slots.fill("accounts.profile", order=10)
def link_to_choices(subject: User, *, actor: Actor, now: datetime) -> slots.Part:
    """Lead from the own account to what comes by e-mail."""
    del subject, actor, now
    return slots.Part("deliveries", _("Notices by e-mail"), "deliveries/_profile.html", {}, "mail")
