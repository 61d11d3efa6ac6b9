"""Every record that is kept as JSON is named where it is damaged, however it is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import pytest
from msgspec import convert

from pipeline.acquire.rawstore import (
    FetchEvent,
    FetchOutcome,
    fetch_events,
    find_document,
    record_event,
    store_document,
)
from pipeline.errors import ExitCode, WarehouseDamagedError
from pipeline.jsonfiles import from_json, in_utc, to_json
from pipeline.model import CheckResult, Herkunft, Summe
from pipeline.store.held import find_decidable, write_held
from pipeline.store.history import learn
from pipeline.store.records import Sighting, Withdrawal, find_facts, read_manifest
from pipeline.store.warehouse import Warehouse
from tests.builders.frames import (
    FIRST_DAY,
    check_result,
    edition,
    held_draft,
    herkunft,
    snapshot_draft,
    warehouse_with,
)
from tests.builders.manifests import rewrite_manifest

Reading: TypeAlias = tuple[Path, Callable[[], object]]
"""A record that was written, and what reads it."""


def raw_document(folder: Path) -> Reading:
    sha256 = store_document(b"%PDF-", folder, "plan.pdf", FIRST_DAY, captured_at=FIRST_DAY).sha256
    return folder / f"{sha256}.json", lambda: find_document(folder, sha256)


def fetch_event(folder: Path) -> Reading:
    record_event(
        folder,
        FetchEvent(asked="", at=FIRST_DAY, outcome=FetchOutcome.FAILED, captured_at=FIRST_DAY),
    )
    return folder / "events" / "00000001.json", lambda: fetch_events(folder)


def sightings(folder: Path) -> Reading:
    (folder / "snapshots").mkdir()
    learn(Warehouse(folder), "one", Sighting(FIRST_DAY, FIRST_DAY))
    path = folder / "snapshots" / "one.seen.json"
    return path, lambda: find_facts(Warehouse(folder), "one", Sighting)


def withdrawal(folder: Path) -> Reading:
    (folder / "snapshots").mkdir()
    learn(Warehouse(folder), "one", Withdrawal("Irrtum", "mia", FIRST_DAY))
    path = folder / "snapshots" / "one.withdrawn.json"
    return path, lambda: find_facts(Warehouse(folder), "one", Withdrawal)


def held_report(folder: Path) -> Reading:
    path = write_held(Warehouse(folder), held_draft()) / "report.json"
    return path, lambda: find_decidable(Warehouse(folder), "latest")


def checksummed_manifest(folder: Path) -> Reading:
    path = warehouse_with(folder, snapshot_draft()).snapshots
    (snapshot,) = path.iterdir()
    return snapshot / "manifest.json", lambda: read_manifest(snapshot)


each_record = pytest.mark.parametrize(
    "written",
    [raw_document, fetch_event, sightings, withdrawal, held_report, checksummed_manifest],
    ids=lambda write: write.__name__,
)


def named(reading: Reading) -> str:
    """What the reader says, which names the file."""
    path, read = reading
    with pytest.raises(WarehouseDamagedError) as caught:
        read()
    assert (caught.value.path, caught.value.exit_code) == (path, ExitCode.WAREHOUSE)
    assert len(str(caught.value)) < 1000
    return caught.value.found


@each_record
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[1]",
        b'"text"',
        b"null",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b"9" * 5_000,
        b'{"number": ' + b"9" * 5_000 + b"}",
    ],
    ids=["empty", "list", "text", "null", "nothing", "binary", "deep", "huge", "huge inside"],
)
def test_damage_is_named(
    tmp_path: Path, written: Callable[[Path], Reading], content: bytes
) -> None:
    reading = written(tmp_path)
    reading[1]()
    reading[0].write_bytes(content)
    assert named(reading)


MOMENT = re.compile(r'("\d{4}-\d\d-\d\dT[^"]*)\+00:00"')
each_wrong_moment = pytest.mark.parametrize(
    ("moment", "found"),
    [
        ("2024-03-01T12:00:00", "'2024-03-01T12:00:00' has no zone, as +00:00 would be one"),
        ("0001-01-01T00:00:00+14:00", "'0001-01-01T00:00:00+14:00' is outside of the years 1 to"),
        ("9999-12-31T23:59:59-01:00", "'9999-12-31T23:59:59-01:00' is outside of the years 1 to"),
        ("yesterday", "Invalid RFC3339 encoded datetime"),
    ],
)


@pytest.mark.parametrize("written", [raw_document, fetch_event, sightings, withdrawal])
@each_wrong_moment
def test_a_moment_that_is_none_is_named(
    tmp_path: Path, written: Callable[[Path], Reading], moment: str, found: str
) -> None:
    reading = written(tmp_path)
    content = reading[0].read_text("utf-8")
    moments = list(MOMENT.finditer(content))
    assert moments
    for match in moments:
        wrong = content[: match.start()] + json.dumps(moment) + content[match.end() :]
        reading[0].write_text(wrong, "utf-8")
        assert named(reading).startswith(found)


@each_wrong_moment
def test_a_held_run_without_its_moment_is_named(tmp_path: Path, moment: str, found: str) -> None:
    path, read = held_report(tmp_path)
    report = json.loads(path.read_bytes())
    path.write_text(json.dumps({**report, "held_at": moment}), "utf-8")
    assert named((path, read)).startswith(found)


def test_a_checksummed_manifest_without_zones_is_named(tmp_path: Path) -> None:
    naive = datetime(2024, 3, 1, 12)  # noqa: DTZ001 - the mistake itself
    path, read = checksummed_manifest(tmp_path)
    document = json.loads(path.read_bytes())["document"]
    for wrong in (
        {"accepted_at": naive},
        {"document": {**document, "first_seen": naive}},
        {"document": {**document, "captured_at": naive}},
    ):
        written = path.read_bytes()
        rewrite_manifest(path.parent, **wrong)
        found = "'2024-03-01T12:00:00' has no zone, as +00:00 would be one"
        assert named((path, read)).startswith(found)
        path.write_bytes(written)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("asked", 5),
        ("way", "https://example.org"),
        ("headers", ["etag"]),
        ("headers", {"etag": 1}),
        ("error", "\ud800"),
        ("settled", "no"),
        ("number", True),
    ],
)
def test_other_data_in_an_event_are_named(tmp_path: Path, key: str, value: object) -> None:
    path, read = fetch_event(tmp_path)
    path.write_text(json.dumps({**json.loads(path.read_bytes()), key: value}), "utf-8")
    assert named((path, read))


def test_a_document_that_is_a_folder_is_named(tmp_path: Path) -> None:
    record, read = raw_document(tmp_path)
    path = record.with_suffix(".pdf")
    path.unlink()
    path.mkdir()
    assert named((path, read)) == "Is a directory"


def test_moments_are_turned_to_utc() -> None:
    assert in_utc(datetime.fromisoformat("2024-03-01T13:00:00+01:00")) == datetime(
        2024, 3, 1, 12, tzinfo=UTC
    )
    assert in_utc(datetime.fromisoformat("2024-03-01T13:00:00+01:00")).utcoffset() == timedelta(0)


def test_nothing_is_lost_on_the_way() -> None:
    check = check_result(passed=False, rows=(herkunft(7, 31, 'mit "Anführung" und ü'),))
    summe = snapshot_draft().summen[0]
    assert convert(json.loads(json.dumps(to_json(check))), CheckResult) == check
    assert convert(json.loads(json.dumps(to_json(summe))), Summe) == summe
    assert convert(to_json(edition()), type(edition())) == edition()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"page": "1"}, "Expected `int`, got `str` - at `$.page`"),
        ({"page": True}, "Expected `int`, got `bool` - at `$.page`"),
        ({"bbox": None}, "Expected `array`, got `null` - at `$.bbox`"),
    ],
)
def test_other_data_are_refused(change: dict[str, object], found: str) -> None:
    with pytest.raises(ValueError, match=re.escape(found)):
        convert({**to_json(herkunft()), **change}, Herkunft)


def test_a_record_has_all_of_its_fields_and_no_other() -> None:
    said = "unknown keys ['extra'], missing keys ['reason']"
    told = to_json(Withdrawal("Irrtum", "mia", FIRST_DAY))
    told["extra"] = told.pop("reason")
    with pytest.raises(ValueError, match=re.escape(said)):
        from_json(told, Withdrawal)
