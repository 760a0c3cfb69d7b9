import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation

from zuoxi.kernel.errors import Conflict, InvalidInput
from zuoxi.web import nav
from zuoxi.web.forms import ShownForm
from zuoxi.web.templatetags.web import TONES, age, icon, icon_names, moment
from zuoxi.web.tests.sample import SampleForm

PACKAGE = Path(__file__).resolve().parents[2]
HTMX = {"HX-Request": "true"}


def render(source, **context):
    return " ".join(Template(source).render(Context(context)).split())


def test_a_page_has_its_title_as_heading_and_its_help(dispatcher):
    text = " ".join(dispatcher.get("/list").text.split())

    assert re.search(r"<title>\s*Sample list · Zuoxi\s*</title>", text)
    assert "<h1>Sample list</h1>" in text
    assert "<p>Explained.</p>" in text
    assert 'aria-label="About this page"' in text


def test_a_page_without_help_has_no_help_button(dispatcher):
    assert "page-help" not in dispatcher.get("/form/1").text


def test_htmx_gets_the_fragment_alone(dispatcher):
    text = dispatcher.get("/list", headers=HTMX).text

    assert text.lstrip().startswith('<div class="list-wrap">')
    assert "HX-Request" in dispatcher.get("/list")["Vary"]


def test_coming_back_by_the_browsers_button_gets_the_page(dispatcher):
    headers = {**HTMX, "HX-History-Restore-Request": "true"}

    assert "<html" in dispatcher.get("/list", headers=headers).text


def test_success_is_told_on_the_next_page(dispatcher):
    sent = {"action": "note", "area": "a1", "person": "p1", "remark": "x"}

    response = dispatcher.post("/form/1", sent)

    assert response.status_code == 303
    assert "It is done." in dispatcher.get(response["Location"]).text
    assert "It is done." not in dispatcher.get(response["Location"]).text


def test_success_through_htmx_leads_there_too(dispatcher):
    sent = {"action": "note", "area": "a1", "person": "p1", "remark": "x"}

    response = dispatcher.post("/form/1", sent, headers=HTMX)

    assert response["HX-Redirect"] == "/list"
    fragment = dispatcher.get("/list", headers=HTMX).text
    assert 'hx-swap-oob="beforeend:#toasts"' in fragment
    assert "It is done." in fragment


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=23), "23 h ago"),
        (timedelta(days=29), "29 d ago"),
    ],
)
def test_ages_are_relative_and_exact_on_hover(passed, expected):
    at = timezone.now() - passed - timedelta(seconds=1)
    with translation.override("en"):
        text = age(at)

    assert f">{expected}<" in text
    assert f'datetime="{at.isoformat()}"' in text
    assert 'title="' in text


def test_ages_are_chinese_in_chinese():
    with translation.override("zh-hans"):
        assert ">3 小时前<" in age(timezone.now() - timedelta(hours=3, minutes=1))
    with translation.override("zh-hant"):
        assert ">3 小時前<" in age(timezone.now() - timedelta(hours=3, minutes=1))


def test_what_is_long_ago_or_still_to_come_is_a_date():
    assert "ago" not in age(timezone.now() - timedelta(days=31))
    assert "ago" not in age(timezone.now() + timedelta(days=1))


def test_times_are_shown_in_the_active_time_zone():
    at = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)
    with translation.override("zh-hans"), timezone.override("Asia/Shanghai"):
        assert "11月22日 04:30" in moment(at)


def test_a_missing_time_is_a_dash():
    assert "—" in age(None)
    assert "—" in moment(None)


def test_a_status_has_a_word_and_an_icon():
    text = render('{% badge "Archived" tone="grey" icon="archive" %}')

    assert "tone-grey" in text
    assert "#archive" in text
    assert "Archived</span>" in text


def test_unknown_tones_and_icons_are_refused():
    with pytest.raises(TemplateSyntaxError):
        render('{% badge "x" tone="mauve" %}')
    with pytest.raises(TemplateSyntaxError):
        icon("no-such-icon")


def test_every_icon_that_a_template_names_is_packed():
    named = {
        (path.name, name)
        for path in PACKAGE.glob("*/templates/**/*.html")
        for name in re.findall(r"{% icon \"([^\"]+)\"", path.read_text(encoding="utf-8"))
    }

    assert named
    assert {each for each in named if each[1] not in icon_names()} == set()


def test_every_tone_has_colours():
    css = (PACKAGE / "web/static/web/css/feedback.css").read_text(encoding="utf-8")

    assert all(f".tone-{tone} {{" in css for tone in TONES)


def test_user_text_is_escaped_everywhere():
    evil = "<script>alert(1)</script>"
    with translation.override("en"):
        shown = render(
            '{% badge evil %}{% empty_state icon="inbox" title=evil text=evil %}'
            '{% include "web/_toast.html" with level="info" text=evil %}'
            '{% include "web/_facts.html" with rows=rows %}',
            evil=evil,
            rows=[("Name", evil)],
        )

    assert "<script>" not in shown
    assert shown.count("&lt;script&gt;") == 5


def test_a_wrong_field_says_so_to_everybody():
    form = SampleForm({"action": "dispatch"})
    assert not form.is_valid()

    with translation.override("en"):
        text = render("{% form_errors form %}{% field form.remark %}", form=form)

    assert 'href="#id_remark"' in text
    assert 'id="id_remark_error"' in text
    assert 'aria-invalid="true"' in text
    assert 'aria-required="true"' in text
    described = re.search(r'<textarea[^>]*aria-describedby="([^"]+)"', text).group(1).split()
    assert all(f'id="{each}"' in text for each in described)
    assert "id_remark_error" in described
    assert " required" not in re.search(r"<textarea[^>]*>", text).group(0)


def test_yes_and_no_are_a_named_group_with_nothing_chosen():
    with translation.override("en"):
        text = render("{% field form.done %}", form=SampleForm())

    assert "<fieldset" in text
    assert "<legend" in text
    assert text.count('type="radio"') == 2
    assert "checked" not in text


@pytest.mark.parametrize(("sent", "value"), [("yes", True), ("no", False), ("", None)])
def test_yes_and_no_are_bools(sent, value):
    form = SampleForm({"done": sent})
    form.is_valid()

    assert form.cleaned_data["done"] is value


def test_a_stored_bool_chooses_its_button():
    text = render("{{ form.done }}", form=SampleForm(initial={"done": False}))

    assert re.search(r'value="no"[^>]*checked|checked[^>]*value="no"', text)


def test_a_refusal_of_an_action_stands_at_its_field():
    form = SampleForm({"action": "dispatch"})
    form.add_refusal(InvalidInput(fields={"remark": ["Too long."], "unknown": ["Elsewhere."]}))

    assert "Too long." in form.errors["remark"]
    assert "Elsewhere." in form.non_field_errors()


def test_a_refusal_without_fields_stands_above_the_form():
    form = SampleForm({"action": "dispatch"})
    form.add_refusal(Conflict("Somebody has dispatched it."))

    assert form.non_field_errors() == ["Somebody has dispatched it."]


def test_technicians_know_their_work_area():
    text = render("{{ form.person }}", form=SampleForm())

    assert 'data-depends-on="area"' in text
    assert '<option value="p2" data-group="a2">' in text
    assert '<option value="" selected>' in text


def test_the_next_page_keeps_the_filters(rf):
    request = rf.get("/list", {"status": "open", "cursor": "old"})
    with translation.override("en"):
        text = render("{% next_page 'new' %}", request=request)

    assert 'href="?status=open"' in text
    assert 'href="?status=open&amp;cursor=new"' in text


def test_one_page_needs_no_paging(rf):
    assert render("{% next_page '' %}", request=rf.get("/list")) == ""


def test_every_group_of_the_rail_has_a_name():
    assert all(str(group.label) for group in nav.Group)


class Asked(ShownForm):
    """A form with a number and a choice."""

    version = forms.CharField()
    kind = forms.ChoiceField()


class TestShownForm:
    @pytest.mark.parametrize(
        ("typed", "number"),
        [("7", 7), (" 7 ", 7), ("", None), ("-1", None), ("٣", None), ("9" * 10, None)],
    )
    def test_takes_a_number_that_a_column_holds(self, typed, number):
        assert Asked({"version": typed}).whole_number("version") == number

    def test_shows_a_refusal_at_the_field_that_stands_for_the_input(self):
        form = Asked({"version": "1"})

        form.add_refusal(InvalidInput(fields={"a.0": ["Here."], "b": ["Above."]}), {"a.0": "kind"})

        assert form.errors == {"kind": ["Here."], "__all__": ["Above."]}

    def test_offers_nothing_before_something_is_chosen(self):
        form = Asked()
        form.offer("kind", [("a", "A")], empty="—")

        assert list(form.fields["kind"].choices) == [("", "—"), ("a", "A")]
