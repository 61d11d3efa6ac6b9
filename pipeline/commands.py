"""Commands as they can be typed: called as this one was, quoted, with the folders that were given.

A message about something wrong ends with the command that mends it, and every one is made here.
This module is a leaf: it knows no stage.
"""

import os
import re
import shlex
import shutil
import sys
from itertools import chain, count
from pathlib import Path

NAME = "planungsrahmen"
WAREHOUSE = Path("warehouse")
"""The warehouse of a command that is given none."""
WAREHOUSE_VARIABLE = "PLANUNGSRAHMEN_WAREHOUSE"
"""The variable of the environment that names another one."""
WITHOUT_FOLDERS = frozenset({"extract"})
WITH_RAW_DIR = frozenset(
    {"ingest", "refresh", "backfill", "accept", "reprocess", "verify", "show", "site"}
)
REASON = ("--reason", "…")
"""A reason that is still to be written; commands refuse it as it stands."""
PDF = "PDF"
"""A file that is still to be named."""

ASIDE = ".aside"
"""In the name of what was moved away; nothing reads it."""

# Of what a warehouse or a raw store has, that which messages name.
SNAPSHOTS, HELD, RUNS, EXPORTS = "snapshots", "held", "runs", "exports"
DATABASE = f"{NAME}.duckdb"
MARK = ".unpublished"
HELD_REPORT = "bericht.md"
DECISION = "decision.json"
EVENTS = "events"

_RAW_RECORD = re.compile(r"[0-9a-f]{64}\.json")

_given: dict[str, Path] = {}


def give_folders(**folders: Path) -> None:
    """Say which folders (`warehouse`, `raw_dir`) the command was given; without any, forget all."""
    if not folders:
        _given.clear()
    _given.update(folders)


def usual_raw_dir(warehouse: Path) -> Path:
    """Return the folder of documents of a command that is given none, however that is typed."""
    return Path("raw") if warehouse.resolve() == WAREHOUSE.resolve() else warehouse / "raw"


def program() -> str:
    """Return how this software was called, to be typed again; its name where others call it."""
    called = Path(sys.argv[0])
    if called.parts[-2:] == ("pipeline", "__main__.py"):
        return f"{shlex.quote(sys.orig_argv[0])} -m pipeline"
    found = shutil.which(NAME)
    if called.name != NAME or not called.is_file() or (found and called.samefile(found)):
        return NAME
    return shlex.quote(str(called))


def command(*words: str, warehouse: Path | None = None, raw_dir: Path | None = None) -> str:
    """Return a command of this software; folders that it takes by itself are left out.

    What is not named here is as it was given to the command that runs.
    """
    typed = [program(), shlex.join(words)]
    by_itself = Path(os.environ.get(WAREHOUSE_VARIABLE) or WAREHOUSE)
    warehouse = warehouse or _given.get("warehouse", by_itself)
    usual = usual_raw_dir(warehouse)
    raw_dir = raw_dir or _given.get("raw_dir", usual)
    # Who types it may not have the variable.
    if words[0] not in WITHOUT_FOLDERS and not warehouse == by_itself == WAREHOUSE:
        typed += ["--warehouse", shlex.quote(str(warehouse))]
    if words[0] in WITH_RAW_DIR and raw_dir != usual:
        typed += ["--raw-dir", shlex.quote(str(raw_dir))]
    return " ".join(typed)


def move_command(path: Path) -> str:
    """Return the command that moves away what lies at a path, over nothing else."""
    return shlex.join(["mv", str(path), str(free_place(path.with_name(f"{path.name}{ASIDE}")))])


def permission_hint(path: Path) -> str:
    """Return what to do where the system alone knows why a path cannot be used."""
    return f"to see whose it is and who may use it, run: {shlex.join(['ls', '-ld', str(path)])}"


def free_place(place: Path) -> Path:
    """Return `place`, or one named like it, at which nothing lies, not even a broken link."""
    numbered = (place.with_name(f"{place.name}-{number}") for number in count(2))
    return next(path for path in chain([place], numbered) if not os.path.lexists(path))


def remedy_for(path: Path) -> str:
    """Return what to do about a missing or damaged file by where it lies; empty for other places.

    It lies in a warehouse (see `store/warehouse`) or a raw store (see `acquire/rawstore`).
    """
    folder, above = path.parent, path.parent.parent
    places = {one.name: one for one in (above, folder, path)}
    if path.suffix == ".pdf":
        return "put the original file back there"
    if path.name.startswith((DATABASE, MARK)):
        rebuild = command("rebuild", warehouse=folder)
        return f"to build it anew from the snapshots, run: {rebuild}"
    if SNAPSHOTS in (folder.name, above.name):
        return _remedy_for_snapshot(path if folder.name == SNAPSHOTS else folder)
    if above.name == HELD:
        anew = f"{move_command(folder)} && {command('ingest', PDF, warehouse=above.parent)}"
        return f"move the folder away and take the document in again: {anew}"
    if folder.name in (HELD, RUNS):
        return f"to move it away, run: {move_command(path)}"
    if exports := places.get(EXPORTS):
        anew = command("export", warehouse=exports.parent)
        return f"to write the exports anew, run: {anew}"
    if folder.name == EVENTS:
        return "restore it from a copy, or remove it"
    if not _RAW_RECORD.fullmatch(path.name):
        return ""
    take_in = command("ingest", PDF, raw_dir=folder)
    return f"restore it from a copy, or take the PDF in again without it: {take_in}"


def _remedy_for_snapshot(path: Path) -> str:
    """Return what to do about the folder of a snapshot, or about a record next to it."""
    id, _, kind = path.name.partition(".")
    # Giving up what was lost would read this very file.
    if kind == "forgotten.json":
        return "restore it from a copy, or move it out of the warehouse"
    give_up = command("rebuild", "--forget", id, warehouse=path.parent.parent)
    return f"restore it from a copy; to publish without it, for good, run: {give_up}"


def file_word(name: str, unnamed: str = "-") -> str:
    """Return a file for a command; what came by standard input may come so once more (`-`)."""
    return unnamed if name == STANDARD_INPUT else shlex.quote(name)


STANDARD_INPUT = "standard input"
"""What a document is called that came in so: it has no name of its own."""
