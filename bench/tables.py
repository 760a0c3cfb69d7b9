"""Writing rows by COPY, with the defaults of the models for what a row does not say."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import JSONField, Model

Row = Mapping[str, Any]


class Table:
    """The table of a model: its columns in their order, each with its default."""

    def __init__(self, model: type[Model]) -> None:
        self.model = model
        fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented API
        self.name = model._meta.db_table  # noqa: SLF001 - Django's documented API
        self.columns = {each.attname: each.column for each in fields}
        self._defaults = {
            each.attname: json.dumps(each.get_default())
            if isinstance(each, JSONField)
            else each.get_default()
            for each in fields
        }

    def write(self, rows: Iterable[Row]) -> None:
        """Copy the rows into the table; a row names attributes, and JSON is text already."""
        names = ", ".join(f'"{each}"' for each in self.columns.values())
        defaults = self._defaults.items()
        with (
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{self.name}" ({names}) FROM STDIN') as copy,
        ):
            for row in rows:
                unknown = row.keys() - self._defaults.keys()
                if unknown:
                    raise KeyError(f"{self.name} has no {sorted(unknown)}")
                copy.write_row([row.get(name, default) for name, default in defaults])


def as_json(value: object) -> str:
    """Return a value as the text of a JSON column."""
    return json.dumps(value, ensure_ascii=False)
