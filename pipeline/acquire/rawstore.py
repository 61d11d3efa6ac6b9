"""The raw store: each document once, named by the hash of its bytes, never overwritten.

<sha256>.pdf    the bytes as published
<sha256>.json   where they came from and when they were first seen
events/         what happened at each fetch (`pipeline.acquire.events`)
"""

import hashlib
import json
from datetime import datetime
from pathlib import Path

from pipeline.acquire.rawlock import raw_lock
from pipeline.errors import WarehouseDamagedError
from pipeline.files import sweep, write_file
from pipeline.model import Document

RECORD_VERSION = 1


def keep_document(
    content: bytes,
    raw_dir: Path,
    original_name: str,
    seen_at: datetime,
    url: str | None = None,
    captured_at: datetime | None = None,
) -> Document:
    """Keep a document's bytes, unless they are there, and return what is known of it.

    Raises:
        WarehouseDamagedError: other bytes lie under this hash.
        WarehouseBusyError, WarehouseNotWritableError: the raw store cannot be written.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    with raw_lock(raw_dir):
        sweep(raw_dir)
        if not _pdf(raw_dir, sha256).exists():
            write_file(_pdf(raw_dir, sha256), content)
        known = find_document(raw_dir, sha256)
        if known is not None:
            return known
        path = _pdf(raw_dir, sha256)
        _check_bytes(path, sha256)
        document = Document(sha256, path, len(content), original_name, seen_at, url, captured_at)
        write_file(_record(raw_dir, sha256), _record_bytes(document))
    return document


def find_document(raw_dir: Path, sha256: str) -> Document | None:
    """Return a kept document; None where it or its record is missing.

    Raises:
        WarehouseDamagedError: its bytes are not those of its name, or the record is unreadable.
    """
    path, record_path = _pdf(raw_dir, sha256), _record(raw_dir, sha256)
    if not (path.exists() and record_path.exists()):
        return None
    _check_bytes(path, sha256)
    try:
        record = json.loads(record_path.read_text("utf-8"))
        first_seen = datetime.fromisoformat(record["first_seen"])
        name, url = str(record["original_name"]), record["url"]
        # Records of earlier releases know no archive.
        captured = record.get("captured_at")
        captured_at = datetime.fromisoformat(captured) if captured else None
    except (ValueError, KeyError, TypeError) as error:
        raise WarehouseDamagedError(
            record_path,
            "the record of a document",
            str(error),
            "remove it and ingest the PDF again",
        ) from error
    return Document(sha256, path, path.stat().st_size, name, first_seen, url, captured_at)


def _check_bytes(path: Path, sha256: str) -> None:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise WarehouseDamagedError(
            path, f"bytes of hash {sha256}", f"hash {found}", "put the original file back there"
        )


def _record_bytes(document: Document) -> bytes:
    record = {
        "record_version": RECORD_VERSION,
        "sha256": document.sha256,
        "size_bytes": document.size_bytes,
        "original_name": document.original_name,
        "first_seen": document.first_seen.isoformat(),
        "url": document.url,
        "captured_at": document.captured_at.isoformat() if document.captured_at else None,
    }
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def _pdf(raw_dir: Path, sha256: str) -> Path:
    return raw_dir / f"{sha256}.pdf"


def _record(raw_dir: Path, sha256: str) -> Path:
    return raw_dir / f"{sha256}.json"
