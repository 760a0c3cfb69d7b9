"""Commands that run Zuoxi: serve, worker, migrate, demo, check."""

# ruff: noqa: PLC0415 - help must answer at once, so a command imports what it needs

from enum import StrEnum
from typing import Annotated

import typer

from zuoxi.config import env


class Part(StrEnum):
    """A part of ``zuoxi serve`` that can run alone, for example in a container of its own."""

    WEB = "web"
    LIVE = "live"
    METRICS = "metrics"


def serve(
    only: Annotated[
        Part | None,
        typer.Option(help="Start one part alone: pages and API, live updates, or metrics."),
    ] = None,
) -> None:
    """Serve the pages, the API and the live updates.

    Listens on ZUOXI_HOST (127.0.0.1) and ZUOXI_PORT (8000), live updates on the next port or
    ZUOXI_LIVE_PORT. With ZUOXI_METRICS_PORT, Prometheus may ask there. Run `zuoxi worker` beside
    it. Ctrl-C ends it; SIGUSR1 loads a newly installed version without dropping a request.
    """
    from zuoxi.config import processes

    values = env.read()
    if only is Part.WEB:
        processes.serve_web(values)
    elif only is Part.LIVE:
        processes.serve_live(values)
    elif only is Part.METRICS:
        processes.serve_metrics(values)
    else:
        raise typer.Exit(_serve_all(values))


def _serve_all(values: env.Env) -> int:
    from zuoxi.config import database, processes
    from zuoxi.config.supervisor import Family

    processes.require_free_ports(values)
    processes.prepare()
    with Family(processes.serving(values), preparation=processes.PREPARATION) as family:
        typer.echo(f"Zuoxi listens on http://{values.host}:{values.port} (Ctrl-C ends it).")
        return family.wait(database.keeper(values))


def prepare() -> None:
    """Check that the installed version can serve the database, and collect its static files."""
    from zuoxi.config import metrics, processes

    processes.prepare()
    processes.require_answer()
    metrics.forget_failed(env.read())


def worker() -> None:
    """Carry out deferred jobs: notices, exports, clean-up. Ctrl-C ends it."""
    from zuoxi.config import processes

    processes.work()


def migrate() -> None:
    """Bring the database to this version of Zuoxi. Make a backup first."""
    from zuoxi.config import start

    start.load()
    from zuoxi.config import schema

    done = schema.migrate()
    typer.echo(f"Applied {done} migrations." if done else "The database is up to date.")


def demo(
    *,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Throw the demo's data away and start over.")
    ] = False,
) -> None:
    """Start everything with demo data, for a first look or for training.

    Prints the address and the demo accounts when it is ready. The data is kept for the next start
    in ZUOXI_DATA_DIR (.zuoxi). Ctrl-C ends everything.
    """
    from zuoxi.config import demonstration

    raise typer.Exit(demonstration.run(fresh=fresh))


def check() -> None:
    """Check the settings, the database and the data, and show what is in force."""
    from zuoxi.config import checks

    raise typer.Exit(checks.run())
