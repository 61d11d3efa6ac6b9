"""Servers that say what no server should: each answer ends as what it is, in time."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.acquire.archive import Captures, list_captures
from pipeline.acquire.failures import (
    ArchiveAnswerError,
    CutShortError,
    FetchError,
    ForbiddenAddressError,
    NoConnectionError,
    StatusError,
    TooLargeError,
    TooManyRequestsError,
)
from pipeline.acquire.http import http_moment, pause_seconds
from pipeline.acquire.rawstore import FetchOutcome
from pipeline.errors import ExitCode
from tests.builders.archive import ADDRESS, CDX, FIRST, archive
from tests.builders.fetches import failure, fetch_all
from tests.builders.servers import PAGE, PDF, PDF_TYPE, Piece, head, pdf, reply, source_at

SOURCE = source_at(ADDRESS, archive_deadline_seconds=1)
NO_DATE = "Tue, 01 Aug 99999999999999999999 12:00:00 GMT"
FOUND = "302 Found"


def written(header: bytes, status: str = "200 OK", body: bytes = PDF) -> list[Piece]:
    """An answer with a header that is no text."""
    return [head(status, {"Content-Length": str(len(body))})[:-2] + header + b"\r\n\r\n", body]


def without_length(headers: Mapping[str, str], body: bytes = PDF) -> list[Piece]:
    return [head("200 OK", {**PDF_TYPE, **headers}), body]


TO_NO_ADDRESS = {
    "bracket": reply(status=FOUND, headers={"Location": "http://[x"}),
    "no text": written(b"Location: http://x/\xff\xfe", FOUND, b""),
    "sign of another": written("Location: http://\u2100.x/".encode(), FOUND, b""),
    "port": reply(status=FOUND, headers={"Location": "http://x:99999999/"}),
    "dots": reply(status=FOUND, headers={"Location": "http://..../"}),
    "long": reply(status=FOUND, headers={"Location": "/" + "a" * 60_000}),
}
NO_ANSWERS: dict[str, tuple[list[Piece], type[FetchError]]] = {
    "999": (reply(status="999 ?"), StatusError),
    "1000": (reply(status="1000 ?"), NoConnectionError),
    "101": (reply(status="101 Switching Protocols"), StatusError),
    "206": (reply(PDF, "206 Partial", {"Content-Range": "bytes 0-707/9999"}), StatusError),
    "redirect to nowhere": (reply(status=FOUND), StatusError),
    "rubbish": ([b"\x00\xff\xfe\x1b[31m" * 999], NoConnectionError),
    "absurd length": (without_length({"Content-Length": "9" * 400}), CutShortError),
    "rubbish in chunks": (
        without_length({"Transfer-Encoding": "chunked"}, b"zz\r\nhello"),
        CutShortError,
    ),
    "absurd chunk": (
        without_length({"Transfer-Encoding": "chunked"}, b"F" * 5000 + b"\r\nhello"),
        CutShortError,
    ),
    "not packed as said": (pdf(Content_Encoding="gzip"), CutShortError),
    "packed often": (pdf(Content_Encoding=", ".join(["gzip"] * 50)), CutShortError),
    "header of a megabyte": (pdf(X="a" * 1_000_000), NoConnectionError),
    "headers without end": ([b"HTTP/1.1 200 OK\r\n", *[b"X: a\r\n"] * 9999], NoConnectionError),
    "a pause of 400 digits": (
        reply(b"", "429 Busy", {"Retry-After": "9" * 400}),
        TooManyRequestsError,
    ),
    "a pause till no day": (reply(b"", "429 Busy", {"Retry-After": NO_DATE}), TooManyRequestsError),
}


@pytest.mark.parametrize("answer", TO_NO_ADDRESS.values(), ids=TO_NO_ADDRESS)
def test_a_redirect_to_what_is_no_address_is_not_followed(
    tmp_path: Path, answer: list[Piece]
) -> None:
    error, server = failure(tmp_path, answer)
    assert (type(error), error.exit_code) == (ForbiddenAddressError, ExitCode.UNREACHABLE)
    assert len(server.asked) == 1
    assert str(error).isprintable()
    assert len(str(error)) < 400


@pytest.mark.parametrize(("answer", "kind"), NO_ANSWERS.values(), ids=NO_ANSWERS)
def test_what_is_no_answer_is_a_failure(
    tmp_path: Path, answer: list[Piece], kind: type[FetchError]
) -> None:
    error, _ = failure(tmp_path, answer, deadline_seconds=2)
    assert (type(error), error.exit_code) == (kind, ExitCode.UNREACHABLE)
    assert str(error).isprintable()
    assert len(str(error)) < 400


def test_an_interim_answer_is_not_the_answer(tmp_path: Path) -> None:
    (fetched,), _ = fetch_all(tmp_path, [head("100 Continue", {}), *pdf()])
    assert fetched.outcome is FetchOutcome.NEW


@pytest.mark.parametrize(
    "header",
    [
        b'ETag: "\x7f\x00\x01"',
        b"Content-Disposition: \x1b[31m",
        b"X: a\x00b",
        b"Set-Cookie: a=b; max-age=" + b"9" * 5000,
    ],
)
def test_signs_that_cannot_be_seen_harm_nothing(tmp_path: Path, header: bytes) -> None:
    (first, again), _ = fetch_all(tmp_path, written(header), written(header))
    assert (first.outcome, again.outcome) == ("new", "known")


@pytest.mark.parametrize("answer", TO_NO_ADDRESS.values(), ids=TO_NO_ADDRESS)
def test_a_capture_that_leads_to_no_address_is_a_failure(
    tmp_path: Path, answer: list[Piece]
) -> None:
    with archive(FIRST, answers=lambda a: answer if a.target == FIRST.target else None) as server:
        (listed,) = list_captures(SOURCE, server.base)
        with pytest.raises((ForbiddenAddressError, ArchiveAnswerError)):
            Captures([listed], tmp_path, SOURCE.download).fetch(listed)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (NO_DATE, ArchiveAnswerError),
        ("9" * 5_000, ArchiveAnswerError),
        ("Tue, 01 Aug 2017 12:00:00 +999999999999", ArchiveAnswerError),
        ("Mon, 01 Jan 0001 00:00:00 +1400", ArchiveAnswerError),
        ("yesterday", ArchiveAnswerError),
        ("", ArchiveAnswerError),
        ("Tue, 01 Aug 2017 12:00:01 GMT", ArchiveAnswerError),
    ],
)
def test_a_capture_of_no_time_or_another_is_not_taken(
    tmp_path: Path, header: str, kind: type[FetchError]
) -> None:
    answer = pdf(Memento_Datetime=header)
    with archive(FIRST, answers=lambda a: answer if a.target == FIRST.target else None) as server:
        (listed,) = list_captures(SOURCE, server.base)
        with pytest.raises(FetchError) as caught:
            Captures([listed], tmp_path, SOURCE.download).fetch(listed)
    assert type(caught.value) is kind
    assert len(str(caught.value)) < 400


def line(time: Any = "20170801120000", original: Any = ADDRESS) -> list[Any]:
    return [time, original, "application/pdf", "200", "A" * 32]


def listing(*lines: Any) -> list[Piece]:
    names = ["timestamp", "original", "mimetype", "statuscode", "digest"]
    return reply(json.dumps([names, *lines]).encode())


TOMORROW = datetime.now(UTC) + timedelta(days=2)
NO_LISTS: dict[str, tuple[list[Piece], type[FetchError]]] = {
    "204": ([head("204 No Content", {})], ArchiveAnswerError),
    "206": (reply(status="206 Partial"), ArchiveAnswerError),
    "304": ([head("304 Not Modified", {})], ArchiveAnswerError),
    "redirect to nowhere": (reply(status=FOUND), ArchiveAnswerError),
    "redirect to nothing": (reply(status=FOUND, headers={"Location": ""}), ArchiveAnswerError),
    "redirect to no address": (TO_NO_ADDRESS["bracket"], ForbiddenAddressError),
    "999": (reply(status="999 ?"), ArchiveAnswerError),
    "page": (reply(PAGE, headers={"Content-Type": "text/html"}), ArchiveAnswerError),
    "nothing": (reply(), ArchiveAnswerError),
    "no text": (reply(b"\xff\xfe abc\n"), ArchiveAnswerError),
    "cut JSON": (reply(b'[["timestamp","original"'), ArchiveAnswerError),
    "deep JSON": (reply(b"[" * 90_000), ArchiveAnswerError),
    "a number": (reply(b"7"), ArchiveAnswerError),
    "zero": (reply(b"0"), ArchiveAnswerError),
    "null": (reply(b"null"), ArchiveAnswerError),
    "no object": (reply(b"{}"), ArchiveAnswerError),
    "an empty line": (reply(b"[[]]"), ArchiveAnswerError),
    "an object": (reply(b'{"error": "busy"}'), ArchiveAnswerError),
    "no fields": (reply(json.dumps([line()]).encode()), ArchiveAnswerError),
    "a short line": (listing(line()[:3]), ArchiveAnswerError),
    "a long line": (listing([*line(), "x"]), ArchiveAnswerError),
    "a line of letters": (listing("abcde"), ArchiveAnswerError),
    "a line that is none": (listing(None), ArchiveAnswerError),
    "the key to more": (listing(line(), [], ["more"]), ArchiveAnswerError),
    "pages without end": ([head("200 OK", {}), *[b"[" * 99] * 9999], TooLargeError),
    "short time": (listing(line("2017")), ArchiveAnswerError),
    "a number as time": (listing(line(2017)), ArchiveAnswerError),
    "no time": (listing(line("20179999999999")), ArchiveAnswerError),
    "before the archive": (listing(line("19700101000000")), ArchiveAnswerError),
    "last day before": (listing(line("19951231235959")), ArchiveAnswerError),
    "in the future": (listing(line("99991231235959")), ArchiveAnswerError),
    "in two days": (listing(line(f"{TOMORROW:%Y%m%d%H%M%S}")), ArchiveAnswerError),
    "one of many": (listing(line(), line("20990101000000")), ArchiveAnswerError),
    "absurd pause": (reply(b"", "429 Busy", {"Retry-After": "9" * 400}), TooManyRequestsError),
    "a pause till no day": (reply(b"", "429 Busy", {"Retry-After": NO_DATE}), TooManyRequestsError),
}


@pytest.mark.parametrize(("answer", "kind"), NO_LISTS.values(), ids=NO_LISTS)
def test_what_is_no_list_of_captures_is_a_failure(
    answer: list[Piece], kind: type[FetchError]
) -> None:
    with (
        archive(answers=lambda a: answer if a.target.startswith(CDX) else None) as server,
        pytest.raises(FetchError) as caught,
    ):
        list_captures(SOURCE, server.base)
    assert (type(caught.value), caught.value.exit_code) == (kind, ExitCode.UNREACHABLE)


@pytest.mark.parametrize(
    "time", ["19960101000000", f"{datetime.now(UTC):%Y%m%d%H%M%S}"], ids=["first", "now"]
)
def test_captures_since_there_is_an_archive_are_listed(time: str) -> None:
    with archive(answers=lambda a: listing(line(time))) as server:
        (listed,) = list_captures(source_at(ADDRESS), server.base)
    assert f"{listed.captured_at:%Y%m%d%H%M%S}" == time


def test_a_pause_is_as_long_as_it_says() -> None:
    in_an_hour = datetime.now(UTC) + timedelta(hours=1)
    assert abs((pause_seconds(format_datetime(in_an_hour, usegmt=True)) or 0) - 3600) < 5
    told = {
        "": None,
        " 7 ": 7,
        "-5": None,
        "nan": None,
        "1e9": None,
        "\u0663": None,
        "999999": 999_999,
        "9" * 5000: math.inf,
        NO_DATE: None,
        "Mon, 01 Jan 2001 00:00:00 GMT": 0,
    }
    assert {header: pause_seconds(header) for header in told} == told
    assert (pause_seconds("Fri, 31 Dec 9998 23:59:59 GMT") or 0) > 1e11


def test_a_moment_without_a_zone_is_utc() -> None:
    noon = datetime(2017, 8, 1, 12, tzinfo=UTC)
    assert http_moment("Tue, 01 Aug 2017 12:00:00 -0000") == noon
    assert http_moment("Tue, 01 Aug 2017 14:00:00 +0200") == noon
