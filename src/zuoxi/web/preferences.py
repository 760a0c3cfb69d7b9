"""Language, theme and density as the browser keeps them: three cookies, no account needed.

``accounts`` stores a signed-in person's choice too and calls ``remember`` at sign-in, so that the
choice follows the person to another machine.
"""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

THEME_COOKIE = "zuoxi_theme"
DENSITY_COOKIE = "zuoxi_density"
# What each calls itself, so that who cannot read the current one finds the own; and its tag as
# BCP 47 writes it: fonts, line breaking and screen readers go by that.
LANGUAGES = {
    "zh-hans": ("简体中文", "zh-Hans"),
    "zh-hant": ("繁體中文", "zh-Hant"),
    "en": ("English", "en"),
}
THEMES = ("light", "dark")  # anything else: as the system has it
DENSITIES = ("dense", "roomy")
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Looks:
    """How one browser shows pages. ``theme`` is empty for "as the system"."""

    theme: str
    density: str


def looks_of(request: HttpRequest) -> Looks:
    """Return what the request's cookies say; a value that we never set counts as none."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    density = request.COOKIES.get(DENSITY_COOKIE, "")
    return Looks(
        theme=theme if theme in THEMES else "",
        density=density if density in DENSITIES else DENSITIES[0],
    )


def remember(
    response: HttpResponseBase,
    *,
    language: str | None = None,
    theme: str | None = None,
    density: str | None = None,
) -> None:
    """Keep the given choices in the browser; None leaves one as it is, "" forgets it."""
    chosen = (
        (settings.LANGUAGE_COOKIE_NAME, language),
        (THEME_COOKIE, theme),
        (DENSITY_COOKIE, density),
    )
    for name, value in chosen:
        if value:
            response.set_cookie(
                name, value, max_age=_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
            )
        elif value is not None:
            response.delete_cookie(name)
