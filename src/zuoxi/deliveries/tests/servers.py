"""A web server and a mail server that take whatever is sent to them, on this machine alone."""

import json
import socketserver
import threading
from collections import deque
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class WebServer:
    """Keeps what was posted, and answers as told: a robot's "good" unless told otherwise."""

    def __init__(self):
        self.received, self.answers = [], deque()
        handler = type("Handler", (_Handler,), {"owner": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self._server.server_port}/hook/0123456789abcdef?key=k-secret-1"

    def will_answer(self, status=200, body=b"", headers=(), **values):
        self.answers.append((status, body or json.dumps(values).encode(), dict(headers)))

    def bodies(self):
        return [json.loads(body) for _path, _headers, body in self.received]

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.owner.received.append((self.path, self.headers, self.rfile.read(length)))
        good = (200, b'{"errcode": 0, "errmsg": "ok", "code": 0}', {})
        status, body, headers = self.owner.answers.popleft() if self.owner.answers else good
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class MailServer:
    """Speaks just enough SMTP; ``refused`` maps a recipient or "data" to the answer it gets."""

    def __init__(self):
        self.received, self.refused = [], {}
        handler = type("Handler", (_MailHandler,), {"owner": self})
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self):
        return self._server.server_address[1]

    def mails(self):
        return [message_from_bytes(raw, policy=policy.default) for raw in self.received]

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class _MailHandler(socketserver.StreamRequestHandler):
    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline():
            word = line.split(b":")[0].split()[0].upper().decode()
            if word == "QUIT":
                self.say("221 bye")
                return
            if word == "RCPT":
                to = line.decode().split("<")[1].split(">")[0]
                self.say(self.owner.refused.get(to, "250 fine"))
            elif word == "DATA":
                self.take()
            else:
                self.say("250 fine")

    def take(self):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        if "data" not in self.owner.refused:
            self.owner.received.append(b"".join(lines))
        self.say(self.owner.refused.get("data", "250 fine"))

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())
