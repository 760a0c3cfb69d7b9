"""Texts cut to a length, and the place in them where a search found its words."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.text import Truncator

from zuoxi.web.markup import html

_EXCERPT = 120


def cut(text: str, length: int) -> str:
    """Return the beginning of a text, with a sign that it goes on."""
    # Most texts are short enough, and counting characters that combine is slow.
    return text if len(text) <= length else Truncator(text).chars(length)


def excerpt(text: str, words: Sequence[str]) -> SafeString:
    """Show the part of a text where one of ``words`` stands, marked; otherwise its beginning."""
    low = text.lower()
    places = [(low.find(each.lower()), len(each)) for each in words if each]
    at, length = min((each for each in places if each[0] >= 0), default=(-1, 0))
    if at < 0:
        return html("{}", cut(text, _EXCERPT))
    start = max(0, at - _EXCERPT // 2) if at > _EXCERPT // 2 else 0
    end = at + length
    return html(
        "{}{}<mark>{}</mark>{}",
        "…" if start else "",
        text[start:at],
        text[at:end],
        cut(text[end:], _EXCERPT - (at - start)),
    )
