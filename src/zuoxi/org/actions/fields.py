"""Checks of fields that units and technicians share."""

import re

from django.utils.translation import gettext as _

from zuoxi.kernel.errors import InvalidInput
from zuoxi.kernel.text import clean_line, clean_text
from zuoxi.org.models import Technician, Unit

_CODE = re.compile(r"[A-Za-z0-9_-]+")
_PHONE = re.compile(r"[+]?[0-9][0-9 ()-]*")


def clean_code(code: str, model: type[Unit] | type[Technician]) -> str:
    """Return a code that is still free; it is what the API passes, so it never changes later."""
    code = clean_text("code", code, limit=32)
    if not _CODE.fullmatch(code):
        message = _("Only letters A–Z, digits, hyphens and underscores, for example area-3.")
        raise InvalidInput(fields={"code": [message]})
    if model._default_manager.filter(code__iexact=code).exists():  # noqa: SLF001 - Django's API
        raise code_taken()
    return code


def code_taken() -> InvalidInput:
    """Return the refusal of a code that another unit or technician has, in any case."""
    return InvalidInput(fields={"code": [_("This code is taken.")]})


def clean_name(name: str) -> str:
    """Return a name on one line."""
    return clean_line("name", name, limit=100)


def clean_phone(phone: str) -> str:
    """Return a telephone number as it was written, or nothing."""
    phone = clean_text("phone", phone, limit=32, required=False)
    if phone and not _PHONE.fullmatch(phone):
        raise InvalidInput(fields={"phone": [_("Enter a telephone number in digits.")]})
    return phone
