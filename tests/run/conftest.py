"""What a document says is read from it once in a process; what is done with it is tried often.

What takes longest of what is published (the workbook, the areas, a file for each municipality, the
comments in the database) is left to the tests of exports and of the store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.model import Interpretation
from pipeline.run.read import read_figures
from tests.builders.exported import leave_out_what_takes_long
from tests.builders.here import work_here

_read: dict[tuple[str, str, str], Interpretation] = {}


@pytest.fixture(scope="package", autouse=True)
def _cheap() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        leave_out_what_takes_long(patch)
        patch.setattr("pipeline.store.database.add_comments", lambda _: None)
        patch.setattr("pipeline.run.checked.read_figures", _read_or_remembered)
        work_here(patch)
        yield


def _read_or_remembered(path: Path, name: str, engine: str, **more: bool) -> Interpretation:
    """What the same bytes gave before; errors are not remembered."""
    if not path.is_file():
        return read_figures(path, name, engine, **more)
    asked = hashlib.sha256(path.read_bytes()).hexdigest(), name, engine
    if asked not in _read:
        _read[asked] = read_figures(path, name, engine, **more)
    return _read[asked]
