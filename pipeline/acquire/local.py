"""A document handed over as a local file."""

from datetime import UTC, datetime
from pathlib import Path

from pipeline.acquire.rawstore import keep_document
from pipeline.errors import BrokenPdfError, NotAPdfError
from pipeline.logs import log_event
from pipeline.model import Document

HEADER_WITHIN = 1024
"""A PDF begins within so many bytes (ISO 32000-1, annex H, implementation note 13)."""
MAX_BYTES = 256 * 1024 * 1024
"""The published document has well under one megabyte."""


def take_in_file(path: Path, raw_dir: Path) -> Document:
    """Read a local PDF and keep its bytes in the raw store.

    Raises:
        NotAPdfError: it does not begin as a PDF does; nothing is kept.
        BrokenPdfError: it is not there, no file, or far too large; nothing is kept.
        WarehouseError: the raw store is damaged or cannot be written.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BrokenPdfError(path.name, f"it is larger than {MAX_BYTES} bytes")
        content = path.read_bytes()
    except OSError as error:
        raise BrokenPdfError(path.name, error.strerror or str(error)) from error
    if b"%PDF-" not in content[:HEADER_WITHIN]:
        raise NotAPdfError(path, content[:HEADER_WITHIN])
    document = keep_document(content, raw_dir, path.name, datetime.now(UTC))
    log_event(
        "acquire",
        asked=path,
        outcome="local",
        bytes=document.size_bytes,
        document=document.sha256,
    )
    return document
