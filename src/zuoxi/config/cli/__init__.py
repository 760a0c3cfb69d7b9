"""The ``zuoxi`` command.

Nothing of Django is imported before a command needs it, so that help and shell completion answer
at once and start no database.
"""

import signal
import sys
from typing import Annotated

import typer

from zuoxi.config import env
from zuoxi.config.cli import keeping, people, running
from zuoxi.config.problems import StartError, disk_full, is_full
from zuoxi.config.supervisor import RELOAD

app = typer.Typer(
    name="zuoxi",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=(
        "Zuoxi, the call-center operations platform.\n\n"
        "For a first look run `zuoxi demo` (or bin/demo in a checkout). For real use: `zuoxi "
        "migrate` once, `zuoxi user add NAME --role administrator` for the first administrator, "
        "then `zuoxi serve` and `zuoxi worker`. What an operator may set is in the environment: "
        "DATABASE_URL, ZUOXI_DATA_DIR, ZUOXI_PORT and others; `zuoxi check` shows what is in force."
    ),
)
app.command()(running.serve)
app.command(hidden=True)(running.prepare)
app.command()(running.worker)
app.command()(running.migrate)
app.command()(running.demo)
app.command()(running.check)
app.command()(keeping.backup)
app.command()(keeping.restore)
app.command()(keeping.doctor)
app.add_typer(people.users, name="user")
app.add_typer(people.tokens, name="token")


def _version(asked: bool) -> None:  # noqa: FBT001 - typer calls it so
    if asked:
        from importlib.metadata import version  # noqa: PLC0415 - needed only here

        typer.echo(f"zuoxi {version('zuoxi')}")
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    del version


def main() -> None:
    """Run the command; what the operator can mend is one sentence, not a traceback."""
    # A command that is told to stop still releases the embedded server on its way out.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(128 + signal.SIGTERM))
    # Who is only just starting loads what is installed anyway, and children inherit this.
    signal.signal(RELOAD, signal.SIG_IGN)
    try:
        app()
    except StartError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except Exception as error:
        if not _disk_is_full(error):
            raise
        typer.echo(str(disk_full(str(env.read().data_dir))), err=True)
        sys.exit(1)


def _disk_is_full(error: Exception) -> bool:
    """Say whether this is what remains of the message when a disk has run full on the way."""
    if is_full(str(error)):
        return True
    from django.db import DatabaseError  # noqa: PLC0415 - only after Django has failed

    from zuoxi.config import embedded  # noqa: PLC0415

    values = env.read()
    lost = isinstance(error, DatabaseError) and not values.database_url
    return lost and embedded.ran_out_of_space(values.data_dir)
