"""A drop-down whose Chinese words are chosen by typing their pinyin."""

from typing import Any

from django import forms

from zuoxi.customers import pinyin


class TypedSelect(forms.Select):
    """Tells the page's script by which letters each option is chosen (``selects.js``)."""

    def create_option(
        self, name: str, value: object, label: object, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        """Add ``data-typed`` to the option."""
        option = super().create_option(name, value, str(label), *args, **kwargs)
        typed = pinyin.of_label(str(label)) if value else []
        if typed:
            option["attrs"]["data-typed"] = " ".join(typed)
        return option
