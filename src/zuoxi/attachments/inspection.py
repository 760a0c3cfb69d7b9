"""What a file is, by its content: a first look at its head, then the proof by a real decoder.

The head only chooses the decoder. Pillow (libheif for HEIC) decodes a photo and makes its
thumbnail, PDFium opens a document, tinytag reads a recording, each in a process of its own with
limits (``decoding.py``). See docs/adr/0018.
"""

import base64
import json
import logging
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zuoxi.attachments import decoding, names
from zuoxi.attachments.choices import FileKind
from zuoxi.kernel.errors import InvalidInput, Text

HEAD = 2048
_MEGA = 1_000_000
# What a browser could be talked into running. No photo has a reason to hold it.
_ACTIVE = re.compile(rb"<(?:script|svg|html|!doctype\s+html|iframe|foreignobject)\b", re.IGNORECASE)
_BLOCK = 1024 * 1024
_LONGEST_TAG = 32

# Of the wall, for a machine that is busy; the program's own limit is one of work.
_SECONDS = 60
# One file at a time in each process: a decoded photo takes hundreds of megabytes.
_decoding = threading.Lock()

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Form:
    """One accepted form of file; the first ending is the one that is given to it."""

    kind: FileKind
    media_type: str
    endings: tuple[str, ...]
    decoder: str = ""


JPEG = Form(FileKind.PHOTO, "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), "JPEG")
PNG = Form(FileKind.PHOTO, "image/png", (".png",), "PNG")
WEBP = Form(FileKind.PHOTO, "image/webp", (".webp",), "WEBP")
HEIC = Form(FileKind.PHOTO, "image/heic", (".heic", ".heif"), "HEIF")
PDF = Form(FileKind.DOCUMENT, "application/pdf", (".pdf",))
WAV = Form(FileKind.AUDIO, "audio/wav", (".wav",))
MP3 = Form(FileKind.AUDIO, "audio/mpeg", (".mp3",))
OGG = Form(FileKind.AUDIO, "audio/ogg", (".ogg", ".opus", ".oga"))
M4A = Form(FileKind.AUDIO, "audio/mp4", (".m4a", ".mp4", ".m4b", ".aac"), "MP4")
FORMS = (JPEG, PNG, WEBP, HEIC, PDF, WAV, MP3, OGG, M4A)

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_M4A_BRANDS = {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6", b"dash"}


@dataclass(frozen=True)
class Finding:
    """What is known of a file once it has been decoded."""

    form: Form
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    seconds: int | None = None
    thumbnail: bytes = b""


def refused(sentence: Text) -> InvalidInput:
    """Return the refusal of a file, for its field."""
    return InvalidInput(fields={"file": [sentence]})


def form_of(head: bytes) -> Form:
    """Return the form that the head of a file announces; raise InvalidInput for any other."""
    form = _by_signature(head)
    if form is None or _ACTIVE.search(head):
        raise refused(
            _(
                "This kind of file is not accepted. Send a photo (JPEG, PNG, WebP or HEIC), "
                "a PDF document, or a sound recording (WAV, MP3, OGG or M4A)."
            )
        )
    return form


def require_honest(name: str, form: Form) -> None:
    """Raise InvalidInput for a name that claims another kind of file than the content is."""
    ending = names.ending_of(name)
    same_kind = {each for one in FORMS if one.kind == form.kind for each in one.endings}
    claimed = names.claimed_type(name)
    other_kind = {each for one in FORMS for each in one.endings} - same_kind
    if ending in same_kind or not (ending in other_kind or claimed):
        return
    raise refused(
        _("The name ends in “%(ending)s”, but the content is: %(kind)s. Send the right file.")
        % {"ending": ending, "kind": form.kind.label}
    )


def inspect(path: Path, *, most_pixels: int) -> Finding:
    """Decode a whole file; raise InvalidInput with the reason when it is not what it looks like."""
    with path.open("rb") as file:
        form = form_of(file.read(HEAD))
        file.seek(0)
        if form.kind == FileKind.PHOTO:
            _refuse_active(file)
    found = _run(path, form, most_pixels)
    if "fault" in found:
        raise _refusal(form, found, most_pixels)
    found["thumbnail"] = base64.b64decode(found.get("thumbnail", ""))
    return Finding(form, **found)


def _by_signature(head: bytes) -> Form | None:
    plain = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-", PDF), (b"ID3", MP3))
    for start, form in plain:
        if head.startswith(start):
            return form
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    if head[:4] == b"OggS":
        return OGG if re.search(rb"OpusHead|\x01vorbis|Speex   |\x7fFLAC", head[:128]) else None
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return HEIC if brand in _HEIC_BRANDS else M4A if brand in _M4A_BRANDS else None
    # A frame of MPEG audio, layer III, that carries neither a reserved version nor bit rate.
    is_frame = len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2  # noqa: PLR2004
    return MP3 if is_frame and head[1] & 0x18 != 0x08 and head[2] & 0xF0 != 0xF0 else None  # noqa: PLR2004


def _refuse_active(file: BinaryIO) -> None:
    kept = b""
    while block := file.read(_BLOCK):
        if _ACTIVE.search(kept + block):
            raise refused(
                _(
                    "This photo carries program code (HTML, SVG or a script), which no photo "
                    "needs. Take or export it again."
                )
            )
        kept = block[-_LONGEST_TAG:]
    file.seek(0)


def _run(path: Path, form: Form, most_pixels: int) -> dict[str, Any]:
    """Return what the program ``decoding`` says of a file; ``damaged`` where it met its limits."""
    program = [sys.executable, "-I", decoding.__file__]
    given = [form.kind.value, str(path), form.decoder, str(most_pixels)]
    with _decoding:
        try:
            done = subprocess.run(  # noqa: S603 - our own program; the path is ours too
                [*program, *given], env={}, capture_output=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            done = None
    if done is None or done.returncode or not done.stdout:
        _log.warning("A file of %s bytes could not be decoded: %s", path.stat().st_size, done)
        return {"fault": "damaged"}
    return cast("dict[str, Any]", json.loads(done.stdout))


def _refusal(form: Form, found: dict[str, Any], most_pixels: int) -> InvalidInput:
    if found["fault"] == "too_many_pixels":
        return _too_many_pixels(found.get("pixels"), most_pixels)
    return refused(str(_SENTENCES[form.kind, found["fault"]]))


_SENTENCES: dict[tuple[FileKind, str], Text] = {
    (FileKind.PHOTO, "damaged"): gettext_lazy(
        "The photo is damaged and cannot be opened. Take or export it again."
    ),
    (FileKind.DOCUMENT, "damaged"): gettext_lazy(
        "The PDF document is damaged and cannot be opened. Make or scan it again."
    ),
    (FileKind.DOCUMENT, "locked"): gettext_lazy(
        "This PDF document is locked with a password. Save it without one, then send it."
    ),
    (FileKind.DOCUMENT, "empty"): gettext_lazy("The PDF document has no pages."),
    (FileKind.AUDIO, "damaged"): gettext_lazy(
        "The sound recording is damaged and cannot be opened. Record or export it again."
    ),
    (FileKind.AUDIO, "empty"): gettext_lazy("The sound recording is empty."),
    (FileKind.AUDIO, "video"): gettext_lazy(
        "This is a video. Send photos or a sound recording instead."
    ),
}


def _too_many_pixels(found: int | None, most: int) -> InvalidInput:
    if found is None:
        return refused(
            _("The photo has more than %(most)s megapixels. Make it smaller and send it again.")
            % {"most": most // _MEGA}
        )
    return refused(
        _(
            "The photo has %(found)s megapixels; at most %(most)s are accepted. "
            "Make it smaller and send it again."
        )
        % {"found": -(-found // _MEGA), "most": most // _MEGA}
    )
