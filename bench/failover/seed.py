"""Makes the schema and a demo's people and orders, before the nodes start."""

# ruff: noqa: PLC0415 - Django is imported once the settings are loaded

import time

import psycopg

from bench.failover.members import NAME
from zuoxi.config import env, start

_PATIENCE = 60.0


def main() -> None:
    """Fill the empty database that ``DATABASE_URL`` names; make it first."""
    _create_database(env.read().database_url)
    start.load()
    from django.utils import timezone

    from zuoxi.config import schema
    from zuoxi.demo import actions as demo

    schema.migrate()
    schema.mark_demo()
    demo.seed_if_empty(now=timezone.now())


def _create_database(url: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            with psycopg.connect(url, dbname="postgres", autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {NAME}")
                return
        except psycopg.OperationalError:
            # The balancer has not found the primary yet.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


if __name__ == "__main__":
    main()
