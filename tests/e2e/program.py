"""A program that uses the demo by its API."""

import json
import urllib.error
import urllib.request

from tests.acceptance.browser import PASSWORD


class Program:
    """A script with a token."""

    def __init__(self, url: str, username: str) -> None:
        self.url = f"{url}/api/v1"
        self.token = ""
        body = {"username": username, "password": PASSWORD}
        self.token = self.call("POST", "/auth/token", body)[1]["token"]

    def call(self, method, path, body=None, media_type="application/json", **headers):
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        headers |= {"Content-Type": media_type, "Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(self.url + path, data, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                raw = answer.read()
                is_json = "json" in answer.headers.get("Content-Type", "")
                return answer.status, json.loads(raw) if is_json else raw
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, json.load(refused)
