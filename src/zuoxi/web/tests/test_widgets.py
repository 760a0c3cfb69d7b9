"""Inputs are drawn in Python as Django's templates draw them."""

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy

from zuoxi.web.forms import GroupedSelect
from zuoxi.web.widgets import Renderer

CHOICES = [("", "—"), ("a", gettext_lazy("<First>")), (2, "&"), ("Group", [("c", "C"), ("d", "D")])]
ATTRS = {"id": "x", "class": 'a "b"', "hidden": True, "disabled": False, "rows": 3}
WIDGETS = [
    *(
        make(attrs=ATTRS)
        for make in (
            forms.TextInput,
            forms.NumberInput,
            forms.EmailInput,
            forms.URLInput,
            forms.PasswordInput,
            forms.HiddenInput,
            forms.DateInput,
            forms.DateTimeInput,
            forms.TimeInput,
            forms.Textarea,
            forms.CheckboxInput,
            forms.FileInput,
        )
    ),
    forms.Select(attrs=ATTRS, choices=CHOICES),
    forms.SelectMultiple(attrs=ATTRS, choices=CHOICES),
    forms.RadioSelect(attrs=ATTRS, choices=CHOICES),
    forms.CheckboxSelectMultiple(attrs=ATTRS, choices=CHOICES),
]


def drawn(widget, value, renderer):
    text = widget.render("name", value, renderer=renderer)
    return re.sub(r">\s+<", "><", text).strip()


@pytest.mark.parametrize("value", [None, "", "a", 2, "<&>\"'", ["a", "d"], False])
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda widget: type(widget).__name__)
def test_each_widget_is_drawn_as_by_its_template(widget, value):
    assert drawn(widget, value, Renderer()) == drawn(widget, value, DjangoTemplates())


@pytest.mark.parametrize("make", [forms.RadioSelect, forms.CheckboxSelectMultiple])
def test_one_button_of_a_group_stands_without_its_label(make):
    choices = [each for each in CHOICES if isinstance(each[1], str)]

    class Asked(forms.Form):
        answer = forms.ChoiceField(choices=choices, widget=make)

    one, other = (Asked({"answer": "2"}, renderer=each()) for each in (Renderer, DjangoTemplates))

    assert [each.tag() for each in one["answer"]] == [each.tag() for each in other["answer"]]


def test_the_options_of_a_grouped_choice_name_their_group():
    widget = GroupedSelect(depends_on="area", groups={"a": "north"})
    widget.choices = CHOICES

    assert '<option value="a" data-group="north">&lt;First&gt;</option>' in widget.render(
        "name", None, renderer=Renderer()
    )
