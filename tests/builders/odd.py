"""What may lie at a path that no run left there: something of another kind, or another record."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from pipeline.store.records import checksummed_bytes

MINE = "mine"
"""What a person keeps where it does not belong; it is never lost."""

Oddity: TypeAlias = "Callable[[Path], None] | Forged"


def clear(path: Path) -> None:
    """Remove whatever lies at a path."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def folder(path: Path) -> None:
    clear(path)
    path.mkdir()
    (path / "mine.txt").write_text(MINE)


def file(path: Path) -> None:
    clear(path)
    path.write_text(MINE)


def empty(path: Path) -> None:
    clear(path)
    path.touch()


def garbage(path: Path) -> None:
    clear(path)
    path.write_bytes(bytes(range(256)) * 20)


def cut(path: Path) -> None:
    content = path.read_bytes()
    clear(path)
    path.write_bytes(content[: len(content) // 2])


def dangling(path: Path) -> None:
    clear(path)
    path.symlink_to("nowhere")


def circle(path: Path) -> None:
    clear(path)
    path.symlink_to(path.name)


def pipe(path: Path) -> None:
    clear(path)
    os.mkfifo(path)


def locked(path: Path) -> None:
    path.chmod(0)


def read_only(path: Path) -> None:
    path.chmod(0o555)


FOR_A_FILE = (folder, dangling, circle, pipe, locked, empty, garbage, cut, clear)
FOR_A_FOLDER = (file, dangling, circle, pipe, locked, read_only, clear)
OF_WHAT_IS_THERE = (cut, clear, locked, read_only)
OF_ANOTHER_USER = (locked, read_only)
STRANGE: dict[str, Callable[[Any], Any]] = {
    "deleted": lambda value: value,
    "retyped": lambda value: [value] if isinstance(value, str | int | float) else 7,
    "emptied": lambda value: "" if value is None else type(value)(),
    "huge": lambda value: "x" * 10**6 if isinstance(value, str) else 10**30,
    "nan": lambda _: float("nan"),
    "unknown": lambda _: "unbekannt-2018-01-00000000",
    "changed": lambda value: value + 1 if isinstance(value, int) else f"{value}9",
    "later": lambda _: "2999-01-01T00:00:00+00:00",
}
"""What becomes of one value of a record."""


@dataclass(frozen=True)
class Forged:
    """One value of a JSON record is another, and its checksum fits again."""

    keys: tuple[str | int, ...]
    kind: str

    @property
    def __name__(self) -> str:
        return f"{self.kind} {'/'.join(map(str, self.keys))}"

    def __call__(self, path: Path) -> None:
        content = within = json.loads(path.read_bytes())
        for key in self.keys[:-1]:
            within = within[key]
        within[self.keys[-1]] = STRANGE[self.kind](within[self.keys[-1]])
        if self.kind == "deleted":
            del within[self.keys[-1]]
        text = json.dumps(content).encode()
        if content.pop("manifest_sha256", None) and "manifest_sha256" not in self.keys:
            text = checksummed_bytes(content)
        clear(path)
        path.write_bytes(text)


def places(value: Any) -> Iterator[tuple[str | int, ...]]:
    """Where in a record each value is; of those in a list the first."""
    for key, part in value.items() if isinstance(value, dict) else enumerate(value[:1]):
        yield (key,)
        if isinstance(part, dict | list):
            yield from ((key, *keys) for keys in places(part))
