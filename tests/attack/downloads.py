"""Servers that fail, lie or never end: what a refresh makes of each.

Real servers on this machine answer; only the patience of the source file is shortened.
"""

from __future__ import annotations

import gzip
import hashlib
import re
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.acquire.fetch import fetch
from pipeline.errors import ExitCode
from pipeline.run import ingest
from pipeline.run.setup import OWN_ENGINE, Setup
from pipeline.summary import RunSummary
from tests.attack.place import EARLIER, LATER, ROWS, Place, copied
from tests.attack.table import Row, Scale, row
from tests.builders.archive import ADDRESS, FIRST, Kept, archive
from tests.builders.servers import (
    PAGE,
    PDF_TYPE,
    Asked,
    GzipBomb,
    Piece,
    Pieces,
    head,
    pdf,
    redirect,
    reply,
    serve,
    slowly,
    source_at,
)

GOOD = EARLIER.read_bytes()
GOOD_SHA256 = hashlib.sha256(GOOD).hexdigest()
NEWS = LATER.read_bytes()
KEPT = "last good kept"
GONE, UNREADABLE = f"5 unreachable, {KEPT}", f"4 unreadable, {KEPT}"
NEW, UNCHANGED = "0 new", "0 unchanged"
DEADLINE_SECONDS = 4.0
RAW_NAME = re.compile(r"[0-9a-f]{64}\.(pdf|json)|events|\.lock")
CHUNKED = head("200 OK", {"Transfer-Encoding": "chunked", **PDF_TYPE})
GZIPPED = head("200 OK", {"Content-Encoding": "gzip", **PDF_TYPE})


@dataclass(frozen=True)
class Behaviour:
    """What a server does, and how a refresh from it is to end."""

    does: str
    expected: str
    answers: tuple[Pieces, ...]
    """One after the other; the last for ever."""
    asked: int = 1
    """How often it is to be asked."""
    says: str = ""
    """What the summary is to say."""


def cut(headers: Mapping[str, str], body: bytes) -> list[Piece]:
    """An answer whose body is not what its headers say."""
    return [head("200 OK", {**headers, **PDF_TYPE}), body]


def to(address: str) -> tuple[Pieces, ...]:
    """A redirect."""
    return (redirect(address),)


BEHAVIOURS = (
    Behaviour("404", GONE, (reply(PAGE, "404 Not Found"),), says="status 404"),
    Behaviour("410", GONE, (reply(PAGE, "410 Gone"),), says="status 410"),
    Behaviour("403", GONE, (reply(PAGE, "403 Forbidden"),), says="status 403"),
    Behaviour("500", GONE, (reply(PAGE, "500 Error"),), asked=3, says="status 500"),
    Behaviour("503, then the PDF", NEW, (reply(b"", "503 Down"), pdf(NEWS)), asked=2),
    Behaviour("closes at once", GONE, ([],), asked=3, says="no connection"),
    Behaviour("a page with 200", GONE, (reply(PAGE, headers={"Content-Type": "text/html"}),),
           says="<!DOCTYPE html>"),
    Behaviour("a page, called a PDF", GONE, (reply(PAGE, headers=PDF_TYPE),),
              says="<!DOCTYPE html>"),
    Behaviour("nothing, with 200", GONE, (reply(headers=PDF_TYPE),), says="is empty"),
    Behaviour("the PDF, called a page", f"{NEW}, 1 warning",
           (reply(NEWS, headers={"Content-Type": "text/html"}),)),
    Behaviour("less than its length", GONE, (cut({"Content-Length": "999999"}, NEWS[:5_000]),),
           asked=3, says="the connection broke"),
    Behaviour("a chunk cut", GONE, ([CHUNKED, b"1000\r\n" + NEWS[:300]],), asked=3,
           says="the connection broke"),
    Behaviour("closes before the end", UNREADABLE, ([head("200 OK", PDF_TYPE), NEWS[:-2_100]],),
           asked=3, says="%%EOF"),
    Behaviour("gzip cut", UNREADABLE, ([GZIPPED, gzip.compress(NEWS, 0)[:-2_100]],), asked=3,
           says="%%EOF"),
    Behaviour("a byte a second", GONE, (list(slowly(head("200 OK", PDF_TYPE) + NEWS, 1)),),
           says="not complete after"),
    Behaviour("silence", GONE, ([60.0],), says="not complete after"),
    Behaviour("a body without end", GONE, ([head("200 OK", PDF_TYPE), *[NEWS] * 900],),
           says="larger than"),
    Behaviour("a bomb of gzip", GONE, (GzipBomb(300_000_000),), says="larger than"),
    Behaviour("headers without end", GONE, ([b"HTTP/1.1 200 OK\r\n", *[b"X: a\r\n"] * 9_999],),
           asked=3, says="no connection"),
    Behaviour("redirects in a circle", GONE, to("/plan.pdf"), says="do not end"),
    Behaviour("redirects to a file", GONE, to("file:///etc/passwd"), says="no address of the web"),
    Behaviour("redirects to another host", GONE, to("https://example.org/plan.pdf"),
           says="does not allow the host"),
    Behaviour("429, a pause of an hour", GONE, (reply(b"", "429 Busy", {"Retry-After": "3600"}),),
           says="a pause of 3600 seconds"),
    Behaviour("429, a pause of a second", NEW,
           (reply(b"", "429 Busy", {"Retry-After": "1"}), pdf(NEWS)), asked=2),
    Behaviour("names the file ../../x", NEW,
           (pdf(NEWS, Content_Disposition='attachment; filename="../../x.pdf"'),)),
)  # fmt: skip


def downloads(folder: Path, _: Scale) -> Iterator[Row]:
    """Rows for each server."""
    base = Place(folder / "base")
    with serve(lambda asked: pdf(GOOD)) as server:
        assert refresh(base, server.url("/plan.pdf")).exit_code == ExitCode.DONE
    for number, behaviour in enumerate(BEHAVIOURS):
        with copied(base, folder / str(number)) as place:
            yield server_row(place, behaviour)
    yield from rows_without_server(base)
    yield from validator_rows(Place(folder / "validated"))
    yield archive_row(folder / "archived")


def server_row(place: Place, behaviour: Behaviour) -> Row:
    """Refresh once, and see what came of it."""
    answers = iter(behaviour.answers)
    last = behaviour.answers[-1]
    with serve(lambda asked: next(answers, last)) as running:
        summary = refresh(place, running.url("/plan.pdf"))
        asked = len(running.asked)
    observed = ended(place, summary)
    if behaviour.says not in summary.message:
        observed += f"; said: {summary.message}"
    if asked != behaviour.asked:
        observed += f"; asked {asked} times, expected {behaviour.asked}"
    return row(behaviour.does, behaviour.expected, observed)


def rows_without_server(base: Place) -> Iterator[Row]:
    """Nobody answers."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/plan.pdf"
        yield row("refuses connections", GONE, ended(base, refresh(base, url)))

    def know_no_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", know_no_name)
        yield row("no such name", GONE, ended(base, refresh(base, "https://nothing.invalid/x.pdf")))


def validator_rows(place: Place) -> Iterator[Row]:
    """What is new is new once, whatever the server says, and is asked for where it is lost."""

    def answer(asked: Asked) -> Pieces:
        if asked.headers.get("if-none-match") == '"1"':
            return reply(status="304 Not Modified")
        return pdf(GOOD, ETag='"1"')

    with serve(answer) as server:
        url = server.url("/plan.pdf")
        yield row("the PDF", NEW, ended(place, refresh(place, url)))
        yield row("304", UNCHANGED, ended(place, refresh(place, url)))
        for raw in place.raw.glob("*.pdf"):
            raw.unlink()
        yield row("304, but the copy is lost", UNCHANGED, ended(place, refresh(place, url)))
        conditions = [conditional(asked) for asked in server.asked]
        yield row("  asked with a condition", "no, yes, no", ", ".join(conditions))
    with serve(lambda asked: pdf(GOOD)) as server:
        yield row("the same bytes again", UNCHANGED, ended(place, refresh(place, server.url("/p"))))
    logged = len(list((place.raw / "events").glob("*.json")))
    yield row("  checks on record", "4", str(logged))


def conditional(asked: Asked) -> str:
    """Whether a request says what is there already."""
    return "yes" if "if-none-match" in asked.headers else "no"


def archive_row(raw: Path) -> Row:
    """Where the document is gone, the archive is asked."""
    kept = Kept(FIRST.original, FIRST.time, NEWS)
    with serve(lambda asked: reply(b"", "404 Not Found")) as site, archive(kept) as server:
        source = source_at(site.url("/plan.pdf"), ADDRESS, max_bytes=200_000)
        fetched = fetch(source, raw, url=source.address, archive_url=server.base)
    same = fetched.document.sha256 == hashlib.sha256(NEWS).hexdigest()
    observed = f"{'taken' if same else 'other bytes'}, {len(fetched.warnings)} warning"
    return row("404, but archived", "taken, 1 warning", observed)


def refresh(place: Place, url: str) -> RunSummary:
    """Refresh from an address, with little patience."""
    source = source_at(url, max_bytes=200_000, deadline_seconds=DEADLINE_SECONDS, idle_seconds=30)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ingest, "load_source", lambda: source)
        return ingest.refresh(Setup(place.root, place.raw, (OWN_ENGINE,)), url)


def ended(place: Place, summary: RunSummary) -> str:
    """How a run ended, and what is wrong with what is there afterwards."""
    parts = [f"{summary.exit_code:d} {summary.outcome}"]
    if summary.exit_code != ExitCode.DONE:
        sql = f"SELECT count(*) FROM planungsrahmen WHERE snapshot_id LIKE '%{GOOD_SHA256[:8]}'"
        parts.append(KEPT if place.ask(sql) == f"(({ROWS},),)" else "the last good is lost")
    if summary.warnings:
        parts.append(f"{len(summary.warnings)} warning")
    parts.extend(f"{path.name} in raw" for path in place.raw.iterdir() if not is_raw(path.name))
    return ", ".join(parts)


def is_raw(name: str) -> bool:
    """Return True if that is a name in the raw store, where nothing is called as others say."""
    return RAW_NAME.fullmatch(name) is not None
