"""The raw store: each document once, named by the hash of its bytes, never overwritten.

<sha256>.pdf    the bytes as published
<sha256>.json   where they came from and when they were first seen
events/         what happened at each fetch (`pipeline.acquire.events`)
"""

import hashlib
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import (
    BrokenPdfError,
    NotAPdfError,
    WarehouseDamagedError,
)
from pipeline.files import (
    find_regular,
    locked,
    make_folder,
    reading,
    sweep,
    write_file,
)
from pipeline.jsonfiles import find_record, record_bytes, to_json
from pipeline.logs import log_event
from pipeline.manifest import Document, StoredDocument
from pipeline.values import replace

RECORD_VERSION = 1
SIGNATURE = b"%PDF-"
SIGNATURE_WITHIN = 1024
"""A PDF begins within so many bytes (ISO 32000-1, annex H, implementation note 13)."""
MAX_FILE_BYTES = 256 * 1024 * 1024
"""The published document has well under one megabyte."""
WAIT_SECONDS = 10.0


def store_file(path: Path, raw_dir: Path, name: str | None = None) -> Document:
    """Store the bytes of a local PDF; messages call it `name`, if given.

    Raises:
        NotAPdfError: it does not begin as a PDF does; nothing is stored.
        BrokenPdfError: it is missing, no file, or far too large; nothing is stored.
    """
    name = name or str(path)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BrokenPdfError(name, f"it is larger than {MAX_FILE_BYTES} bytes")
        content = path.read_bytes()
    except OSError as error:
        raise BrokenPdfError(name, error.strerror or str(error)) from error
    if not begins_as_pdf(content):
        raise NotAPdfError(name, content[:SIGNATURE_WITHIN])
    document = store_document(content, raw_dir, path.name, datetime.now(UTC))
    log_event(
        "acquire",
        asked=name,
        outcome="local",
        bytes=document.size_bytes,
        document=document.sha256,
    )
    return document


def begins_as_pdf(content: bytes) -> bool:
    """Return True if bytes begin as those of a PDF do."""
    return SIGNATURE in content[:SIGNATURE_WITHIN]


def store_document(
    content: bytes,
    raw_dir: Path,
    original_name: str,
    seen_at: datetime,
    url: str | None = None,
    captured_at: datetime | None = None,
) -> Document:
    """Store a document's bytes, unless they are there, and return what is known of it.

    Raises:
        WarehouseDamagedError: other bytes lie under this hash.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path, record_path = _places(raw_dir, sha256)
    with raw_lock(raw_dir):
        sweep(raw_dir)
        if _find_bytes(path, sha256) is None:
            write_file(path, content)
        if known := find_document(raw_dir, sha256):
            return known
        stored = StoredDocument(sha256, len(content), original_name, url, seen_at, captured_at)
        record = {"record_version": RECORD_VERSION, **to_json(stored)}
        write_file(record_path, record_bytes(record))
    return stored.at(path)


def find_document(raw_dir: Path, sha256: str) -> Document | None:
    """Return a stored document; None where it or its record is missing.

    Raises:
        WarehouseDamagedError: its bytes are not those of its name, or the record is unreadable.
    """
    path, record_path = _places(raw_dir, sha256)
    if (content := _find_bytes(path, sha256)) is None:
        return None
    stored = find_record(record_path, "the record of a document", StoredDocument)
    return replace(stored, sha256=sha256, size_bytes=len(content)).at(path) if stored else None


def raw_lock(folder: Path) -> AbstractContextManager[int]:
    """Be the only writer in a folder of the raw store within the block."""
    return locked(make_folder(folder) / ".lock", WAIT_SECONDS, lambda: "another process")


def _find_bytes(path: Path, sha256: str) -> bytes | None:
    expected = f"bytes of hash {sha256}"
    with reading(path, expected):
        content = find_regular(path)
    if content is not None and (found := hashlib.sha256(content).hexdigest()) != sha256:
        raise WarehouseDamagedError(path, expected, f"hash {found}")
    return content


def _places(raw_dir: Path, sha256: str) -> tuple[Path, Path]:
    """Return where the bytes of a document lie, and their record."""
    return raw_dir / f"{sha256}.pdf", raw_dir / f"{sha256}.json"
