"""The files of an order as the browser gets them."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from zuoxi.attachments.models import Attachment
from zuoxi.attachments.tests import samples
from zuoxi.attachments.tests.factories import add, different_photo, shut
from zuoxi.callbacks.tests.test_views import client_of
from zuoxi.kernel.models import Event
from zuoxi.workorders.tests.factories import Place, order_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def order(place):
    return order_in(place, "in_progress")


def page_of(order):
    return reverse("workorders:order", args=[order.number])


def content_of(attachment):
    return reverse("attachments:content", args=[attachment.pk])


def body_of(response):
    data = b"".join(response)
    shut(response)
    return data


def post_file(client, order, data, name="现场.jpg"):
    url = reverse("attachments:add", args=[order.number])
    return client.post(url, {"file": SimpleUploadedFile(name, data)})


def test_the_page_of_an_order_shows_its_files_and_the_ways_to_add_one(place, order):
    photo = add(place, order, name="<b>配电箱.jpg")
    sound = add(place, order, samples.wav(seconds=75), name="通话.wav")
    page = client_of(place, "area1").get(page_of(order)).content.decode()

    assert reverse("attachments:thumbnail", args=[photo.pk]) in page
    assert "&lt;b&gt;配电箱.jpg" in page
    assert f'src="{content_of(sound)}"' in page
    assert "1:15" in page
    assert reverse("attachments:add", args=[order.number]) in page
    assert photo.key not in page


def test_an_order_without_files_says_what_they_are_good_for(place, order):
    assert "还没有附件" in client_of(place, "area1").get(page_of(order)).content.decode()


@pytest.mark.parametrize("state", ["in_progress", "archived"])
def test_who_may_not_add_is_not_offered_to(place, state):
    order = order_in(place, state)
    by = "auditor" if state == "in_progress" else "archiver"
    page = client_of(place, by).get(page_of(order)).content.decode()
    assert "data-files-form" not in page
    assert ("已归档，不能再添加附件" in page) == (state == "archived")


def test_the_list_refreshes_itself_as_a_part(place, order):
    add(place, order, name="x.jpg")
    url = reverse("attachments:order", args=[order.number])
    part = client_of(place, "area1").get(url, headers={"HX-Request": "true"})
    assert part["X-Zuoxi-Fragment"] == "1"
    text = part.content.decode()
    assert f'data-live="order:{order.number}"' in text
    assert "<html" not in text


def test_the_list_costs_the_same_for_any_number_of_files(
    place, order, django_assert_max_num_queries
):
    client = client_of(place, "area1")
    url = reverse("attachments:order", args=[order.number])
    add(place, order)
    client.get(url)
    with django_assert_max_num_queries(12) as few:
        client.get(url)
    for _ in range(4):
        add(place, order, by="dispatcher")
    with django_assert_max_num_queries(12) as many:
        client.get(url)
    assert len(many) == len(few)


def test_a_plain_form_adds_one_file(place, order):
    client = client_of(place, "area1")
    response = post_file(client, order, different_photo())

    assert response.status_code == 303
    assert response["Location"] == f"{page_of(order)}#attachments"
    assert Attachment.objects.get().added_by == place.users["area1"]


@pytest.mark.parametrize(
    ("data", "says"), [(samples.HTML, "不接受这种文件"), (samples.bomb(), "百万像素")]
)
def test_a_plain_form_says_at_the_field_what_is_wrong(place, order, data, says):
    response = post_file(client_of(place, "area1"), order, data)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not Attachment.objects.exists()


def test_a_plain_form_without_a_file(place, order):
    url = reverse("attachments:add", args=[order.number])
    response = client_of(place, "area1").post(url)
    assert response.status_code == 422
    assert "请先选择文件。" in response.content.decode()


def test_a_form_that_is_too_large_is_refused_before_it_is_read(place, order):
    url = reverse("attachments:add", args=[order.number])
    response = client_of(place, "area1").generic(
        "POST", url, b"x", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH=10**9
    )
    assert response.status_code == 413
    assert "一次最多发送 25 MB" in response.content.decode()


@pytest.mark.parametrize(
    ("data", "name", "media_type", "inline"),
    [
        (samples.photo("PNG"), "a.png", "image/png", True),
        (samples.pdf(), "a.pdf", "application/pdf", True),
        (samples.wav(), "a.wav", "audio/wav", True),
    ],
)
def test_a_file_is_shown_closed_and_typed_by_us(place, order, data, name, media_type, inline):
    added = add(place, order, data, name=name)
    response = client_of(place, "area1").get(content_of(added))

    assert body_of(response) == data
    assert response["Content-Type"] == media_type
    assert response["Content-Length"] == str(len(data))
    assert response["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert ("sandbox" in policy) == (media_type != "application/pdf")


def test_a_file_is_saved_under_its_own_name(place, order):
    added = add(place, order, name='a"b 配电箱.jpg')
    response = client_of(place, "area1").get(content_of(added), {"save": 1})
    shut(response)
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''a%22b%20")


def test_a_player_may_ask_for_ranges_and_is_noted_once(place, order):
    sound = samples.wav()
    added = add(place, order, sound, name="a.wav")
    client = client_of(place, "area1")
    ranges = {
        "bytes=0-99": (206, sound[:100]),
        "bytes=100-": (206, sound[100:]),
        "bytes=-50": (206, sound[-50:]),
        "bytes=100-99999999": (206, sound[100:]),
        f"bytes={len(sound)}-": (200, sound),
        "bytes=5-2": (200, sound),
        "bytes=-": (200, sound),
        "bytes=0-1,5-6": (200, sound),
        "pages=1-2": (200, sound),
    }
    for header, (status, data) in ranges.items():
        response = client.get(content_of(added), headers={"Range": header})
        assert (response.status_code, body_of(response)) == (status, data), header
        assert int(response["Content-Length"]) == len(data)
    response = client.get(content_of(added), headers={"Range": "bytes=0-9"})
    assert response["Content-Range"] == f"bytes 0-9/{len(sound)}"
    shut(response)


def test_opening_the_original_of_somebody_else_is_noted(place, order):
    added = add(place, order, by="area1")
    thumbnail = reverse("attachments:thumbnail", args=[added.pk])
    for by in ("area1", "supervisor"):
        client = client_of(place, by)
        shut(client.get(thumbnail))
        shut(client.head(content_of(added)))
        shut(client.get(content_of(added)))
        shut(client.get(content_of(added), headers={"Range": "bytes=5-"}))
    event = Event.objects.get(kind="attachments.opened")
    assert event.actor == place.users["supervisor"]


@pytest.mark.parametrize("address", ["page", "api"])
def test_a_later_part_alone_is_an_opening_of_its_own(place, order, address):
    added = add(place, order, by="area1")
    client = client_of(place, "auditor")
    url = {"page": content_of(added), "api": f"/api/v1/attachments/{added.pk}/content"}[address]
    for header in ("bytes=1-", "bytes=5-", "bytes=9-20"):
        shut(client.get(url, headers={"Range": header}))
    event = Event.objects.get(kind="attachments.opened")
    assert event.actor == place.users["auditor"]
    shut(client_of(place, "supervisor").get(url, headers={"Range": "bytes=1-"}))
    assert Event.objects.filter(kind="attachments.opened").count() == 2


def test_a_thumbnail_is_a_small_clean_picture(place, order):
    added = add(place, order, samples.turned_photo(), name="a.jpg")
    response = client_of(place, "area1").get(reverse("attachments:thumbnail", args=[added.pk]))
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "private, max-age=600"
    assert Image.open(BytesIO(body_of(response))).size == (100, 200)


def test_a_recording_has_no_thumbnail(place, order):
    added = add(place, order, samples.wav(), name="a.wav")
    url = reverse("attachments:thumbnail", args=[added.pk])
    assert client_of(place, "area1").get(url).status_code == 404


def test_withdrawing_asks_for_a_reason_and_keeps_what_was_typed(place, order):
    added = add(place, order, by="area1")
    url = reverse("attachments:withdraw", args=[added.pk])
    client = client_of(place, "area1")
    assert "撤回" in client.get(url).content.decode()
    refused = client.post(url, {"reason": "长" * 501})
    assert refused.status_code == 422
    assert "长" * 501 in refused.content.decode()
    assert client.post(url, {"reason": "拍错了"}).status_code == 303
    page = client.get(page_of(order)).content.decode()
    assert added.name in page  # in the history alone
    assert content_of(added) not in page
    assert "拍错了" in page


def test_nothing_of_it_reaches_another_area(place, order):
    added = add(place, order)
    client = client_of(place, "area2")
    for name in ("content", "thumbnail", "withdraw"):
        assert client.get(reverse(f"attachments:{name}", args=[added.pk])).status_code == 404
    for name in ("order", "add"):
        assert client.get(reverse(f"attachments:{name}", args=[order.number])).status_code == 404
    assert post_file(client, order, different_photo()).status_code == 404
    assert Attachment.objects.count() == 1
