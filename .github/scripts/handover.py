"""Check what the job that read the document hands over, and put it into the checkout.

That job has read bytes from outside and is not believed: only files that a run may add are taken,
under the names and up to the sizes they may have, never a link, and never in place of one that is
there, but for what a run may write again. Decisions of people are none of them.

Usage: handover.py HANDOVER CHECKOUT
"""

import hashlib
import json
import re
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

ID = r"[a-z0-9]+(-[a-z0-9]+)*"
NEW = re.compile(
    r"raw/(?P<document>[0-9a-f]{64})\.pdf|raw/[0-9a-f]{64}\.json|raw/events/[0-9]+\.json"
    rf"|warehouse/snapshots/{ID}/(figures\.parquet|manifest\.json)"
)
WRITTEN_AGAIN = re.compile(
    rf"warehouse/snapshots/{ID}\.seen\.json"
    rf"|warehouse/held/{ID}/(bericht\.md|report\.json|rows\.csv|seite-[0-9a-z-]+\.png)"
)
RELEASED = re.compile(r"planungsrahmen\.duckdb|planungsrahmen\w*\.(csv|parquet|xlsx)|LIESMICH\.txt")
MOST_BYTES = 64 * 1024 * 1024
"""Of one file; the document has well under a million, the database of many editions some more."""
MOST_FILES = 2_000


class HandoverError(Exception):
    """Something was handed over that no run writes; nothing is taken."""


def take(handover: Path, checkout: Path) -> str:
    """Take what is to be kept, and say how many files that is."""
    kept = list(files_in(handover / "keep"))
    released = list(files_in(handover / "release"))
    for path in kept:
        check_kept(path, handover / "keep", checkout)
    for path in released:
        if not RELEASED.fullmatch(path.relative_to(handover / "release").as_posix()):
            raise HandoverError(f"{path}: nothing of that name is released")
    for path in kept:
        target = checkout / path.relative_to(handover / "keep")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return f"taken: {len(kept)} files to keep, {len(released)} to release\n"


def files_in(folder: Path) -> Iterator[Path]:
    """All files below a folder, if it is there; links and devices, or too much, are refused."""
    paths = sorted(folder.rglob("*")) if folder.is_dir() and not folder.is_symlink() else []
    if len(paths) > MOST_FILES:
        raise HandoverError(f"{folder}: {len(paths)} files, expected {MOST_FILES} at most")
    for path in paths:
        status = path.lstat()
        if stat.S_ISDIR(status.st_mode):
            continue
        if not stat.S_ISREG(status.st_mode):
            raise HandoverError(f"{path}: no regular file")
        if status.st_size > MOST_BYTES:
            raise HandoverError(f"{path}: {status.st_size} bytes, expected {MOST_BYTES} at most")
        yield path


def check_kept(path: Path, folder: Path, checkout: Path) -> None:
    """Refuse a file that no run adds to the repository, or not with that content."""
    name = path.relative_to(folder).as_posix()
    new, content, there = NEW.fullmatch(name), path.read_bytes(), checkout / name
    if new is None and not WRITTEN_AGAIN.fullmatch(name):
        raise HandoverError(f"{name}: no run writes a file of that name")
    if new and new["document"] and hashlib.sha256(content).hexdigest() != new["document"]:
        raise HandoverError(f"{name}: its bytes have another hash than its name says")
    if any(part.is_symlink() for part in (there, *there.parents)):
        raise HandoverError(f"{name}: its place in the checkout is a link")
    if new and there.exists() and there.read_bytes() != content:
        raise HandoverError(f"{name}: is there with other bytes, and never changes")
    if name.endswith(".json"):
        check_json(name, content)


def check_json(name: str, content: bytes) -> None:
    """Refuse what calls itself JSON and is none."""
    try:
        json.loads(content)
    except ValueError as error:
        raise HandoverError(f"{name}: not JSON: {error}") from error


if __name__ == "__main__":
    try:
        sys.stdout.write(take(Path(sys.argv[1]), Path(sys.argv[2]).resolve()))
    except HandoverError as error:
        sys.exit(f"refused, nothing was taken: {error}")
