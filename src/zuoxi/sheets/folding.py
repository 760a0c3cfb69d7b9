"""How what people call a thing is compared: headings, labels, names of details."""

import unicodedata


def folded(text: str) -> str:
    """Return a name as it is compared: without blanks, marks, and case."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in plain if each.isalnum())
