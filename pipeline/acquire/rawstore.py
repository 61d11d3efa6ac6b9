"""The raw store: each document once, named by the hash of its bytes, never overwritten.

<sha256>.pdf    the bytes as published
<sha256>.json   where they came from and when they were first seen
events/         what happened at each fetch (`pipeline.acquire.events`)
"""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.acquire.rawlock import raw_lock
from pipeline.errors import WarehouseDamagedError
from pipeline.files import sweep, write_file
from pipeline.jsonform import from_json, to_json
from pipeline.model import Document
from pipeline.records import read_record, read_regular

RECORD_VERSION = 1


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept about a document beside what its bytes say themselves."""

    original_name: str
    first_seen: datetime
    url: str | None
    captured_at: datetime | None


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
        _checked_bytes(path, sha256)
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
    content = _checked_bytes(path, sha256)
    record = read_record(
        record_path,
        "the record of a document",
        "put it right, or remove it and take the PDF in again with 'ingest'",
        _from_record,
    )
    return Document(
        sha256,
        path,
        len(content),
        record.original_name,
        record.first_seen,
        record.url,
        record.captured_at,
    )


def _checked_bytes(path: Path, sha256: str) -> bytes:
    expected, remedy = f"bytes of hash {sha256}", "put the original file back there"
    try:
        content = read_regular(path)
    except OSError as error:
        found = error.strerror or str(error)
        raise WarehouseDamagedError(path, expected, found, remedy) from error
    if (found := hashlib.sha256(content).hexdigest()) != sha256:
        raise WarehouseDamagedError(path, expected, f"hash {found}", remedy)
    return content


def _from_record(record: dict[str, Any]) -> _Kept:
    # Records of earlier releases know no archive.
    known = {"captured_at": None, **record}
    return from_json(_Kept, {field.name: known[field.name] for field in fields(_Kept)})


def _record_bytes(document: Document) -> bytes:
    record = {
        "record_version": RECORD_VERSION,
        "sha256": document.sha256,
        "size_bytes": document.size_bytes,
        **to_json(
            _Kept(document.original_name, document.first_seen, document.url, document.captured_at)
        ),
    }
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def _pdf(raw_dir: Path, sha256: str) -> Path:
    return raw_dir / f"{sha256}.pdf"


def _record(raw_dir: Path, sha256: str) -> Path:
    return raw_dir / f"{sha256}.json"
