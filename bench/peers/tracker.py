"""Roundup: the issue tracker that Python itself has used."""

import base64
import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from bench.peers import installing
from bench.peers.driving import Call, Client
from bench.serving import HOST, Served, free_port

NAME = "Roundup 2.6.0"
# Its answers are written in a way that granian does not know.
_PACKAGES = ("roundup==2.6.0", "psycopg2-binary==2.9.13", "gunicorn==27.0.1")
_PASSWORD = "measured"  # noqa: S105 - of a tracker that lives for a measurement
_OPEN, _AT_WORK = "1", "5"


class Roundup:
    """One tracker with its issues."""

    name = NAME

    def __init__(self, folder: Path, titles: Path, count: int) -> None:
        self._programs = installing.environment(folder / "roundup", _PACKAGES)
        self._home, self._count, self._port = folder / "roundup-tracker", count, free_port()
        reached = installing.database("peer_roundup", is_made=False)
        shutil.rmtree(self._home, ignore_errors=True)
        admin = [str(self._programs / "roundup-admin"), "-i", str(self._home)]
        given = {
            "tracker_web": f"http://{HOST}:{self._port}/",
            "mail_domain": "example.org",
            "mail_host": "localhost",
            "rdbms_name": reached["PEER_DATABASE"],
            "rdbms_host": reached["PEER_HOST"],
            "rdbms_user": reached["PEER_USER"],
            "rdbms_password": "none",
        }
        values = ",".join(f"{name}={value}" for name, value in given.items())
        installing.run([*admin, "install", "classic", "postgresql", values])
        # Each call carries the password: to check a good hash of it would be all that it does.
        config = self._home / "config.ini"
        text = config.read_text(encoding="utf-8")
        config.write_text(
            re.sub(r"(?m)^(password_pbkdf2_default_rounds =).*", r"\1 1000", text),
            encoding="utf-8",
        )
        installing.run([*admin, "initialise", _PASSWORD])
        seed = [str(self._programs / "python"), str(installing.INSIDE / "roundup_seed.py")]
        installing.run([*seed, str(self._home), str(titles)])

    @contextmanager
    def serving(self) -> Iterator[Served]:
        """Serve it with two processes of two threads."""
        command = [str(self._programs / "gunicorn"), f"--bind={HOST}:{self._port}"]
        command += ["--workers=2", "--threads=2", "--log-level=critical"]
        command += ["--no-control-socket", "roundup_app"]
        variables = {"PEER_TRACKER": str(self._home)}
        with installing.served(command, self._port, "/", variables) as found:
            yield found

    def calls(self, port: int, words: Sequence[str]) -> dict[str, Callable[[int], Call]]:
        """Return what makes the calls of a client, by what they do."""
        secret = base64.b64encode(f"admin:{_PASSWORD}".encode()).decode()
        headers = {
            "Authorization": f"Basic {secret}",
            "X-Requested-With": "rest",
            "Origin": f"http://{HOST}:{port}",
            "Content-Type": "application/json",
        }
        issues, fields = "/rest/data/issue", "@fields=title,status,priority,creation,activity"

        def create(_place: int) -> Call:
            client = Client(port, headers)
            body = {"title": "整栋楼停电", "status": _OPEN, "priority": "3"}
            return lambda: client.ask("POST", issues, body)[0]

        def move(place: int) -> Call:
            client, turn = Client(port, headers), [place]

            def call() -> float:
                turn[0] += 8
                path = f"{issues}/{1 + turn[0] % self._count}"
                # A change has to name the version that it changes; to read that is not counted.
                _took, told, body = client.ask("GET", f"{path}?@fields=status")
                now = json.loads(body)["data"]["attributes"]["status"]["id"]
                wanted = {"data": _OPEN if now == _AT_WORK else _AT_WORK}
                mark = {"If-Match": told["ETag"]}
                return client.ask("PUT", f"{path}/status", wanted, mark)[0]

            return call

        def read(_place: int) -> Call:
            client = Client(port, headers)
            path = f"{issues}?status={_OPEN}&@page_size=50&@sort=activity&{fields}"
            return lambda: client.ask("GET", path)[0]

        def search(place: int) -> Call:
            client, word = Client(port, headers), quote(words[place % len(words)])
            path = f"{issues}?title={word}&@page_size=50&@sort=-activity&{fields}"
            return lambda: client.ask("GET", path)[0]

        return {"create": create, "transition": move, "list": read, "search": search}
