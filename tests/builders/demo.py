"""The warehouse of `make demo`, with its documents, as our own engine reads them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.run.ingest import ingest
from pipeline.run.setup import OWN_ENGINE, Setup
from tests.builders.here import work_here
from tests.builders.remembered import remember_readings
from tests.builders.shared import shared_folder
from tests.paths import SAMPLES

EDITIONS = ("vorlaeufig-2017-07", "endgueltig-2018-01")


def copy_demo(root: Path) -> None:
    """Put a copy there of the warehouse that is built once for all workers."""
    shutil.copytree(shared_folder("demo", _build), root)


def _build(root: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        work_here(patch)
        remember_readings(patch)
        for edition in EDITIONS:
            ingest(SAMPLES / f"{edition}_synthetic.pdf", Setup(root, root / "raw", (OWN_ENGINE,)))
