"""What a choice is called in a file: its code, or its label in any of our languages."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation

from zuoxi.customers import queries as customers
from zuoxi.customers.choices import CustomerKind
from zuoxi.sheets import details
from zuoxi.sheets.folding import folded
from zuoxi.workorders import queries as orders
from zuoxi.workorders.choices import FormType, Source


@dataclass
class Lookups:
    """Codes by folded label, for each column that holds a choice; read once for a whole file."""

    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    # Code and kind of what each request type asks for, by folded name.
    details: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)

    def code(self, column: str, text: str) -> str:
        """Return the code behind a text, or the text itself where no choice is called so."""
        return self.codes.get(column, {}).get(folded(text), text)

    def details_of(self, request_type: str) -> dict[str, tuple[str, str]]:
        """Return what a request type asks for, by its code."""
        return self.details.get(request_type, {})


def load() -> Lookups:
    """Return what may be chosen now."""
    found = Lookups()
    classes = list(customers.customer_classes())
    lists = {each: list(orders.code_items(each)) for each in _LISTS}
    asked = orders.request_fields_by_type()
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            _add(found, "kind", ((each.value, str(each.label)) for each in CustomerKind))
            _add(found, "source", ((each.value, str(each.label)) for each in Source))
            _add(found, "form_type", ((each.value, str(each.label)) for each in FormType))
            _add(found, "customer_class", ((each.code, each.label) for each in classes))
            for name, items in lists.items():
                _add(found, name, ((each.code, each.label) for each in items))
            for code, fields in asked.items():
                found.details[code] = details.names_of(fields) | found.details.get(code, {})
    return found


_LISTS = ("device_type", "request_type", "grade", "region_class")


def _add(lookups: Lookups, column: str, choices: Iterable[tuple[str, str]]) -> None:
    codes = lookups.codes.setdefault(column, {})
    for code, label in choices:
        codes[folded(code)] = code
        codes.setdefault(folded(label), code)
