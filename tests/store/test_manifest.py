"""Records of snapshots: those of earlier formats are read as if written today."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import WarehouseDamagedError
from pipeline.model import NO_CLAIMS, Claims, Reader
from pipeline.store import load_snapshots, read_manifest
from pipeline.store.formats import FORMAT_VERSION
from tests.builders.frames import snapshot_draft, warehouse_with

CLAIMED = ("series", "claims")


def rewrite(folder: Path, *gone: str, **changes: object) -> None:
    """Change a manifest's content, without some keys, and seal it as it is always sealed."""
    path = folder / "manifest.json"
    content = {**json.loads(path.read_text(encoding="utf-8")), **changes}
    content = {k: v for k, v in content.items() if k not in (*gone, "manifest_sha256")}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    seal = hashlib.sha256(canonical.encode()).hexdigest()
    path.write_text(json.dumps({**content, "manifest_sha256": seal}), encoding="utf-8")


def test_a_manifest_of_the_first_format(tmp_path: Path) -> None:
    [snapshot] = load_snapshots(warehouse_with(tmp_path, snapshot_draft(supersedes_reason="why")))
    today = read_manifest(snapshot.path)
    later = ("readers", "corrections", "accepted_by", "left_out", "supersedes_reason", *CLAIMED)
    rewrite(snapshot.path, *later, engines={"pdfium": "5.15"}, reason="why", format_version=1)
    assert read_manifest(snapshot.path) == replace(
        today, readers=(Reader("pdfium", "5.15", 4, ()),)
    )


@pytest.mark.parametrize(
    "reasons",
    [{"accepted_by": "mia", "reason": "why"}, {"accepted_by": None, "supersedes_reason": "why"}],
)
def test_a_manifest_of_the_second_format_has_one_reason_and_asked_no_title(
    tmp_path: Path, reasons: dict[str, Any]
) -> None:
    claims = Claims("endgültig", "2019", "2019-03")
    draft = snapshot_draft(edition_id=None, claims=claims, **reasons)
    [snapshot] = load_snapshots(warehouse_with(tmp_path, draft))
    today = read_manifest(snapshot.path)
    assert (today.series, today.claims) == ("igm_vwv_planungsrahmen", claims)
    rewrite(snapshot.path, "supersedes_reason", *CLAIMED, reason="why", format_version=2)
    assert read_manifest(snapshot.path) == replace(today, claims=NO_CLAIMS)


def test_a_manifest_of_a_later_format(tmp_path: Path) -> None:
    [snapshot] = load_snapshots(warehouse_with(tmp_path, snapshot_draft()))
    for version in (FORMAT_VERSION + 1, 0, None, "3"):
        rewrite(snapshot.path, format_version=version)
        found = f"expected manifest format {FORMAT_VERSION}, found format {version};"
        with pytest.raises(WarehouseDamagedError, match=found):
            read_manifest(snapshot.path)
