"""Warehouse and raw store are told apart before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import ExitCode, SharedFolderError
from pipeline.run import backfill, ingest
from pipeline.run.recorded import check_apart
from pipeline.run.setup import Setup


@pytest.mark.parametrize(
    ("root", "raw_dir"),
    [
        ("one", "one"),
        ("one", "one/../one"),
        ("one", "link"),
        ("raw/events", "raw"),
        ("one", "one/snapshots"),
        ("one", "one/held/raw"),
        ("one", "one/exports"),
    ],
)
def test_one_folder_for_both_is_wrong_usage(tmp_path: Path, root: str, raw_dir: str) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "one")
    with pytest.raises(SharedFolderError, match="give --raw-dir a folder of its own") as caught:
        check_apart(tmp_path / root, tmp_path / raw_dir)
    assert caught.value.exit_code == ExitCode.USAGE


@pytest.mark.parametrize(
    ("root", "raw_dir"), [("warehouse", "raw"), ("one", "one/raw"), ("raw/warehouse", "raw")]
)
def test_folders_within_each_other_are_apart(tmp_path: Path, root: str, raw_dir: str) -> None:
    check_apart(tmp_path / root, tmp_path / raw_dir)


def test_commands_that_take_documents_in_write_nothing_then(tmp_path: Path) -> None:
    root = tmp_path / "one"
    pdf = tmp_path / "plan.pdf"
    pdf.write_bytes(b"%PDF-")
    takes: list[Callable[[], object]] = [
        lambda: ingest.ingest(pdf, Setup(root, root)),
        lambda: ingest.refresh(Setup(root, root), url="http://127.0.0.1:1/"),
        lambda: backfill.backfill(Setup(root, root), archive_url="http://127.0.0.1:1/"),
    ]
    for take in takes:
        with pytest.raises(SharedFolderError):
            take()
    assert list(tmp_path.iterdir()) == [pdf]
