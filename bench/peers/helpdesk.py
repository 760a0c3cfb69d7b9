"""django-helpdesk: tickets of Django's world."""

import base64
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from bench.peers import installing
from bench.peers.driving import Call, Client
from bench.serving import Served, free_port

NAME = "django-helpdesk 2.6.1"
_PACKAGES = (
    "django-helpdesk==2.6.1",
    "django==5.2.19",
    "psycopg[binary]==3.3.9",
    "granian==2.8.7",
)
_CSRF = "a" * 32
_QUEUE = 1


class Helpdesk:
    """One installation with its tickets."""

    name = NAME

    def __init__(self, folder: Path, titles: Path, count: int) -> None:
        self._programs = installing.environment(folder / "helpdesk", _PACKAGES)
        self._count = count
        self._variables = installing.database("peer_helpdesk") | {
            "DJANGO_SETTINGS_MODULE": "helpdesk_settings",
            "PEER_SECRET": secrets.token_hex(),
        }
        python = str(self._programs / "python")
        installing.run([python, "-m", "django", "migrate", "--verbosity=0"], self._variables)
        seed = str(installing.INSIDE / "helpdesk_seed.py")
        self._session = installing.run([python, seed, str(titles)], self._variables).strip()

    @contextmanager
    def serving(self) -> Iterator[Served]:
        """Serve it as Zuoxi is served: two processes of two threads."""
        port = free_port()
        command = [str(self._programs / "granian"), "--interface=wsgi", f"--port={port}"]
        command += ["--workers=2", "--blocking-threads=2", "--log-level=critical"]
        command.append("django.core.wsgi:get_wsgi_application")
        command.append("--factory")
        with installing.served(command, port, "/ready", self._variables) as found:
            yield found

    def calls(self, port: int, words: Sequence[str]) -> dict[str, Callable[[int], Call]]:
        """Return what makes the calls of a client, by what they do."""
        headers = {
            "Cookie": f"sessionid={self._session}; csrftoken={_CSRF}",
            "X-CSRFToken": _CSRF,
            "Content-Type": "application/json",
        }

        def create(_place: int) -> Call:
            client = Client(port, headers)
            body = {"title": "整栋楼停电", "description": "整栋楼停电", "queue": _QUEUE}
            body |= {"submitter_email": "customer@example.org", "priority": 3}
            return lambda: client.ask("POST", "/api/tickets/", body)[0]

        def move(place: int) -> Call:
            client, turn = Client(port, headers), [place]

            def call() -> float:
                turn[0] += 8
                path = f"/api/tickets/{1 + turn[0] % self._count}/"
                return client.ask("PATCH", path, {"status": 1 + turn[0] // self._count % 4})[0]

            return call

        def read(_place: int) -> Call:
            client = Client(port, headers)
            return lambda: client.ask("GET", "/api/tickets/?page_size=50")[0]

        def search(place: int) -> Call:
            client, word = Client(port, headers), words[place % len(words)]
            asked = json.dumps({"search_string": word, "sorting": "created"}).encode()
            path = f"/datatables_ticket_list/{quote(base64.b64encode(asked), safe='')}?length=50"
            return lambda: client.ask("GET", path)[0]

        return {"create": create, "transition": move, "list": read, "search": search}
