"""The raw store: each document once, with a record of where it came from."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.acquire.rawstore import find_document, store_document, store_file
from pipeline.errors import BrokenPdfError, WarehouseDamagedError
from pipeline.manifest import Document
from tests.builders.servers import PDF

SHA256 = hashlib.sha256(PDF).hexdigest()
NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
CAPTURED = datetime(2018, 1, 10, 12, tzinfo=UTC)


def keep(raw_dir: Path) -> Document:
    return store_document(PDF, raw_dir, "plan.pdf", NOON, "https://example.org/x", CAPTURED)


def test_a_document_is_found_as_it_was_kept(tmp_path: Path) -> None:
    kept = keep(tmp_path)
    assert kept == Document(
        sha256=SHA256,
        size_bytes=len(PDF),
        original_name="plan.pdf",
        url="https://example.org/x",
        first_seen=NOON,
        captured_at=CAPTURED,
        path=tmp_path / f"{SHA256}.pdf",
    )
    assert find_document(tmp_path, SHA256) == kept


def test_what_was_first_recorded_stays(tmp_path: Path) -> None:
    kept = keep(tmp_path)
    assert store_document(PDF, tmp_path, "other.pdf", datetime.now(UTC)) == kept


def test_bytes_under_a_foreign_name_are_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / f"{SHA256}.pdf"
    path.write_bytes(b"other")
    with pytest.raises(WarehouseDamagedError, match="put the original file back"):
        keep(tmp_path)
    (tmp_path / f"{SHA256}.json").write_text("{}", encoding="utf-8")
    with pytest.raises(WarehouseDamagedError, match="put the original file back"):
        keep(tmp_path)
    assert path.read_bytes() == b"other"


def test_what_a_killed_process_left_is_swept(tmp_path: Path) -> None:
    (tmp_path / ".tmp-half.pdf-1").write_bytes(PDF[:9])
    keep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".lock",
        f"{SHA256}.json",
        f"{SHA256}.pdf",
    ]


def test_a_file_is_not_read_beyond_what_may_be_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(PDF)
    monkeypatch.setattr("pipeline.acquire.rawstore.MAX_FILE_BYTES", len(PDF))
    assert store_file(path, tmp_path / "raw").size_bytes == len(PDF)
    monkeypatch.setattr("pipeline.acquire.rawstore.MAX_FILE_BYTES", len(PDF) - 1)
    with pytest.raises(BrokenPdfError, match=f"larger than {len(PDF) - 1} bytes"):
        store_file(path, tmp_path / "raw")
