"""Attachments as a program sees them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from zuoxi.attachments.models import Attachment
from zuoxi.attachments.tests import samples
from zuoxi.attachments.tests.factories import add, different_photo, shut
from zuoxi.callbacks.tests.test_views import client_of
from zuoxi.kernel.models import Event
from zuoxi.workorders.tests.factories import Place, order_in

pytestmark = pytest.mark.django_db

ROOT = "/api/v1"


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def order(place):
    return order_in(place, "in_progress")


def post_file(client, order, data, name="现场.jpg"):
    sent = SimpleUploadedFile(name, data, content_type="text/html")
    return client.post(f"{ROOT}/work-orders/{order.number}/attachments", {"file": sent})


def post(client, path, body):
    return client.post(f"{ROOT}{path}", body, content_type="application/json")


def put(client, upload, offset, data):
    return client.put(
        f"{ROOT}/uploads/{upload}?offset={offset}", data, content_type="application/octet-stream"
    )


def test_a_file_is_added_listed_and_given_back(place, order):
    client = client_of(place, "area1")
    data = different_photo()
    answer = post_file(client, order, data)

    assert answer.status_code == 201, answer.content
    made = answer.json()
    # What the sender says of the type counts for nothing.
    assert (made["media_type"], made["name"]) == ("image/jpeg", "现场.jpg")
    listed = client.get(f"{ROOT}/work-orders/{order.number}/attachments").json()["items"]
    assert listed == [made]
    given = client.get(f"{ROOT}/attachments/{made['id']}/content")
    assert b"".join(given.streaming_content) == data
    shut(given)
    assert given["Content-Disposition"].startswith("attachment")
    assert post_file(client, order, data).json()["id"] == made["id"]


@pytest.mark.parametrize(
    ("data", "name"),
    [(samples.SVG, "a.svg"), (b"", "a.jpg"), (samples.photo(), "a.pdf")],
    ids=["svg", "empty", "liar"],
)
def test_a_refusal_stands_at_the_field(place, order, data, name):
    answer = post_file(client_of(place, "area1"), order, data, name)
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"file"})
    assert not Attachment.objects.exists()


def test_a_call_without_a_file_names_the_field(place, order):
    url = f"{ROOT}/work-orders/{order.number}/attachments"
    for values in ({}, {"data": "{}", "content_type": "application/json"}):
        answer = client_of(place, "area1").post(url, **values)
        assert answer.status_code == 422
        assert set(answer.json()["errors"]) == {"file"}


def test_a_body_beyond_the_limit_is_refused_unread(place, order):
    client = client_of(place, "area1")
    url = f"{ROOT}/work-orders/{order.number}/attachments"
    answer = client.generic(
        "POST", url, b"x", content_type="multipart/form-data; boundary=b", CONTENT_LENGTH=10**12
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_an_upload_in_parts(place, order):
    client = client_of(place, "area1")
    sound = samples.wav(seconds=5)
    body = {"order": order.number, "name": "录音.wav", "size": len(sound), "fingerprint": "f"}
    begun = post(client, "/uploads", body)
    assert begun.status_code == 201, begun.content
    upload = begun.json()["id"]

    assert put(client, upload, 0, sound[:30_000]).json()["received"] == 30_000
    gap = put(client, upload, 40_000, sound[40_000:])
    assert (gap.status_code, gap.json()["received"]) == (409, 30_000)
    assert post(client, f"/uploads/{upload}/finish", {}).json()["received"] == 30_000
    assert client.get(f"{ROOT}/uploads/{upload}").json()["received"] == 30_000
    assert post(client, "/uploads", body).json()["id"] == upload
    assert put(client, upload, 30_000, sound[30_000:]).json()["received"] == len(sound)
    made = post(client, f"/uploads/{upload}/finish", {})

    assert made.status_code == 200, made.content
    assert made.json()["seconds"] == 5
    assert post(client, f"/uploads/{upload}/finish", {}).json() == made.json()
    assert client.get(f"{ROOT}/uploads/{upload}").json()["attachment"] == made.json()["id"]


def test_an_upload_is_cancelled(place, order):
    client = client_of(place, "area1")
    upload = post(client, "/uploads", {"order": order.number, "name": "a", "size": 9}).json()["id"]
    assert client.delete(f"{ROOT}/uploads/{upload}").status_code == 204
    assert client.get(f"{ROOT}/uploads/{upload}").status_code == 404
    assert client.delete(f"{ROOT}/uploads/{upload}").status_code == 404


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"size": 0}, {"file"}),
        ({"size": -1}, {"size"}),
        ({"size": 10**13}, {"size"}),
        ({"size": 200 * 1024 * 1024}, {"file"}),
        ({"fingerprint": "长" * 300}, {"fingerprint"}),
        ({"nam": "x"}, {"nam"}),
    ],
)
def test_an_announcement_that_makes_no_sense_is_refused(place, order, body, fields):
    values = {"order": order.number, "name": "a", "size": 9} | body
    answer = post(client_of(place, "area1"), "/uploads", values)
    assert (answer.status_code, set(answer.json()["errors"])) == (422, fields)


def test_withdrawing(place, order):
    made = add(place, order, by="area1")
    path = f"/attachments/{made.pk}/withdraw"
    client = client_of(place, "area1")
    assert set(post(client, path, {"reason": " "}).json()["errors"]) == {"reason"}
    assert post(client, path, {"reason": "拍错了"}).status_code == 204
    assert client.get(f"{ROOT}/attachments/{made.pk}/content").status_code == 404
    assert not client.get(f"{ROOT}/work-orders/{order.number}/attachments").json()["items"]


def test_who_may_not(place, order):
    made = add(place, order)
    other = client_of(place, "area2")
    calls = {
        "list": other.get(f"{ROOT}/work-orders/{order.number}/attachments"),
        "add": post_file(other, order, samples.photo()),
        "content": other.get(f"{ROOT}/attachments/{made.pk}/content"),
        "withdraw": post(other, f"/attachments/{made.pk}/withdraw", {"reason": "x"}),
        "begin": post(other, "/uploads", {"order": order.number, "name": "a", "size": 9}),
    }
    assert {name: answer.status_code for name, answer in calls.items()} == dict.fromkeys(calls, 404)
    auditor = client_of(place, "auditor")
    given = auditor.get(f"{ROOT}/attachments/{made.pk}/content")
    shut(given)
    assert given.status_code == 200
    assert post_file(auditor, order, samples.photo()).status_code == 403
    assert Event.objects.filter(kind="attachments.opened").count() == 1
