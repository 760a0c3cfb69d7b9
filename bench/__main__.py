"""Measures what Zuoxi's pages take when there are many orders.

First `load`, once; then `desk` as often as you like, `explain` to see why something is slow.
"""

# ruff: noqa: PLC0415 - Django is imported once the environment says which data folder is used

import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(add_completion=False, no_args_is_help=True)

Data = Annotated[Path, typer.Option(help="The data folder, kept from run to run.")]
Only = Annotated[str, typer.Option(help="Only addresses that contain this.")]
_DATA = Path(".cache/bench")


@app.callback(help=__doc__)
def main() -> None:
    """Say what the commands are about."""


@app.command()
def load(
    *,
    orders: Annotated[int, typer.Option(help="How many orders to load.")] = 500_000,
    data: Data = _DATA,
    processes: Annotated[int, typer.Option(help="How many processes write.")] = 2,
) -> None:
    """Empty the data folder's database and fill it with orders and what hangs on them."""
    # Nothing of value is lost when the machine stops meanwhile: it is loaded again.
    os.environ["ZUOXI_DATABASE"] = "throwaway"
    _set_up(data)
    from django.utils import timezone

    from bench import loading, room
    from bench.volume import Volume
    from zuoxi.config import schema

    lacking = room.lacking(orders, data)
    if lacking:
        typer.echo(lacking, err=True)
        raise typer.Exit(1)
    schema.drop_everything()
    schema.migrate()
    schema.mark_demo()
    loading.load(Volume(orders, timezone.now()), processes=processes, tell=_teller())


@app.command()
def desk(
    *,
    data: Data = _DATA,
    rounds: Annotated[int, typer.Option(help="Rounds over all pages.")] = 3,
    requests: Annotated[int, typer.Option(help="Requests for each page in a round.")] = 5,
    clients: Annotated[int, typer.Option(help="Clients at once, after the rounds.")] = 1,
    only: Only = "",
    report: Annotated[Path | None, typer.Option(help="Where to write the report.")] = None,
) -> None:
    """Measure every page through the production server.

    Ends with 1 if a page is too slow, with 2 if one does not answer as it should.
    """
    _set_up(data)
    from django.utils import timezone

    from bench import measuring, pages, reporting, serving
    from bench.statements import Insider

    tell = _teller()
    found = pages.catalogue()
    probes = [each for each in found.probes if only in each.path or each.name == reporting.TRIVIAL]
    plan = measuring.Plan(rounds, requests, clients)
    with serving.server() as served:
        run = measuring.measure(served.port, probes, plan, tell=tell)
    insiders = {name: Insider(name) for name in {each.account for each in probes}}
    for figures in run.figures:
        probe = figures.probe
        figures.statements = insiders[probe.account].watch(probe, float("inf")).count
    if report is not None:
        reporting.write(report, run, plan, found.left_out, timezone.localtime())
    for each in reporting.slowest_first(run)[:25]:
        probe = each.probe
        typer.echo(
            f"{each.p95:7.1f} ms p95 {each.median:7.1f} median {probe.account:10} {probe.path}"
        )
    wrong = [each for each in run.figures if each.is_wrong]
    for each in wrong:
        typer.echo(f"{each.status} {each.probe.account} {each.probe.path}", err=True)
    if wrong:
        raise typer.Exit(2)
    if reporting.above(run, "page"):
        raise typer.Exit(1)


@app.command()
def hot(
    *,
    data: Data = _DATA,
    clients: Annotated[list[int] | None, typer.Option(help="Clients at once.")] = None,
    rounds: Annotated[int, typer.Option(help="Rounds; the median counts.")] = 3,
    seconds: Annotated[int, typer.Option(help="Seconds of load for each figure.")] = 4,
    report: Annotated[Path | None, typer.Option(help="Where to write the report.")] = None,
) -> None:
    """Measure calls of the API beside pgbench and a bare server with the same statements.

    Leaves orders in the database: those that walk from creation to archive.
    """
    _set_up(data)
    from django.utils import timezone

    from bench import hot, hot_report, writes

    tell, counts = _teller(), clients or [1, 8]
    rows = hot.measure(counts, rounds=rounds, seconds=seconds, tell=tell)
    walked = writes.measure(counts, rounds=rounds, seconds=seconds, tell=tell)
    plan = hot_report.Plan(timezone.localtime(), rounds, seconds)
    lines = list(hot_report.lines(rows, walked, plan))
    if report is not None:
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    typer.echo("\n".join(lines))


@app.command()
def growth(
    *,
    small: Annotated[Path, typer.Option(help="The data folder with few orders.")],
    large: Annotated[Path, typer.Option(help="The one with many.")],
    clients: Annotated[int, typer.Option(help="Clients at once.")] = 8,
    rounds: Annotated[int, typer.Option(help="Rounds; the median counts.")] = 3,
    seconds: Annotated[int, typer.Option(help="Seconds of load for each figure.")] = 4,
    report: Annotated[Path | None, typer.Option(help="Where to write the report.")] = None,
) -> None:
    """Measure the same calls with few orders and with many, by turns.

    Leaves orders in both databases.
    """
    _set_up(large)
    from bench import growth

    plan = growth.Plan(small, large, clients, rounds, seconds)
    found = growth.measure(plan, _teller())
    lines = list(growth.lines(plan, found, datetime.now(tz=UTC)))
    if report is not None:
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    typer.echo("\n".join(lines))


@app.command()
def peers(
    *,
    data: Data = _DATA,
    clients: Annotated[int, typer.Option(help="Clients at once.")] = 8,
    rounds: Annotated[int, typer.Option(help="Rounds; the median counts.")] = 3,
    seconds: Annotated[int, typer.Option(help="Seconds of load for each figure.")] = 4,
    into: Annotated[Path, typer.Option(help="Where the others are installed.")] = Path(
        ".cache/peers"
    ),
    report: Annotated[Path | None, typer.Option(help="Where to write the report.")] = None,
) -> None:
    """Install other trackers and give them and Zuoxi the same load, by turns.

    Leaves orders in the database.
    """
    _set_up(data)
    from bench.peers import running

    plan = running.Plan(into, clients, rounds, seconds)
    lines = list(running.lines(plan, running.measure(plan, _teller()), datetime.now(tz=UTC)))
    if report is not None:
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    typer.echo("\n".join(lines))


@app.command()
def sweep(
    *,
    data: Data = _DATA,
    clocks: Annotated[int, typer.Option(help="How many clocks run.")] = 1_000_000,
    rounds: Annotated[int, typer.Option(help="Rounds; the median counts.")] = 3,
    report: Annotated[Path | None, typer.Option(help="Where to write the report.")] = None,
) -> None:
    """Measure a sweep of many running clocks: finding what is due, noting it, telling of it.

    Wants ten thousand orders; leaves nothing behind.
    """
    _set_up(data)
    from django.utils import timezone

    from bench import sweep

    lines = list(sweep.measure(clocks, rounds=rounds, now=timezone.now(), tell=_teller()))
    if report is not None:
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    typer.echo("\n".join(lines))


@app.command("round", hidden=True)
def growth_round(*, data: Data = _DATA, clients: int = 8, seconds: int = 4) -> None:
    """Measure one round of `growth` and print it as JSON."""
    _set_up(data)
    from bench import growth

    typer.echo(growth.one_round(clients, seconds))


@app.command()
def faults(
    *,
    writes: Annotated[int, typer.Option(help="Acknowledged writes to reach.")] = 3_000,
    kills: Annotated[int, typer.Option(help="At least so many processes are killed.")] = 7,
    minutes: Annotated[float, typer.Option(help="End after so many minutes of load.")] = 4,
    seed: Annotated[int, typer.Option(help="Chooses what the people do, and the faults.")] = 1,
    clients: Annotated[int, typer.Option(help="People who work at once.")] = 6,
    only: Annotated[list[str] | None, typer.Option(help="Only this fault; repeatable.")] = None,
    report: Annotated[Path | None, typer.Option(help="Where to write the report.")] = None,
) -> None:
    """Break processes, disk, connections and clock under load, and look for what got lost.

    Runs in a folder of its own, apart from the other measurements. Each fault is injected once,
    then processes are killed at random. Ends with 1 if something is not as it should be.
    """
    from bench.faults import injecting, reporting, running

    unknown = set(only or ()) - {each.name for each in injecting.FAULTS}
    if unknown:
        known = ", ".join(each.name for each in injecting.FAULTS)
        raise typer.BadParameter(f"There is no fault {unknown.pop()}. There are: {known}.")
    wanted = running.Wanted(writes, kills, minutes, seed, clients, tuple(only or ()))
    result = running.run(wanted, _teller())
    lines = list(reporting.lines(result, datetime.now(tz=UTC)))
    if report is not None:
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    typer.echo("\n".join(lines))
    if not result.is_sound:
        raise typer.Exit(1)


@app.command()
def explain(
    *,
    data: Data = _DATA,
    milliseconds: Annotated[float, typer.Option(help="What counts as slow.")] = 5,
    only: Only = "",
    into: Annotated[Path, typer.Option(help="The folder for the plans.")] = Path(
        ".cache/bench-plans"
    ),
) -> None:
    """Write the plans of slow statements into a folder, by page."""
    _set_up(data)
    # A statement that is broken off is told by its line here, not by its trace.
    logging.disable(logging.CRITICAL)
    from bench import pages
    from bench.statements import Insider, explain_slow

    insiders: dict[str, Insider] = {}
    for probe in pages.catalogue().probes:
        if only not in probe.path:
            continue
        insider = insiders.setdefault(probe.account, Insider(probe.account))
        watch = insider.watch(probe, milliseconds)
        slow = ", ".join(f"{took:.0f}" for took, *_rest in watch.slow)
        if slow:
            typer.echo(f"{probe.account:10} {watch.count:3} statements  {slow} ms  {probe.path}")
        explain_slow(watch, probe, into)


@app.command()
def live(
    *,
    data: Data = _DATA,
    pages: Annotated[int, typer.Option(help="Open pages.")] = 1_000,
    changes: Annotated[int, typer.Option(help="Changes while all read.")] = 1_200,
    per_second: Annotated[float, typer.Option(help="Changes in a second.")] = 5,
    report: Annotated[Path | None, typer.Option(help="Where to write the report.")] = None,
) -> None:
    """Open many pages against one live process; ends with 1 where it does not do as it should."""
    _set_up(data)
    from django.utils import timezone

    from bench import live, live_report

    found = live.measure(live.Plan(pages, changes, per_second), tell=_teller())
    lines = list(live_report.lines(found, timezone.localtime()))
    if report is not None:
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    typer.echo("\n".join(lines))
    if live_report.faults(found):
        raise typer.Exit(1)


@app.command()
def day(
    *,
    data: Data = _DATA,
    minutes: Annotated[int, typer.Option(help="How long.", max=20)] = 15,
    per_second: Annotated[float, typer.Option(help="Changes in a second.")] = 5,
    report: Annotated[Path | None, typer.Option(help="Where to write the report.")] = None,
) -> None:
    """Play a day's work at speed; ends with 1 where memory or tables grow."""
    _set_up(data)
    from django.utils import timezone

    from bench import day, day_report

    found = day.measure(day.Plan(minutes, per_second), tell=_teller())
    lines = list(day_report.lines(found, timezone.localtime()))
    if report is not None:
        report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    typer.echo("\n".join(lines))
    if day_report.faults(found):
        raise typer.Exit(1)


@app.command()
def failover(
    *,
    rounds: Annotated[int, typer.Option(help="How often each fault is made.")] = 1,
    report: Annotated[Path | None, typer.Option(help="Where to write the report.")] = None,
) -> None:
    """Kill the primary of a replicated database under load, and prove that nothing is lost.

    Needs root, network namespaces and Debian's patroni, etcd-server, haproxy, postgresql-15.
    Ends with 1 if a write was lost, doubled or refused, with 2 where it cannot run.
    """
    from datetime import UTC, datetime

    from bench.failover import network, reporting, run

    # The namespaces must be removed also when we are told to stop.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    try:
        outcome = run.run(rounds, tell=_teller())
    except network.NotPossibleHere as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    lines = list(reporting.lines(outcome, datetime.now(UTC)))
    if report is not None:
        report.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    typer.echo("\n".join(lines))
    if not outcome.is_sound:
        raise typer.Exit(1)


def _set_up(data: Path) -> None:
    os.environ["ZUOXI_DATA_DIR"] = str(data.resolve())
    os.environ["ZUOXI_DEMO"] = "1"
    from zuoxi.config import start

    start.load()
    from zuoxi.config import static_files

    static_files.collect_if_changed()


def _teller() -> Callable[[str], None]:
    started = time.monotonic()
    return lambda line: typer.echo(f"{time.monotonic() - started:7.1f} s  {line}")


if __name__ == "__main__":
    app()
