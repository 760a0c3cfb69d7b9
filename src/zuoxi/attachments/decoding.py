"""Decodes one file that may be hostile, as a program of its own that ``inspection`` starts.

    python -I decoding.py photo|document|audio PATH DECODER MOST_PIXELS

A few hundred bytes can be made that take a decoder a minute or gigabytes. Here they end this
process at its limits and no other one. So it imports nothing of Zuoxi, is given no environment, and
says what it found as one line of JSON: ``fault`` with a code, or what is known of the file.
"""

import base64
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

CPU_SECONDS = 10
_GIGABYTE = 2**30
# A photo of the most pixels is held twice; documents and recordings are read piece by piece.
_MOST_MEMORY = {"photo": 2 * _GIGABYTE, "document": _GIGABYTE, "audio": _GIGABYTE}
_LOWER_PRIORITY = 5

# Twice the size at which it is shown, for screens with a double density.
_THUMBNAIL = (480, 480)
_RGB = "RGB"
_ON_ITS_SIDE = {5, 6, 7, 8}

Found = dict[str, object]


class Fault(Exception):
    """The file is not accepted; the code says why."""

    def __init__(self, code: str, **about: int) -> None:
        super().__init__(code)
        self.found: Found = {"fault": code, **about}


def photo(path: Path, decoder: str, most_pixels: int) -> Found:
    """Decode all of a photo; return its size as it stands upright, and its thumbnail."""
    from PIL import ExifTags, Image  # noqa: PLC0415 - each kind loads its own decoder only

    if decoder == "HEIF":
        import pi_heif  # noqa: PLC0415

        pi_heif.register_heif_opener()
    try:
        with Image.open(path, formats=[decoder]) as image:
            width, height = image.size
            if width * height > most_pixels:
                raise Fault("too_many_pixels", pixels=width * height)
            if image.getexif().get(ExifTags.Base.Orientation, 1) in _ON_ITS_SIDE:
                width, height = height, width
            # Decodes all of it; a JPEG at a fraction of its size.
            image.thumbnail(_THUMBNAIL)
            small = base64.b64encode(_thumbnail(image)).decode()
            return {"width": width, "height": height, "thumbnail": small}
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Fault("too_many_pixels") from error


def document(path: Path, _decoder: str, _most_pixels: int) -> Found:
    """Open a document; return the number of its pages."""
    import pypdfium2  # noqa: PLC0415

    try:
        opened = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Fault("locked" if "password" in str(error).lower() else "damaged") from error
    if not len(opened):
        raise Fault("empty")
    return {"pages": len(opened)}


def audio(path: Path, decoder: str, _most_pixels: int) -> Found:
    """Read a recording; return its length in whole seconds, at least one."""
    from tinytag import TinyTag  # noqa: PLC0415

    with path.open("rb") as file:
        if decoder == "MP4":
            _require_sound_only(file)
        file.seek(0)
        duration = TinyTag.get(file_obj=file, tags=False).duration
    if not duration:
        raise Fault("empty")
    return {"seconds": max(1, round(duration))}


def main() -> None:
    """Do what the command line asks for, within the limits of its kind."""
    kind, path, decoder, most_pixels = sys.argv[1:]
    os.nice(_LOWER_PRIORITY)
    for limit, most in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, _MOST_MEMORY[kind]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        found = _DECODERS[kind](Path(path), decoder, int(most_pixels))
    except Fault as fault:
        found = fault.found
    except Exception as error:  # noqa: BLE001 - a decoder may raise anything; all of it is damage
        sys.stderr.write(repr(error))
        found = {"fault": "damaged"}
    sys.stdout.write(json.dumps(found))


def _thumbnail(image: "Image.Image") -> bytes:  # type: ignore[name-defined]  # noqa: F821
    """Return a small picture without anything but its pixels; transparency becomes white."""
    from PIL import Image, ImageOps  # noqa: PLC0415

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


def _require_sound_only(file: BinaryIO) -> None:
    has_sound = False
    for handler in _tracks(file):
        if handler == b"vide":
            raise Fault("video")
        has_sound |= handler == b"soun"
    if not has_sound:
        raise Fault("damaged")


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
    raise Fault("damaged")


_DECODERS: dict[str, Callable[[Path, str, int], Found]] = {
    "photo": photo,
    "document": document,
    "audio": audio,
}

if __name__ == "__main__":
    main()
