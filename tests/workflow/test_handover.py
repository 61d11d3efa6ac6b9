"""What the job that met bytes from outside hands over: what is taken of it, and what refused."""

import hashlib
import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.publish.edition import FILES
from tests.builders.demo import copy_demo
from tests.builders.handover import (
    NEW,
    OTHER,
    SEEN,
    SNAPSHOT,
    Handed,
    files,
    refusal,
    resealed,
)
from tests.builders.workflow import take, take_here


@pytest.fixture
def handed(tmp_path: Path) -> Handed:
    return Handed(tmp_path)


def test_the_next_edition_is_taken(handed: Handed) -> None:
    taken = take(handed.handover, handed.checkout)
    assert (taken.stderr, taken.stdout) == ("", "taken: 10 files to keep, 0 to release\n")
    assert {*files(handed.keep)} <= {*files(handed.checkout)}


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("keep/.github/workflows/x.yml", b"on: push", "no run writes a file of that name"),
        ("keep/raw/README.md", b"x", "no run writes a file of that name"),
        ("keep/raw/events/4.json", b"{}", "no run writes a file of that name"),
        (f"keep/raw/{'e' * 64}.pdf", b"other", "another hash than its name says"),
        (f"keep/raw/{OTHER}.json", b"{", "not JSON: "),
        (f"keep/raw/{OTHER}.json", b'{"a": NaN}', "not JSON: NaN is no number"),
        (f"keep/raw/{OTHER}.json", b"7" * 19, "not JSON: a number of 19 digits, expected 18"),
        (f"keep/raw/{OTHER}.json", b"[" * 21 + b"]" * 21, "nested too deeply, expected 20 levels"),
        (f"keep/raw/{OTHER}.json", b"[" * 99_999, "not JSON: maximum recursion depth exceeded"),
        (f"keep/warehouse/snapshots/{NEW}.withdrawn.json", b"{}", "no run writes a file of"),
        (f"keep/warehouse/held/{NEW}/decision.json", b"{}", "no run writes a file of"),
        ("keep/raw/events/00000001.json", b"[]", "is there with other bytes, and never changes"),
        ("release/evil.exe", b"", "nothing of that name is released"),
        ("release/planungsrahmen.duckdb", b"xDUCK" * 9, "does not begin and end as such a file"),
        ("release/planungsrahmen.parquet", b"PAR1" + b"x" * 9, "does not begin and end as such"),
        (f"keep/raw/{hashlib.sha256(b'%PDF').hexdigest()}.pdf", b"%PDF", "or its record is missi"),
        ("keep/raw/events/00000004.json", Path("/etc/passwd"), "no regular file"),
        ("keep/raw/x", Path("/etc"), "no regular file"),
        (f"keep/raw/{'e' * 64}.pdf", 64 * 1024 * 1024 + 1, "expected 67108864 at most"),
        ("keep/raw/events/00000004.json", 8 * 1024 * 1024 + 1, "expected 8388608 at most"),
    ],
)
def test_what_no_run_writes_is_refused(
    handed: Handed, name: str, content: bytes | int | Path, complaint: str
) -> None:
    path = handed.handover / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, Path):
        path.symlink_to(content)
    elif isinstance(content, int):
        path.touch()
        os.truncate(path, content)
    else:
        path.write_bytes(content)
    assert complaint in refusal(handed)


def test_what_is_released_is_looked_at_where_nothing_is_kept(handed: Handed) -> None:
    shutil.rmtree(handed.keep)
    handed.write(handed.handover, "release/planungsrahmen.duckdb", "checksumDUCK and more")
    assert take_here(handed.handover, handed.checkout).stdout == (
        "taken: 0 files to keep, 1 to release\n"
    )
    handed.write(handed.handover, "release/planungsrahmen.duckdb", "#!/bin/sh")
    assert refusal(handed).startswith("planungsrahmen.duckdb: does not begin and end as such")


def test_all_that_is_exported_may_be_released(handed: Handed, tmp_path: Path) -> None:
    copy_demo(tmp_path / "demo")
    exported = [path for path in (tmp_path / "demo" / "exports").iterdir() if path.is_file()]
    shutil.rmtree(handed.keep)
    (handed.handover / "release").mkdir()
    for path in exported:
        shutil.copy(path, handed.handover / "release")
    assert len(exported) == len(FILES)
    assert take_here(handed.handover, handed.checkout).stdout == (
        f"taken: 0 files to keep, {len(FILES)} to release\n"
    )


def test_all_files_together_have_a_most_too(handed: Handed) -> None:
    for number in range(5):
        path = handed.keep / "raw" / f"{str(number) * 64}.pdf"
        path.touch()
        os.truncate(path, 60 * 1024 * 1024)
    assert refusal(handed).endswith("keep: expected 268435456 bytes at most together")


@pytest.mark.parametrize("sequence", [1, 3, 2**31 - 1])
def test_a_snapshot_must_be_the_next_one(handed: Handed, sequence: int) -> None:
    resealed(handed, sequence=sequence)
    assert refusal(handed) == f"new snapshots are numbered [{sequence}], expected [2]"


def test_a_snapshot_has_its_figures_and_nothing_else(handed: Handed) -> None:
    resealed(handed, files={})
    assert refusal(handed) == f"{NEW}: has [], expected figures.parquet"


def test_a_snapshot_comes_with_its_document(handed: Handed) -> None:
    (handed.keep / "raw" / f"{OTHER}.pdf").unlink()
    assert refusal(handed) == f"raw/{OTHER}: the document or its record is missing"


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        (f"warehouse/snapshots/{NEW}/manifest.json", f"/{NEW}/manifest.json: expected content"),
        (f"raw/{OTHER}.json", f"raw/{OTHER}.json: expected the record of a document"),
        ("raw/events/00000003.json", "raw/events/00000003.json: expected the record of a fetch"),
        (f"warehouse/snapshots/{SNAPSHOT}.seen.json", ".seen.json: expected facts about snapshot"),
        ("warehouse/held/endgueltig-2018-01-5d2dced1/report.json", "commands could not read it: "),
    ],
)
def test_a_record_that_commands_could_not_read_is_refused(
    handed: Handed, name: str, complaint: str
) -> None:
    handed.write(handed.keep, name, '{"manifest_sha256": "x", "pictures": {}}')
    found = refusal(handed)
    assert found.startswith("commands could not read it: ")
    assert complaint in found
    assert str(handed.handover.parent) not in found


def test_a_held_run_is_the_next_one_at_most(handed: Handed) -> None:
    report = next(path for path in files(handed.keep) if path.endswith("report.json"))
    handed.rewrite(report, lambda record: record.update(sequence=10**17))
    id = report.split("/")[-2]
    assert refusal(handed) == f"held/{id}: is number {10**17}, expected 1 at most"


def test_a_moment_without_zone_is_refused(handed: Handed) -> None:
    resealed(handed, accepted_at=datetime(2024, 3, 1))  # noqa: DTZ001
    assert refusal(handed).startswith("commands could not read it: ")


def test_figures_are_those_of_their_manifest(handed: Handed) -> None:
    handed.write(handed.keep, f"warehouse/snapshots/{NEW}/figures.parquet", "other")
    assert f"commands could not read it: warehouse/snapshots/{NEW}/fig" in refusal(handed)


def test_a_fetch_must_be_the_next_one(handed: Handed) -> None:
    events = handed.keep / "raw" / "events"
    (events / "00000003.json").rename(events / "00000004.json")
    assert refusal(handed) == "new fetches are numbered [2, 4], expected [2, 3]"


def test_a_fetch_has_the_number_of_its_name(handed: Handed) -> None:
    handed.rewrite("raw/events/00000003.json", lambda record: record.update(number=99))
    assert refusal(handed) == "a fetch has another number than the name of its record"


def test_what_is_known_of_earlier_captures_is_not_lost(handed: Handed) -> None:
    handed.write(handed.keep, f"warehouse/snapshots/{SNAPSHOT}.seen.json", SEEN % "")
    assert refusal(handed) == f"{SNAPSHOT}.seen.json: lacks sightings that were known before"


def test_nothing_is_written_through_a_link_in_the_checkout(handed: Handed, tmp_path: Path) -> None:
    shutil.rmtree(handed.checkout / "raw")
    (tmp_path / "elsewhere").mkdir()
    (handed.checkout / "raw").symlink_to(tmp_path / "elsewhere")
    refused = take_here(handed.handover, handed.checkout)
    assert "its place in the checkout is a link" in refused.stderr
    assert list((tmp_path / "elsewhere").iterdir()) == []
