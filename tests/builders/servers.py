"""Real HTTP servers on this machine that answer as a script says: well, badly, slowly or for ever.

An answer is a list of pieces: bytes to send, or seconds to wait. So a header or a body can be cut
short, come one byte at a time, or never end.
"""

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import repeat
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from typing import Any, TypeAlias

from pipeline.values import replace
from schemas.source import Download, Source, load_source

Piece: TypeAlias = bytes | float
Pieces: TypeAlias = Iterable[Piece]
PDF = b"%PDF-1.7\n" + b"0 1100 2200 3300 " * 40 + b"\nstartxref\n9\n%%EOF\n"
OTHER_PDF = PDF.replace(b"1100", b"1200")
PAGE = b"<!DOCTYPE html><html><title>Startseite</title></html>"
PDF_TYPE = {"Content-Type": "application/pdf"}


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    target: str
    """Path and query."""
    headers: Mapping[str, str]
    """Names in lower case."""


@dataclass
class Server:
    """A running server and what it has been asked so far."""

    base: str
    """Its address, without a slash at the end."""
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str) -> str:
        return self.base + path

    @property
    def targets(self) -> list[str]:
        return [asked.target for asked in self.asked]


@contextmanager
def serve(answer: Callable[[Asked], Pieces]) -> Iterator[Server]:
    """Run a server that answers each request, one a connection, with what `answer` gives for it."""
    stopped = Event()
    with ThreadingTCPServer(("127.0.0.1", 0), StreamRequestHandler, bind_and_activate=False) as tcp:
        tcp.allow_reuse_address = tcp.daemon_threads = True
        tcp.server_bind()
        tcp.server_activate()
        server = Server(f"http://127.0.0.1:{tcp.server_address[1]}")
        tcp.RequestHandlerClass = _handler(server, answer, stopped)
        thread = Thread(target=tcp.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            stopped.set()
            tcp.shutdown()
            thread.join()


def _handler(
    server: Server, answer: Callable[[Asked], Pieces], stopped: Event
) -> type[StreamRequestHandler]:
    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            target = self.rfile.readline().decode().split()[1]
            lines = iter(lambda: self.rfile.readline().decode().strip(), "")
            headers = {
                name.lower(): value for name, _, value in (li.partition(": ") for li in lines)
            }
            asked = Asked(target, headers)
            server.asked.append(asked)
            try:
                for piece in answer(asked):
                    if isinstance(piece, bytes):
                        self.wfile.write(piece)
                    elif stopped.wait(piece):
                        return
            except OSError:  # the client has gone
                return

    return Handler


def script(routes: Mapping[str, Iterable[Pieces]]) -> Callable[[Asked], Pieces]:
    """Answers for each path, one after the other; a path that has no more is a bug of the test."""
    left = {path: iter(answers) for path, answers in routes.items()}
    return lambda asked: next(left[asked.target])


def always(answer: Pieces) -> Iterator[Pieces]:
    """The same answer each time."""
    return repeat(tuple(answer))


def reply(
    body: bytes = b"", status: str = "200 OK", headers: Mapping[str, str] | None = None
) -> list[Piece]:
    """A complete answer."""
    return [head(status, {"Content-Length": str(len(body)), **(headers or {})}), body]


def pdf(body: bytes = PDF, **headers: str) -> list[Piece]:
    """A complete PDF; names of headers with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return reply(body, headers={**PDF_TYPE, **named})


def head(status: str, headers: Mapping[str, str]) -> bytes:
    """Status line and headers."""
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\nConnection: close\r\n\r\n").encode()


def redirect(target: str) -> list[Piece]:
    """Send the client elsewhere."""
    return reply(status="302 Found", headers={"Location": target})


@dataclass(frozen=True)
class GzipBomb:
    """Few bytes that become many, made when they are asked for."""

    unpacked_bytes: int

    def __iter__(self) -> Iterator[Piece]:
        packed = gzip.compress(PDF + bytes(self.unpacked_bytes))
        yield from reply(packed, headers={"Content-Encoding": "gzip", **PDF_TYPE})


def slowly(content: bytes, seconds: float) -> Iterator[Piece]:
    """One byte, a pause, one byte, and so on."""
    for byte in content:
        yield bytes([byte])
        yield seconds


def bounds(**changes: Any) -> Download:
    """Bounds under which a test does not wait."""
    quick = Download(
        max_bytes=100_000,
        deadline_seconds=20,
        archive_deadline_seconds=20,
        idle_seconds=10,
        archive_idle_seconds=10,
        archive_captures=20,
        archive_run_seconds=60,
        attempts=3,
        first_wait_seconds=0.01,
        redirects=5,
    )
    return replace(quick, **changes)


def source_at(address: str, *alternates: str, **changes: Any) -> Source:
    """The source, published at an address of the test, under quick bounds."""
    known = load_source()
    return replace(known, address=address, alternates=alternates, download=bounds(**changes))
