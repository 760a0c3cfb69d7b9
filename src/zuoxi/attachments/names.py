"""File names as people may see them: no paths, no invisible characters, the right ending."""

import mimetypes
import unicodedata
from pathlib import PurePosixPath

from zuoxi.attachments.choices import NAME_LIMIT

# Controls, invisible formatting such as right-to-left overrides, halves of pairs, private use.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_LONGEST_ENDING = 10
# Without the system's own tables, so that every machine decides alike.
_TYPES = mimetypes.MimeTypes()


def clean_name(raw: str) -> str:
    """Return the last part of a path without what cannot be seen; empty if nothing is left."""
    last = raw.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(
        " " if each.isspace() else each
        for each in unicodedata.normalize("NFC", last)
        if each.isspace() or unicodedata.category(each) not in _UNSEEN
    )
    return _shortened(" ".join(seen.split()).strip(" ."))


def ending_of(name: str) -> str:
    """Return the ending of a name in lower case, with its dot; empty if it has none."""
    ending = PurePosixPath(name).suffix.lower()
    return ending if len(ending) <= _LONGEST_ENDING else ""


def with_ending(name: str, ending: str, *, accepted: tuple[str, ...], fallback: str) -> str:
    """Return the name with one of the accepted endings; a wrong one stays, before the right one."""
    stem = name or fallback
    return stem if ending_of(stem) in accepted else _shortened(f"{stem}{ending}", ending)


def claimed_type(name: str) -> str:
    """Return the media type that a name claims by its ending, if it is a known one."""
    return _TYPES.guess_type(f"x{ending_of(name)}")[0] or ""


def _shortened(name: str, ending: str = "") -> str:
    if len(name) <= NAME_LIMIT:
        return name
    ending = ending or ending_of(name)
    return name[: NAME_LIMIT - len(ending)].rstrip(" .") + ending
