"""Words and dated options of the work on site."""

from urllib.parse import quote

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from zuoxi.kernel.options import Option

# The most orders that one list shows; a technician has few, and an area can be narrowed to one.
MOST = 50
SIGNER_LIMIT, REASON_LIMIT = 100, 300
# The moves of an order that are made on site.
STEPS = ("accept", "complete", "return")


class Group(TextChoices):
    """When an order is due on site."""

    OVERDUE = "overdue", pgettext_lazy("appointment", "Overdue")
    TODAY = "today", pgettext_lazy("appointment", "Today")
    LATER = "later", pgettext_lazy("appointment", "Later")
    NONE = "none", pgettext_lazy("appointment", "Without an appointment")


_PLACE = "{address}"
# Addresses that open a map without a key; where the telephone has the app, most open that.
MAPS: dict[str, str] = {
    "amap": "https://uri.amap.com/search?keyword={address}&view=map&src=zuoxi&callnative=1",
    "baidu": "https://api.map.baidu.com/geocoder?address={address}&output=html&src=webapp.zuoxi",
    "tencent": "https://apis.map.qq.com/uri/v1/search?keyword={address}&referer=zuoxi",
    "geo": "geo:0,0?q={address}",
}
_DEFAULT_MAP = "amap"

OFFLINE_HOURS = Option(
    "fieldwork.offline_hours",
    12,
    label=_("Hours for which a telephone may show the orders on site without a network"),
    source=_("Zuoxi default: one shift"),
    minimum=1,
    maximum=72,
)
MAP_SERVICE = Option(
    "fieldwork.map_service",
    _DEFAULT_MAP,
    label=_(
        "Map for directions: amap, baidu, tencent, geo (the telephone's own), "
        "or an https address with {address} in it"
    ),
    source=_("Zuoxi default: the map that most telephones in China have"),
)


def map_url(service: str, address: str) -> str:
    """Return the link that shows an address; an unusable service falls back to the shipped one."""
    pattern = MAPS.get(service, service)
    if _PLACE not in pattern or not pattern.startswith(("https://", "geo:")):
        pattern = MAPS[_DEFAULT_MAP]
    return pattern.replace(_PLACE, quote(address, safe=""))
