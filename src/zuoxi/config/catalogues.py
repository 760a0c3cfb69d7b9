"""Compiles the translations: ``python -m zuoxi.config.catalogues`` (bin/setup runs it).

Babel does it, so that no machine needs GNU gettext to run Zuoxi.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

_PACKAGE = Path(__file__).resolve().parents[1]


def compile_all() -> int:
    """Write a .mo file beside every .po file; return how many."""
    sources = sorted(_PACKAGE.glob("*/locale/*/LC_MESSAGES/django.po"))
    for source in sources:
        with source.open("rb") as file:
            catalogue = read_po(file)
        draft = source.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        draft.replace(source.with_suffix(".mo"))
    return len(sources)


if __name__ == "__main__":
    compile_all()
