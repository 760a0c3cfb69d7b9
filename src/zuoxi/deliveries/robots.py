"""The forms in which messages leave: what is sent to which robot, and what its answer means.

Pure Python. Each form has its own signature, its own limits of length and rate, and says with HTTP
status 200 that it has refused a message; all of that stands here and nowhere else. The source of
each figure: docs/subsystems/deliveries.md.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Robot(StrEnum):
    """Who understands the message."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    JSON = "json"


@dataclass(frozen=True)
class Item:
    """One notice of a message: what it is about, without personal data."""

    kind: str
    label: str
    number: str
    due_at: datetime | None
    # Label, number and due time in the channel's language.
    text: str
    url: str
    is_urgent: bool = False


@dataclass(frozen=True)
class Message:
    """One notice, or a digest of several. ``key`` is the same each time that it is tried.

    ``more`` is the sentence that says where the rest can be read, for what had to be cut.
    """

    key: str
    title: str
    items: tuple[Item, ...]
    url: str
    more: str
    mobiles: tuple[str, ...] = ()

    @property
    def is_digest(self) -> bool:
        """Whether it stands for several notices."""
        return len(self.items) > 1


@dataclass(frozen=True)
class Call:
    """What is posted: the body, and what is added to address and headers."""

    body: bytes
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What an answer means; ``rest`` is how long the robot wants to be left alone."""

    is_accepted: bool
    code: str
    rest: timedelta = timedelta(0)


@dataclass(frozen=True)
class Limit:
    """At most so many messages in so much time."""

    most: int
    within: timedelta


_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)

LIMITS: Mapping[str, Sequence[Limit]] = {
    Robot.WECOM: (Limit(20, _MINUTE),),
    Robot.DINGTALK: (Limit(20, _MINUTE),),
    Robot.FEISHU: (Limit(100, _MINUTE), Limit(5, _SECOND)),
    Robot.JSON: (Limit(60, _MINUTE),),
}

# Bytes of UTF-8 that the text of a message may have.
_WECOM_TEXT, _WECOM_MARKDOWN = 2048, 4096
# Of the whole body 20 kB are taken; the rest is names and signatures.
_DINGTALK_TEXT, _FEISHU_TEXT = 18_000, 18_000
# Far from what a group wants to read, and from what the forms refuse.
_MOST_MENTIONS = 20

_TOO_FAST = {
    Robot.WECOM: ({45009}, _MINUTE),
    # Who sends more is not heard for ten minutes.
    Robot.DINGTALK: ({130101}, timedelta(minutes=10)),
    Robot.FEISHU: ({11232, 99991400}, _MINUTE),
}
_TOO_MANY_REQUESTS, _UNAVAILABLE = 429, 503
_LONGEST_REST = timedelta(hours=1)
_GOOD = range(200, 300)


def call(robot: str, message: Message, *, secret: str, now: datetime) -> Call:
    """Return what is posted to a robot; without a secret it is not signed."""
    return _CALLS[Robot(robot)](message, secret, now)


def verdict(robot: str, status: int, body: bytes, headers: Mapping[str, str]) -> Verdict:
    """Return what an answer means. ``headers`` have lower-case names."""
    if status not in _GOOD:
        is_busy = status in {_TOO_MANY_REQUESTS, _UNAVAILABLE}
        rest = _asked_rest(headers) if is_busy else timedelta(0)
        return Verdict(is_accepted=False, code=f"HTTP {status}", rest=rest)
    if robot == Robot.JSON:
        return Verdict(is_accepted=True, code=f"HTTP {status}")
    code = _code(body)
    if code is None:
        return Verdict(is_accepted=False, code=f"HTTP {status}, no JSON")
    codes, rest = _TOO_FAST[Robot(robot)]
    if code not in codes:
        rest = timedelta(0)
    return Verdict(is_accepted=code == 0, code=str(code), rest=rest)


def fit(lines: Sequence[str], end: str, *, limit: int) -> str:
    """Return the lines and the end, as many lines as fit into so many bytes of UTF-8.

    The end, which has the link, is never cut; a first line that is too long by itself is.
    """
    room = limit - len(end.encode()) - 1
    kept: list[str] = []
    for line in lines:
        size = len(line.encode())
        if size > room:
            if not kept:
                kept.append(line.encode()[: max(room - 3, 0)].decode(errors="ignore") + "…")
            break
        kept.append(line)
        room -= size + 1
    return "\n".join([*kept, end])


def _wecom(message: Message, secret: str, now: datetime) -> Call:
    del secret, now  # the address is the secret
    mobiles = list(message.mobiles[:_MOST_MENTIONS])
    # Only a text can call people by their telephone numbers.
    if mobiles:
        content = _text(message, limit=_WECOM_TEXT)
        text = {"content": content, "mentioned_mobile_list": mobiles}
        return _json({"msgtype": "text", "text": text})
    content = _markdown(message, limit=_WECOM_MARKDOWN)
    return _json({"msgtype": "markdown", "markdown": {"content": content}})


def _dingtalk(message: Message, secret: str, now: datetime) -> Call:
    mobiles = list(message.mobiles[:_MOST_MENTIONS])
    body: dict[str, Any] = {"at": {"atMobiles": mobiles, "isAtAll": False}}
    if mobiles:
        body |= {"msgtype": "text", "text": {"content": _text(message, limit=_DINGTALK_TEXT)}}
    else:
        text = _markdown(message, limit=_DINGTALK_TEXT)
        body |= {"msgtype": "markdown", "markdown": {"title": message.title, "text": text}}
    if not secret:
        return _json(body)
    stamp = str(int(now.timestamp() * 1000))
    sign = _hmac(secret.encode(), f"{stamp}\n{secret}".encode())
    return _json(body, query={"timestamp": stamp, "sign": sign})


def _feishu(message: Message, secret: str, now: datetime) -> Call:
    text = _text(message, limit=_FEISHU_TEXT)
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    if secret:
        stamp = str(int(now.timestamp()))
        # The other way round than DingTalk: what is signed is the key, and the text is empty.
        body |= {"timestamp": stamp, "sign": _hmac(f"{stamp}\n{secret}".encode(), b"")}
    return _json(body)


def _plain(message: Message, secret: str, now: datetime) -> Call:
    """Return a call by the Standard Webhooks specification, which has libraries to check it."""
    items = [
        {
            "kind": each.kind,
            "label": each.label,
            "number": each.number,
            "due_at": each.due_at.isoformat() if each.due_at else None,
            "text": each.text,
            "url": each.url,
            "is_urgent": each.is_urgent,
        }
        for each in message.items
    ]
    body = {
        "id": message.key,
        "type": "notices.digest" if message.is_digest else "notices.notice",
        "timestamp": now.isoformat(),
        "data": {"title": message.title, "url": message.url, "items": items},
    }
    made = _json(body)
    stamp = str(int(now.timestamp()))
    headers = {"webhook-id": message.key, "webhook-timestamp": stamp}
    if secret:
        signed = f"{message.key}.{stamp}.".encode() + made.body
        headers["webhook-signature"] = f"v1,{_hmac(webhook_key(secret), signed)}"
    return Call(made.body, headers=headers)


def webhook_key(secret: str) -> bytes:
    """Return the bytes of a secret: base64 behind ``whsec_``, else as it is written."""
    if secret.startswith("whsec_"):
        try:
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except ValueError:
            pass
    return secret.encode()


_CALLS: dict[Robot, Callable[[Message, str, datetime], Call]] = {
    Robot.WECOM: _wecom,
    Robot.DINGTALK: _dingtalk,
    Robot.FEISHU: _feishu,
    Robot.JSON: _plain,
}


def _text(message: Message, *, limit: int) -> str:
    lines = [message.title, *(each.text for each in message.items)]
    return fit(lines, f"{message.more} {message.url}", limit=limit)


def _markdown(message: Message, *, limit: int) -> str:
    lines = [f"**{message.title}**", *(f"> {each.text}\n" for each in message.items)]
    return fit(lines, f"[{message.more}]({message.url})", limit=limit)


def _json(body: Mapping[str, object], *, query: Mapping[str, str] | None = None) -> Call:
    return Call(json.dumps(body, ensure_ascii=False).encode(), query=query or {})


def _hmac(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


def _code(body: bytes) -> int | None:
    """Return the number by which the three robots say what they have done; 0 is good."""
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    if not isinstance(answer, dict):
        return None
    for name in ("errcode", "code", "StatusCode"):
        if isinstance(answer.get(name), int):
            return int(answer[name])
    return None


def _asked_rest(headers: Mapping[str, str]) -> timedelta:
    raw = headers.get("retry-after") or headers.get("x-ogw-ratelimit-reset") or ""
    seconds = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 7 else 60  # noqa: PLR2004
    return min(timedelta(seconds=seconds), _LONGEST_REST)
