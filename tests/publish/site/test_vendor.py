"""What others made is the file that they published, and nothing else is taken in its place."""

from __future__ import annotations

import hashlib
import os
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.builders.vendor import ASSETS, SHA256, TAKEN, main


def test_the_files_are_those_of_the_recorded_hashes() -> None:
    assert set(TAKEN.values()) == SHA256.keys()
    for name, sha256 in SHA256.items():
        assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == sha256, name


def test_a_package_of_another_hash_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tarfile.open(tmp_path / "other.tgz", "w:gz") as archive:
        for name in TAKEN:
            entry = tarfile.TarInfo(name)
            entry.size = 4
            archive.addfile(entry, BytesIO(b"evil"))
    npm, out = tmp_path / "npm", tmp_path / "out"
    npm.write_text(f"#!/bin/sh\ncp {tmp_path}/other.tgz .\n")
    npm.chmod(0o755)
    out.mkdir()
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    refused = CliRunner().invoke(main, ["--out", str(out)])
    assert refused.exit_code == 1
    assert "@panzoom/panzoom@4.6.2: expected SHA-512 Zn3B5/" in refused.output
    assert list(out.iterdir()) == []
