"""Records of snapshots: those of earlier formats are read as if written today."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import WarehouseDamagedError
from pipeline.model import NO_CLAIMS, Claims, Reader
from pipeline.store import load_snapshots, read_manifest
from tests.builders.frames import snapshot_draft, warehouse_with


def rewrite(folder: Path, **changes: object) -> None:
    """Change a manifest's content, None for no such key, and seal it as it is always sealed."""
    path = folder / "manifest.json"
    content = {**json.loads(path.read_text(encoding="utf-8")), **changes}
    gone = {"manifest_sha256", *(key for key, value in changes.items() if value is None)}
    content = {key: value for key, value in content.items() if key not in gone}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    seal = hashlib.sha256(canonical.encode()).hexdigest()
    path.write_text(json.dumps({**content, "manifest_sha256": seal}), encoding="utf-8")


def test_a_manifest_of_the_first_format(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, snapshot_draft(reason="why"))
    [snapshot] = load_snapshots(warehouse)
    today = read_manifest(snapshot.path)
    old = {"engines": {"pdfium": "5.15"}, "format_version": 1}
    new = {"readers": None, "corrections": None, "series": None, "claims": None}
    rewrite(snapshot.path, **new, **old)
    assert read_manifest(snapshot.path) == replace(
        today, readers=(Reader("pdfium", "5.15", 4, ()),), corrections=()
    )


def test_a_manifest_of_the_second_format_asked_no_title(tmp_path: Path) -> None:
    claims = Claims("endgültig", "2019", "2019-03")
    draft = snapshot_draft(edition_id=None, claims=claims)
    [snapshot] = load_snapshots(warehouse_with(tmp_path, draft))
    today = read_manifest(snapshot.path)
    assert (today.series, today.claims) == ("igm_vwv_planungsrahmen", claims)
    rewrite(snapshot.path, series=None, claims=None, format_version=2)
    assert read_manifest(snapshot.path) == replace(today, claims=NO_CLAIMS)


def test_a_manifest_of_a_later_format(tmp_path: Path) -> None:
    [snapshot] = load_snapshots(warehouse_with(tmp_path, snapshot_draft()))
    rewrite(snapshot.path, format_version=4)
    with pytest.raises(WarehouseDamagedError, match="expected manifest format 3, found format 4"):
        read_manifest(snapshot.path)
