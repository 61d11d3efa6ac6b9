"""Records of snapshots: those of the first format are read as if written today."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import WarehouseDamagedError
from pipeline.model import Reader
from pipeline.store import load_snapshots, read_manifest
from tests.builders.frames import snapshot_draft, warehouse_with


def rewrite(folder: Path, **changes: object) -> None:
    """Change a manifest's content, None for no such key, and seal it as it is always sealed."""
    path = folder / "manifest.json"
    content = {**json.loads(path.read_text(encoding="utf-8")), **changes}
    content = {k: v for k, v in content.items() if v is not None and k != "manifest_sha256"}
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    seal = hashlib.sha256(canonical.encode()).hexdigest()
    path.write_text(json.dumps({**content, "manifest_sha256": seal}), encoding="utf-8")


def test_a_manifest_of_the_first_format(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, snapshot_draft(reason="why"))
    [snapshot] = load_snapshots(warehouse)
    today = read_manifest(snapshot.path)
    old = {"engines": {"pdfium": "5.15"}, "supersedes": "", "format_version": 1}
    rewrite(snapshot.path, readers=None, corrections=None, **old)
    assert read_manifest(snapshot.path) == replace(
        today, readers=(Reader("pdfium", "5.15", 4, ()),), corrections=(), supersedes=""
    )


def test_a_manifest_of_a_later_format(tmp_path: Path) -> None:
    [snapshot] = load_snapshots(warehouse_with(tmp_path, snapshot_draft()))
    rewrite(snapshot.path, format_version=3)
    with pytest.raises(WarehouseDamagedError, match="expected manifest format 2, found format 3"):
        read_manifest(snapshot.path)
