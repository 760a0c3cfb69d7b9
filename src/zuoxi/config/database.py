"""Which PostgreSQL is used, and how Django connects to it."""

import sys
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

from zuoxi.config import embedded
from zuoxi.config.env import Env
from zuoxi.config.problems import StartError

OLDEST_SERVER = 15
_LOOK_SECONDS = 1.0
_LONGEST_LOOK_SECONDS = 60.0
# Orders, customers and centres are spread unevenly: a plan made for any value at all may take a
# hundred times as long for some (measured: 3 ms and 1.4 s), so each statement is planned anew.
_PLANNED_ANEW = "-c plan_cache_mode=force_custom_plan"
# Django writes what narrows a statement before what is merely loaded beside it. To try every order
# of eight tables takes longer than to read them (measured: an order of a page 12 ms, so 3 ms).
_JOINED_AS_WRITTEN = "-c join_collapse_limit=4"
# Behind several servers only the one that takes writes will do. A server that has vanished without
# a word (its network was cut) is given up after so many milliseconds without an answer to a probe.
_RELIABLE: dict[str, Any] = {
    "connect_timeout": 10,
    "target_session_attrs": "read-write",
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
# conninfo names that Django has its own settings for; everything else goes to OPTIONS.
_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
# What stands in OPTIONS and is no parameter of a connection.
_OF_DJANGO = {"server_side_binding"}


def settings_for(env: Env) -> dict[str, Any]:
    """Return ``DATABASES["default"]``, and start the embedded server if no other one is named."""
    if env.database_mode == "none":
        return _settings({"dbname": "none", "host": "/nonexistent"})
    if env.database_url:
        return _settings(_parsed(env.database_url))
    socket_dir = embedded.start(env.data_dir, throwaway=env.database_mode == "throwaway")
    return _settings({"dbname": embedded.DATABASE, "user": embedded.ROLE, "host": str(socket_dir)})


def keeper(env: Env) -> Callable[[], None]:
    """Return what is to be called again and again while Zuoxi serves.

    It looks once in a second whether the embedded server still runs. One that was killed or has
    ended on a full disk is started again, or no page would answer until a process happens to start.
    Where it does not start, the pauses double up to a minute, and each reason is told once.
    """
    if env.database_url or env.database_mode == "none":
        return lambda: None
    next_at, pause, reason = 0.0, _LOOK_SECONDS, ""

    def keep() -> None:
        nonlocal next_at, pause, reason
        if time.monotonic() < next_at:
            return
        try:
            if embedded.revive(env.data_dir, throwaway=env.database_mode == "throwaway"):
                _tell("The embedded PostgreSQL had ended and was started again.")
            next_at, pause, reason = time.monotonic() + _LOOK_SECONDS, _LOOK_SECONDS, ""
        except StartError as error:
            if str(error) != reason:
                reason = str(error)
                _tell(f"The embedded PostgreSQL has ended and is tried again: {reason}")
            next_at, pause = time.monotonic() + pause, min(2 * pause, _LONGEST_LOOK_SECONDS)

    return keep


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr)  # noqa: T201 - for the operator's terminal


def _parsed(url: str) -> dict[str, Any]:
    try:
        parameters = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise StartError(
            "DATABASE_URL cannot be understood. Write postgresql://user:password@host:5432/name."
        ) from error
    if not parameters.get("dbname"):
        raise StartError(
            "DATABASE_URL names no database. Write postgresql://user:password@host:5432/name."
        )
    return parameters


def _settings(parameters: dict[str, Any]) -> dict[str, Any]:
    options = {name: value for name, value in parameters.items() if name not in _NAMES}
    named = {django: str(parameters.get(name) or "") for name, django in _NAMES.items()}
    return {
        "ENGINE": "zuoxi.kernel.postgresql",
        **named,
        # Measured: persistent, prepared connections double the throughput.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **_RELIABLE,
            **options,
            "options": f"{options.get('options', '')} {_PLANNED_ANEW} {_JOINED_AS_WRITTEN}".strip(),
            "server_side_binding": True,
            "prepare_threshold": 1,
        },
    }


def verify(settings: dict[str, Any]) -> None:
    """Connect once; raise StartError when the server cannot be reached or is too old."""
    parameters = {name: settings[django] for name, django in _NAMES.items() if settings[django]}
    options = settings["OPTIONS"]
    parameters |= {name: options[name] for name in options if name not in _OF_DJANGO}
    try:
        with psycopg.connect(**parameters) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[-1]
        raise StartError(
            f"The database cannot be reached: {reason}. "
            "Check DATABASE_URL and that the server is running."
        ) from error
    if version < OLDEST_SERVER:
        raise StartError(
            f"The database server is PostgreSQL {version}. "
            f"Zuoxi needs PostgreSQL {OLDEST_SERVER} or newer."
        )


def live_sources(env: Env) -> list[str]:
    """Return the origins besides its own that a page may open a live connection to."""
    if env.live_url:
        parts = urlsplit(env.live_url)
        return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []
    scheme = "https" if env.secure else "http"
    # A source list has no notation for IPv6 addresses; ".example.com" is Django's wildcard.
    hosts = [host for host in env.allowed_hosts if not host.startswith("[")]
    hosts = [f"*{host}" if host.startswith(".") else host for host in hosts]
    return [f"{scheme}://{host}:{env.live_port}" for host in hosts]
