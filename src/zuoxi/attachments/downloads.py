"""A file on its way to a reader: typed by us, never run, kept by no cache that others share."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from zuoxi.attachments import files
from zuoxi.attachments.choices import FileKind
from zuoxi.attachments.models import Attachment
from zuoxi.kernel.errors import NotFound

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_BLOCK = 256 * 1024
_INLINE = {"image/jpeg", "image/png", "image/webp", "application/pdf"}
# Nothing in the file may load or run anything. A sandbox would keep browsers from showing a PDF at
# all: their viewers are plug-ins to them, with a sandbox of their own. What shows a picture alone
# places it by inline style.
_CLOSED = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
_CLOSED_PDF = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)


def goes_on(request: HttpRequest) -> bool:
    """Tell whether this call may belong to an earlier look: a player's later ranges do."""
    wanted = _RANGE.fullmatch(request.headers.get("Range", ""))
    return wanted is not None and int(wanted[1] or "0") > 0


def original(request: HttpRequest, attachment: Attachment, *, save: bool) -> HttpResponseBase:
    """Answer with the file as it was sent, or with the range that a player asks for."""
    path = files.path_of(attachment.key)
    if not path.is_file():
        raise NotFound
    part = _range(request.headers.get("Range", ""), attachment.size)
    first, last = part or (0, attachment.size - 1)
    response = StreamingHttpResponse(
        _slice(path, first, last), status=206 if part else 200, content_type=attachment.media_type
    )
    response.headers["Content-Length"] = str(last - first + 1)
    if part:
        response.headers["Content-Range"] = f"bytes {first}-{last}/{attachment.size}"
    is_inline = not save and (
        attachment.media_type in _INLINE or attachment.kind == FileKind.AUDIO.value
    )
    response.headers["Accept-Ranges"] = "bytes"
    disposition = content_disposition_header(not is_inline, attachment.name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    is_pdf = attachment.media_type == "application/pdf"
    return _guarded(response, cache="private, no-store", policy=_CLOSED_PDF if is_pdf else _CLOSED)


def thumbnail(attachment: Attachment) -> HttpResponseBase:
    """Answer with the small picture."""
    path = files.thumbnail_of(attachment.key)
    if not attachment.has_thumbnail or not path.is_file():
        raise NotFound
    response = HttpResponse(path.read_bytes(), content_type="image/webp")
    response.headers["Content-Disposition"] = "inline"
    # Long enough for a page that refreshes itself, short enough for a shared machine.
    return _guarded(response, cache="private, max-age=600", policy=_CLOSED)


def _guarded(response: HttpResponseBase, *, cache: str, policy: str) -> HttpResponseBase:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = cache
    response.headers["Content-Security-Policy"] = policy
    return response


def _range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte of the one range that is asked for, None for the whole.

    A range that cannot be given is passed over, as RFC 9110 allows: the answer is the whole file.
    """
    wanted = _RANGE.fullmatch(header)
    if wanted is None or wanted[1] == wanted[2] == "":
        return None
    if not wanted[1]:
        first, last = max(0, size - int(wanted[2])), size - 1
    else:
        first, last = int(wanted[1]), min(int(wanted[2] or size - 1), size - 1)
    return (first, last) if first <= last else None


def _slice(path: Path, first: int, last: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (block := file.read(min(_BLOCK, left))):
            left -= len(block)
            yield block
