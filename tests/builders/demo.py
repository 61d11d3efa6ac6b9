"""The warehouse of `make demo`, with its documents, as our own engine reads them."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from pipeline.run.ingest import ingest
from pipeline.run.setup import OWN_ENGINE, Setup
from tests.builders.remembered import remember_readings
from tests.paths import SAMPLES

EDITIONS = ("vorlaeufig-2017-07", "endgueltig-2018-01")


def copy_demo(root: Path) -> None:
    """Put a copy there of the warehouse that is built once in a process."""
    shutil.copytree(_built().name, root)


@cache
def _built() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    root = Path(folder.name)
    with pytest.MonkeyPatch.context() as patch:
        remember_readings(patch)
        for edition in EDITIONS:
            ingest(SAMPLES / f"{edition}_synthetic.pdf", Setup(root, root / "raw", (OWN_ENGINE,)))
    return folder
