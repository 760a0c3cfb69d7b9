"""The customer's confirmation: drawn or with a reason, once, by those who work on the order."""

import base64

import pytest
from django.urls import reverse

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.attachments.models import Attachment, Upload
from zuoxi.attachments.tests import samples
from zuoxi.fieldwork.actions import attempt_sign_off, sign_off
from zuoxi.fieldwork.models import SignOff
from zuoxi.kernel.errors import Conflict, InvalidInput, NotFound, TooManyRequests
from zuoxi.kernel.models import Event
from zuoxi.workorders.tests.factories import NOW, Place, act, order_in, set_option

pytestmark = pytest.mark.django_db

DRAWN = "data:image/png;base64," + base64.b64encode(samples.photo("PNG", size=(300, 120))).decode()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def place():
    return Place()


def sign(place, order, *, by="area1", **values):
    given = {"signer": "王小明", "signature": DRAWN} | values
    return sign_off(actor=place.actor(by), number=order.number, now=NOW, **given)


def test_a_signature_is_a_file_of_its_own_kind_and_an_event_without_the_name(place):
    order = order_in(place, "in_progress")
    taken = sign(place, order)

    assert (taken.signature.kind, taken.signature.media_type) == ("signature", "image/png")
    assert (taken.round, taken.reason) == (1, "")
    event = Event.objects.get(kind="fieldwork.signed_off")
    assert "王小明" not in str(event.data)
    assert event.subject_id == order.pk


def test_a_signature_is_seen_by_opening_it_alone(place):
    order = order_in(place, "in_progress")
    taken = sign(place, order)
    thumbnail = reverse("attachments:thumbnail", args=[taken.signature_id])
    content = reverse("attachments:content", args=[taken.signature_id])
    client = signed_in(place.users["area1"])
    assert not taken.signature.has_thumbnail
    assert client.get(thumbnail).status_code == 404
    for name, args in (("workorders:order", [order.number]), ("fieldwork:order", [order.number])):
        page = client.get(reverse(name, args=args)).content.decode()
        assert content in page
        assert thumbnail not in page


def test_without_a_signature_the_reason_is_kept(place):
    taken = sign(place, order_in(place, "in_progress"), signature="", reason="客户不在家，电话确认")
    assert (taken.signature, taken.reason) == (None, "客户不在家，电话确认")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"signer": " "}, "signer"),
        ({"signature": ""}, "reason"),
        ({"reason": "两者都有"}, "reason"),
        ({"signature": "not base64!"}, "signature"),
        ({"signature": base64.b64encode(b"no picture").decode()}, "signature"),
        ({"signature": base64.b64encode(samples.photo()).decode()}, "signature"),
    ],
)
def test_what_is_missing_or_no_picture_is_refused_at_its_field(place, values, field):
    order = order_in(place, "in_progress")
    with pytest.raises(InvalidInput) as refused:
        sign(place, order, **values)

    assert list(refused.value.fields) == [field]
    assert not SignOff.objects.exists()
    assert not Attachment.objects.exists()


def test_a_refused_picture_counts_as_a_file_that_was_sent(place):
    set_option("attachments.files_per_hour", 2)
    order = order_in(place, "in_progress")
    broken = base64.b64encode(samples.photo("PNG")[:300]).decode()
    for _ in range(2):
        with pytest.raises(InvalidInput):
            sign(place, order, signature=broken)
    with pytest.raises(TooManyRequests):
        sign(place, order, signature=broken)
    assert sign(place, order, signature="", reason="客户不在家")


def test_an_attempt_tells_a_refused_picture_without_undoing_its_count(place):
    order = order_in(place, "in_progress")
    told = attempt_sign_off(
        actor=place.actor("area1"),
        number=order.number,
        signer="王小明",
        signature=base64.b64encode(b"no picture").decode(),
        reason="",
        idempotency_key="",
        now=NOW,
    )
    assert isinstance(told, InvalidInput)
    assert Upload.objects.filter(order=order).count() == 1


def test_the_same_key_records_once(place):
    order = order_in(place, "in_progress")
    first = sign(place, order, idempotency_key="phone-7")
    again = sign(place, order, idempotency_key="phone-7")

    assert first.pk == again.pk
    assert SignOff.objects.count() == 1
    with pytest.raises(Conflict):
        sign(place, order_in(place, "in_progress"), idempotency_key="phone-7")


@pytest.mark.parametrize("other", [{"signer": "王大明"}, {"signature": "", "reason": "客户不在家"}])
def test_something_else_with_the_same_key_is_refused_and_not_dropped(place, other):
    order = order_in(place, "in_progress")
    sign(place, order, idempotency_key="phone-7")
    with pytest.raises(Conflict) as refused:
        sign(place, order, idempotency_key="phone-7", **other)
    assert refused.value.code == "idempotency_key_reused"
    assert SignOff.objects.count() == 1


def test_it_may_come_after_the_completion_it_was_taken_with_but_not_before_acceptance(place):
    assert sign(place, order_in(place, "completed")).round == 1
    with pytest.raises(Conflict):
        sign(place, order_in(place, "dispatched"))


def test_another_area_and_a_recalled_order_are_not_found(place):
    order = order_in(place, "in_progress")
    with pytest.raises(NotFound):
        sign(place, order, by="area2")
    act(place, order, "return")
    with pytest.raises(NotFound):
        sign(place, order)


def test_it_stands_on_the_orders_page_with_the_name_masked(place):
    order = order_in(place, "in_progress")
    sign(place, order)
    client = signed_in(place.users["supervisor"])
    text = client.get(reverse("workorders:order", args=[order.number])).content.decode()

    assert 'id="sign-offs"' in text
    assert "王**" in text
    assert "王小明" not in text


def test_over_the_api_it_is_taken_once_and_listed(place):
    order = order_in(place, "in_progress")
    client = signed_in(place.users["area1"])
    address = f"/api/v1/work-orders/{order.number}/sign-offs"
    body = {"signer": "王小明", "signature": DRAWN}
    sent = [
        client.post(address, body, "application/json", headers={"Idempotency-Key": "k"})
        for _ in range(2)
    ]

    assert [each.status_code for each in sent] == [201, 201]
    (listed,) = client.get(address).json()["items"]
    assert listed["id"] == sent[0].json()["id"] == sent[1].json()["id"]
    assert listed["signer"] == "王**"
    assert listed["attachment"]
