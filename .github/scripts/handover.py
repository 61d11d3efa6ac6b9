"""Check what the job that read the document hands over, and put it into the checkout.

That job has read bytes from outside and is not believed: only files that a run may add are taken,
under the names and up to the sizes they may have, never a link, and never in place of one that is
there, but for what a run may write again. Decisions of people are none of them.

What the checkout becomes is looked at before anything is taken (`readable.py`).

Usage: PYTHONPATH=CHECKOUT:PACKAGES handover.py HANDOVER CHECKOUT, where PACKAGES has msgspec
"""

import hashlib
import json
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from readable import (
    HandoverError,
    check_documents,
    check_fetches,
    check_held,
    check_kind,
    check_sightings,
    check_snapshots,
)

ID = r"[a-z0-9]+(-[a-z0-9]+)*"
NEW = re.compile(
    r"raw/(?P<document>[0-9a-f]{64})\.pdf|raw/(?P<record>[0-9a-f]{64})\.json"
    r"|raw/events/(?P<event>[0-9]{8})\.json"
    rf"|warehouse/snapshots/{ID}/(figures\.parquet|manifest\.json)"
)
WRITTEN_AGAIN = re.compile(
    rf"warehouse/snapshots/(?P<seen>{ID})\.seen\.json"
    rf"|warehouse/held/(?P<held>{ID})/(bericht\.md|report\.json|rows\.csv|seite-[0-9a-z-]+\.png)"
)
RELEASED = re.compile(
    r"planungsrahmen\.duckdb|planungsrahmen\w*\.(csv|geojson|parquet|xlsx|sqlite|zip)|LIESMICH\.txt"
    r"|CITATION\.cff|dcat\.ttl|(datapackage|datasette|index)\.json"
)
MOST_BYTES = 64 * 1024 * 1024
"""Of one file; the document has well under a million, the database of many editions some more."""
MOST_JSON_BYTES = 8 * 1024 * 1024
"""Of one record; that of a snapshot has some ten thousand, a report with every row a million."""
MOST_NESTED = 20
"""Lists and objects within each other; records have six."""
MOST_DIGITS = 18
"""Of a whole number, which then fits 64 bits."""
MOST_FILES = 2_000
MOST_BYTES_TOGETHER = 256 * 1024 * 1024
KEPT_IN = ("raw", "warehouse")


def take(handover: Path, checkout: Path) -> str:
    """Take what is to be kept, and say how many files that is."""
    keep, release = handover / "keep", handover / "release"
    kept, released = list(files_in(keep)), list(files_in(release))
    if kept:
        check_base(handover / "base", checkout)
    for name in kept:
        check_kept(name, keep, checkout)
    for name in released:
        if not RELEASED.fullmatch(name):
            raise HandoverError(f"{name}: nothing of that name is released")
        check_kind(name, (release / name).read_bytes())
    if kept:
        with TemporaryDirectory() as folder:
            try_out(kept, keep, checkout, Path(folder))
        put(kept, keep, checkout)
    return f"taken: {len(kept)} files to keep, {len(released)} to release\n"


def files_in(folder: Path) -> Iterator[str]:
    """Names of all files below a folder, if it is there; links, devices or too much are refused."""
    paths = sorted(folder.rglob("*")) if folder.is_dir() and not folder.is_symlink() else []
    if len(paths) > MOST_FILES:
        raise HandoverError(f"{folder}: {len(paths)} files, expected {MOST_FILES} at most")
    together = 0
    for path in paths:
        status = path.lstat()
        if stat.S_ISDIR(status.st_mode):
            continue
        if not stat.S_ISREG(status.st_mode):
            raise HandoverError(f"{path}: no regular file")
        most = MOST_JSON_BYTES if path.suffix == ".json" else MOST_BYTES
        if status.st_size > most:
            raise HandoverError(f"{path}: {status.st_size} bytes, expected {most} at most")
        together += status.st_size
        if together > MOST_BYTES_TOGETHER:
            raise HandoverError(f"{folder}: expected {MOST_BYTES_TOGETHER} bytes at most together")
        yield path.relative_to(folder).as_posix()


def check_kept(name: str, folder: Path, checkout: Path) -> None:
    """Refuse a file that no run adds to the repository, or not with that content."""
    new, content, there = NEW.fullmatch(name), (folder / name).read_bytes(), checkout / name
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
    """Refuse what calls itself JSON and is none, or is of a kind that trips up readers."""
    try:
        value = json.loads(content, parse_int=whole_number, parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        raise HandoverError(f"{name}: not JSON: {error}") from error
    level = [value]
    for _ in range(MOST_NESTED):
        level = [inner for outer in level for inner in within(outer)]
    if level:
        raise HandoverError(f"{name}: nested too deeply, expected {MOST_NESTED} levels at most")


def within(value: object) -> Sequence[object]:
    """What a list or object of JSON holds."""
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def whole_number(text: str) -> int:
    """Read a whole number of a size that databases know."""
    if len(text) > MOST_DIGITS:
        raise ValueError(f"a number of {len(text)} digits, expected {MOST_DIGITS} at most")
    return int(text)


def no_number(text: str) -> object:
    """Refuse NaN and infinities, which Python reads and JSON does not have."""
    raise ValueError(f"{text} is no number")


def check_base(base: Path, checkout: Path) -> None:
    """Refuse what was read beside other records than the branch has now.

    Snapshots and fetches are numbered by those before them.
    """
    command = ["git", "ls-tree", "HEAD", *KEPT_IN]
    now = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=True).stdout
    if base.read_text("utf-8") != now:
        raise HandoverError(
            "raw/ or warehouse/ changed on the branch since the document was read; run the whole "
            "workflow again: it fetches the document anew"
        )


def put(kept: Sequence[str], keep: Path, place: Path) -> None:
    """Copy what is kept to its place; pictures of a held run that its report lacks now go."""
    for name in kept:
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(keep / name, target)
    for id in named(WRITTEN_AGAIN, "held", kept):
        folder = place / "warehouse" / "held" / id
        pictures = json.loads((folder / "report.json").read_bytes())["pictures"]
        for picture in folder.glob("seite-*.png"):
            if picture.name not in pictures:
                picture.unlink()


def named(pattern: re.Pattern[str], group: str, names: Sequence[str]) -> list[str]:
    """What a group of a pattern finds in names, each once, in order."""
    found = (match[group] for name in names if (match := pattern.fullmatch(name)))
    return sorted({text for text in found if text})


def try_out(kept: Sequence[str], keep: Path, checkout: Path, trial: Path) -> None:
    """Put all into a copy, and refuse what commands could not read there."""
    for name in KEPT_IN:
        if (checkout / name).is_dir():
            shutil.copytree(checkout / name, trial / name, symlinks=True)
    try:
        put(kept, keep, trial)
        check_snapshots(checkout, trial)
        check_sightings(named(WRITTEN_AGAIN, "seen", kept), checkout, trial)
        check_held(named(WRITTEN_AGAIN, "held", kept), checkout, trial)
        hashes = {*named(NEW, "document", kept), *named(NEW, "record", kept)}
        check_documents(sorted(hashes), trial)
        check_fetches(named(NEW, "event", kept), checkout, trial)
    except HandoverError:
        raise
    except Exception as error:
        # Whatever a reader stumbles over here, commands would stumble over too.
        found = str(error).replace(f"{trial}/", "") or repr(error)
        raise HandoverError(f"commands could not read it: {found}") from error


if __name__ == "__main__":
    try:
        sys.stdout.write(take(Path(sys.argv[1]), Path(sys.argv[2]).resolve()))
    except HandoverError as error:
        sys.exit(f"refused, nothing was taken: {error}")
