"""Files of the demo's orders, drawn when it is seeded: photos of meters, a notice, a call."""

import math
import struct
import wave
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from zuoxi.attachments import actions
from zuoxi.demo.names import chance
from zuoxi.kernel.actors import Actor

_SIZE = (1024, 768)
_WALLS = ((214, 209, 196), (188, 197, 201), (203, 190, 172), (176, 184, 170))
_RATE = 8000

# Drawing takes longer than sending; nobody compares the photos of two orders.
_VARIANTS = 4

Drawn = tuple[str, Callable[[Random], bytes]]


def sendings(
    steps: Sequence[tuple[datetime, str, str]], *, random: Random
) -> Iterator[tuple[datetime, str, Drawn]]:
    """Plan what is sent along with the steps (moment, doer, action) of one order."""
    for at, doer, action in steps:
        shortly_before = at - timedelta(seconds=20)
        if action == "complete" and chance(random, 25):
            yield shortly_before, doer, ("现场照片.jpg", meter)
            if chance(random, 40):
                yield shortly_before, doer, ("处理后.jpg", cabinet)
        elif action == "dispatch" and chance(random, 6):
            yield shortly_before, doer, ("停电通知.pdf", notice)
        elif action == "dispatch" and chance(random, 6):
            yield shortly_before, doer, ("来电录音.wav", call)


def send(drawn: Drawn, *, actor: Actor, number: str, random: Random, now: datetime) -> None:
    """Add a file to an order as a person does."""
    name, draw = drawn
    data = _variant(draw, random.randrange(_VARIANTS))
    actions.add_attachment(
        actor=actor, number=number, name=name, file=BytesIO(data), size=len(data), now=now
    )


@cache
def _variant(draw: Callable[[Random], bytes], place: int) -> bytes:
    return draw(Random(place))


def meter(random: Random) -> bytes:
    """Draw an electricity meter on a wall."""
    image, pen = _wall(random)
    pen.rounded_rectangle(
        (330, 120, 700, 640), 28, fill=(238, 240, 240), outline=(120, 126, 130), width=6
    )
    pen.rounded_rectangle(
        (385, 190, 645, 300), 10, fill=(158, 176, 140), outline=(70, 80, 66), width=4
    )
    reading = f"{random.randint(0, 999_999) / 10:08.1f}"
    pen.text((400, 212), reading, fill=(30, 40, 30), font=ImageFont.load_default(56))
    pen.text((400, 330), "kWh   220V  5(60)A", fill=(70, 76, 80), font=ImageFont.load_default(26))
    pen.text(
        (400, 380),
        f"No. {random.randint(10**9, 10**10 - 1)}",
        fill=(70, 76, 80),
        font=ImageFont.load_default(26),
    )
    for x in (420, 480, 550, 610):
        pen.ellipse((x - 14, 560, x + 14, 588), fill=(96, 100, 104))
        pen.line((x, 600, x + random.randint(-30, 30), 768), fill=(150, 40, 36), width=12)
    return _taken(image)


def cabinet(random: Random) -> bytes:
    """Draw a row of breakers, all of them on."""
    image, pen = _wall(random)
    pen.rectangle((120, 140, 904, 640), fill=(206, 210, 213), outline=(110, 116, 120), width=8)
    for column in range(7):
        x = 170 + column * 100
        pen.rounded_rectangle(
            (x, 240, x + 78, 540), 8, fill=(245, 246, 246), outline=(130, 136, 140), width=3
        )
        pen.rectangle((x + 24, 300, x + 54, 380), fill=(28, 30, 32))
        pen.text((x + 22, 410), "ON", fill=(20, 110, 50), font=ImageFont.load_default(24))
        pen.text(
            (x + 20, 470),
            f"C{random.choice((16, 20, 32, 63))}",
            fill=(60, 66, 70),
            font=ImageFont.load_default(22),
        )
    return _taken(image)


def notice(random: Random) -> bytes:
    """Draw a page of a notice as a PDF document."""
    page = Image.new("RGB", (827, 1169), "white")
    pen = ImageDraw.Draw(page)
    pen.text((90, 90), "NOTICE", fill="black", font=ImageFont.load_default(44))
    for line in range(18):
        width = random.randint(420, 640)
        pen.rectangle((90, 190 + line * 42, 90 + width, 200 + line * 42), fill=(190, 194, 198))
    result = BytesIO()
    page.save(result, "PDF")
    return result.getvalue()


def call(random: Random) -> bytes:
    """Make three seconds of a soft tone as a recording."""
    pitch = random.randint(320, 520)
    samples = (
        int(6000 * math.sin(2 * math.pi * pitch * n / _RATE) * math.sin(math.pi * n / (3 * _RATE)))
        for n in range(3 * _RATE)
    )
    result = BytesIO()
    with wave.open(result, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(b"".join(struct.pack("<h", each) for each in samples))
    return result.getvalue()


def _wall(random: Random) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    colour = random.choice(_WALLS)
    image = Image.new("RGB", _SIZE, colour)
    pen = ImageDraw.Draw(image)
    for _stain in range(60):
        x, y, size = random.randrange(1024), random.randrange(768), random.randint(20, 120)
        shade = random.randint(2, 12)
        red, green, blue = (each - shade for each in colour)
        pen.ellipse((x, y, x + size, y + size // 2), fill=(red, green, blue))
    image = image.filter(ImageFilter.GaussianBlur(6))
    return image, ImageDraw.Draw(image)


def _taken(image: Image.Image) -> bytes:
    result = BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.8)).save(result, "JPEG", quality=82)
    return result.getvalue()
