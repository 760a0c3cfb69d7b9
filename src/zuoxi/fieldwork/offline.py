"""What the browser needs to show the pages on site without a network, and to send what was done."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from zuoxi.attachments.choices import LARGEST_CHUNK
from zuoxi.fieldwork.choices import OFFLINE_HOURS

_SCRIPT = Path(__file__).parent / "static" / "fieldwork" / "worker.js"
_COLOUR = "#1f5f9e"
# Stands for the number of an order in the addresses that the scripts fill in.
_NUMBER = "NUMBER"


@cache
def script() -> str:
    """Return the service worker as it is in the package."""
    return _SCRIPT.read_text(encoding="utf-8")


def outbox(now: datetime) -> dict[str, Any]:
    """Return the addresses that the scripts of the pages send to."""
    listed = reverse("fieldwork:today")
    kept: dict[str, str | int] = {
        "root": listed,
        "in": reverse("accounts:sign_in"),
        "out": reverse("accounts:sign_out"),
        "session": reverse("web:session"),
        "static": f"/{settings.STATIC_URL.lstrip('/')}",
        "hours": OFFLINE_HOURS.at(now),
    }
    dialog = reverse("workorders:dialog", args=[_NUMBER])
    return {
        "orders": reverse("api:get_work_order", args=[_NUMBER]),
        "dialog": f"{dialog}?{urlencode({'next': listed})}",
        "chunk": LARGEST_CHUNK,
        "worker": f"{reverse('fieldwork:worker')}?{urlencode(kept)}",
    }


def manifest() -> dict[str, Any]:
    """Return the web manifest: name, first page, icons."""
    listed = reverse("fieldwork:today")
    return {
        "id": listed,
        "name": _("Zuoxi: work on site"),
        "short_name": pgettext("home screen", "On site"),
        "start_url": listed,
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f6f8",
        "theme_color": _COLOUR,
        "icons": [
            *(_icon(size, "any") for size in (192, 512)),
            _icon(512, "maskable"),
        ],
    }


def _icon(size: int, purpose: str) -> dict[str, str]:
    name = f"icon-{size}.png" if purpose == "any" else f"icon-{purpose}-{size}.png"
    return {
        "src": static(f"fieldwork/{name}"),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": purpose,
    }
