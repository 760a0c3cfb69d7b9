"""Collecting all that is wrong with an input, so that a form shows every fault at once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from zuoxi.kernel.errors import InvalidInput, Text
from zuoxi.kernel.text import clean_line, clean_text


@dataclass
class Faults:
    """The faults found so far, by field; true if there are any."""

    fields: dict[str, list[Text]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.fields)

    def add(self, name: str, message: Text) -> None:
        """Note one fault."""
        self.fields.setdefault(name, []).append(message)

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Note what a step refuses as InvalidInput and go on after it; a field keeps the last."""
        try:
            yield
        except InvalidInput as refusal:
            self.fields |= refusal.fields

    def text(self, name: str, value: str | None, *, limit: int, required: bool = True) -> str:
        """Return the text as ``clean_text`` does; note its fault and return nothing otherwise."""
        try:
            return clean_text(name, value, limit=limit, required=required)
        except InvalidInput as refusal:
            self.fields |= refusal.fields
            return ""

    def line(self, name: str, value: str | None, *, limit: int, required: bool = True) -> str:
        """Return the line as ``clean_line`` does; note its fault and return nothing otherwise."""
        try:
            return clean_line(name, value, limit=limit, required=required)
        except InvalidInput as refusal:
            self.fields |= refusal.fields
            return ""

    def choice(self, name: str, value: str, allowed: Iterable[str]) -> str:
        """Return the value if it is one of those allowed; note a fault otherwise."""
        if value not in set(allowed):
            self.add(name, _("Choose one of the offered values."))
        return value

    def stop(self) -> None:
        """Raise InvalidInput if there was a fault."""
        if self:
            raise InvalidInput(fields=self.fields)
