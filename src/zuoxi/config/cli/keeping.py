"""Commands that keep what there is: backup, restore, doctor."""

# ruff: noqa: PLC0415 - help must answer at once, so a command imports what it needs

from pathlib import Path
from typing import Annotated

import typer


def backup(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
) -> None:
    """Write a backup of the database and all files while people go on working.

    It holds everything, personal data and the secret key included: keep it closed, and on another
    machine. `zuoxi restore` fills an empty system from it.
    """
    from zuoxi.config import start

    start.load()
    from zuoxi.config import backups, schema

    schema.require_current()
    backups.make(folder.expanduser().absolute(), tell=typer.echo)
    typer.echo(f"The backup is in {folder}.")


def restore(
    folder: Annotated[Path, typer.Argument(help="The folder that `zuoxi backup` made.")],
) -> None:
    """Fill an empty system from a backup, after checking that the backup is whole.

    Set DATABASE_URL to an empty database, or ZUOXI_DATA_DIR to a new folder.
    """
    from zuoxi.config import start

    start.load()
    from zuoxi.config import backups, schema

    backups.restore(folder.expanduser().absolute(), tell=typer.echo)
    missing = schema.pending()
    typer.echo("Now run: zuoxi migrate" if missing else "It can be started now.")


def doctor(
    *,
    repair: Annotated[
        bool, typer.Option("--repair", help="Mend what is safe to mend, such as stuck jobs.")
    ] = False,
) -> None:
    """Examine a running system: clock, disk, worker, jobs, and whether the data are sound."""
    from zuoxi.config import doctor as examination

    raise typer.Exit(examination.run(repair=repair))
