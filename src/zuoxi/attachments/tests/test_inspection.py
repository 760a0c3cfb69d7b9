"""What a file is, is decided by its content; whatever pretends is refused, with the reason."""

import resource
import time
from io import BytesIO

import pi_heif
import pytest
from PIL import Image

from zuoxi.attachments import decoding, inspection
from zuoxi.attachments.tests import samples
from zuoxi.kernel.errors import InvalidInput

MOST = 64_000_000


@pytest.fixture
def inspect(tmp_path):
    def run(data, *, most=MOST):
        path = tmp_path / "file"
        path.write_bytes(data)
        return inspection.inspect(path, most_pixels=most)

    return run


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (samples.photo("JPEG"), "image/jpeg"),
        (samples.photo("PNG"), "image/png"),
        (samples.photo("WEBP"), "image/webp"),
        (samples.pdf(), "application/pdf"),
        (samples.wav(), "audio/wav"),
        (samples.mp3(), "audio/mpeg"),
        (samples.mp4(), "audio/mp4"),
    ],
)
def test_accepted_forms_are_known_by_their_content(inspect, data, media_type):
    assert inspect(data).form.media_type == media_type


def test_a_photo_of_an_iphone_has_a_decoder():
    assert inspection.form_of(b"\0\0\0\x18ftypheic" + b"\0" * 20) is inspection.HEIC
    assert pi_heif.libheif_version()


def test_what_is_measured(inspect):
    assert inspect(samples.wav(seconds=3)).seconds == 3
    assert inspect(samples.pdf(pages=4)).pages == 4
    assert (inspect(samples.photo()).width, inspect(samples.photo()).height) == (640, 480)


def test_a_thumbnail_stands_upright_and_has_no_metadata(inspect):
    finding = inspect(samples.turned_photo())

    assert (finding.width, finding.height) == (100, 200)
    small = Image.open(BytesIO(finding.thumbnail))
    assert small.size[1] > small.size[0]
    # Turned by 90 degrees clockwise, the left half is on top.
    assert small.getpixel((50, 10))[2] > 150
    assert small.getpixel((50, 190))[0] > 150
    assert not small.getexif()
    assert b"SecretCamera" not in finding.thumbnail


def test_transparency_becomes_white(inspect):
    result = BytesIO()
    Image.new("RGBA", (600, 600), (0, 0, 0, 0)).save(result, "PNG")
    small = Image.open(BytesIO(inspect(result.getvalue()).thumbnail))
    assert small.size == (480, 480)
    assert small.convert("RGB").getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_code_inside_a_photo_is_refused_wherever_it_hides(inspect, form):
    clean = samples.photo(form)
    for hidden in (b"<script>alert(1)</script>", b"<SVG onload=x>", b"<!doctype  HTML>"):
        with pytest.raises(InvalidInput):
            inspect(clean + b"\0" * 1_048_570 + hidden)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (samples.SVG, "不接受"),
        (samples.HTML, "不接受"),
        (b"%PDF-1.4\n" + samples.HTML, "不接受"),
        (samples.zipped(), "不接受"),
        (b"GIF89a" + b"\0" * 100, "不接受"),
        (b"MZ" + b"\0" * 100, "不接受"),
        (b"", "不接受"),
        (b"x", "不接受"),
        (samples.photo("JPEG")[:400], "已损坏"),
        (samples.photo("PNG")[:-30], "已损坏"),
        (b"\xff\xd8\xff" + b"\0" * 500, "已损坏"),
        (samples.bomb(), "像素"),
        (samples.bomb(9000, 9000), "像素"),
        (b"%PDF-1.7 nothing else", "已损坏"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "录音"),
        (samples.wav(seconds=0), "录音"),
        (b"ID3" + b"\0" * 300, "录音"),
        (samples.mp4(b"vide"), "视频"),
    ],
    ids=range(18),
)
def test_whatever_pretends_is_refused_with_its_reason(inspect, data, says):
    with pytest.raises(InvalidInput) as refused:
        inspect(data)
    assert set(refused.value.fields) == {"file"}
    assert says in str(refused.value.fields["file"][0])


def test_the_limit_of_pixels_is_the_given_one(inspect):
    with pytest.raises(InvalidInput):
        inspect(samples.photo(), most=640 * 480 - 1)
    assert inspect(samples.photo(), most=640 * 480).width == 640


@pytest.mark.parametrize(
    ("name", "data", "honest"),
    [
        ("a.jpg", samples.photo("JPEG"), True),
        ("a.png", samples.photo("JPEG"), True),  # a photo under the ending of another one
        ("a", samples.photo("JPEG"), True),
        ("scan.2026", samples.photo("JPEG"), True),
        ("a.pdf", samples.photo("JPEG"), False),
        ("a.mp3", samples.pdf(), False),
        ("a.html", samples.photo("JPEG"), False),
        ("a.svg", samples.photo("PNG"), False),
        ("a.exe", samples.photo("PNG"), False),
        ("a.wav", samples.mp3(), True),
    ],
)
def test_a_name_may_not_claim_another_kind(inspect, name, data, honest):
    form = inspect(data).form
    if honest:
        inspection.require_honest(name, form)
    else:
        with pytest.raises(InvalidInput):
            inspection.require_honest(name, form)


@pytest.mark.parametrize(
    ("data", "says"),
    [(samples.scans(), "照片已损坏"), (samples.wide_pdf(), "文档已损坏")],
    ids=["scans", "references"],
)
def test_work_without_end_is_ended_and_nobody_else_bears_it(inspect, data, says):
    before, own = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time()
    with pytest.raises(InvalidInput) as refused:
        inspect(data)

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert says in str(refused.value.fields["file"][0])
    assert after.ru_utime - before.ru_utime <= decoding.CPU_SECONDS + 1
    assert after.ru_maxrss < 2**21  # kilobytes
    assert time.process_time() - own < 1


@pytest.mark.parametrize("length", range(0, 80, 7))
def test_a_broken_mp4_ends(inspect, length):
    data = samples.mp4()[: 24 + length]
    with pytest.raises(InvalidInput):
        inspect(data)


def nested(depth, inner):
    for _ in range(depth):
        inner = samples.box(b"moov", inner)
    return samples.box(b"ftyp", b"M4A \0\0\0\0") + inner


@pytest.mark.parametrize(
    "data",
    [
        nested(3000, b""),
        nested(800, samples.box(b"hdlr") * 10_000),
        nested(1, samples.box(b"hdlr") * 300_000),
        nested(1, samples.box(b"trak", samples.box(b"mdia")) * 100_000),
        nested(0, samples.box(b"free") * 300_000),
    ],
    ids=["deep", "deep and wide", "handlers", "tracks", "top"],
)
def test_a_recording_of_many_boxes_costs_nothing_and_is_refused(inspect, data):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with pytest.raises(InvalidInput):
        inspect(data)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before.ru_utime < 1


def test_a_handler_off_the_way_is_not_one_of_a_track(inspect):
    moov = samples.box(b"moov", samples.box(b"hdlr", b"\0" * 8 + b"soun" + b"\0" * 13))
    with pytest.raises(InvalidInput) as refused:
        inspect(samples.box(b"ftyp", b"M4A \0\0\0\0") + moov)
    assert "录音" in str(refused.value.fields["file"][0])


def test_a_recording_in_many_fragments_is_accepted(inspect):
    fragments = (samples.box(b"moof") + samples.box(b"mdat", b"\0" * 8)) * 2000
    assert inspect(samples.mp4() + fragments).form is inspection.M4A
