"""Reading papers, as people and telephones do."""

from ctypes import c_int, create_string_buffer

import pypdfium2
from pypdfium2 import raw

from zuoxi.sheets.tests.factories import body_of, client_of

__all__ = ["body_of", "client_of", "fonts_of", "pages_of", "text_of"]


def text_of(made):
    """Return what can be copied out of a PDF, without the breaks of its lines."""
    with pypdfium2.PdfDocument(made) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    return "".join("".join(pages).split("\r\n"))


def pages_of(made, *, scale=1.0):
    """Return the pages of a PDF as pictures."""
    with pypdfium2.PdfDocument(made) as document:
        return [page.render(scale=scale).to_pil() for page in document]


def fonts_of(made):
    """Return the names of the fonts in which the words of a PDF are set."""
    found = set()
    with pypdfium2.PdfDocument(made) as document:
        for page in document:
            text = page.get_textpage()
            for at in range(text.count_chars()):
                name = create_string_buffer(200)
                raw.FPDFText_GetFontInfo(text, at, name, len(name), c_int())
                found.add(name.value.decode())
    return found
