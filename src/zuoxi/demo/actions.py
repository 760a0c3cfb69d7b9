"""Filling an empty database with the demo, by calling the actions that people's clicks call."""

from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from zuoxi.accounts.models import User
from zuoxi.demo import (
    codes,
    contacts,
    customers,
    deadlines,
    goods,
    limits,
    linkage,
    macros,
    meetings,
    orders,
    people,
    plans,
    savedviews,
    sharing,
    sheets,
)
from zuoxi.demo.accounts import CENTRE, DEPARTMENT
from zuoxi.kernel.actors import SYSTEM
from zuoxi.kernel.option_values import set_option
from zuoxi.notices import actions as notices
from zuoxi.workorders import actions as workorders
from zuoxi.workorders.choices import REVIEWER_DIFFERS

_SEED = 95598
_OPENED = timedelta(days=420)
_READ = timedelta(hours=20)
_SIGNED, _AGREED = timedelta(days=2), timedelta(days=5)
_DRAFTED = timedelta(days=1)


def seed_if_empty(*, now: datetime) -> bool:
    """Create the demo unless somebody has an account already; tell whether it was created.

    All of it is one transaction: a start that is interrupted leaves an empty database behind.
    """
    if User.objects.exists():
        return False
    random = Random(_SEED)
    opened = now - _OPENED
    with transaction.atomic():
        workorders.load_reference_codes(actor=SYSTEM, now=opened)
        workorders.load_reference_fields(actor=SYSTEM, now=opened)
        workorders.load_reference_codes(actor=SYSTEM, codes=codes.CODES, now=opened)
        # One person can then play every role, which the shipped default forbids.
        set_option(
            actor=SYSTEM,
            key=REVIEWER_DIFFERS.key,
            value=False,
            valid_from=opened,
            source="demo: one person may play every role",
            now=opened,
        )
        unit_ids = people.found_organisation(actor=SYSTEM, now=opened)
        actors = people.open_accounts(actor=SYSTEM, unit_ids=unit_ids, now=opened)
        people.employ_technicians(actor=SYSTEM, unit_ids=unit_ids, now=opened)
        contacts.keep(actors=actors, now=opened)
        linkage.employ(actor=SYSTEM, actors=actors, unit_ids=unit_ids, now=opened)
        macros.keep(actors=actors, centre=CENTRE, now=opened)
        limits.agree(
            actors=actors,
            unit_ids=unit_ids,
            days=limits.Days(opened, opened + _SIGNED, opened + _AGREED, now - _DRAFTED),
        )
        known = customers.register(actor=actors["intake"], random=random, now=now)
        technicians = {
            area: [code for code, _name, place in people.TECHNICIANS if place == area]
            for area in {place for _code, _name, place in people.TECHNICIANS}
        }
        planned = plans.plan_orders(
            customers=known, technicians=technicians, random=random, now=now
        )
        sales = goods.steps(
            customers=known[10:],
            actors=actors,
            clerks=technicians[DEPARTMENT],
            random=random,
            now=now,
        )
        shared = linkage.steps(customers=known[20:], actors=actors, now=now)
        orders.carry_out(planned, actors=actors, beside=[*sales, *shared])
        linkage.name_handlers(actors=actors, now=now)
        contacts.reach_out(actors=actors, now=now)
        deadlines.keep(actors=actors, now=now)
        meetings.hold(actors=actors, unit_ids=unit_ids, opened=opened, now=now)
        sheets.bring_in_and_take_out(supervisor=actors["supervisor"], now=now - timedelta(hours=2))
        sharing.keep(actors=actors, now=now)
        savedviews.keep(supervisor=actors["supervisor"], now=now - timedelta(hours=1))
        for actor in actors.values():
            # Nobody has left everything unread for weeks.
            notices.mark_all_read(actor=actor, until=now - _READ, now=now)
    return True
