"""One capture: proved, kept with its time, and never fetched twice."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.acquire.archive import fetch_capture, list_captures
from pipeline.acquire.captures import FetchLog
from pipeline.acquire.events import FetchEvent, fetch_events, first_captured
from pipeline.acquire.failures import (
    ArchiveAnswerError,
    BrokenCaptureError,
    FetchError,
    KnownBrokenError,
    NoConnectionError,
    NoEndMarkError,
    NotAPdfAnswerError,
    OtherCaptureError,
    TooLargeError,
    TooManyRequestsError,
    TooSlowError,
)
from pipeline.acquire.rawstore import store_file
from pipeline.errors import UnreachableError
from tests.builders.archive import ADDRESS, AGAIN, CDX, FIRST, NEW_ADDRESS, SECOND, Kept, archive
from tests.builders.servers import PAGE, PDF, Pieces, head, redirect, reply, slowly, source_at

SOURCE = source_at(ADDRESS, NEW_ADDRESS)


def test_a_capture_is_kept_with_its_time_and_address(tmp_path: Path) -> None:
    with archive(FIRST) as server:
        (listed,) = list_captures(SOURCE, server.base)
        fetched = fetch_capture(listed, SOURCE, FetchLog(tmp_path))
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
        captures = list_captures(SOURCE, server.base)
        first = [fetch_capture(one, SOURCE, FetchLog(tmp_path)) for one in captures]
        asked = len(server.asked)
        again = [fetch_capture(one, SOURCE, FetchLog(tmp_path)) for one in captures]
        assert len(server.asked) == asked
    assert [one.outcome for one in (*first, *again)] == ["new", "new", "known", "known"]
    assert [one.document for one in again] == [one.document for one in first]
    assert len(fetch_events(tmp_path)) == 2


def test_an_earlier_capture_of_known_bytes_is_noted_without_fetching_it(tmp_path: Path) -> None:
    with archive(AGAIN) as server:
        fetch_capture(list_captures(SOURCE, server.base)[0], SOURCE, FetchLog(tmp_path))
    with archive(FIRST, AGAIN) as server:
        fetched = fetch_capture(list_captures(SOURCE, server.base)[0], SOURCE, FetchLog(tmp_path))
        assert all(asked.target.startswith(CDX) for asked in server.asked)
    assert (fetched.outcome, fetched.document.captured_at) == ("known", FIRST.moment)
    events = fetch_events(tmp_path)
    assert first_captured(events, fetched.document.sha256) == FIRST.moment


def test_a_capture_whose_copy_is_lost_is_fetched_again(tmp_path: Path) -> None:
    with archive(FIRST) as server:
        (listed,) = list_captures(SOURCE, server.base)
        fetch_capture(listed, SOURCE, FetchLog(tmp_path)).document.path.unlink()
        assert fetch_capture(listed, SOURCE, FetchLog(tmp_path)).outcome == "new"


def test_a_document_known_from_elsewhere_learns_when_it_was_captured(tmp_path: Path) -> None:
    (tmp_path / "mine.pdf").write_bytes(PDF)
    raw_dir = tmp_path / "raw"
    mine = store_file(tmp_path / "mine.pdf", raw_dir)
    with archive(FIRST) as server:
        fetched = fetch_capture(list_captures(SOURCE, server.base)[0], SOURCE, FetchLog(raw_dir))
    assert fetched.document == replace(mine, captured_at=FIRST.moment)
    assert fetched.outcome == "known"


def test_another_hash_than_the_index_has_is_a_warning(tmp_path: Path) -> None:
    with archive(replace(FIRST, digest="A" * 32)) as server:
        fetched = fetch_capture(list_captures(SOURCE, server.base)[0], SOURCE, FetchLog(tmp_path))
    assert fetched.warnings == (
        f"{server.url(FIRST.target)}: the archive's index says SHA-1 {'A' * 32}, "
        f"found {FIRST.sha1}",
    )


MISSING = reply(b"", "404 Not Found")
CUT_OFF = [head("200 OK", {"Content-Length": "99999"}), PDF]


def test_where_the_first_capture_is_not_given_the_last_of_the_same_bytes_is_taken(
    tmp_path: Path,
) -> None:
    with archive(
        FIRST, AGAIN, answers=lambda a: MISSING if a.target == FIRST.target else None
    ) as s:
        (listed,) = list_captures(SOURCE, s.base)
        fetched = fetch_capture(listed, SOURCE, FetchLog(tmp_path))
        s.asked.clear()
        assert fetch_capture(listed, SOURCE, FetchLog(tmp_path)).document == fetched.document
        assert s.asked == []
    assert (fetched.event.asked, fetched.outcome) == (s.url(AGAIN.target), "new")
    assert fetched.document.captured_at == FIRST.moment
    events = fetch_events(tmp_path)
    assert [(e.outcome, e.captured_at, e.sha256 is None) for e in events] == [
        ("failed", FIRST.moment, True),
        ("new", AGAIN.moment, False),
        ("known", FIRST.moment, False),
    ]


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (MISSING, MISSING, FIRST),
        (MISSING, CUT_OFF, AGAIN),
        (CUT_OFF, MISSING, FIRST),
        (MISSING, [], AGAIN),
    ],
)
def test_of_two_captures_that_fail_the_failure_that_may_pass_is_told(
    tmp_path: Path, first: Pieces, last: Pieces, told: Kept
) -> None:
    answers = {FIRST.target: first, AGAIN.target: last}
    with archive(FIRST, AGAIN, answers=lambda asked: answers.get(asked.target)) as server:
        (listed,) = list_captures(SOURCE, server.base)
        with pytest.raises(FetchError) as caught:
            fetch_capture(listed, SOURCE, FetchLog(tmp_path))
    assert caught.value.address == server.url(told.target)


@pytest.mark.parametrize("body", [PAGE, PDF[:-9]], ids=["page", "cut"])
def test_what_the_index_proves_to_be_broken_is_asked_for_once(tmp_path: Path, body: bytes) -> None:
    broken = replace(FIRST, body=body)
    same = replace(broken, time="20180801120000")
    with archive(broken) as server:
        (listed,) = list_captures(SOURCE, server.base)
        with pytest.raises(BrokenCaptureError, match="so it was captured") as first:
            fetch_capture(listed, SOURCE, FetchLog(tmp_path))
        asked = server.targets.count(broken.target)
        for capture in (listed, replace(listed, address=server.url(same.target))):
            with pytest.raises(KnownBrokenError, match="not asked for again") as again:
                fetch_capture(capture, SOURCE, FetchLog(tmp_path))
            assert again.value.reason == f"{first.value.found}; {first.value.remedy}"
        assert server.targets.count(broken.target) == asked == 1
    (event,) = fetch_events(tmp_path)
    assert (event.outcome, event.settled) == ("failed", True)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (redirect("/web/20170802000000id_/http://rp.example.org/plan.pdf"), ArchiveAnswerError),
        (SECOND.answer(), OtherCaptureError),
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
    with archive(FIRST, answers=lambda a: answers if a.target == FIRST.target else None) as server:
        (listed,) = list_captures(source, server.base)
        with pytest.raises(kind) as caught:
            fetch_capture(listed, source, FetchLog(tmp_path))
    assert (type(caught.value), caught.value.exit_code) == (kind, kind.exit_code)
    (event,) = fetch_events(tmp_path)
    assert (event.outcome, event.error) == ("failed", str(caught.value))
    assert (event.captured_at, event.digest) == (FIRST.moment, FIRST.sha1)
    assert not event.settled
