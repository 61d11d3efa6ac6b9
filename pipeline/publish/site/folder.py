"""The folder of the page: what is as it was is kept as it was, and all takes its place at once."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from pipeline.files import in_place, temporary, writing


class Written(Struct, frozen=True):
    """What became of a folder."""

    files: int
    changed: int
    """How many of them are new or have other bytes than before."""
    removed: int
    """How many are no longer there."""
    size_bytes: int


def write_folder(folder: Path, files: Iterable[tuple[str, bytes]]) -> Written:
    """Let a folder have these files, by their paths in it, and no others.

    A file that has the same bytes already stays the same file, with its time.
    """
    count = changed = size = 0
    kept = set()
    with temporary(folder, folder=True) as made:
        before = {path for path in folder.rglob("*") if path.is_file()}
        for name, content in files:
            old, new = folder / name, made / name
            same = old in before and old.read_bytes() == content
            with writing(folder):
                _place(new, content, old if same else None)
            count, changed, size = count + 1, changed + (not same), size + len(content)
            kept.add(old)
        removed = len(before - kept)
        if changed or removed:
            with in_place(made, folder, replace=True):
                pass
    return Written(count, changed, removed, size)


def _place(new: Path, content: bytes, old: Path | None) -> None:
    """Write a file, or let one that has not changed stand in the new folder too."""
    new.parent.mkdir(parents=True, exist_ok=True)
    if old:
        with suppress(OSError):  # a file system without links
            os.link(old, new)
            return
    new.write_bytes(content)
