"""Today's document: kept with its event, asked for at other addresses where it is gone."""

from __future__ import annotations

import hashlib
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.acquire.failures import (
    FetchError,
    ForbiddenAddressError,
    GoneError,
    NoConnectionError,
    NotAnAddressError,
    StatusError,
)
from pipeline.acquire.fetch import fetch
from pipeline.acquire.intake import Fetched
from pipeline.acquire.rawstore import FetchEvent, FetchOutcome, fetch_events
from pipeline.errors import ExitCode
from pipeline.manifest import Document
from tests.builders.fetches import failure, fetch_all
from tests.builders.servers import PAGE, PDF, always, pdf, reply, script, serve, source_at

SHA256 = hashlib.sha256(PDF).hexdigest()


def test_new_bytes_are_kept_with_the_event(tmp_path: Path) -> None:
    (fetched,), server = fetch_all(tmp_path, pdf(ETag='"1"', Set_Cookie="a=b"))
    address, event = server.url("/plan.pdf"), fetched.event
    assert fetched == Fetched(
        Document(SHA256, len(PDF), "plan.pdf", address, event.at, None, tmp_path / f"{SHA256}.pdf"),
        FetchOutcome.NEW,
        FetchEvent(
            asked=address,
            way=(address,),
            at=event.at,
            outcome=FetchOutcome.NEW,
            status=200,
            headers={
                "content-length": str(len(PDF)),
                "content-type": "application/pdf",
                "etag": '"1"',
            },
            sha256=SHA256,
            number=1,
        ),
    )
    assert datetime.now(UTC) - event.at < timedelta(minutes=1)
    assert fetched.document.path.read_bytes() == PDF
    assert fetch_events(tmp_path) == (event,)
    assert fetched.outcome is FetchOutcome.NEW
    assert fetched.event.captured_at is None


def test_the_same_bytes_again_only_add_an_event(tmp_path: Path) -> None:
    (first, again), _ = fetch_all(tmp_path, pdf(), pdf())
    assert again.document == first.document
    assert [event.outcome for event in fetch_events(tmp_path)] == ["new", "known"]
    assert again.outcome is not FetchOutcome.NEW


@pytest.mark.parametrize(
    ("status", "kind"), [("404 Not Found", GoneError), ("410 Gone", GoneError)]
)
def test_gone_is_not_asked_twice(tmp_path: Path, status: str, kind: type[FetchError]) -> None:
    error, server = failure(tmp_path, reply(PAGE, status))
    assert (type(error), error.exit_code) == (kind, ExitCode.UNREACHABLE)
    assert len(server.asked) == 1
    (event,) = fetch_events(tmp_path)
    assert event == FetchEvent(
        asked=server.url("/plan.pdf"),
        way=(),
        at=event.at,
        outcome=FetchOutcome.FAILED,
        status=int(status[:3]),
        error=str(error),
        number=1,
    )


def test_refused(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{closed.getsockname()[1]}/plan.pdf"
        with pytest.raises(NoConnectionError, match="Connection refused"):
            fetch(source_at(address), tmp_path)
    assert [event.outcome for event in fetch_events(tmp_path)] == ["failed"]


def test_no_such_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def know_no_name(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    # Asking a real name server would leave this machine.
    monkeypatch.setattr(socket, "getaddrinfo", know_no_name)
    with pytest.raises(NoConnectionError, match="no connection: Name or service not known"):
        fetch(source_at("https://nothing.invalid/plan.pdf"), tmp_path)


def test_closed_without_an_answer(tmp_path: Path) -> None:
    error, server = failure(tmp_path, [])
    assert (type(error), len(server.asked)) == (NoConnectionError, 3)


@pytest.mark.parametrize("given", ["plan.pdf", "file:///plan.pdf", "https:///plan.pdf", ""])
def test_what_is_no_address_is_wrong_usage(tmp_path: Path, given: str) -> None:
    with pytest.raises(NotAnAddressError) as caught:
        fetch(source_at(given), tmp_path)
    assert caught.value.exit_code == ExitCode.USAGE


def test_an_open_line_is_not_used(tmp_path: Path) -> None:
    with pytest.raises(ForbiddenAddressError, match="would not be encrypted"):
        fetch(source_at("http://rp.baden-wuerttemberg.de/plan.pdf"), tmp_path)


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    (fetched,), _ = fetch_all(tmp_path, pdf())
    assert fetched.outcome is FetchOutcome.NEW


def test_an_alternate_is_asked_where_the_document_is_gone(tmp_path: Path) -> None:
    routes = {"/old": [reply(b"", "404 Not Found")], "/page": [reply(PAGE)], "/new.pdf": [pdf()]}
    with serve(script(routes)) as server:
        source = source_at(*(server.url(path) for path in routes))
        fetched = fetch(source, tmp_path)
    assert fetched.document.url == server.url("/new.pdf")
    assert [event.outcome for event in fetch_events(tmp_path)] == ["failed", "failed", "new"]


def test_an_alternate_is_not_asked_where_the_server_is_only_down(tmp_path: Path) -> None:
    routes = {"/old": always(reply(b"", "503 Down")), "/new.pdf": [pdf()]}
    with serve(script(routes)) as server, pytest.raises(StatusError):
        fetch(source_at(*(server.url(path) for path in routes)), tmp_path)
    assert server.targets == ["/old"] * 3
