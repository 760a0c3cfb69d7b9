"""QR codes that open an order."""

from functools import lru_cache

import segno
from django.conf import settings
from django.urls import reverse


def root() -> str:
    """Return the address of the site, as far as the settings tell."""
    return str(settings.SITE_ADDRESS)


def address_of(number: str) -> str:
    """Return the address of an order's page as a telephone opens it: nothing about the customer."""
    return f"{root()}{reverse('workorders:order', args=[number])}"


def code_of(number: str) -> str:
    """Return the code as a picture, to stand in ``src``."""
    return _drawn(address_of(number))


@lru_cache(maxsize=2_000)
def _drawn(address: str) -> str:
    # The same orders stand on list after list. A mask is named because to try all eight of them, as
    # is done otherwise, takes most of the time; readers take any.
    return segno.make(address, error="m", micro=False, mask=2).svg_data_uri(border=0)
