"""Small files of every kind, made here: good ones, and ones that pretend."""

import struct
import wave
import zipfile
import zlib
from io import BytesIO

from PIL import Image


def photo(form="JPEG", *, size=(640, 480), colour="teal", **options):
    result = BytesIO()
    image = Image.new("RGB", size, colour)
    image.save(result, form, **options)
    return result.getvalue()


def noisy_photo():
    """A PNG that cannot be made small."""
    result = BytesIO()
    Image.effect_noise((300, 300), 80).save(result, "PNG")
    return result.getvalue()


def turned_photo():
    """A photo taken with the camera on its side, with a place in its metadata."""
    image = Image.new("RGB", (200, 100), "red")
    image.paste("blue", (0, 0, 100, 100))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    result = BytesIO()
    image.save(result, "JPEG", exif=exif, quality=95)
    return result.getvalue()


def pdf(*, pages=1):
    sheets = [Image.new("RGB", (100, 140), "white") for _ in range(pages)]
    result = BytesIO()
    sheets[0].save(result, "PDF", save_all=True, append_images=sheets[1:])
    return result.getvalue()


def wav(*, seconds=2):
    result = BytesIO()
    with wave.open(result, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x00\x00" * 8000 * seconds)
    return result.getvalue()


def mp3(*, frames=80):
    # MPEG 1, layer III, 128 kbit/s, 44.1 kHz: 417 bytes a frame.
    return (b"\xff\xfb\x90\x00" + b"\x00" * 413) * frames


def box(name, *parts):
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), name) + body


def mp4(handler=b"soun"):
    def handled(kind):
        head = box(b"mdhd", struct.pack(">IIIIIHH", 0, 0, 0, 8000, 24000, 0, 0))
        return box(b"trak", box(b"mdia", head, box(b"hdlr", b"\0" * 8 + kind + b"\0" * 13)))

    moved = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 1000, 3000) + b"\0" * 80)
    return box(b"ftyp", b"M4A \0\0\0\0isom") + box(b"moov", moved, handled(handler))


def zipped():
    result = BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros", b"\0" * 1_000_000)
    return result.getvalue()


def bomb(width=30_000, height=30_000):
    """A PNG of a few bytes that announces hundreds of megapixels."""
    small = photo("PNG", size=(1, 1))
    header = small[12:16] + struct.pack(">II", width, height) + small[24:29]
    return small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[33:]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def scans(side: int = 4000, times: int = 20_000) -> bytes:
    """Return a progressive JPEG whose last scan is repeated: small, and a minute of work."""
    made = BytesIO()
    Image.new("L", (side, side), 128).save(made, "JPEG", progressive=True)
    plain = made.getvalue()
    start = plain.rindex(b"\xff\xda")
    return plain[:start] + plain[start:-2] * times + plain[-2:]


def wide_pdf(megabytes: int = 100) -> bytes:
    """Return a PDF of some hundred bytes whose table of references unfolds to so many."""
    table = zlib.compress(zlib.compress(bytes(megabytes * 2**20), 9), 9)
    body = (
        b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
    )
    size = megabytes * 2**20 // 7
    head = b"4 0 obj<</Type/XRef/Size %d/W[1 4 2]/Root 1 0 R" % size
    filters = b"/Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n" % len(table)
    tail = b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + head + filters + table + tail
