"""Fills the data folder like the demo and prints what the scripted people need, as JSON.

Run as a process of its own: ``python -m bench.faults.seeding``.
"""

# ruff: noqa: PLC0415 - Django is imported once the settings are loaded

import json
import sys
from dataclasses import asdict, dataclass

_ACCOUNTS = (
    "intake",
    "dispatcher",
    "area1",
    "area2",
    "controller",
    "reviewer",
    "archiver",
    "supervisor",
)
_STAFF = {"area-1": "area1", "area-2": "area2"}
_MOST_COMMENTS = 10_000


@dataclass(frozen=True)
class World:
    """Tokens by account, customers, codes, places, and the id of somebody to mention.

    ``staff`` has the account, ``technicians`` the codes of those who work there, by work area.
    """

    tokens: dict[str, str]
    customers: list[str]
    device_types: list[str]
    request_types: list[str]
    staff: dict[str, str]
    technicians: dict[str, list[str]]
    mentioned: int


def seed() -> World:
    """Migrate, make the demo's data and a token for each account."""
    from django.utils import timezone

    from zuoxi.accounts import actions as accounts
    from zuoxi.accounts.models import User
    from zuoxi.comments.choices import COMMENTS_PER_HOUR
    from zuoxi.config import schema, static_files
    from zuoxi.customers.models import Customer
    from zuoxi.demo import actions as demo
    from zuoxi.demo import people
    from zuoxi.kernel.actors import SYSTEM, Origin
    from zuoxi.kernel.option_values import set_option
    from zuoxi.org import queries as org
    from zuoxi.workorders import queries as orders
    from zuoxi.workorders.choices import CodeList

    now = timezone.now()
    schema.migrate()
    schema.mark_demo()
    static_files.collect_if_changed()
    demo.seed_if_empty(now=now)
    # Scripted people write faster than people do.
    set_option(
        actor=SYSTEM,
        key=COMMENTS_PER_HOUR.key,
        value=_MOST_COMMENTS,
        valid_from=now,
        source="bench faults",
        now=now,
    )
    tokens = {}
    for name in _ACCOUNTS:
        actor = org.actor_for(User.objects.get(username=name), Origin("cli"))
        _row, tokens[name] = accounts.issue_token(actor=actor, name="bench faults", now=now)
    # Types that ask for further fields are another script's.
    types = [
        each.code
        for each in orders.code_items(CodeList.REQUEST_TYPE.value)
        if not orders.request_fields(each)
    ]
    return World(
        tokens=tokens,
        customers=list(
            Customer.objects.order_by("customer_no").values_list("customer_no", flat=True)
        ),
        device_types=[each.code for each in orders.code_items(CodeList.DEVICE_TYPE.value)],
        request_types=types,
        staff=_STAFF,
        technicians={
            area: [code for code, _name, place in people.TECHNICIANS if place == area]
            for area in _STAFF
        },
        mentioned=User.objects.get(username="supervisor").pk,
    )


def main() -> None:
    """Print the world as JSON."""
    from zuoxi.config import start

    start.load()
    sys.stdout.write(json.dumps(asdict(seed())))


if __name__ == "__main__":
    main()
