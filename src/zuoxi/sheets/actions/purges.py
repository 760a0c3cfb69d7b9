"""What a killed process has left behind. No event: nobody was told that it was there."""

from datetime import datetime

from zuoxi.sheets import storage
from zuoxi.sheets.models import Export, Import


def drop_unnamed_files(*, before: datetime) -> None:
    """Remove the files last written before then that no export and no import names.

    A file is written first and named then; whoever is killed in between leaves it without a row.
    """
    for name in storage.names_before(before):
        rows = (each.objects.filter(file=name) for each in (Export, Import))
        if not any(found.exists() for found in rows):
            storage.remove(name)
