"""The command in processes of its own, and warehouses in which it works."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer

from pipeline.errors import PlanungsrahmenError
from pipeline.store.proof import verify_files
from pipeline.store.query import run_query
from pipeline.store.warehouse import Warehouse
from tests.paths import ROOT, SAMPLES

EARLIER = SAMPLES / "vorlaeufig-2017-07_synthetic.pdf"
LATER = SAMPLES / "endgueltig-2018-01_synthetic.pdf"
ROWS = 1_101
"""Of each sample."""
COMMAND = (sys.executable, "-m", "pipeline")
HANGS_SECONDS = 900
KIB_OF_MAXRSS = 1024 if sys.platform == "darwin" else 1
LEFT_OVER = (".tmp-", ".old-")


@dataclass(frozen=True)
class Done:
    """A process that has ended."""

    code: int
    """Negative: by that signal."""
    out: str
    err: str
    seconds: float
    cpu_seconds: float
    """Of the process and of those it waited for."""
    peak_mib: int
    """The highest of these."""

    @property
    def last_line(self) -> str:
        """What it said last of what went wrong."""
        return (self.err.strip() or "nothing").splitlines()[-1]

    @property
    def crashed(self) -> bool:
        """Whether it ended by a signal, as a bug, or with a traceback."""
        return self.code < 0 or self.code == 1 or "Traceback (most" in self.err


def run(*words: str | Path, command: Sequence[str] = COMMAND) -> Done:
    """Run the command to its end; one that hangs is killed."""
    with TemporaryFile() as out, TemporaryFile() as err:
        started = time.monotonic()
        process = subprocess.Popen(
            [*command, *map(str, words)], stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=ROOT
        )
        timer = Timer(HANGS_SECONDS, process.kill)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - started
        return Done(
            code=process.returncode,
            out=_text(out.fileno()),
            err=_text(err.fileno()),
            seconds=seconds,
            cpu_seconds=usage.ru_utime + usage.ru_stime,
            peak_mib=usage.ru_maxrss // KIB_OF_MAXRSS // 1024,
        )


def _text(descriptor: int) -> str:
    return os.pread(descriptor, os.fstat(descriptor).st_size, 0).decode("utf-8", "replace")


@dataclass(frozen=True)
class Place:
    """A warehouse, with its documents in it."""

    root: Path

    @property
    def warehouse(self) -> Warehouse:
        """As the store sees it."""
        return Warehouse(self.root)

    @property
    def raw(self) -> Path:
        """Where its documents lie."""
        return self.root / "raw"

    def run(self, *words: str | Path, command: Sequence[str] = COMMAND) -> Done:
        """Run a command on it."""
        return run(*words, "--warehouse", self.root, command=command)

    def ingest(self, pdf: Path, *, command: Sequence[str] = COMMAND) -> Done:
        """Take a document in, with our own reading."""
        return self.run("ingest", pdf, "--readings", "own", "-q", command=command)

    def ask(self, sql: str) -> str:
        """The answer of the published database, or the kind of error, in one line."""
        try:
            return str(run_query(self.warehouse.database, sql).rows)
        except PlanungsrahmenError as error:
            return type(error).__name__

    def seen(self) -> Seen:
        """What readers are given."""
        editions = self.ask("SELECT snapshot_id, status FROM snapshots ORDER BY sequence")
        page = sum(path.is_file() for path in self.warehouse.site.rglob("*"))
        return Seen(editions, exported(self.warehouse.exports), page)

    def faults(self) -> list[str]:
        """What `verify` finds without reading a document again, and what lies about."""
        found = verify_files(self.warehouse, self.raw).differences
        left = [path for path in self.root.rglob(".*") if path.name.startswith(LEFT_OVER)]
        return [*map(str, found), *(f"left over: {path.name}" for path in left)]


@dataclass(frozen=True)
class Seen:
    """What readers are given, each as a text that can be compared."""

    editions: str
    exports: str
    page: int
    """Files of the page."""

    def is_of(self, *states: Seen) -> bool:
        """Return True if each part is as in one of these states."""
        return all(
            getattr(self, part) in {getattr(state, part) for state in states}
            for part in ("editions", "exports", "page")
        )


@contextmanager
def copied(base: Place, root: Path) -> Iterator[Place]:
    """A copy of a warehouse, removed in the end."""
    shutil.copytree(base.root, root)
    try:
        yield Place(root)
    finally:
        shutil.rmtree(root)


def exported(folder: Path) -> str:
    """The edition of the exports, of which every file is proved; or what is wrong with them."""
    index = folder / "index.json"
    if not index.exists():
        return "none" if (folder / "LIESMICH.txt").exists() or not folder.exists() else "no index"
    record = json.loads(index.read_bytes())
    for name, expected in record["dateien"].items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != expected["sha256"]:
            return f"torn: {name}"
    return str(record["snapshot_id"])
