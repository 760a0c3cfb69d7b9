"""A refusal's messages at the fields of a form that names them differently."""

from collections.abc import Mapping

from zuoxi.customers.forms import ShownForm
from zuoxi.kernel.errors import DomainError


def put_refusal(form: ShownForm, error: DomainError, places: Mapping[str, str]) -> None:
    """Show every message at its field, and above the form what belongs to none."""
    shown = False
    for name, found in error.fields.items():
        place = places.get(name, name)
        for message in found:
            form.add_error(place if place in form.fields else None, str(message))
            shown = True
    if not shown:
        form.add_error(None, str(error.message))
