"""What a file is, by its content: a first look at its head, then the proof by a real decoder.

The head only chooses the decoder. Pillow (libheif for HEIC) decodes a photo and makes its
thumbnail, PDFium opens a document, tinytag reads a recording. See docs/adr/0018.
"""

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pi_heif
import pypdfium2
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError
from tinytag import TinyTag, TinyTagException

from zuoxi.attachments import names
from zuoxi.attachments.choices import FileKind
from zuoxi.kernel.errors import InvalidInput, Text

pi_heif.register_heif_opener()

HEAD = 2048
_MEGA = 1_000_000
# Twice the size at which it is shown, for screens with a double density.
_THUMBNAIL = (480, 480)
# What a browser could be talked into running. No photo has a reason to hold it.
_ACTIVE = re.compile(rb"<(?:script|svg|html|!doctype\s+html|iframe|foreignobject)\b", re.IGNORECASE)
_BLOCK = 1024 * 1024
_LONGEST_TAG = 32
_RGB = "RGB"

_ON_ITS_SIDE = {5, 6, 7, 8}

# One photo at a time in each process, because a decoded one takes hundreds of megabytes; and
# PDFium may be used by one thread at a time.
_decoding = threading.Lock()
_pdfium = threading.Lock()


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
M4A = Form(FileKind.AUDIO, "audio/mp4", (".m4a", ".mp4", ".m4b", ".aac"))
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
            return _photo(file, form, most_pixels)
        if form.kind == FileKind.AUDIO:
            return _audio(file, form)
    return _document(path, form)


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


def _photo(file: BinaryIO, form: Form, most_pixels: int) -> Finding:
    try:
        with Image.open(file, formats=[form.decoder]) as image:
            width, height = image.size
            if width * height > most_pixels:
                raise _too_many_pixels(width * height, most_pixels)
            if image.getexif().get(ExifTags.Base.Orientation, 1) in _ON_ITS_SIDE:
                width, height = height, width
            with _decoding:
                # Decodes all of it; a JPEG at a fraction of its size.
                image.thumbnail(_THUMBNAIL)
            return Finding(form, width, height, thumbnail=_thumbnail(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels(None, most_pixels) from error
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        MemoryError,
    ) as error:
        raise refused(
            _("The photo is damaged and cannot be opened. Take or export it again.")
        ) from error


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


def _thumbnail(image: Image.Image) -> bytes:
    """Return a small picture without anything but its pixels; transparency becomes white."""
    image = ImageOps.exif_transpose(image)
    if image.mode not in {_RGB, "L"}:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    clean = image.convert(_RGB)
    pixels = Image.new(_RGB, clean.size)
    pixels.paste(clean)
    result = BytesIO()
    pixels.save(result, "WEBP", quality=78)
    return result.getvalue()


def _document(path: Path, form: Form) -> Finding:
    try:
        with _pdfium:
            document = pypdfium2.PdfDocument(path)
            try:
                pages = len(document)
            finally:
                document.close()
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise refused(
                _("This PDF document is locked with a password. Save it without one, then send it.")
            ) from error
        raise refused(
            _("The PDF document is damaged and cannot be opened. Make or scan it again.")
        ) from error
    if not pages:
        raise refused(_("The PDF document has no pages."))
    return Finding(form, pages=pages)


def _audio(file: BinaryIO, form: Form) -> Finding:
    if form is M4A:
        _require_sound_only(file)
    file.seek(0)
    try:
        duration = TinyTag.get(file_obj=file, tags=False).duration
    except (TinyTagException, OSError, ValueError) as error:
        raise _damaged_recording() from error
    if not duration:
        raise refused(_("The sound recording is empty."))
    return Finding(form, seconds=max(1, round(duration)))


def _damaged_recording() -> InvalidInput:
    return refused(
        _("The sound recording is damaged and cannot be opened. Record or export it again.")
    )


def _require_sound_only(file: BinaryIO) -> None:
    has_sound = False
    for handler in _tracks(file):
        if handler == b"vide":
            raise refused(_("This is a video. Send photos or a sound recording instead."))
        has_sound |= handler == b"soun"
    if not has_sound:
        raise _damaged_recording()


# The boxes of an MP4 file that lead, one in the other, to what a track is handled by.
_WAY = (b"moov", b"trak", b"mdia", b"hdlr")
_MOST_BOXES = 1000


def _tracks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the handler of each track: ``soun``, ``vide`` and the like.

    Boxes can be as small as their header and lie in each other to any depth. So only the one way
    is followed, to the end of the first ``moov``, and a file with too many boxes on it is refused.
    """
    ends = [file.seek(0, 2)]
    at = 0
    for _count in range(_MOST_BOXES):
        while at + 8 > ends[-1]:
            at = ends.pop()
            if len(ends) <= 1:
                return
        file.seek(at)
        header = file.read(16)
        size, name = int.from_bytes(header[:4]), header[4:8]
        skip = 8
        if size == 1:
            size, skip = int.from_bytes(header[8:16]), 16
        # A size of nothing reaches to the end; what is smaller than its own header ends the level.
        end = min(at + size, ends[-1]) if size >= skip else ends[-1]
        is_on_way = name == _WAY[len(ends) - 1] and (size >= skip or not size)
        if is_on_way and name != _WAY[-1]:
            ends.append(end)
            at += skip
            continue
        if is_on_way:
            file.seek(at + skip + 8)
            yield file.read(4)
        at = end
    raise _damaged_recording()
