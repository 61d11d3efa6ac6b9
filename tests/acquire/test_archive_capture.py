"""One capture: proved, kept with its time, and never fetched twice."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from pipeline.acquire.archive import Captures, list_captures
from pipeline.acquire.failures import (
    ArchiveAnswerError,
    BrokenCaptureError,
    FetchError,
    KnownBrokenError,
    NoConnectionError,
    NoEndMarkError,
    NotAPdfAnswerError,
    TooLargeError,
    TooManyRequestsError,
    TooSlowError,
)
from pipeline.acquire.intake import Fetched
from pipeline.acquire.rawstore import FetchEvent, fetch_events, first_captured, store_file
from pipeline.errors import UnreachableError
from pipeline.values import replace
from schemas.source import Source
from tests.builders.archive import ADDRESS, AGAIN, CDX, FIRST, NEW_ADDRESS, SECOND, archive
from tests.builders.servers import (
    PAGE,
    PDF,
    Pieces,
    Server,
    head,
    redirect,
    reply,
    slowly,
    source_at,
)

SOURCE = source_at(ADDRESS, NEW_ADDRESS)


def take(server: Server, raw_dir: Path, number: int = 0, source: Source = SOURCE) -> Fetched:
    """Fetch one of the captures that the archive lists."""
    captures = Captures(list_captures(source, server.base), raw_dir, source.download)
    return captures.fetch(captures.listed[number])


def test_a_capture_is_kept_with_its_time_and_address(tmp_path: Path) -> None:
    with archive(FIRST) as server:
        fetched = take(server, tmp_path)
    address = server.url(FIRST.target)
    document = fetched.document
    assert (document.url, document.original_name) == (address, "plan.pdf")
    assert (document.captured_at, document.path.read_bytes()) == (FIRST.moment, PDF)
    assert fetched.event.captured_at is not None
    assert fetched.warnings == ()
    assert fetched.event == FetchEvent(
        asked=address,
        way=(address,),
        at=document.first_seen,
        outcome=fetched.outcome,
        status=200,
        headers={
            "content-length": str(len(PDF)),
            "content-type": "application/pdf",
            "memento-datetime": "Tue, 01 Aug 2017 12:00:00 GMT",
            "x-archive-orig-last-modified": "Thu, 04 Jan 2018 09:00:00 GMT",
        },
        sha256=hashlib.sha256(PDF).hexdigest(),
        captured_at=FIRST.moment,
        digest=FIRST.sha1,
        number=1,
    )


def test_a_capture_fetched_before_is_not_asked_for_again(tmp_path: Path) -> None:
    with archive(FIRST, SECOND) as server:
        first = [take(server, tmp_path, number) for number in (0, 1)]
        asked = server.targets.count(FIRST.target), server.targets.count(SECOND.target)
        again = [take(server, tmp_path, number) for number in (0, 1)]
        assert asked == (1, 1)
        assert (server.targets.count(FIRST.target), server.targets.count(SECOND.target)) == asked
    assert [one.outcome for one in (*first, *again)] == ["new", "new", "known", "known"]
    assert [one.document for one in again] == [one.document for one in first]
    assert len(fetch_events(tmp_path)) == 2


def test_an_earlier_capture_of_known_bytes_is_noted_without_fetching_it(tmp_path: Path) -> None:
    with archive(AGAIN) as server:
        take(server, tmp_path)
    with archive(FIRST, AGAIN) as server:
        fetched = take(server, tmp_path)
        assert all(asked.target.startswith(CDX) for asked in server.asked)
    assert (fetched.outcome, fetched.document.captured_at) == ("known", FIRST.moment)
    events = fetch_events(tmp_path)
    assert first_captured(events, fetched.document.sha256) == FIRST.moment


def test_a_capture_whose_copy_is_lost_is_fetched_again(tmp_path: Path) -> None:
    with archive(FIRST) as server:
        take(server, tmp_path).document.path.unlink()
        assert take(server, tmp_path).outcome == "new"


def test_a_document_known_from_elsewhere_learns_when_it_was_captured(tmp_path: Path) -> None:
    (tmp_path / "mine.pdf").write_bytes(PDF)
    raw_dir = tmp_path / "raw"
    mine = store_file(tmp_path / "mine.pdf", raw_dir)
    with archive(FIRST) as server:
        fetched = take(server, raw_dir)
    assert fetched.document == replace(mine, captured_at=FIRST.moment)
    assert fetched.outcome == "known"


def test_another_hash_than_the_index_has_is_a_warning(tmp_path: Path) -> None:
    with archive(replace(FIRST, digest="A" * 32)) as server:
        fetched = take(server, tmp_path)
    assert fetched.warnings == (
        f"{server.url(FIRST.target)}: the archive's index says SHA-1 {'A' * 32}, "
        f"found {FIRST.sha1}",
    )


MISSING = reply(b"", "404 Not Found")


def test_where_the_first_capture_is_not_given_another_tells_its_bytes(tmp_path: Path) -> None:
    with archive(
        FIRST, AGAIN, answers=lambda a: MISSING if a.target == FIRST.target else None
    ) as server:
        with pytest.raises(FetchError, match="status 404"):
            take(server, tmp_path)
        fetched = take(server, tmp_path, 1)
        asked = server.targets.count(FIRST.target)
        assert take(server, tmp_path).document == fetched.document
        assert server.targets.count(FIRST.target) == asked == 1
    assert (fetched.event.asked, fetched.outcome) == (server.url(AGAIN.target), "new")
    assert fetched.document.captured_at == FIRST.moment
    events = fetch_events(tmp_path)
    assert [(e.outcome, e.captured_at, e.sha256 is None) for e in events] == [
        ("failed", FIRST.moment, True),
        ("new", AGAIN.moment, False),
        ("known", FIRST.moment, False),
    ]


@pytest.mark.parametrize("body", [PAGE, PDF[:-9]], ids=["page", "cut"])
def test_what_the_index_proves_to_be_broken_is_asked_for_once(tmp_path: Path, body: bytes) -> None:
    broken = replace(FIRST, body=body)
    same = replace(broken, time="20180801120000")
    with archive(broken, same) as server:
        with pytest.raises(BrokenCaptureError, match="so it was captured") as first:
            take(server, tmp_path)
        for number in (0, 1):
            with pytest.raises(KnownBrokenError, match="not asked for again") as again:
                take(server, tmp_path, number)
            assert again.value.reason == f"{first.value.found}; {first.value.remedy}"
        assert [target for target in server.targets if "id_" in target] == [broken.target]
    (event,) = fetch_events(tmp_path)
    assert (event.outcome, event.settled) == ("failed", True)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (redirect("/web/20170802000000id_/http://rp.example.org/plan.pdf"), ArchiveAnswerError),
        (SECOND.answer(), ArchiveAnswerError),
        (replace(FIRST, body=PAGE).answer(), NotAPdfAnswerError),
        (replace(FIRST, body=PDF[:-9]).answer(), NoEndMarkError),
        ([head("200 OK", {}), *[PDF] * 300], TooLargeError),
        ([head("200 OK", {}), *slowly(PDF, 0.05)], TooSlowError),
        ([], NoConnectionError),
        (reply(b"", "429 Busy", {"Retry-After": "60"}), TooManyRequestsError),
        (reply(b"", "429 Busy"), TooManyRequestsError),
    ],
)
def test_a_capture_that_cannot_be_had_is_a_recorded_failure(
    tmp_path: Path, answer: Pieces, kind: type[UnreachableError]
) -> None:
    source = source_at(ADDRESS, archive_deadline_seconds=0.5)
    answers = tuple(answer)
    with (
        archive(FIRST, answers=lambda a: answers if a.target == FIRST.target else None) as server,
        pytest.raises(kind) as caught,
    ):
        take(server, tmp_path, source=source)
    assert (type(caught.value), caught.value.exit_code) == (kind, kind.exit_code)
    (event,) = fetch_events(tmp_path)
    assert (event.outcome, event.error) == ("failed", str(caught.value))
    assert (event.captured_at, event.digest) == (FIRST.moment, FIRST.sha1)
    assert not event.settled
