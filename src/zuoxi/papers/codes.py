"""QR codes that open an order."""

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
    return segno.make(address_of(number), error="m", micro=False).svg_data_uri(border=0)
