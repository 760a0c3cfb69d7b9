"""What may be stored as text. PostgreSQL refuses NUL and lone surrogates; people cannot read C0."""

import re
import unicodedata

from django.utils.translation import gettext as _

from zuoxi.kernel.errors import InvalidInput

# A lone carriage return is let through here because clean_text turns it into a line end.
_ALLOWED_CONTROLS = {"\n", "\t", "\r"}


def text_fault(value: str, *, limit: int) -> str | None:
    """Return the sentence that says why ``value`` cannot be stored, or None if it can."""
    if len(value) > limit:
        return _("At most %(limit)s characters; this text has %(length)s.") % {
            "limit": limit,
            "length": len(value),
        }
    for character in value:
        category = unicodedata.category(character)
        if category == "Cs" or (category == "Cc" and character not in _ALLOWED_CONTROLS):
            return _("The text contains control characters. Please type it again.")
    return None


def clean_text(field: str, value: str | None, *, limit: int, required: bool = True) -> str:
    """Return the text with unified line ends and no outer blanks.

    Raises InvalidInput for ``field`` when it is empty though required, too long or unstorable.
    """
    text = (value or "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        if required:
            raise InvalidInput(fields={field: [_("This field is required.")]})
        return ""
    fault = text_fault(text, limit=limit)
    if fault:
        raise InvalidInput(fields={field: [fault]})
    return text


def clean_line(field: str, value: str | None, *, limit: int, required: bool = True) -> str:
    """Return the text on one line, with single blanks; refused as by ``clean_text``."""
    # Split at blanks, tabs and line ends alone, so that other controls are still refused.
    line = " ".join(re.split(r"[ \t\r\n]+", value or ""))
    return clean_text(field, line, limit=limit, required=required)
