"""One order on paper: what stands there, who gets it, what it may open."""

from io import BytesIO

import pytest
import segno
from django.urls import reverse
from django.utils import translation

from zuoxi.attachments import actions as attachments
from zuoxi.attachments.tests import samples
from zuoxi.comments import actions as comments
from zuoxi.customers import actions as customers
from zuoxi.customers.drafts import AddressDraft, ContactDraft, CustomerDraft
from zuoxi.kernel.errors import NotFound
from zuoxi.kernel.models import Event
from zuoxi.papers import actions, codes, pdf, presenters
from zuoxi.papers.tests.factories import client_of, fonts_of, pages_of, text_of
from zuoxi.workorders.tests.factories import NOW, Place, create, order_in, set_option

pytestmark = pytest.mark.django_db

PHONE = "15400001234"
SHOWN_PHONE = "154 0000 1234"
# Where the code stands on the first page, in millimetres.
CODE_LEFT, CODE_TOP, CODE_SIZE = 170, 20, 26
MM = 72 / 25.4


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def order(place):
    customers.register_customer(
        actor=place.actor("supervisor"),
        draft=CustomerDraft(
            customer_no="C1",
            name="王小明",
            contact_points=[ContactDraft(kind="mobile", value=PHONE)],
            addresses=[AddressDraft(street="阳明路", text="18号3栋502室")],
        ),
        now=NOW,
    )
    return order_in(place, "completed", customer_no="C1", description="停电了，请派人检修")


def paper_of(place, order, *, by="supervisor"):
    """Return the PDF that somebody gets."""
    actor = place.actor(by)
    printed = actions.print_order(actor=actor, number=order.number, is_file=True, now=NOW)
    context = presenters.order_context(printed, actor, NOW)
    return pdf.pdf_of(presenters.document("papers/_order.html", context))


class TestWhatStandsThere:
    @pytest.mark.parametrize(
        ("language", "title"),
        [("zh-hans", "故障申报"), ("zh-hant", "故障申報"), ("en", "Fault report")],
    )
    def test_its_words_can_be_read_out_of_the_file(self, place, order, language, title):
        with translation.override(language):
            text = text_of(paper_of(place, order))

        shown = (title, order.number, "停电了，请派人检修", "已更换机顶盒", "工区1", "请尽快上门")
        assert [words for words in shown if words not in text] == []

    def test_the_script_decides_on_the_font(self, place, order):
        with translation.override("zh-hant"):
            assert any("CJK-TC" in each for each in fonts_of(paper_of(place, order)))
        with translation.override("zh-hans"):
            assert all("CJK-TC" not in each for each in fonts_of(paper_of(place, order)))

    def test_a_long_text_goes_on_on_further_pages_to_its_last_word(self, place):
        order = create(place, description=f"{'很长的内容，' * 600}最后一句")

        made = paper_of(place, order)

        assert len(pages_of(made)) > 1
        assert "最后一句" in text_of(made)

    def test_comments_stay_in_the_house(self, place):
        order = create(place, description="停电了")
        writer = place.actor("intake")
        for text, is_internal in (("内部的话", True), ("撤回的话", False), ("可以转告", False)):
            draft = comments.Draft(text=text, is_internal=is_internal)
            made = comments.add_comment(actor=writer, number=order.number, draft=draft, now=NOW)
            if text == "撤回的话":
                comments.withdraw_comment(
                    actor=writer, number=order.number, comment_id=made.pk, now=NOW
                )
        client = client_of(place, "intake")

        text = text_of(paper_of(place, order, by="intake"))
        page = client.get(reverse("papers:order", args=[order.number])).content.decode()

        assert "停电了" in text
        for shown in (text, page):
            assert [each for each in ("内部的话", "撤回的话", "可以转告") if each in shown] == []

    def test_a_withdrawn_file_and_why_it_went_stay_in_the_house(self, place, settings, tmp_path):
        settings.FILES_DIR = tmp_path / "files"
        order = create(place, description="停电了")
        writer = place.actor("intake")
        for name, size in (("电表.png", (90, 60)), ("误拍.png", (60, 90))):
            photo = samples.photo("PNG", size=size)
            given = {"name": name, "file": BytesIO(photo), "size": len(photo)}
            added = attachments.add_attachment(actor=writer, number=order.number, now=NOW, **given)
        attachments.withdraw_attachment(
            actor=writer, attachment_id=added.pk, reason="拍到了邻居", now=NOW
        )
        page = client_of(place, "intake").get(reverse("papers:order", args=[order.number]))

        for shown in (text_of(paper_of(place, order, by="intake")), page.content.decode()):
            assert shown.count("电表.png") == 2
            assert [each for each in ("误拍", "拍到了邻居") if each in shown] == []

    def test_what_people_typed_is_text_and_no_markup(self, place):
        typed = '<img src="http://127.0.0.1:9/x"> {{ order }} <script>alert(1)</script>'
        order = create(place, description=typed)
        page = client_of(place, "supervisor").get(reverse("papers:order", args=[order.number]))

        assert typed in text_of(paper_of(place, order))
        assert "<script>alert" not in page.content.decode()

    def test_the_result_is_asked_for_until_it_is_there(self, place, order):
        open_order = order_in(place, "in_progress")
        with translation.override("en"):
            assert "Not resolved" in text_of(paper_of(place, open_order))
            assert "Not resolved" not in text_of(paper_of(place, order))


class TestPersonalData:
    def test_they_are_masked_until_they_are_revealed_and_the_log_says_which(self, place, order):
        masked = text_of(paper_of(place, order))
        customers.reveal_customer(
            actor=place.actor("supervisor"), customer_no="C1", purpose="on_site_visit", now=NOW
        )
        clear = text_of(paper_of(place, order))

        assert "王**" in masked
        assert "502室" not in masked
        assert "154****1234" in masked
        assert all(words in clear for words in ("王小明", "502室", SHOWN_PHONE))
        printed = Event.objects.filter(kind="papers.order_printed").order_by("id")
        assert [each.data["is_masked"] for each in printed] == [True, False]
        assert {each.actor_name for each in printed} == {"supervisor"}

    def test_what_one_has_revealed_stays_masked_for_others(self, place, order):
        customers.reveal_customer(
            actor=place.actor("supervisor"), customer_no="C1", purpose="complaint", now=NOW
        )

        assert "王小明" not in text_of(paper_of(place, order, by="controller"))


class TestTheCode:
    def test_it_opens_the_order_at_the_address_of_the_site(self, place, order, settings):
        settings.SITE_ADDRESS = "https://zuoxi.example.com"
        (first, *_rest) = pages_of(paper_of(place, order), scale=8)

        expected = segno.make(
            f"https://zuoxi.example.com/work-orders/{order.number}/",
            error="m",
            micro=False,
            mask=2,
        )
        module = CODE_SIZE * MM * 8 / len(expected.matrix)
        picture = first.convert("L")
        read = [
            [
                picture.getpixel(
                    (
                        int(CODE_LEFT * MM * 8 + (column + 0.5) * module),
                        int(CODE_TOP * MM * 8 + (row + 0.5) * module),
                    )
                )
                < 128
                for column in range(len(expected.matrix))
            ]
            for row in range(len(expected.matrix))
        ]
        assert read == [[bool(dark) for dark in row] for row in expected.matrix]

    def test_it_says_nothing_about_the_customer(self, order):
        assert order.customer.customer_no not in codes.address_of(order.number)


class TestWhoGetsIt:
    def test_nobody_prints_what_is_not_visible(self, place):
        order = order_in(place, "dispatched")
        with pytest.raises(NotFound):
            actions.print_order(
                actor=place.actor("area2"), number=order.number, is_file=False, now=NOW
            )
        assert not Event.objects.filter(kind="papers.order_printed").exists()

    def test_the_page_the_file_and_the_api_give_the_same_order(self, place, order):
        client = client_of(place, "controller")
        page = client.get(reverse("papers:order", args=[order.number]))
        file = client.get(reverse("papers:order_file", args=[order.number]))
        answer = client.get(f"/api/v1/work-orders/{order.number}/paper")

        assert order.number in page.content.decode()
        assert order.number in text_of(file.content)
        assert order.number in text_of(answer.content)
        assert file["Content-Type"] == answer["Content-Type"] == "application/pdf"
        assert "attachment" in file["Content-Disposition"]
        assert Event.objects.filter(kind="papers.order_printed").count() == 3

    def test_the_buttons_stand_on_the_page_of_the_order(self, place, order):
        page = client_of(place, "controller").get(reverse("workorders:order", args=[order.number]))
        text = page.content.decode()

        assert reverse("papers:order", args=[order.number]) in text
        assert reverse("papers:order_file", args=[order.number]) in text


class TestTheMachine:
    @pytest.mark.parametrize(
        "address",
        [
            "http://127.0.0.1/secret",
            "https://example.com/x.png",
            "file:///etc/passwd",
            "ftp://example.com/x",
            "http://papers.invalid/static/../settings.py",
        ],
    )
    def test_nothing_but_our_own_is_opened(self, address):
        with pytest.raises(ValueError, match="own files"):
            pdf._fetcher().fetch(address)

    def test_our_style_sheet_is_found(self, settings):
        found = pdf._fetcher().fetch(
            f"http://papers.invalid/{settings.STATIC_URL.strip('/')}/papers/papers.css"
        )

        assert b"@page" in found.read()

    def test_a_file_of_the_server_does_not_come_along_with_a_page(self):
        page = '<link rel="attachment" href="file:///etc/passwd"><img src="file:///etc/passwd">'
        assert b"EmbeddedFile" not in pdf.pdf_of(f"<html><body>{page}Text</body></html>")

    def test_where_something_is_missing_the_refusal_says_what_to_install(
        self, place, order, monkeypatch
    ):
        monkeypatch.setattr(pdf, "missing", lambda: ("libpango-1.0-0", "fonts-noto-cjk"))
        client = client_of(place, "supervisor")
        file = client.get(reverse("papers:order_file", args=[order.number]))
        answer = client.get(f"/api/v1/work-orders/{order.number}/paper")

        assert file.status_code == answer.status_code == 503
        assert "apt install libpango-1.0-0 fonts-noto-cjk" in file.content.decode()
        assert answer.json()["code"] == "pdf_unavailable"
        assert not Event.objects.filter(kind="papers.order_printed").exists()
        page = client.get(reverse("papers:order", args=[order.number]))
        assert page.status_code == 200

    def test_this_machine_has_everything(self):
        assert pdf.missing() == ()


def test_files_have_an_hourly_limit_and_the_page_to_print_has_none(place, order):
    set_option("papers.files_per_hour", 1)
    client = client_of(place, "supervisor")
    address = reverse("papers:order_file", args=[order.number])
    assert client.get(address).status_code == 200
    refused = client.get(address)

    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3600
    assert client.get(reverse("papers:order", args=[order.number])).status_code == 200
    assert client_of(place, "dispatcher").get(address).status_code == 200
