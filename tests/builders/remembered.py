"""Documents that many tests of one process read: each is read once, in a child process as ever.

The samples are read once for all workers.
"""

import hashlib
from functools import partial
from pathlib import Path

import pytest

from pipeline.extract.sandbox import DEFAULT, Limits, read
from pipeline.model import Reading
from tests.builders.shared import shared_value
from tests.paths import SAMPLES

_read: dict[tuple[str, ...], Reading] = {}


def read_once(
    path: Path,
    engine: str,
    limits: Limits = DEFAULT,
    name: str | None = None,
    *,
    places: bool = False,
) -> Reading:
    """What the same bytes gave before; errors are not remembered."""
    if not path.is_file():
        return read(path, engine, limits, name, places=places)
    asked = hashlib.sha256(path.read_bytes()).hexdigest(), engine, *(["places"] if places else [])
    if asked not in _read:
        reading = partial(read, path, engine, limits, name, places=places)
        known = path.parent == SAMPLES
        _read[asked] = shared_value("-".join(asked), reading) if known else reading()
    return _read[asked]


def remember_readings(patch: pytest.MonkeyPatch) -> None:
    """Let whoever reads a document in this process read it once."""
    patch.setattr("pipeline.extract.sandbox.read", read_once)
    patch.setattr("pipeline.run.read.read", read_once)
