"""The ways in which the primary is lost, each with how it comes back; another must take over."""

from collections.abc import Callable
from typing import NamedTuple

from bench.failover.members import Members
from bench.failover.network import Machine


class Fault(NamedTuple):
    """``strike`` harms the primary, ``recover`` starts again what it harmed."""

    name: str
    strike: Callable[[Members, Machine], None]
    recover: Callable[[Members, Machine], None]


def _kill_both(_members: Members, primary: Machine) -> None:
    primary.kill("patroni", "postgres")


def _revive(members: Members, machine: Machine) -> None:
    members.revive(machine)


FAULTS = (Fault("SIGKILL of PostgreSQL and its Patroni", _kill_both, _revive),)
