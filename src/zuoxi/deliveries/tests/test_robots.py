"""The forms of the robots; signatures are compared with values that openssl has made.

printf '%s\\n%s' 1700000000000 SECtest | openssl dgst -sha256 -hmac SECtest -binary | base64
printf '' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf '%s\\n%s' 1700000000 fstest |
    od -An -tx1 | tr -d ' \\n') -binary | base64
"""

import json
from datetime import UTC, datetime, timedelta

import pytest

from zuoxi.deliveries.robots import Item, Message, Robot, _hmac, call, fit, verdict, webhook_key

AT = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def message(*, items=1, mobiles=(), text="催办: 20261120-00001, 11月20日 10:00"):
    item = Item("workorders.urged", "催办", "20261120-00001", AT, text, "https://z.example/1")
    return Message(
        "delivery-7-0", "坐席 · 催办", (item,) * items, "https://z.example/1", "打开", mobiles
    )


def body(robot, **changes):
    secret = changes.pop("secret", "")
    return json.loads(call(robot, message(**changes), secret=secret, now=AT).body)


def test_wecom_calls_people_in_a_text_and_is_prettier_without():
    text = body(Robot.WECOM, mobiles=("13800000001",))
    assert text["msgtype"] == "text"
    assert text["text"]["mentioned_mobile_list"] == ["13800000001"]
    assert text["text"]["content"].endswith("打开 https://z.example/1")

    markdown = body(Robot.WECOM)
    assert markdown["msgtype"] == "markdown"
    assert "[打开](https://z.example/1)" in markdown["markdown"]["content"]


def test_dingtalk_is_signed_in_the_address():
    made = call(Robot.DINGTALK, message(mobiles=("13800000001",)), secret="SECtest", now=AT)

    assert made.query == {
        "timestamp": "1700000000000",
        "sign": "aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g=",
    }
    sent = json.loads(made.body)
    assert sent["at"] == {"atMobiles": ["13800000001"], "isAtAll": False}
    assert sent["msgtype"] == "text"
    assert body(Robot.DINGTALK)["markdown"]["title"] == "坐席 · 催办"
    assert not call(Robot.DINGTALK, message(), secret="", now=AT).query


def test_feishu_is_signed_in_the_body():
    sent = body(Robot.FEISHU, secret="fstest")

    assert sent["timestamp"] == "1700000000"
    assert sent["sign"] == "QIp53cMcThiesoXCS6/RsEiTdAmvtGyJcgzJGXl2QVE="
    assert sent["msg_type"] == "text"
    assert "20261120-00001" in sent["content"]["text"]
    assert "sign" not in body(Robot.FEISHU)


def test_other_systems_check_what_the_standard_says():
    made = call(Robot.JSON, message(), secret="whsec_c2VjcmV0LWtleQ==", now=AT)

    assert made.headers["webhook-id"] == "delivery-7-0"
    assert made.headers["webhook-timestamp"] == "1700000000"
    assert webhook_key("whsec_c2VjcmV0LWtleQ==") == b"secret-key"
    assert webhook_key("whsec_no base64") == b"whsec_no base64"
    assert made.headers["webhook-signature"].startswith("v1,")
    sent = json.loads(made.body)
    assert sent["type"] == "notices.notice"
    assert sent["data"]["items"][0]["due_at"] == "2023-11-14T22:13:20+00:00"
    assert "webhook-signature" not in call(Robot.JSON, message(), secret="", now=AT).headers


def test_the_signature_of_the_standard_is_that_of_its_own_example():
    # The example of the specification's reference libraries.
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    signed = b'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}'

    assert _hmac(webhook_key(secret), signed) == "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("robot", "mobiles", "limit"),
    [
        (Robot.WECOM, ("13800000001",), 2048),
        (Robot.WECOM, (), 4096),
        (Robot.DINGTALK, (), 18_000),
        (Robot.FEISHU, (), 18_000),
    ],
)
def test_long_text_is_cut_and_the_link_stays(robot, mobiles, limit):
    sent = body(robot, items=50, mobiles=mobiles, text="停电" * 300)
    content = sent.get("text") or sent.get("markdown") or sent["content"]
    text = content.get("content") or content.get("text")

    assert len(text.encode()) <= limit
    assert "https://z.example/1" in text[-30:]


def test_a_single_line_that_is_too_long_is_cut_between_characters():
    assert fit(["停电" * 100], "end", limit=20) == "停电停电…\nend"


@pytest.mark.parametrize(
    ("robot", "status", "answer", "is_accepted", "code", "rest"),
    [
        (Robot.WECOM, 200, {"errcode": 0, "errmsg": "ok"}, True, "0", 0),
        (Robot.WECOM, 200, {"errcode": 93000}, False, "93000", 0),
        (Robot.WECOM, 200, {"errcode": 45009}, False, "45009", 60),
        (Robot.DINGTALK, 200, {"errcode": 310000}, False, "310000", 0),
        (Robot.DINGTALK, 200, {"errcode": 130101}, False, "130101", 600),
        (Robot.FEISHU, 200, {"StatusCode": 0, "code": 0}, True, "0", 0),
        (Robot.FEISHU, 200, {"code": 19021}, False, "19021", 0),
        (Robot.FEISHU, 200, {"code": 11232}, False, "11232", 60),
        (Robot.FEISHU, 200, "<html>", False, "HTTP 200, no JSON", 0),
        (Robot.FEISHU, 200, [], False, "HTTP 200, no JSON", 0),
        (Robot.JSON, 204, "", True, "HTTP 204", 0),
        (Robot.JSON, 500, "", False, "HTTP 500", 0),
        (Robot.JSON, 503, "", False, "HTTP 503", 60),
    ],
)
def test_what_an_answer_means(robot, status, answer, is_accepted, code, rest):
    raw = answer.encode() if isinstance(answer, str) else json.dumps(answer).encode()
    found = verdict(robot, status, raw, {})

    assert (found.is_accepted, found.code) == (is_accepted, code)
    assert found.rest == timedelta(seconds=rest)


@pytest.mark.parametrize(("raw", "seconds"), [("30", 30), ("99999", 3600), ("soon", 60)])
def test_who_says_how_long_to_wait_is_believed_up_to_an_hour(raw, seconds):
    found = verdict(Robot.JSON, 429, b"", {"retry-after": raw})
    assert found.rest == timedelta(seconds=seconds)
