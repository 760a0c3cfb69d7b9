"""The files of the production guide, used: nginx before a running Zuoxi, units, alert rules."""

import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.acceptance.browser import PASSWORD
from tests.acceptance.server import DemoServer, demo_server

from zuoxi.attachments.tests import samples

pytestmark = pytest.mark.timeout(240, func_only=True)

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
SITE = "zuoxi.example"
# Another address of this machine than nginx has, so that both can be told apart.
CALLER = "127.0.0.2"
PATIENCE = 60


class Site:
    """Zuoxi as people see it, through nginx with the configuration of the guide."""

    def __init__(self, folder: Path, demo: DemoServer) -> None:
        self.folder = folder
        self.plain, self.tls = _free_port(), _free_port()
        _run(
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={SITE}", "-addext", f"subjectAltName=DNS:{SITE}"),
            *("-keyout", folder / "zuoxi.key", "-out", folder / "zuoxi.crt"),
        )
        (folder / "zuoxi.conf").write_text(self._adapted(demo))
        (folder / "nginx.conf").write_text(self._frame())
        self._words = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
        _run(*self._words, "-t")
        self._process = subprocess.Popen([*self._words, "-g", "daemon off;"])

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)

    def curl(self, path: str, *words: object, scheme: str = "https") -> tuple[int, str]:
        """Ask as a browser that knows the name; return status and body."""
        done = subprocess.run(
            [*self.command(path, scheme=scheme), "-w", "\n%{http_code}", *map(str, words)],
            capture_output=True,
            check=True,
            timeout=PATIENCE,
        )
        body, _line, status = done.stdout.decode(errors="replace").rpartition("\n")
        return int(status), body

    def command(self, path: str, *, scheme: str = "https") -> list[str]:
        port, meant = (self.tls, 443) if scheme == "https" else (self.plain, 80)
        return [
            *("curl", "-sS", "--noproxy", "*", "--retry", "20", "--retry-connrefused"),
            *("--retry-delay", "1", "--cacert", str(self.folder / "zuoxi.crt")),
            *("--connect-to", f"{SITE}:{meant}:127.0.0.1:{port}", "--interface", CALLER),
            f"{scheme}://{SITE}{path}",
        ]

    def _adapted(self, demo: DemoServer) -> str:
        """Return the guide's configuration on ports and paths that a test may have."""
        text = (DEPLOY / "nginx/zuoxi.conf").read_text(encoding="utf-8")
        port = int(demo.url.rpartition(":")[2])
        text = re.sub(r"^ *listen \[::\]:.*\n", "", text, flags=re.MULTILINE)
        for old, new in (
            ("listen 80", f"listen 127.0.0.1:{self.plain}"),
            ("listen 443", f"listen 127.0.0.1:{self.tls}"),
            ("127.0.0.1:8000", f"127.0.0.1:{port}"),
            ("127.0.0.1:8001", f"127.0.0.1:{port + 1}"),
            ("/etc/nginx/tls/", f"{self.folder}/"),
            ("/var/log/nginx/", f"{self.folder}/"),
            ("/var/lib/nginx/zuoxi", f"{self.folder}/cache"),
        ):
            assert old in text
            text = text.replace(old, new)
        return text

    def _frame(self) -> str:
        owner = "user root;" if os.geteuid() == 0 else ""
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        folders = " ".join(f"{each}_temp_path {self.folder}/{each};" for each in kinds)
        return (
            f"{owner} pid {self.folder}/pid; error_log {self.folder}/error.log;"
            f"events {{}} http {{ access_log off; {folders} include {self.folder}/zuoxi.conf; }}\n"
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    for program, package in (("nginx", "nginx"), ("curl", "curl"), ("openssl", "openssl")):
        assert shutil.which(program), f"{program} is needed: apt-get install {package}"
    settings = {
        "ZUOXI_TRUSTED_PROXIES": "1",
        "ZUOXI_ALLOWED_HOSTS": f"{SITE} 127.0.0.1",
        "ZUOXI_ORIGINS": f"https://{SITE}",
        "ZUOXI_LIVE_URL": "/events",
        "ZUOXI_SECURE": "1",
    }
    with demo_server(settings=settings) as demo:
        site = Site(tmp_path_factory.mktemp("site"), demo)
        try:
            yield site
        finally:
            site.stop()


def test_nginx_sends_plain_calls_to_tls_and_knows_only_its_name(site: Site):
    status, _body = site.curl("/work-orders", scheme="http")
    strangers = [f"https://127.0.0.1:{site.tls}/", f"http://127.0.0.1:{site.plain}/"]
    refused = [subprocess.run(["curl", "-ksS", url], check=False).returncode for url in strangers]
    _status, heads = site.curl("/healthz", "-D", "-")

    assert status == 301
    assert all(refused)
    assert "strict-transport-security: max-age=" in heads.lower()


def test_somebody_signs_in_hears_of_a_change_and_is_known_by_the_own_address(
    site: Site, tmp_path: Path
):
    sign_in(site, tmp_path / "cookies", "auditor")
    _status, page = site.curl("/", "-L", "-b", tmp_path / "cookies")
    assert '<meta name="zuoxi-live" content="/events">' in page

    program = Program(site)
    heard = listen(site, tmp_path / "cookies", program.create_order)
    _status, log = site.curl("/settings/audit", "-b", tmp_path / "cookies")

    assert heard.startswith("event: change")
    assert CALLER in log
    # What the caller claims to be is believed by nobody.
    assert program.claimed not in log
    assert "#HttpOnly_" in (tmp_path / "cookies").read_text()
    assert "\tTRUE\t" in (tmp_path / "cookies").read_text()


def test_a_large_file_comes_through_in_parts_and_a_larger_body_does_not(site: Site, tmp_path: Path):
    program = Program(site)
    number = program.create_order()
    sound = samples.wav(seconds=600) + os.urandom(16)
    body = {"order": number, "name": "call.wav", "size": len(sound)}
    upload = program.post("/uploads", body)
    most, part, parts = upload["most_at_once"], tmp_path / "part", 0
    for offset in range(0, len(sound), most):
        part.write_bytes(sound[offset : offset + most])
        status, text = program.put(f"/uploads/{upload['id']}?offset={offset}", part)
        assert status == 200, text
        parts += 1
    made = program.post(f"/uploads/{upload['id']}/finish", {})
    part.write_bytes(bytes(27 * 1024 * 1024))
    too_much, _text = program.put(f"/uploads/{upload['id']}?offset=0", part)

    assert parts > 1
    assert made["sha256"] == hashlib.sha256(sound).hexdigest()
    assert too_much == 413


def test_nginx_keeps_static_files_and_notes_no_words_of_a_search(site: Site):
    _status, page = site.curl("/sign-in")
    sheets = re.findall(r'href="(/static/[^"]+\.css)"', page)
    site.curl(sheets[0])
    _status, heads = site.curl(sheets[0], "-D", "-", "-o", "/dev/null")
    site.curl("/sign-in?next=/13800000000")

    assert "x-cache: HIT" in heads
    assert "13800000000" not in (site.folder / "zuoxi.log").read_text()


def test_systemd_finds_no_fault_in_the_units(tmp_path: Path):
    assert shutil.which("systemd-analyze"), "systemd-analyze is needed: apt-get install systemd"
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    units = []
    for each in sorted((DEPLOY / "systemd").iterdir()):
        unit = tmp_path / each.name
        unit.write_text(each.read_text().replace("/opt/zuoxi/venv/bin/zuoxi", str(program)))
        units.append(str(unit))
    words = ["systemd-analyze", "verify", "--man=no", *units]

    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=PATIENCE)

    assert len(units) >= 4
    assert done.returncode == 0, done.stderr
    assert not [line for line in done.stderr.splitlines() if "zuoxi" in line]


def test_promtool_finds_no_fault_in_the_rules(tmp_path: Path):
    assert shutil.which("promtool"), "promtool is needed: apt-get install prometheus"
    scrape = (DEPLOY / "prometheus/zuoxi.scrape.yml").read_text(encoding="utf-8")
    rules = DEPLOY / "prometheus/zuoxi.rules.yml"
    whole = tmp_path / "prometheus.yml"
    whole.write_text(f"rule_files: [{rules}]\nscrape_configs:\n{scrape}")

    assert "SUCCESS" in _run("promtool", "check", "config", whole)


class Program:
    """A program that uses the API through nginx, and claims to come from elsewhere."""

    claimed = "203.0.113.7"

    def __init__(self, site: Site) -> None:
        self._site = site
        self._token = ""
        self._token = self.post("/auth/token", {"username": "all", "password": PASSWORD})["token"]

    def post(self, path: str, body: object) -> dict[str, Any]:
        status, text = self._call(path, "--json", json.dumps(body))
        assert status in {200, 201}, text
        made: dict[str, Any] = json.loads(text)
        return made

    def put(self, path: str, file: Path) -> tuple[int, str]:
        media_type = "Content-Type: application/octet-stream"
        return self._call(path, "-X", "PUT", "-H", media_type, "--data-binary", f"@{file}")

    def create_order(self) -> str:
        order = {
            "form_type": "fault_report",
            "customer_no": "111",
            "device_type": "digital",
            "request_type": "fault_repair",
            "appointment_at": "2030-01-15T09:30:00+08:00",
            "description": f"Seen through nginx {os.urandom(4).hex()}",
        }
        return str(self.post("/work-orders", order)["number"])

    def _call(self, path: str, *words: object) -> tuple[int, str]:
        heads = [f"Authorization: Bearer {self._token}", f"X-Forwarded-For: {self.claimed}"]
        return self._site.curl(f"/api/v1{path}", *(w for h in heads for w in ("-H", h)), *words)


def sign_in(site: Site, cookies: Path, username: str) -> None:
    """Sign in as a browser does, with the token of the page's form."""
    _status, page = site.curl("/sign-in", "-c", cookies)
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    fields = {"csrfmiddlewaretoken": found[1], "username": username, "password": PASSWORD}
    data = [word for name, value in fields.items() for word in ("-d", f"{name}={value}")]
    heads = ["-H", f"Origin: https://{SITE}", "-H", f"X-Forwarded-For: {Program.claimed}"]
    status, body = site.curl("/sign-in", "-b", cookies, "-c", cookies, *heads, *data)
    assert status == 303, body[:500]


def listen(site: Site, cookies: Path, change: Callable[[], object]) -> str:
    """Open the live updates, make a change once they are there, and return the first event."""
    words = [*site.command("/events"), "-N", "-b", str(cookies)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as stream:
        deadline = threading.Timer(PATIENCE, stream.kill)
        deadline.start()
        try:
            assert stream.stdout is not None
            lines = iter(stream.stdout.readline, "")
            assert any(line == "event: hello\n" for line in lines)
            change()
            return next((line for line in lines if line.startswith("event: ")), "")
        finally:
            deadline.cancel()
            stream.kill()


def _run(*words: object) -> str:
    done = subprocess.run(
        [*map(str, words)], capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
