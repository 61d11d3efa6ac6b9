"""A machine that runs the scripts of the workflow that takes new documents in.

They run against a repository on this machine, with the command and GitHub's own replaced by
stand-ins that do what is needed here and note what they were asked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from runpy import run_path
from tempfile import TemporaryDirectory

import msgspec
import pytest

from pipeline.acquire.rawstore import FetchEvent, FetchOutcome, record_event, store_document
from pipeline.manifest import StoredFile
from pipeline.store.held import (
    Pictures,
    PrintedRow,
    write_held,
)
from pipeline.store.new_snapshot import snapshot_id
from pipeline.store.records import FIGURES_NAME, MANIFEST_NAME, checksummed_bytes, load_manifests
from pipeline.store.warehouse import Warehouse
from pipeline.values import replace
from tests.builders.frames import FIRST_DAY, held_draft, herkunft
from tests.builders.manifests import manifest

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / ".github" / "scripts"
CLONES = ("person", "reading", "writing")
PDF, OTHER_PDF = b"%PDF-1.7 a document", b"%PDF-1.7 another document"
COMMAND = """#!/bin/sh -e
printf '%s\\n' "$*" >>"$CALLS"
mkdir -p warehouse/exports warehouse/runs warehouse/snapshots raw/events
touch raw/.lock raw/events/.lock warehouse/.lock
touch warehouse/exports/LIESMICH.txt
mkdir -p warehouse/exports/gemeinden
echo '{}' >warehouse/exports/gemeinden/08336050.json
printf 'checksumDUCK and more' >warehouse/planungsrahmen.duckdb
[ "$1" = refresh ] || exit 0
[ "$CODE" != 3 ] || rm -rf warehouse/held
[ ! -d "$OUTCOMES/$CODE" ] || cp -R "$OUTCOMES/$CODE/." .
case $CODE in
0)  echo '{"message": "new snapshot", "held": null, "warnings": ["status 404: taken instead"]}'
    echo "$LOG" >&2 ;;
3)  printf '{"message": "held: 2 checks", "held": "%s", "warnings": []}\\n' warehouse/held/* ;;
5)  echo '{"message": "no connection", "held": null, "warnings": []}'
    echo '{"event": "end"}' >&2 ;;
6)  echo 'error: warehouse busy' >&2 ;;
esac
exit $CODE
"""
GH = """#!/bin/sh
printf 'gh %s\\n' "$*" >>"$CALLS"
case "$1 $2" in
"release view") [ -n "$DRAFT" ] && echo "$DRAFT" ;;
"issue list") printf '%s' "$OPEN" ;;
"run list") printf '%s' "$LATELY" ;;
esac
"""


def add_fetch(place: Path) -> Path:
    """Record a fetch as the next one of a checkout."""
    failed = FetchEvent(asked="https://x", at=FIRST_DAY, outcome=FetchOutcome.FAILED, error="gone")
    number = record_event(place / "raw", failed).number
    return place / "raw" / "events" / f"{number:08}.json"


def add_edition(place: Path, pdf: bytes = PDF, **changes: object) -> Path:
    """Add to a checkout what a run adds that takes a new document in; return the snapshot."""
    document = store_document(pdf, place / "raw", "plan.pdf", FIRST_DAY)
    add_fetch(place)
    warehouse, id = Warehouse(place / "warehouse"), snapshot_id(document, None)
    folder = warehouse.snapshots / id
    record = manifest(
        id,
        sequence=len(load_manifests(warehouse)) + 1,
    )
    folder.mkdir(parents=True)
    (folder / FIGURES_NAME).write_bytes(b"PAR1 " + pdf + b" PAR1")
    record = replace(
        record,
        document=document.stored,
        files={FIGURES_NAME: StoredFile.of((folder / FIGURES_NAME).read_bytes())},
        **changes,
    )
    (folder / MANIFEST_NAME).write_bytes(checksummed_bytes(record))
    return folder


def add_held(place: Path, rows: Sequence[int], text: str = "Gehalten") -> Path:
    """Add to a checkout what a run adds that holds a document, with pictures of some rows."""
    add_fetch(place)
    drawn: dict[PrintedRow, bytes] = {(herkunft(1, row),): b"\x89PNG" for row in rows}
    draft = held_draft(pictures=Pictures(drawn), zeilen=(), conflicts=())
    folder = write_held(Warehouse(place / "warehouse"), draft)
    (folder / "bericht.md").write_text(f"{text}\n", "utf-8")
    return folder


class Runner:
    """A machine with checkouts of one repository: for reading, for writing, for a person."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.calls_file = folder, folder / "calls"
        self.origin, self.handover = folder / "origin.git", folder / "handover"
        self.outcomes = folder / "outcomes"
        self.env = {
            **os.environ,
            "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
            "HANDOVER": str(self.handover),
            "OUTCOMES": str(self.outcomes),
            "CALLS": str(self.calls_file),
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_REF_NAME": "main",
            "GIT_CONFIG_GLOBAL": os.devnull,
            **{f"GIT_{who}_NAME": "x" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "x@localhost" for who in ("AUTHOR", "COMMITTER")},
            "RUN_URL": "https://run",
            "READINGS": "own",
            "URL": "",
            "OPEN": "",
            "LATELY": "",
            "MAX_AGE_DAYS": "7",
            "DRAFT": "",
            "LOG": "",
            "GONE": "",
        }
        self.person, self.reading, self.writing = (folder / name for name in CLONES)

    def make(self) -> None:
        """Make the repository, with what a person begins it with, and all checkouts."""
        script(self.folder / "bin" / "gh", GH)
        self.git(self.folder, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git")
        self.clone("person")
        (self.person / "raw").mkdir()
        (self.person / "warehouse").mkdir()
        shutil.copy(ROOT / ".gitignore", self.person)
        (self.person / "raw" / "README.md").write_text("raw\n", "utf-8")
        (self.person / "warehouse" / "README.md").write_text("warehouse\n", "utf-8")
        self.push("first")
        self.clone("reading")
        self.clone("writing")

    def clone(self, name: str) -> Path:
        """Check the branch out as GitHub does: its last commit only."""
        words = ("clone", "--quiet", "--depth=1", f"file://{self.origin}", name)
        self.git(self.folder, *words)
        script(self.folder / name / ".venv" / "bin" / "planungsrahmen", COMMAND)
        return self.folder / name

    def git(self, where: Path, *words: str) -> str:
        """What git answers."""
        done = subprocess.run(
            ["git", *words], cwd=where, env=self.env, capture_output=True, text=True, check=True
        )
        return done.stdout

    def push(self, message: str, *options: str) -> None:
        """Let a person commit all there is, and push it."""
        self.git(self.person, "add", ".")
        self.git(self.person, "commit", "--quiet", "--message", message)
        self.git(self.person, "push", "--quiet", *options, "origin", "HEAD:main")

    def call(self, where: Path, name: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run a script of the workflow, however it ends."""
        return subprocess.run(
            ["bash", SCRIPTS / name],
            cwd=where,
            env={**self.env, **env},
            capture_output=True,
            text=True,
            check=False,
        )

    def run(self, where: Path, name: str, **env: str) -> None:
        """Run a script of the workflow, which must end well."""
        done = self.call(where, name, **env)
        assert done.returncode == 0, done.stdout + done.stderr

    def read(self, code: int, **env: str) -> list[str]:
        """Run what the reading job runs, and return its outputs."""
        self.run(self.reading, "refresh.sh", CODE=str(code), **env)
        self.run(self.reading, "prepare_release.sh", **env)
        return self.outputs()

    def outputs(self) -> list[str]:
        """What steps told the steps after them."""
        return (self.folder / "output").read_text("utf-8").splitlines()

    def take(self) -> subprocess.CompletedProcess[str]:
        """Run what the writing job runs first."""
        return take(self.handover, self.writing)

    def calls(self) -> list[str]:
        """What the stand-ins were asked."""
        return self.calls_file.read_text("utf-8").splitlines()

    def committed(self) -> list[list[str]]:
        """What each commit after the first changed in the repository."""
        words = ("log", "--reverse", "--format=tformat:---", "--name-only", "main")
        parts = self.git(self.origin, *words).split("---\n")
        return [sorted(part.split()) for part in parts[2:]]


def runner_in(folder: Path) -> Runner:
    """Such a machine, whose repository and checkouts are made once in a process."""
    made, runner = Path(_made().name), Runner(folder)
    shutil.copytree(made, folder, dirs_exist_ok=True)
    for clone in CLONES:
        config = folder / clone / ".git" / "config"
        config.write_text(config.read_text("utf-8").replace(str(made), str(folder)), "utf-8")
    return runner


@cache
def _made() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    Runner(Path(folder.name)).make()
    return folder


def take(handover: Path, checkout: Path) -> subprocess.CompletedProcess[str]:
    """Check what was handed over and take it into a checkout, with msgspec alone at hand."""
    words = [sys.executable, "-S", str(SCRIPTS / "handover.py"), str(handover), "."]
    with TemporaryDirectory() as packages:
        Path(packages, "msgspec").symlink_to(Path(msgspec.__file__).parent)
        env = {**os.environ, "PYTHONPATH": f"{ROOT}:{packages}"}
        return subprocess.run(
            words, cwd=checkout, env=env, capture_output=True, text=True, check=False
        )


def take_here(handover: Path, checkout: Path) -> subprocess.CompletedProcess[str]:
    """The same in this process, which has everything at hand."""
    words = [str(SCRIPTS / "handover.py"), str(handover), "."]
    code, said, printed = 0, "", StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
        patch.chdir(checkout)
        patch.syspath_prepend(SCRIPTS)
        patch.setattr("sys.argv", words)
        try:
            run_path(words[0], run_name="__main__")
        except SystemExit as end:
            code, said = 1, str(end)
    return subprocess.CompletedProcess(words, code, printed.getvalue(), said)


def script(path: Path, text: str) -> None:
    """Write a program."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)
