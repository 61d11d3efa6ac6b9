"""A hash of the archive's index says which bytes a capture has only where bytes have that hash."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.acquire.archive import Captures, list_captures
from pipeline.acquire.failures import FetchError
from pipeline.acquire.fetch import fetch
from pipeline.acquire.rawstore import (
    FetchEvent,
    FetchOutcome,
    fetch_events,
    first_captured,
    record_event,
)
from pipeline.values import replace
from tests.builders.archive import ADDRESS, AGAIN, CDX, FIRST, SECOND, Kept, archive
from tests.builders.servers import (
    OTHER_PDF,
    PAGE,
    PDF,
    Pieces,
    Server,
    reply,
    script,
    serve,
    source_at,
)

WRONG = "A" * 32
SOURCE = source_at(ADDRESS)
THIRD_PDF = PDF.replace(b"1100", b"1300")
MISSING = tuple(reply(b"", "404 Not Found"))


def of_one_hash(*bodies: bytes) -> list[Kept]:
    """Captures of one day after the other to which the index gives the same wrong hash."""
    return [
        Kept(ADDRESS, f"201801{number:02}120000", body, digest=WRONG)
        for number, body in enumerate(bodies, start=1)
    ]


def take_all(server: Server, raw_dir: Path) -> list[tuple[datetime, bytes | None]]:
    """What each capture gave, with its time; None for a failure."""
    given: list[tuple[datetime, bytes | None]] = []
    captures = Captures(list_captures(SOURCE, server.base), raw_dir, SOURCE.download)
    for capture in captures.listed:
        try:
            fetched = captures.fetch(capture)
            body = fetched.document.path.read_bytes()
        except FetchError:
            given.append((capture.captured_at, None))
        else:
            given.append((capture.captured_at, body))
    return given


def given(*kept: Kept) -> list[tuple[datetime, bytes]]:
    return [(one.moment, one.body) for one in kept]


def captures_asked(server: Server) -> list[str]:
    return [target for target in server.targets if not target.startswith(CDX)]


def captured(raw_dir: Path, body: bytes) -> datetime | None:
    return first_captured(fetch_events(raw_dir), hashlib.sha256(body).hexdigest())


def test_documents_of_one_wrong_hash_are_each_had_once(tmp_path: Path) -> None:
    kept = of_one_hash(PDF, OTHER_PDF, PDF, THIRD_PDF)
    with archive(*kept) as server:
        assert take_all(server, tmp_path) == given(*kept)
        assert captures_asked(server) == [one.target for one in kept]
        server.asked.clear()
        assert take_all(server, tmp_path) == given(*kept)
        assert captures_asked(server) == []
    assert captured(tmp_path, PDF) == kept[0].moment
    assert captured(tmp_path, OTHER_PDF) == kept[1].moment


def test_documents_of_one_right_hash_are_had_once(tmp_path: Path) -> None:
    kept = [replace(one, digest=None) for one in of_one_hash(PDF, PDF, PDF)]
    with archive(*kept) as server:
        assert take_all(server, tmp_path) == given(*kept)
        assert captures_asked(server) == [kept[0].target]


def test_those_of_one_hash_keep_their_place_in_the_order(tmp_path: Path) -> None:
    one, other = of_one_hash(PDF, OTHER_PDF)
    between = Kept(ADDRESS, "20180101180000", THIRD_PDF)
    with archive(one, between, other) as server:
        assert take_all(server, tmp_path) == given(one, between, other)


def test_an_earlier_capture_of_a_wrong_hash_does_not_make_a_document_older(tmp_path: Path) -> None:
    earlier, later = of_one_hash(OTHER_PDF, PDF)
    with archive(later) as server:
        assert take_all(server, tmp_path) == given(later)
    with archive(earlier, later) as server:
        assert take_all(server, tmp_path) == given(earlier, later)
    assert captured(tmp_path, PDF) == later.moment


def test_what_was_only_noted_by_a_wrong_hash_is_not_believed(tmp_path: Path) -> None:
    earlier, later = of_one_hash(OTHER_PDF, PDF)
    with archive(later) as server:
        take_all(server, tmp_path)
    with archive(earlier, later) as server:
        noted = FetchEvent(
            asked=server.url(earlier.target),
            at=later.moment,
            outcome=FetchOutcome.KNOWN,
            sha256=hashlib.sha256(PDF).hexdigest(),
            digest=WRONG,
        )
        record_event(tmp_path, noted)
        assert take_all(server, tmp_path) == given(earlier, later)


@pytest.mark.parametrize("broken", [PAGE, PDF[:-9]], ids=["page", "cut"])
def test_one_that_is_no_document_does_not_hide_the_others(tmp_path: Path, broken: bytes) -> None:
    kept = of_one_hash(broken, PDF, OTHER_PDF, broken)
    expected = [
        (kept[0].moment, None),
        *given(kept[1], kept[2]),
        (kept[3].moment, None),
    ]
    with archive(*kept) as server:
        assert take_all(server, tmp_path) == expected
    assert captured(tmp_path, PDF) == kept[1].moment


def test_one_that_is_not_given_is_not_taken_for_another_of_its_hash(tmp_path: Path) -> None:
    kept = of_one_hash(PDF, OTHER_PDF, THIRD_PDF)

    def answers(target: str) -> Pieces | None:
        return MISSING if target == kept[0].target else None

    with archive(*kept, answers=lambda asked: answers(asked.target)) as server:
        assert take_all(server, tmp_path) == [(kept[0].moment, None), *given(*kept[1:])]
        asked = captures_asked(server)
    assert asked == [one.target for one in kept]
    assert captured(tmp_path, THIRD_PDF) == kept[2].moment


def test_a_hash_shown_to_be_wrong_once_proves_nothing_of_others(tmp_path: Path) -> None:
    """The archive keeps other bytes for one capture than for the next, both under one hash."""
    right = Kept(ADDRESS, "20180102120000", PDF)
    wrong = replace(right, time="20180101120000", body=OTHER_PDF, digest=right.sha1)
    last = replace(right, time="20180103120000", body=THIRD_PDF, digest=right.sha1)
    with archive(wrong, right, last) as server:
        assert take_all(server, tmp_path) == given(wrong, right, last)


def test_where_the_document_is_gone_the_newest_of_a_wrong_hash_is_taken(tmp_path: Path) -> None:
    kept = of_one_hash(PDF, THIRD_PDF, OTHER_PDF)
    older = replace(SECOND, time="20170101120000")
    gone = {"/plan.pdf": [reply(b"", "404 Not Found")]}
    with serve(script(gone)) as site, archive(older, *kept) as server:
        source = source_at(site.url("/plan.pdf"), ADDRESS)
        fetched = fetch(source, tmp_path, url=source.address, archive_url=server.base)
        assert captures_asked(server) == [kept[2].target]
    document = fetched.document
    assert (document.path.read_bytes(), document.captured_at) == (OTHER_PDF, kept[2].moment)


def test_where_the_newest_of_a_wrong_hash_is_no_document_the_one_before_is_taken(
    tmp_path: Path,
) -> None:
    kept = of_one_hash(PDF, OTHER_PDF, PAGE)
    gone = {"/plan.pdf": [reply(b"", "404 Not Found")]}
    with serve(script(gone)) as site, archive(*kept) as server:
        source = source_at(site.url("/plan.pdf"), ADDRESS)
        fetched = fetch(source, tmp_path, url=source.address, archive_url=server.base)
    assert fetched.document.path.read_bytes() == OTHER_PDF
    assert fetched.document.captured_at == kept[1].moment


def test_of_a_right_hash_the_first_capture_is_known_whichever_is_had(tmp_path: Path) -> None:
    middle = replace(AGAIN, time="20170901120000")
    gone = {"/plan.pdf": [reply(b"", "404 Not Found")]}
    with serve(script(gone)) as site, archive(FIRST, middle, AGAIN) as server:
        source = source_at(site.url("/plan.pdf"), ADDRESS)
        fetched = fetch(source, tmp_path, url=source.address, archive_url=server.base)
        assert captures_asked(server) == [AGAIN.target]
    assert fetched.document.captured_at == FIRST.moment
    noted = [(event.outcome, event.captured_at) for event in fetch_events(tmp_path)[1:]]
    assert noted == [("new", AGAIN.moment), ("known", FIRST.moment)]
