"""Answers without end, in size or in time, and how long they are listened to."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline.acquire.failures import GoneError, NoConnectionError, TooLargeError, TooSlowError
from tests.builders.fetches import failure
from tests.builders.servers import PAGE, PDF, PDF_TYPE, GzipBomb, Pieces, head, slowly


@pytest.mark.parametrize(
    "answer",
    [
        [head("200 OK", PDF_TYPE), *slowly(PDF, 0.05)],
        list(slowly(head("200 OK", PDF_TYPE), 0.05)),
        [30.0],
    ],
    ids=["body", "headers", "silence"],
)
def test_a_server_that_takes_its_time_ends_at_the_deadline(tmp_path: Path, answer: Pieces) -> None:
    began = time.monotonic()
    error, server = failure(tmp_path, answer, deadline_seconds=0.3)
    # A busy machine may not even have taken the question in by then.
    assert (type(error), len(server.asked) <= 1) == (TooSlowError, True)
    assert 0.3 <= time.monotonic() - began < 20
    assert "not complete after 0.3 seconds" in str(error)


def test_silence_is_taken_for_a_broken_connection(tmp_path: Path) -> None:
    error, server = failure(tmp_path, [head("200 OK", PDF_TYPE), PDF[:99], 30.0], idle_seconds=0.1)
    assert (type(error), len(server.asked)) == (NoConnectionError, 3)
    assert "silence after 99 bytes" in str(error)


@pytest.mark.parametrize(
    "answer",
    [[head("200 OK", PDF_TYPE), *[PDF] * 300], GzipBomb(3_000_000)],
    ids=["endless", "gzip-bomb"],
)
def test_more_than_the_cap_is_not_taken(tmp_path: Path, answer: Pieces) -> None:
    error, server = failure(tmp_path, answer)
    assert (type(error), len(server.asked)) == (TooLargeError, 1)
    assert "larger than 100000 bytes" in str(error)


def test_a_long_page_of_an_error_is_not_read_to_its_end(tmp_path: Path) -> None:
    error, _ = failure(tmp_path, [head("404 Not Found", {}), *[PAGE] * 9000])
    assert isinstance(error, GoneError)
