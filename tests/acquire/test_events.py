"""Events of fetches: written whole and once, in one order, whatever stops or doubles a process."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.acquire.rawstore import (
    FetchEvent,
    FetchOutcome,
    fetch_events,
    first_captured,
    newest_events,
    raw_lock,
    record_event,
)
from pipeline.errors import WarehouseBusyError, WarehouseDamagedError, WarehouseNotWritableError
from tests.paths import ROOT

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
ADDRESS = "https://rp.example.org/plan.pdf"
WRITE_FOR_EVER = """
import sys
from pathlib import Path
from pipeline.acquire.rawstore import FetchEvent, FetchOutcome, record_event
count = int(sys.argv[2])
while count:
    event = FetchEvent(asked=sys.argv[3], outcome=FetchOutcome.FAILED, error="x" * 9000)
    print(record_event(Path(sys.argv[1]), event).number, flush=True)
    count -= 1
"""


def event(**changes: Any) -> FetchEvent:
    facts: dict[str, Any] = {
        "asked": ADDRESS,
        "way": (ADDRESS,),
        "at": NOON,
        "outcome": FetchOutcome.NEW,
        "status": 200,
        "headers": {"etag": '"1"'},
        "sha256": "ab" * 32,
    }
    return FetchEvent(**{**facts, **changes})


def writer(raw_dir: Path, count: int, name: str = "one") -> subprocess.Popen[str]:
    """A process that records events, and prints the number of each once it is recorded."""
    return subprocess.Popen(
        [sys.executable, "-c", WRITE_FOR_EVER, str(raw_dir), str(count), name],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_an_event_is_read_as_it_was_written(tmp_path: Path) -> None:
    captured = event(captured_at=NOON - timedelta(days=9), digest="A" * 32)
    failed = event(outcome=FetchOutcome.FAILED, status=None, headers=None, error="no", sha256=None)
    recorded = tuple(record_event(tmp_path, one) for one in (event(), captured, failed))
    assert [one.number for one in recorded] == [1, 2, 3]
    assert fetch_events(tmp_path) == recorded
    assert tuple(newest_events(tmp_path)) == recorded[::-1]


def test_the_file_of_an_event_says_everything(tmp_path: Path) -> None:
    record_event(tmp_path, event())
    assert json.loads((tmp_path / "events" / "00000001.json").read_text("utf-8")) == {
        "event_version": 1,
        "asked": ADDRESS,
        "way": [ADDRESS],
        "at": "2024-03-01T12:00:00+00:00",
        "outcome": "new",
        "status": 200,
        "headers": {"etag": '"1"'},
        "sha256": "ab" * 32,
        "captured_at": None,
        "digest": None,
        "error": None,
        "number": 1,
        "settled": False,
    }


def test_a_raw_store_without_events_has_none(tmp_path: Path) -> None:
    assert fetch_events(tmp_path / "raw") == ()


def test_a_clock_set_back_changes_no_order(tmp_path: Path) -> None:
    for hours in (0, -5):
        record_event(tmp_path, event(at=NOON + timedelta(hours=hours)))
    events = fetch_events(tmp_path)
    assert [event.at for event in events] == [NOON, NOON - timedelta(hours=5)]


def test_when_a_document_was_captured_follows_from_the_events() -> None:
    days = [NOON + timedelta(days=n) for n in range(5)]
    events = [
        event(at=days[0], outcome=FetchOutcome.FAILED, sha256=None),
        event(at=days[1], captured_at=NOON - timedelta(days=50)),
        event(at=days[2], captured_at=NOON - timedelta(days=90)),
        event(at=days[3], outcome=FetchOutcome.NOT_MODIFIED),
        event(at=days[4], sha256="cd" * 32),
    ]
    ours, other, unknown = "ab" * 32, "cd" * 32, "ef" * 32
    assert first_captured(events, ours) == NOON - timedelta(days=90)
    assert first_captured(events, other) is None
    assert first_captured(events, unknown) is None


@pytest.mark.parametrize("content", ["", "{", '{"asked": "x"}', "[1]"])
def test_a_damaged_event_is_named(tmp_path: Path, content: str) -> None:
    record_event(tmp_path, event())
    (tmp_path / "events" / "00000001.json").write_text(content, encoding="utf-8")
    with pytest.raises(WarehouseDamagedError, match="expected the record of a fetch"):
        fetch_events(tmp_path)


def test_two_processes_at_once_lose_no_event(tmp_path: Path) -> None:
    processes = [writer(tmp_path, 30, name) for name in ("one", "two")]
    printed = [int(line) for process in processes for line in process.communicate()[0].split()]
    assert sorted(printed) == list(range(1, 61))
    asked = [one.asked for one in fetch_events(tmp_path)]
    assert (asked.count("one"), asked.count("two")) == (30, 30)


def test_a_killed_process_leaves_every_event_it_had_recorded(tmp_path: Path) -> None:
    numbers: list[int] = []
    for pause in (0.0, 0.003, 0.007):
        with writer(tmp_path, 100_000) as process:
            assert process.stdout
            numbers.append(int(process.stdout.readline()))
            time.sleep(pause)
            process.send_signal(signal.SIGKILL)
            numbers.extend(int(line) for line in process.stdout.read().split())
    events = [one.number for one in fetch_events(tmp_path)]
    assert events == list(range(1, len(events) + 1))
    # One may have moved into place just before its number could be printed.
    assert set(numbers) <= set(events)
    assert len(events) - len(numbers) <= 3
    record_event(tmp_path, event())
    assert list((tmp_path / "events").glob(".tmp-*")) == []


def test_a_writer_that_never_ends_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.acquire.rawstore.WAIT_SECONDS", 0.05)
    with (
        raw_lock(tmp_path),
        pytest.raises(WarehouseBusyError, match="is held by another process"),
        raw_lock(tmp_path),
    ):
        pass


def test_a_raw_store_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("", encoding="utf-8")
    with pytest.raises(WarehouseNotWritableError, match="raw"):
        record_event(tmp_path / "raw", event())
