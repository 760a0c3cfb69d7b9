"""From a page to a PDF, by WeasyPrint; what that needs of the machine, and what it may open."""

# ruff: noqa: PLC0415 - WeasyPrint loads libraries of the system, which may not be there

import ctypes
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from django.templatetags.static import static
from django.utils.translation import gettext as _
from PIL import ImageFile

from zuoxi.papers.errors import PdfUnavailable

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcherResponse

STYLES = "papers/papers.css"
LIBRARIES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
FONTS = ("fonts-noto-cjk",)
# No such host exists: nothing that a page names can lead anywhere.
_BASE = "http://papers.invalid"
# Pango is asked by one thread at a time; this also bounds the memory.
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Pages:
    """How far a PDF is: the sheet, and of how many it is drawn; 0 while they are laid out."""

    number: int
    drawn_of: int = 0


def pdf_of(html: str, *, told: Callable[[Pages], None] | None = None) -> bytes:
    """Return a page as a PDF; raise PdfUnavailable where the machine lacks something.

    ``told`` hears of every sheet, first when it is laid out, then when it is drawn; what it raises
    ends the work.
    """
    require()
    from weasyprint import HTML

    with _one_at_a_time, _listening(told):
        page = HTML(string=html, base_url=f"{_BASE}/", url_fetcher=_fetcher(), media_type="print")
        laid_out = page.render(pdf_tags=True)
        for number, sheet in enumerate(laid_out.pages, start=1):
            if told is not None:
                sheet.paint = partial(_paint, sheet.paint, told, Pages(number, len(laid_out.pages)))
        made: bytes = laid_out.write_pdf(pdf_tags=True)
    return made


def _paint(
    paint: Callable[..., None],
    told: Callable[[Pages], None],
    pages: Pages,
    *given: Any,
    **named: Any,
) -> None:
    paint(*given, **named)
    told(pages)


@contextmanager
def _listening(told: Callable[[Pages], None] | None) -> Iterator[None]:
    """Pass on what the library says while it lays out; nothing else tells how far it is."""
    if told is None:
        yield
        return
    from weasyprint.logger import PROGRESS_LOGGER

    listener, level = _Listener(told), PROGRESS_LOGGER.level
    PROGRESS_LOGGER.addHandler(listener)
    PROGRESS_LOGGER.setLevel(logging.INFO)
    try:
        yield
    finally:
        PROGRESS_LOGGER.setLevel(level)
        PROGRESS_LOGGER.removeHandler(listener)


class _Listener(logging.Handler):
    """Hears which sheet is being laid out."""

    def __init__(self, told: Callable[[Pages], None]) -> None:
        super().__init__()
        self._told = told

    def emit(self, record: logging.LogRecord) -> None:
        """Tell the number of the sheet, which is the message's only argument."""
        if "Page %d" in record.msg and isinstance(record.args, tuple):
            self._told(Pages(int(str(record.args[0]))))


def require() -> None:
    """Raise PdfUnavailable with the packages to install, unless PDFs can be made."""
    packages = missing()
    if packages:
        raise PdfUnavailable(
            _(
                "This server cannot make PDF files yet. Its administrator installs what is "
                "missing: apt install %(packages)s. Until then, print from the browser."
            )
            % {"packages": " ".join(packages)}
        )


def missing() -> tuple[str, ...]:
    """Return the packages of Debian that have to be installed before PDFs can be made."""
    return (() if _has_libraries() else LIBRARIES) + (() if _has_chinese_font() else FONTS)


def _has_libraries() -> bool:
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return False
    # Loading it tells Pillow, for the whole process, to accept photos that are cut off; the check
    # of attachments must go on refusing them.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return True


def _has_chinese_font() -> bool:
    """Ask fontconfig, as the layout does later."""
    try:
        library = ctypes.CDLL("libfontconfig.so.1")
    except OSError:
        return False
    pointer = ctypes.c_void_p
    for name in ("FcNameParse", "FcObjectSetCreate", "FcFontList"):
        getattr(library, name).restype = pointer
    library.FcFontList.argtypes = [pointer, pointer, pointer]
    for name in ("FcPatternDestroy", "FcObjectSetDestroy", "FcFontSetDestroy"):
        getattr(library, name).argtypes = [pointer]
    library.FcInit()
    pattern, wanted = library.FcNameParse(b":lang=zh-cn"), library.FcObjectSetCreate()
    found = library.FcFontList(None, pattern, wanted)
    # The first member of a set is the number of its fonts.
    count = ctypes.c_int.from_address(found).value if found else 0
    if found:
        library.FcFontSetDestroy(found)
    library.FcObjectSetDestroy(wanted)
    library.FcPatternDestroy(pattern)
    return count > 0


@lru_cache(maxsize=1)
def _fetcher() -> Any:  # noqa: ANN401 - its base class cannot be named before it is loaded
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):  # type: ignore[misc]
        """Opens our style sheet and what stands in the page itself; no file, no other machine."""

        def fetch(self, url: str, headers: Any = None) -> "URLFetcherResponse":  # noqa: ANN401
            if url == f"{_BASE}{static(STYLES)}":
                path = Path(__file__).parent / "static" / STYLES
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "text/css"})
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise ValueError("Nothing but our own files is opened for a PDF.")

    return OwnFilesOnly(allowed_protocols=("data",), allow_redirects=False)
