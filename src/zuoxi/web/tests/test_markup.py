"""What is drawn in Python escapes as templates do."""

import pytest
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from zuoxi.web.markup import html, joined


@pytest.mark.parametrize(
    "value", ["<b>&'\"", mark_safe("<b>x</b>"), gettext_lazy("a < b"), 7, None, "{0}", ""]
)
def test_values_are_escaped_as_django_escapes_them(value):
    pattern = '<i title="{0}">{0}{1}</i>'

    assert html(pattern, value, "&") == format_html(pattern, value, "&")


def test_what_is_drawn_is_not_escaped_again():
    assert html("<p>{}</p>", joined([html("<b>{}</b>", "<"), html("<i>{}</i>", ">")])) == (
        "<p><b>&lt;</b><i>&gt;</i></p>"
    )
