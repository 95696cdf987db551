"""A web site on 127.0.0.1 that answers as a script says, and remembers what it was asked."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from threading import Thread


@dataclass(frozen=True)
class Answer:
    """One scripted answer; `close` hangs up instead, `delay` waits before it, `raw` writes all of it by itself.

    Where the request names the ETag or the Last-Modified of the headers, the answer is 304.
    """

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    delay: float = 0
    close: bool = False
    raw: Callable[[socket.socket], None] | None = None


@dataclass(frozen=True)
class Asked:
    """One request: its path, its headers, and when it came (time.monotonic)."""

    path: str
    headers: Mapping[str, str]
    moment: float


class Site:
    """The site: `answers` by path (404 for others, robots.txt too), `asked` the paths and `agents` the User-Agents.

    Of several answers for a path, each is given once, and the last from then on. `requests` tells more than `asked`.
    """

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Sequence[Answer]] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.requests: list[Asked] = []
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def _handler(site) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer = site._answer(self.path)
                site.asked.append(self.path)
                site.agents.add(self.headers.get("User-Agent", ""))
                site.requests.append(Asked(self.path, dict(self.headers), time.monotonic()))
                time.sleep(answer.delay)
                if answer.close:
                    self.close_connection = True
                    self.connection.close()
                    return
                try:
                    self._send(answer)
                except OSError:
                    self.close_connection = True  # the client has not waited

            def _send(self, answer: Answer) -> None:
                if answer.raw:
                    self.close_connection = True
                    answer.raw(self.connection)
                    return
                body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                known = self._knows(answer, "ETag", "If-None-Match")
                unchanged = known or self._knows(answer, "Last-Modified", "If-Modified-Since")
                self.send_response(304 if unchanged else answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if not unchanged:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(b"" if unchanged else body)

            def _knows(self, answer: Answer, mark: str, asked: str) -> bool:
                return mark in answer.headers and self.headers.get(asked) == answer.headers[mark]

            def log_message(self, *args: object) -> None:
                pass

        return Handler

    def _answer(self, path: str) -> Answer:
        script = self.answers.get(path, Answer("nothing here", 404))
        if isinstance(script, Answer):
            return script
        return script[min(self.asked.count(path), len(script) - 1)]

    def pages(self) -> list[str]:
        """The paths that were asked for, without robots.txt."""
        return [path for path in self.asked if path != "/robots.txt"]

    def gaps(self) -> list[float]:
        """The seconds between each two requests for pages."""
        moments = [asked.moment for asked in self.requests if asked.path != "/robots.txt"]
        return [after - before for before, after in pairwise(moments)]

    def close(self) -> None:
        """Stop; the port refuses connections from now on."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, *args: object) -> None:
        """Say nothing: a client that breaks off is what some tests want."""


def reset(connection: socket.socket) -> None:
    """Break the connection off as a machine that crashed does (RST); a plain close is polite."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
