"""Records of snapshots without their files; a test states what it is about."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from pipeline.jsonfiles import to_json
from pipeline.manifest import Manifest, StoredDocument
from pipeline.model import NO_CLAIMS, Edition
from pipeline.store.records import FORMAT_VERSION, MANIFEST_NAME, checksummed_bytes
from pipeline.values import replace
from tests.builders.frames import FIRST_DAY


def manifest(
    id: str,
    *,
    document: str | None = None,
    published: str | None = None,
    accepted_at: datetime = FIRST_DAY,
    first_seen: datetime = FIRST_DAY,
    captured_at: datetime | None = None,
    **changes: object,
) -> Manifest:
    """A snapshot's record; one that was not published on a day known is of an unknown edition."""
    sha256 = hashlib.sha256((document or id).encode()).hexdigest()
    valid = Manifest(
        format_version=FORMAT_VERSION,
        id=id,
        sequence=1,
        document=StoredDocument(sha256, 5, "plan.pdf", None, first_seen, captured_at),
        series="igm_vwv_planungsrahmen",
        edition=Edition(f"e-{published}", "Ausgabe", "ein Jahr", published, 1, 1)
        if published
        else None,
        claims=NO_CLAIMS,
        synthetic=False,
        title_text="",
        page_count=1,
        rows=1,
        total_eur=Decimal(1),
        rows_sha256="",
        files={},
        readers=(),
        software={"planungsrahmen": "0"},
        columns=(),
        classes={},
        summen=(),
        checks=(),
        corrections=(),
        accepted_at=accepted_at,
        supersedes=None,
        supersedes_reason=None,
        reason=None,
        accepted_by=None,
        left_out=(),
    )
    return replace(valid, **changes)


def rewrite_manifest(folder: Path, *gone: str, **changes: object) -> None:
    """Change the record of a snapshot's folder, without some keys; its checksum is right again."""
    path = folder / MANIFEST_NAME
    content = {**json.loads(path.read_bytes()), **to_json(changes)}
    for key in (*gone, "manifest_sha256"):
        del content[key]
    path.write_bytes(checksummed_bytes(content))
