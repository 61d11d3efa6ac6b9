"""What is asked again, how often, and after which pause."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest

from pipeline.acquire.failures import StatusError, TooManyRequestsError
from pipeline.acquire.rawstore import fetch_events
from tests.builders.fetches import failure, fetch_from
from tests.builders.servers import PAGE, PDF, head, pdf, reply, script, serve

SHA256 = hashlib.sha256(PDF).hexdigest()


@pytest.mark.parametrize("status", ["500 Error", "503 Unavailable", "408 Request Timeout"])
def test_a_server_in_trouble_is_asked_three_times(tmp_path: Path, status: str) -> None:
    error, server = failure(tmp_path, reply(PAGE, status))
    assert (type(error), len(server.asked)) == (StatusError, 3)
    assert f"status {status[:3]}; run the command again later" in str(error)


def test_trouble_that_passes_is_no_failure(tmp_path: Path) -> None:
    broken = [head("200 OK", {"Content-Length": "9000"}), PDF]
    with serve(script({"/plan.pdf": [reply(b"", "502 Bad"), broken, pdf()]})) as server:
        assert fetch_from(server, tmp_path).document.sha256 == SHA256
    assert [event.outcome for event in fetch_events(tmp_path)] == ["new"]


def test_a_pause_that_is_asked_for_is_kept(tmp_path: Path) -> None:
    busy = reply(b"", "429 Too Many Requests", {"Retry-After": "1"})
    began = time.monotonic()
    with serve(script({"/plan.pdf": [busy, pdf()]})) as server:
        assert fetch_from(server, tmp_path).outcome == "new"
    assert time.monotonic() - began >= 1


def test_a_server_in_trouble_may_ask_for_a_pause_too(tmp_path: Path) -> None:
    down = reply(b"", "503 Down", {"Retry-After": "3600"})
    error, server = failure(tmp_path, down)
    assert (type(error), error.wait_seconds, len(server.asked)) == (StatusError, 3600, 1)


@pytest.mark.parametrize("pause", ["3600", "Fri, 01 Jan 2999 00:00:00 GMT"])
def test_a_pause_beyond_the_deadline_is_not_waited_for(tmp_path: Path, pause: str) -> None:
    error, server = failure(tmp_path, reply(b"", "429 Busy", {"Retry-After": pause}))
    assert (type(error), len(server.asked)) == (TooManyRequestsError, 1)
    assert "it has been asked too often and asks for a pause of" in str(error)


def test_a_pause_without_a_length_is_a_short_one(tmp_path: Path) -> None:
    error, server = failure(tmp_path, reply(b"", "429 Busy", {"Retry-After": "soon"}))
    assert (type(error), len(server.asked)) == (TooManyRequestsError, 3)
