"""A web site on 127.0.0.1 that answers as a script says, and remembers what it was asked."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True)
class Answer:
    """One scripted answer; `close` hangs up instead, `delay` waits before it."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    delay: float = 0
    close: bool = False


class Site:
    """The site: `answers` by path (404 for others, robots.txt too), `asked` the paths and `agents` the User-Agents."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def _handler(site) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer = site.answers.get(self.path, Answer("nothing here", 404))
                site.asked.append(self.path)
                site.agents.add(self.headers.get("User-Agent", ""))
                time.sleep(answer.delay)
                if answer.close:
                    self.close_connection = True
                    self.connection.close()
                    return
                body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                try:
                    self._send(answer, body)
                except ConnectionError:
                    pass  # the client has not waited

            def _send(self, answer: Answer, body: bytes) -> None:
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: object) -> None:
                pass

        return Handler

    def pages(self) -> list[str]:
        """The paths that were asked for, without robots.txt."""
        return [path for path in self.asked if path != "/robots.txt"]

    def close(self) -> None:
        """Stop; the port refuses connections from now on."""
        self._server.shutdown()
        self._server.server_close()
