"""Posting to typed addresses: what is refused before the name is known and after, what is read."""

import socket
import ssl
import subprocess
import threading
from ipaddress import ip_address

import pytest

from zuoxi.deliveries import outgoing
from zuoxi.deliveries.outgoing import Rules, Undeliverable, is_public, post, split
from zuoxi.deliveries.tests.servers import WebServer

HERE = Rules(private_hosts=frozenset({"127.0.0.1"}), allows_http=True)
STRICT = Rules()


@pytest.fixture
def server():
    found = WebServer()
    yield found
    found.close()


def send(address, rules=HERE, **query):
    return post(address, b"{}", query=query, headers={"X-A": "b"}, rules=rules)


def code_of(address, rules=STRICT, act=split):
    with pytest.raises(Undeliverable) as refusal:
        act(address, rules)
    return refusal.value.code


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://robot.example/x", "not_https"),
        ("ftp://robot.example/x", "not_https"),
        ("file:///etc/passwd", "bad_address"),
        ("https://", "bad_address"),
        ("https://user:pass@robot.example/", "bad_address"),
        ("https://robot.example:99999/", "bad_address"),
        ("https://robot.example:/", "bad_address"),
        ("https://robot.example/a b", "bad_address"),
        ("https://robot.example/\r\nX-Evil: 1", "bad_address"),
        ("https://机器人.example/", "bad_address"),
        ("https://127.0.0.1/", "private_address"),
        ("https://[::1]/", "private_address"),
        ("https://[::ffff:10.0.0.1]/", "private_address"),
        ("https://169.254.169.254/latest/meta-data", "private_address"),
        ("https://100.100.100.200/latest/meta-data", "private_address"),
        ("https://10.1.2.3:8443/", "private_address"),
        ("https://[64:ff9b::a00:1]/", "private_address"),
        ("https://[2002:a00:1::]/", "private_address"),
        ("https://0.0.0.0/", "private_address"),
    ],
)
def test_addresses_that_lead_inside_are_refused_at_once(address, code):
    assert code_of(address) == code


@pytest.mark.parametrize(
    "ip", ["224.0.0.1", "192.168.1.1", "172.16.0.1", "fe80::1", "fd00::1", "ff02::1", "2001:db8::1"]
)
def test_what_is_not_public(ip):
    assert not is_public(ip_address(ip))


def test_public_addresses():
    assert is_public(ip_address("114.114.114.114"))
    assert is_public(ip_address("2400:3200::1"))


@pytest.mark.parametrize(
    "found", [["10.0.0.1"], ["114.114.114.114", "127.0.0.1"], ["fe80::1%eth0"]]
)
def test_names_that_stand_for_a_private_address_are_refused(monkeypatch, found):
    answer = [(0, 0, 0, "", (ip, 443)) for ip in found]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *args, **kwargs: answer)

    assert code_of("https://inside.example/", act=send) == "private_address"


@pytest.mark.parametrize("spelling", ["2130706433", "0x7f.1", "127.1", "0177.0.0.1"])
def test_other_ways_to_write_this_machine_are_refused(spelling):
    rules = Rules(allows_http=True)
    code = code_of(f"http://{spelling}/", rules, act=send)
    assert code in {"private_address", "unknown_host"}


def test_what_the_name_said_first_is_connected_to(server, monkeypatch):
    asked = []
    real = socket.getaddrinfo

    def answers(host, *args, **kwargs):
        asked.append(host)
        return real("127.0.0.1", *args, **kwargs)

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", answers)
    address = server.address.replace("127.0.0.1", "robot.example")
    rules = Rules(private_hosts=frozenset({"robot.example"}), allows_http=True)

    assert send(address, rules).status == 200
    # The second one is asked with the address that the first one gave.
    assert asked == ["robot.example", "127.0.0.1"]
    path, headers, _body = server.received[0]
    assert headers["Host"].startswith("robot.example:")
    assert path == "/hook/0123456789abcdef?key=k-secret-1"


def test_the_query_is_added_and_encoded(server):
    send(server.address, timestamp="17", sign="a+b/c=")

    path, headers, body = server.received[0]
    assert path.endswith("?key=k-secret-1&timestamp=17&sign=a%2Bb%2Fc%3D")
    assert (headers["X-A"], body) == ("b", b"{}")
    assert headers["Content-Type"] == "application/json; charset=utf-8"


def test_no_redirect_is_followed(server):
    server.will_answer(302, b"-", headers={"Location": server.address})

    assert code_of(server.address, HERE, act=send) == "redirect"
    assert len(server.received) == 1


def test_only_the_beginning_of_an_answer_is_read(server):
    server.will_answer(200, b"x" * 1_000_000)

    assert len(send(server.address).body) == 4096


def test_who_does_not_answer_is_left(monkeypatch):
    monkeypatch.setattr(outgoing, "_CONNECT_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert code_of(address, HERE, act=send) == "timeout"


@pytest.mark.parametrize("header", [b"Content-Length: 4000", b"Connection: close"])
def test_who_answers_a_byte_at_a_time_is_left(monkeypatch, header):
    monkeypatch.setattr(outgoing, "_SECONDS", 0.3)
    ended = threading.Event()

    def drip(listener):
        peer, _address = listener.accept()
        with peer:
            peer.sendall(b"HTTP/1.1 200 OK\r\n" + header + b"\r\n\r\n")
            while not ended.wait(0.02):
                try:
                    peer.sendall(b".")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,), daemon=True)
        thread.start()
        try:
            address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
            assert code_of(address, HERE, act=send) == "timeout"
        finally:
            ended.set()
            thread.join()


def test_who_never_ends_a_handshake_is_left(monkeypatch):
    monkeypatch.setattr(outgoing, "_SECONDS", 0.3)
    ended = threading.Event()

    def drip(listener):
        peer, _address = listener.accept()
        with peer:
            # A record of TLS that is to be 16 kB long.
            peer.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
            while not ended.wait(0.02):
                try:
                    peer.sendall(b".")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,), daemon=True)
        thread.start()
        try:
            address = f"https://127.0.0.1:{listener.getsockname()[1]}/"
            assert code_of(address, HERE, act=send) == "timeout"
        finally:
            ended.set()
            thread.join()


def test_nobody_there():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert code_of(f"http://127.0.0.1:{port}/", HERE, act=send) == "no_answer"


def test_a_certificate_of_nobody_we_trust_is_refused(tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    made += ["-subj", "/CN=127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def serve(listener):
        peer, _address = listener.accept()
        with peer:
            try:
                context.wrap_socket(peer, server_side=True).close()
            except (ssl.SSLError, OSError):
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        address = f"https://127.0.0.1:{listener.getsockname()[1]}/"
        assert code_of(address, HERE, act=send) == "bad_certificate"
        thread.join()
