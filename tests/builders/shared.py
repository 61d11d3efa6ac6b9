"""What takes long to make, made once for all workers of a run of the tests."""

import os
import pickle
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest

Made = TypeVar("Made")
_folder: list[Path] = []


def share(factory: pytest.TempPathFactory) -> None:
    """Say where it is put: where pytest puts what this run leaves."""
    own = factory.getbasetemp()
    _folder[:] = [own.parent if "PYTEST_XDIST_WORKER" in os.environ else own]


def shared_folder(name: str, make: Callable[[Path], None]) -> Path:
    """A folder that the first who asks for it fills; nobody changes it."""
    folder = _folder[0] if _folder else Path(_own().name)
    place = folder / name
    with (folder / f"{name}.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        if not place.exists():
            making = folder / f"{name}.making"
            making.mkdir()
            make(making)
            making.rename(place)
    return place


@cache
def _own() -> TemporaryDirectory[str]:
    """For a program that is no test."""
    return TemporaryDirectory()


def shared_value(name: str, make: Callable[[], Made]) -> Made:
    """What the first who asks for it made."""

    def keep(folder: Path) -> None:
        (folder / "value").write_bytes(pickle.dumps(make()))

    place = shared_folder(name, keep)
    made: Made = pickle.loads((place / "value").read_bytes())
    return made
