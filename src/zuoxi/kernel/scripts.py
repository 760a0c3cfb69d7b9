"""Chinese in both scripts: what is typed in one is looked for in the other too."""

import re
from functools import lru_cache

from opencc import OpenCC

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
# From Simplified; Taiwan and Hong Kong write some characters differently (裡, 裏).
_TRADITIONAL = ("s2t", "s2tw", "s2hk")


def in_both_scripts(text: str) -> list[str]:
    """Return a text as it is, in Simplified and in Traditional characters, each once.

    Words are converted whole where the dictionary knows them, since one Simplified character may
    stand for several Traditional ones.
    """
    if not _HAN.search(text):
        return [text]
    simplified = _converter("t2s").convert(text)
    found = (_converter(each).convert(simplified) for each in _TRADITIONAL)
    return list(dict.fromkeys([text, simplified, *found]))


@lru_cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)
