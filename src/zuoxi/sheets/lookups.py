"""What a choice is called in a file: its code, or its label in any of our languages."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import translation

from zuoxi.customers import queries as customers
from zuoxi.customers.choices import CustomerKind
from zuoxi.sheets.mapping import folded
from zuoxi.workorders import queries as orders
from zuoxi.workorders.choices import CodeList, FormType


@dataclass
class Lookups:
    """Codes by folded label, for each column that holds a choice; read once for a whole file."""

    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def code(self, column: str, text: str) -> str:
        """Return the code behind a text, or the text itself where no choice is called so."""
        return self.codes.get(column, {}).get(folded(text), text)


def load() -> Lookups:
    """Return what may be chosen now."""
    found = Lookups()
    classes = list(customers.customer_classes())
    lists = {each: list(orders.code_items(each)) for each in _LISTS}
    for language, _label in settings.LANGUAGES:
        with translation.override(language):
            _add(found, "kind", ((each.value, str(each.label)) for each in CustomerKind))
            _add(found, "form_type", ((each.value, str(each.label)) for each in FormType))
            _add(found, "customer_class", ((each.code, each.label) for each in classes))
            for name, items in lists.items():
                _add(found, name, ((each.code, each.label) for each in items))
    return found


_LISTS = (CodeList.DEVICE_TYPE.value, CodeList.REQUEST_TYPE.value)


def _add(lookups: Lookups, column: str, choices: Iterable[tuple[str, str]]) -> None:
    codes = lookups.codes.setdefault(column, {})
    for code, label in choices:
        codes[folded(code)] = code
        codes.setdefault(folded(label), code)
