"""The pages of messages, as the browser gets them."""

import pytest
import time_machine
from django.urls import reverse

from zuoxi.accounts.tests.factories import signed_in
from zuoxi.contacts.tests.factories import AT_WORK, Department
from zuoxi.memos.models import Memo, Reading
from zuoxi.workorders.tests.factories import create

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    with time_machine.travel(AT_WORK, tick=False):
        yield Department()


def client_of(place, name):
    return signed_in(place.users[name], language="en")


def url(name, *args):
    return reverse(f"memos:{name}", args=args)


def text_of(answer):
    return answer.content.decode()


def write(place, *, by="supervisor", **values):
    sent = {"title": "停电通知", "text": "今晚检修", "units": [place.unit.pk], "key": "k1"} | values
    return client_of(place, by).post(url("new"), sent)


def test_a_message_is_written_read_and_taken_back(place):
    order = create(place)
    assert write(place, number=order.number).status_code == 303
    memo = Memo.objects.get()
    assert "停电通知" in text_of(client_of(place, "staff").get(url("list")))
    shown = text_of(client_of(place, "staff").get(url("detail", memo.pk)))
    assert "今晚检修" in shown
    assert order.number not in shown
    assert url("withdraw", memo.pk) not in shown
    assert Reading.objects.count() == 1
    seen = text_of(client_of(place, "supervisor").get(url("detail", memo.pk)))
    assert "Read by 1 of 2" in seen
    assert order.number in seen
    answer = client_of(place, "supervisor").post(url("withdraw", memo.pk), {"reason": ""})
    assert answer.status_code == 422
    answer = client_of(place, "supervisor").post(url("withdraw", memo.pk), {"reason": "有误"})
    assert answer.status_code == 303
    after = text_of(client_of(place, "staff").get(url("detail", memo.pk)))
    assert "有误" in after
    assert "今晚检修" not in after


def test_nothing_typed_is_lost(place):
    answer = write(place, title="", number="20200101-00001", expires_on="x")
    assert answer.status_code == 422
    shown = text_of(answer)
    assert "今晚检修" in shown
    assert "20200101-00001" in shown
    assert not Memo.objects.exists()


def test_the_boxes(place):
    write(place)
    for box in ("inbox", "sent", "past", "all", "nothing"):
        assert client_of(place, "supervisor").get(url("list"), {"box": box}).status_code == 200
    assert "停电通知" in text_of(client_of(place, "supervisor").get(url("list"), {"box": "sent"}))
    assert "box=all" not in text_of(client_of(place, "intake").get(url("list")))
    assert "停电通知" not in text_of(client_of(place, "intake").get(url("list"), {"box": "all"}))


def test_the_number_in_the_rail(place):
    write(place)
    assert 'id="count-memos"' in text_of(client_of(place, "staff").get(url("list")))
