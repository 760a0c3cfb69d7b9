"""Posting to an address that a person has typed, without being sent where nobody should come.

Only https, only public addresses unless an option names the host; the name is asked once, and what
it answered is what is connected to, so that it cannot answer something else a moment later. No
redirect is followed, no proxy asked, and nobody is waited for longer than some seconds.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import SplitResult, quote_plus, urlsplit

_CONNECT_SECONDS = 5.0
# For everything together: who sends a byte a second does not keep the worker.
_SECONDS = 15.0
_MOST_BYTES = 4096
_MOST_IPS = 2

# Addresses that carry one of IPv4 inside, where a gateway may lead to a private one.
_CARRIERS = tuple(
    ipaddress.ip_network(each)
    for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)
_IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


class Undeliverable(Exception):
    """Nothing was sent, or nobody knows whether it arrived; ``code`` is short and stable."""

    def __init__(self, code: str, text: str = "") -> None:
        self.code = code
        self.text = text
        super().__init__(code)


@dataclass(frozen=True)
class Rules:
    """What an installation allows beyond https to public addresses."""

    private_hosts: frozenset[str] = frozenset()
    allows_http: bool = False


@dataclass(frozen=True)
class Answer:
    """What came back; no more of the body than is worth showing."""

    status: int
    body: bytes
    headers: Mapping[str, str]


def split(address: str, rules: Rules) -> SplitResult:
    """Return the parts of a usable address; raise Undeliverable for any other one."""
    try:
        parts = urlsplit(address.strip())
        has_port = parts.port is not None or not parts.netloc.endswith(":")
    except ValueError:
        raise Undeliverable("bad_address") from None
    is_clean = address.isascii() and address.isprintable() and " " not in address.strip()
    if not parts.hostname or not has_port or not is_clean or parts.username is not None:
        raise Undeliverable("bad_address")
    if parts.scheme != "https" and not (parts.scheme == "http" and rules.allows_http):
        raise Undeliverable("not_https")
    with suppress(ValueError):
        _require_allowed(ipaddress.ip_address(parts.hostname), parts.hostname, rules)
    return parts


def post(
    address: str,
    body: bytes,
    *,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    rules: Rules,
) -> Answer:
    """Post JSON and return the answer; raise Undeliverable if there is none."""
    parts = split(address, rules)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    connection = _connection(parts.scheme, host, port, _resolved(host, port, rules))
    watch = threading.Timer(_SECONDS, connection.cut)
    watch.start()
    try:
        target = _target(parts, query)
        sent = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Zuoxi"}
        connection.request("POST", target, body, sent | dict(headers))
        answer = connection.getresponse()
        with answer:
            read = _read(answer)
    except ssl.SSLCertVerificationError as error:
        raise Undeliverable("bad_certificate", error.verify_message) from error
    except (TimeoutError, OSError, http.client.HTTPException) as error:
        code = "timeout" if connection.is_cut or isinstance(error, TimeoutError) else "no_answer"
        raise Undeliverable(code, _plain(error)) from error
    finally:
        watch.cancel()
        connection.close()
    if connection.is_cut:
        raise Undeliverable("timeout")
    found = {name.lower(): value for name, value in answer.getheaders()}
    if HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST:
        raise Undeliverable("redirect", f"HTTP {answer.status}")
    return Answer(answer.status, read, found)


class _Pinned(http.client.HTTPConnection):
    """A connection to known IP addresses, whatever the host's name may answer meanwhile."""

    def __init__(self, host: str, port: int, ips: Sequence[str]) -> None:
        super().__init__(host, port, timeout=_CONNECT_SECONDS)
        self._ips = ips
        # Kept apart: the base class lets go of its own while an answer is still read from it.
        self._wire: socket.socket | None = None
        self.is_cut = False

    def connect(self) -> None:
        self.sock = self._wire = self._connected()
        if self.is_cut:
            raise TimeoutError

    def _connected(self) -> socket.socket:
        for each in self._ips[:-1]:
            with suppress(OSError):
                return socket.create_connection((each, self.port), self.timeout)
        return socket.create_connection((self._ips[-1], self.port), self.timeout)

    def cut(self) -> None:
        """End the connection from another thread: who waits for it gets an error."""
        self.is_cut = True
        if self._wire is not None:
            with suppress(OSError):
                # Not that of TLS, which would take the connection apart under who reads from it.
                socket.socket.shutdown(self._wire, socket.SHUT_RDWR)


class _PinnedTLS(_Pinned):
    """The same over TLS; the certificate must be that of the host's name."""

    default_port = 443

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        # Known before the handshake, so that it can be cut: the other side may take its time there.
        wrapped = context.wrap_socket(
            self.sock, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock = self._wire = wrapped
        wrapped.do_handshake()


def _connection(scheme: str, host: str, port: int, ips: Sequence[str]) -> _Pinned:
    return _PinnedTLS(host, port, ips) if scheme == "https" else _Pinned(host, port, ips)


def _resolved(host: str, port: int, rules: Rules) -> list[str]:
    """Return the first addresses that the host's name stands for; all of them must be allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Undeliverable("unknown_host", host) from None
    # A scope of a link-local address stands behind a percent sign.
    ips = [str(entry[4][0]).partition("%")[0] for entry in found]
    for each in ips:
        _require_allowed(ipaddress.ip_address(each), host, rules)
    return ips[:_MOST_IPS]


def _require_allowed(ip: _IPAddress, host: str, rules: Rules) -> None:
    if is_public(ip) or _is_named(rules.private_hosts, host, str(ip)):
        return
    raise Undeliverable("private_address", host)


def is_public(ip: _IPAddress) -> bool:
    """Tell whether an address belongs to the public internet, and to one host of it."""
    is_carrier = any(ip.version == each.version and ip in each for each in _CARRIERS)
    is_mapped = isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None
    return ip.is_global and not ip.is_multicast and not is_carrier and not is_mapped


def _is_named(hosts: Collection[str], *names: str) -> bool:
    return any(each.lower() in hosts for each in names)


def _target(parts: SplitResult, query: Mapping[str, str]) -> str:
    added = "&".join(f"{name}={quote_plus(value)}" for name, value in query.items())
    joined = "&".join(each for each in (parts.query, added) if each)
    return f"{parts.path or '/'}{'?' if joined else ''}{joined}"


def _read(answer: http.client.HTTPResponse) -> bytes:
    kept = b""
    while len(kept) < _MOST_BYTES and (piece := answer.read1(_MOST_BYTES - len(kept))):
        kept += piece
    return kept


def _plain(error: Exception) -> str:
    """Return what the error says, never what was sent to where."""
    return error.strerror or "" if isinstance(error, OSError) else type(error).__name__
