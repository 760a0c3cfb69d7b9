"""The ledger held against what every member of the database has."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg

from bench.failover.ledger import Ledger
from bench.failover.members import address_of
from bench.failover.network import Machine

_PATIENCE = 60.0
_ORDERS = "SELECT number, version FROM workorders_workorder WHERE description LIKE %s"
_EVENTS = (
    "SELECT o.number, count(*) FROM workorders_workorder o JOIN kernel_event e"
    " ON e.subject_type = 'workorders.order' AND e.subject_id = o.id"
    " WHERE o.description LIKE %s GROUP BY o.number"
)
_WORKERS = (
    "SELECT count(*) FROM procrastinate_workers"
    " WHERE last_heartbeat > now() - interval '25 seconds'"
)


@dataclass(frozen=True)
class Proof:
    """What was found on one member; ``lost`` and ``doubled`` count writes."""

    member: str
    acknowledged: int
    orders: int
    lost: int
    doubled: int

    @property
    def is_sound(self) -> bool:
        """Whether every acknowledged write is there, once."""
        return self.acknowledged > 0 and not (self.lost or self.doubled)


def prove(ledger: Ledger, members: Sequence[Machine]) -> list[Proof]:
    """Compare the ledger with each member, after the standbys have caught up."""
    end = _wal_end(members)
    return [_prove(ledger, each, end) for each in members]


def living_workers(primary: Machine) -> int:
    """Return how many workers have shown lately that they are alive."""
    with psycopg.connect(address_of(primary)) as connection:
        row = connection.execute(_WORKERS).fetchone()
    return int(row[0]) if row else 0


def _prove(ledger: Ledger, member: Machine, end: str) -> Proof:
    told = Counter(write.number for write in ledger.writes)
    with psycopg.connect(address_of(member), autocommit=True) as connection:
        _wait_for(connection, end)
        pattern = (f"{ledger.run}%",)
        orders: dict[str, int] = dict(connection.execute(_ORDERS, pattern).fetchall())
        events: dict[str, int] = dict(connection.execute(_EVENTS, pattern).fetchall())
    lost = sum(max(0, told[number] - orders.get(number, 0)) for number in told)
    # Every write of these orders was repeated until it was answered, so there may be no more
    # orders, versions or events than were acknowledged.
    doubled = sum(max(0, version - told[number]) for number, version in orders.items())
    doubled += sum(max(0, count - told[number]) for number, count in events.items())
    lost += sum(max(0, told[number] - events.get(number, 0)) for number in told)
    return Proof(member.name, len(ledger.writes), len(orders), lost, doubled)


def _wal_end(members: Sequence[Machine]) -> str:
    for each in members:
        with psycopg.connect(address_of(each), autocommit=True) as connection:
            row = connection.execute(
                "SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_lsn()::text END"
            ).fetchone()
            if row and row[0]:
                return str(row[0])
    raise RuntimeError("No member is the primary.")


def _wait_for(connection: psycopg.Connection[tuple[object, ...]], end: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        row = connection.execute(
            "SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= %s::pg_lsn", (end,)
        ).fetchone()
        if row and row[0]:
            return
        time.sleep(0.1)
    raise RuntimeError("A standby does not catch up.")
