"""A checkout with one edition, and what is handed over to it."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.builders.manifests import rewrite_manifest
from tests.builders.workflow import OTHER_PDF, PDF, add_edition, add_held, take_here

SHA256, OTHER = (hashlib.sha256(content).hexdigest() for content in (PDF, OTHER_PDF))
SNAPSHOT, NEW = (f"2024-03-01-{sha256[:8]}" for sha256 in (SHA256, OTHER))
SEEN = f'{{"snapshot": "{SNAPSHOT}", "facts": [%s]}}'
SIGHTING = json.dumps(
    {"captured_at": "2019-01-01T00:00:00+00:00", "at": "2020-01-01T00:00:00+00:00", "after": 1}
)


class Handed:
    """A checkout with one edition, and the next one handed over."""

    def __init__(self, folder: Path) -> None:
        """A copy of those that are made once in a process."""
        self._places(folder)
        shutil.copytree(_made().name, folder, dirs_exist_ok=True)

    def _places(self, folder: Path) -> None:
        self.checkout, self.handover = folder / "checkout", folder / "handover"
        self.keep = self.handover / "keep"

    @classmethod
    def make(cls, folder: Path) -> None:
        """Make both."""
        self = cls.__new__(cls)
        self._places(folder)
        add_edition(self.checkout)
        self.write(self.checkout, f"warehouse/snapshots/{SNAPSHOT}.seen.json", SEEN % SIGHTING)
        for words in (("init", "--quiet"), ("add", "."), ("commit", "--quiet", "--message", "x")):
            self.git(*words)
        shutil.copytree(self.checkout, self.keep, ignore=shutil.ignore_patterns(".git", ".lock"))
        add_edition(self.keep, OTHER_PDF)
        add_held(self.keep, (3,))
        for path in files(self.checkout):
            (self.keep / path).unlink(missing_ok=True)
        for lock in self.keep.rglob(".lock"):
            lock.unlink()
        self.handover.joinpath("base").write_text(self.git("ls-tree", "HEAD", "raw", "warehouse"))

    def git(self, *words: str) -> str:
        who = ("-c", "user.name=x", "-c", "user.email=x@localhost")
        command = ["git", *who, *words]
        return subprocess.run(
            command, cwd=self.checkout, capture_output=True, text=True, check=True
        ).stdout

    def write(self, place: Path, name: str, content: str) -> None:
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")

    def rewrite(self, name: str, change: Callable[[dict[str, object]], object]) -> None:
        """Change a record that is handed over."""
        path = self.keep / name
        record = json.loads(path.read_bytes())
        change(record)
        path.write_text(json.dumps(record), "utf-8")


@cache
def _made() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    Handed.make(Path(folder.name))
    return folder


def files(folder: Path) -> Iterator[str]:
    """What lies in a checkout, without git's own."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(".git/"):
            yield name


def refusal(handed: Handed) -> str:
    """Why all is refused; nothing is taken then."""
    before = list(files(handed.checkout))
    refused = take_here(handed.handover, handed.checkout)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert list(files(handed.checkout)) == before
    assert "Traceback" not in refused.stderr
    return refused.stderr.removeprefix("refused, nothing was taken: ").strip()


def resealed(handed: Handed, **changes: object) -> None:
    """Hand over another manifest, whose checksum is right."""
    rewrite_manifest(handed.keep / "warehouse" / "snapshots" / NEW, **changes)
