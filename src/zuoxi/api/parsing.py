"""Bodies and query strings, read so that nothing unstorable gets past this point."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.parser import Parser

from zuoxi.api.fields import LONGEST
from zuoxi.api.problems import NotJson
from zuoxi.kernel.errors import InvalidInput, Text
from zuoxi.kernel.text import text_fault


class StrictParser(Parser):
    """JSON alone, without NaN, and without text that PostgreSQL cannot hold."""

    def parse_body(self, request: HttpRequest) -> Any:  # noqa: ANN401 - any JSON value
        """Return the body; raise NotJson or InvalidInput, or ValueError for malformed JSON."""
        if request.content_type != "application/json":
            raise NotJson
        document = json.loads(request.body.decode(), parse_constant=_no_constant)
        if not isinstance(document, dict):
            raise InvalidInput(fields={"body": [_("Enter a JSON object.")]})
        _refuse_unstorable(document)
        return document

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """Return the parameters; raise InvalidInput for those that cannot be stored."""
        values: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        _refuse_unstorable(values)
        return values


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _refuse_unstorable(document: object) -> None:
    faults: dict[str, list[Text]] = {}
    pending: list[tuple[str, object]] = [("", document)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, str):
            fault = text_fault(value, limit=LONGEST)
            if fault:
                faults[path or "body"] = [fault]
        else:
            pending.extend(_parts(path, value))
    if faults:
        raise InvalidInput(fields=faults)


def _parts(path: str, value: object) -> Iterator[tuple[str, object]]:
    prefix = f"{path}." if path else ""
    if isinstance(value, dict):
        for key, item in value.items():
            # A name that cannot be stored is reported at what contains it.
            yield (path, key) if text_fault(key, limit=LONGEST) else (f"{prefix}{key}", item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield f"{prefix}{index}", item
