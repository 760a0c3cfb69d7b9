"""Which mail server notices are sent through, as Django's settings name it."""

from typing import Any
from urllib.parse import unquote, urlsplit

from zuoxi.config.problems import StartError

_SECONDS = 10
_UNUSABLE = (
    "ZUOXI_MAIL_URL cannot be understood. Write smtps://user:password@mail.example:465, with "
    "smtp+starttls:// or smtp:// where the server wants that, and %40 for an @ in the user's name."
)
# By scheme: the usual port, TLS by STARTTLS, TLS from the first byte.
_SCHEMES = {
    "smtp": (25, False, False),
    "smtp+starttls": (587, True, False),
    "smtps": (465, False, True),
}


def settings_for(url: str) -> dict[str, Any]:
    """Return Django's EMAIL_ settings; without a URL there is no server and no mail is sent.

    Raises StartError, which never repeats the URL: it may hold a password.
    """
    if not url:
        return {"EMAIL_HOST": ""}
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise StartError(_UNUSABLE) from None
    known = _SCHEMES.get(parts.scheme)
    if known is None or not parts.hostname or parts.path.strip("/") or parts.query:
        raise StartError(_UNUSABLE)
    usual, starts_tls, is_tls = known
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or usual,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": starts_tls,
        "EMAIL_USE_SSL": is_tls,
        "EMAIL_TIMEOUT": _SECONDS,
    }
