"""Which documents the archive's index lists, and when no list is given."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from pipeline.acquire.archive import FIELDS, list_captures
from pipeline.acquire.failures import (
    ArchiveAnswerError,
    CutShortError,
    NoConnectionError,
    TooLargeError,
    TooManyRequestsError,
    TooSlowError,
)
from pipeline.acquire.intake import Capture
from pipeline.errors import UnreachableError
from pipeline.values import replace
from tests.builders.archive import ADDRESS, AGAIN, CDX, FIRST, NEW_ADDRESS, SECOND, Kept, archive
from tests.builders.servers import (
    OTHER_PDF,
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


def listed(server: Server, *kept: Kept) -> tuple[Capture, ...]:
    """What the index says of captures."""
    return tuple(Capture(k.original, k.moment, k.sha1, server.url(k.target)) for k in kept)


def test_captures_under_all_addresses_are_listed_oldest_first() -> None:
    moved = Kept(NEW_ADDRESS, "20190301120000", OTHER_PDF)
    with archive(SECOND, AGAIN, FIRST, moved) as server:
        assert list_captures(SOURCE, server.base) == listed(server, FIRST, AGAIN, SECOND, moved)


def test_a_capture_that_the_index_lists_twice_is_one() -> None:
    with archive(FIRST, FIRST) as server:
        assert list_captures(SOURCE, f"{server.base}/") == listed(server, FIRST)


def test_forms_of_one_address_are_asked_once() -> None:
    forms = (ADDRESS, ADDRESS.replace("https://", "http://www."), ADDRESS.lower(), NEW_ADDRESS)
    with archive() as server:
        assert list_captures(SOURCE, server.base, forms) == ()
        assert [asked.target.partition("&")[0] for asked in server.asked] == [
            f"{CDX}?url=https%3A%2F%2Frp.example.org%2FDocuments%2Fplan.pdf",
            f"{CDX}?url=https%3A%2F%2Frp.example.org%2Ffileadmin%2Fplan.pdf",
        ]


def test_pages_and_failures_are_not_listed_but_references_and_wrong_labels_are() -> None:
    page = Kept(ADDRESS, "20200101120000", PAGE, "text/html")
    gone = Kept(ADDRESS, "20200201120000", b"gone", "text/html", "404")
    moved = Kept(ADDRESS, "20200301120000", b"", "unk", "301")
    of_page = Kept(ADDRESS, "20200401120000", PAGE, "warc/revisit", "-")
    of_first = Kept(ADDRESS, "20200501120000", PDF, "warc/revisit", "-")
    lone = Kept(ADDRESS, "20200601120000", PDF + b"3", "warc/revisit", "-")
    odd = Kept(ADDRESS, "20200701120000", PDF + b"4", "application/octet-stream")
    with archive(FIRST, page, gone, moved, of_page, of_first, lone, odd) as server:
        assert list_captures(SOURCE, server.base) == listed(server, FIRST, of_first, lone, odd)


def test_captures_without_a_hash_are_each_their_own() -> None:
    kept = [replace(FIRST, digest="-"), replace(SECOND, digest="-")]
    with archive(*kept) as server:
        captures = list_captures(SOURCE, server.base)
    assert [(one.captured_at, one.digest) for one in captures] == [
        (FIRST.moment, None),
        (SECOND.moment, None),
    ]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (reply(b"", "503 Down"), ArchiveAnswerError),
        (reply(PAGE), ArchiveAnswerError),
        (reply(b"RobotAccessControlException: blocked", "403 Forbidden"), ArchiveAnswerError),
        (redirect("http://127.0.0.1:1/cdx"), ArchiveAnswerError),
        ([head("200 OK", {"Content-Length": "90"}), b"com,example)/"], CutShortError),
        ([head("200 OK", {}), *[b"x" * 9000] * 90], TooLargeError),
        ([head("200 OK", {}), *slowly(b"x" * 99, 0.05)], TooSlowError),
        ([], NoConnectionError),
        (reply(b"", "429 Busy", {"Retry-After": "60"}), TooManyRequestsError),
    ],
)
def test_an_index_that_does_not_answer_is_no_empty_list(
    answer: Pieces, kind: type[UnreachableError]
) -> None:
    answers = tuple(answer)
    source = source_at(ADDRESS, archive_deadline_seconds=0.5)
    with archive(answers=lambda asked: answers) as server, pytest.raises(kind) as caught:
        list_captures(source, server.base)
    assert type(caught.value) is kind


def test_a_pause_the_index_asks_for_is_kept() -> None:
    busy = iter([reply(b"", "429 Busy", {"Retry-After": "1"})])
    with archive(FIRST, answers=lambda asked: next(busy, None)) as server:
        assert len(list_captures(source_at(ADDRESS), server.base)) == 1
    assert len(server.asked) == 2


def test_the_time_of_the_index_is_utc() -> None:
    with archive(FIRST) as server:
        (first,) = list_captures(SOURCE, server.base)
    assert first.captured_at == datetime(2017, 8, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "original",
    [
        "http://rp.example.org:80/Documents/plan.pdf",
        "https://WWW2.rp.example.org/documents/plan.pdf",
        "https://rp.example.org:443/Documents/plan%2Epdf",
    ],
)
def test_a_form_of_the_address_that_was_asked_is_believed(original: str) -> None:
    kept = Kept(original, "20170801120000")
    with archive(answers=lambda asked: reply(lines(kept))) as server:
        assert list_captures(source_at(ADDRESS), server.base) == listed(server, kept)


@pytest.mark.parametrize(
    "original",
    [
        "https://evil.example.org/Documents/plan.pdf",
        "https://rp.example.org.evil.example.org/Documents/plan.pdf",
        "https://rp.example.org@evil.example.org/Documents/plan.pdf",
        "https://rp.example.org:8080/Documents/plan.pdf",
        "https://rp.example.org/Documents/plan.pdf?other",
        "https://rp.example.org/Documents/other.pdf",
        "http://[x",
        "http://x/\x1b[31m",
        "",
        NEW_ADDRESS,
    ],
)
def test_what_the_index_lists_of_another_address_is_left_out_and_said(
    original: str, caplog: pytest.LogCaptureFixture
) -> None:
    foreign = Kept(original, "20170701120000", OTHER_PDF)
    with archive(answers=lambda asked: reply(lines(foreign, FIRST))) as server:
        assert list_captures(source_at(ADDRESS), server.base) == listed(server, FIRST)
    assert f"{ADDRESS}: left out of its index, being of addresses not asked: 1" in caplog.text
    assert original in caplog.text or not original.isprintable()
    assert "\x1b" not in caplog.text


def lines(*kept: Kept) -> bytes:
    """An index that lists these, whatever was asked."""
    told = [[one.time, one.original, one.mimetype, one.status, one.sha1] for one in kept]
    return json.dumps([list(FIELDS), *told]).encode()
