"""Commands over a warehouse in which something odd lies, each in a process of its own.

    python -m tests.builders.oddities [--states N] [--seed TEXT] [--only REGEX] [--quick]

All processes are forks of one that has already loaded the libraries and read the documents, so that
many cost little, and that has no other threads; one that waits for ever is killed. What lies at a
path of a copy of the warehouse is replaced by something of another kind, or one value of a record
by another. A command runs, and then what it said is done: what lies in the way is moved away, the
original restored, the database built anew. Each state after which not all is as it should be is
printed, and how many were tried.
"""

from __future__ import annotations

import difflib
import hashlib
import importlib
import json
import os
import random
import re
import shlex
import shutil
import signal
import stat
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import click
import pytest

from pipeline.cli.app import run_command_line
from pipeline.errors import ExitCode
from pipeline.run import checked, review
from tests.builders.documents import replaced
from tests.builders.exported import leave_out_what_takes_long
from tests.builders.faulty import Desk, print_few, spoil
from tests.builders.here import work_here
from tests.builders.odd import (
    FOR_A_FILE,
    FOR_A_FOLDER,
    MINE,
    OF_ANOTHER_USER,
    OF_WHAT_IS_THERE,
    STRANGE,
    Forged,
    Oddity,
    clear,
    file,
    folder,
    places,
)
from tests.builders.servers import PDF_TYPE, Server, reply, serve

NOBODY = 65534
PATIENCE_SECONDS = 60.0
HUNG = -1
EXPECTED = {ExitCode.DONE, ExitCode.USAGE, ExitCode.HELD, ExitCode.UNREACHABLE, ExitCode.WAREHOUSE}
ERROR = re.compile(r"^(?:error|difference): .*", re.MULTILINE)
MOVE = re.compile(r"run: (mv .+?)(?:; | && |$)", re.MULTILINE)
TO_DO = re.compile(r"run: |; (?:restore|put|move|remove|look|take|read|ingest)\b")
TOLD = re.compile(r"(?<=UTC, )[0-9.]+ \w+ ago|^last (?:run|try) .*$", re.MULTILINE)
"""What of a status changes with every run."""
FIGURES = """
    SELECT * FROM (
        SELECT snapshot_id, sum(hash(gemeinde_ags, betrag_eur)) FROM figures GROUP BY ALL
    ) JOIN snapshots USING (snapshot_id) ORDER BY ALL
"""
READING = ("status", "snapshots", "show", "diff", "query")
SAME_AFTER = (*(*READING, "verify", "refresh", "same", "rebuild", "reprocess", "export", "site"),)
"""Commands that change no figure."""
COMMANDS = (*SAME_AFTER, "new", "accept", "withdraw")
QUICK = ("status", "show", "query", "verify", "refresh", "rebuild")


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


# Processes


def run(place: Path, *words: str, user: int | None = None) -> Ended:
    """Run a command line as another process would, maybe as another user."""
    out, err = place / "stdout", place / "stderr"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the server's thread holds nothing
        child = os.fork()
    if child == 0:
        _be(words, user, out, err)
    return Ended(_wait(child), out.read_text("utf-8"), err.read_text("utf-8"))


def _be(words: tuple[str, ...], user: int | None, out: Path, err: Path) -> None:
    """In the forked process: run the command, and never return."""
    code: Any = 1
    try:
        for descriptor, path in ((1, out), (2, err)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), descriptor)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv = ["planungsrahmen", *words]
        if user is not None:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        run_command_line()
    except SystemExit as end:
        code = end.code or 0
    except BaseException:  # noqa: BLE001  as the interpreter does
        os.write(2, traceback.format_exc().encode())
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        if user is None:
            out.with_name("modules").write_text("\n".join(sys.modules))
        os._exit(code)


def _wait(child: int) -> int:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return HUNG


def _load_modules_of(place: Path) -> None:
    """Load what the last command loaded late: who runs as another user may be unable to."""
    for name in (place / "modules").read_text().splitlines():
        if name != "__main__":
            with suppress(ImportError):
                importlib.import_module(name)


# What becomes of it


class State(NamedTuple):
    """Something odd at a path, and the command that meets it."""

    path: Path
    oddity: Oddity
    command: str

    def __str__(self) -> str:
        return f"{self.path} | {self.oddity.__name__} | {self.command}"


@dataclass
class Bench:
    """A warehouse with all that can be in one, its documents, and a copy to spoil."""

    place: Path
    server: Server
    quick: bool

    @property
    def base(self) -> Path:
        return self.place / "base"

    @property
    def copy(self) -> Path:
        return self.place / "copy"

    @cached_property
    def known(self) -> dict[str, str]:
        """What the commands that look say of it."""
        return {name: self.look(self.base, name) for name in READING}

    @cached_property
    def ids(self) -> list[str]:
        """The snapshots, the withdrawn one first."""
        folders = [path for path in (self.base / "warehouse/snapshots").iterdir() if path.is_dir()]
        counts = {path: not Path(f"{path}.withdrawn.json").exists() for path in folders}
        return [path.name for path in sorted(folders, key=lambda path: counts[path])]

    @cached_property
    def paths(self) -> list[Path]:
        """Every path in it, one of those that are alike, and those that may come to be."""
        counts = self.ids[1].rpartition("-")[2]
        alike: dict[str, Path] = {}
        for path in sorted(path.relative_to(self.base) for path in self.base.rglob("*")):
            name = str(path).replace(counts, "counts")
            name = re.sub(
                r"(?<=exports/)\w+|(?<=runs/)\w+-\w+|(?<=site/)[\w/]+|[0-9a-f]{8,}|\d+", "*", name
            )
            alike.setdefault(name, path)
        extra = ("planungsrahmen.duckdb.wal", ".unpublished", "aside")
        return [*alike.values(), *(Path("warehouse", name) for name in extra)]

    def states(self, seed: str, only: re.Pattern[str], commands: tuple[str, ...]) -> list[State]:
        """All states, in an order by chance in which no path has more than others."""
        found = [
            state
            for path in self.paths
            for oddity in self._oddities(path)
            for state in (State(path, oddity, command) for command in commands)
            if self._fits(state) and only.search(str(state))
        ]
        groups = [(state.path, isinstance(state.oddity, Forged)) for state in found]
        chance, often = random.Random(seed), Counter(groups)
        places = {
            state: chance.random() * often[group]
            for state, group in zip(found, groups, strict=True)
        }
        return sorted(found, key=lambda state: places[state])

    def _oddities(self, path: Path) -> Iterator[Oddity]:
        original = self.base / path
        kinds = FOR_A_FOLDER if original.is_dir() else FOR_A_FILE
        there = os.path.lexists(original)
        yield from (kind for kind in kinds if there or kind not in OF_WHAT_IS_THERE)
        if there and path.suffix == ".json" and not {"exports", "site"} & {*path.parts}:
            found = places(json.loads(original.read_bytes()))
            yield from (Forged(keys, kind) for keys, kind in product(found, STRANGE))

    def _fits(self, state: State) -> bool:
        """Leave out what could not meet, and for whom not all is loaded."""
        if self.quick and state.oddity in OF_ANOTHER_USER:
            return False
        met_by_site = "site" in state.path.parts or state.path.parent.name in ("", "warehouse")
        return state.command != "site" or met_by_site

    def look(self, folder: Path, name: str) -> str:
        """What a command says, without what is another each time."""
        ended = run(self.place, *self.words(folder, name))
        return self._said(folder, ended)

    def _said(self, folder: Path, ended: Ended) -> str:
        return TOLD.sub("", (ended.out + ended.err).replace(str(folder), "…"))

    def words(self, folder: Path, name: str) -> list[str]:
        """The command line of a command over a folder."""
        at = ["--warehouse", str(folder / "warehouse")]
        raw = [*at, "--raw-dir", str(folder / "raw")]
        runs = [*raw, "--readings", "own"]
        return {
            "status": ["status", *at],
            "snapshots": ["snapshots", *at],
            "show": ["show", "08115028", *raw],
            "diff": ["diff", *self.ids, *at],
            "query": ["query", FIGURES, *at],
            "verify": ["verify", *raw],
            "refresh": ["refresh", "--url", self.server.url("/plan.pdf"), *runs],
            "same": ["ingest", str(self.place / "second.pdf"), *runs],
            "new": ["ingest", str(self.place / "new.pdf"), *runs],
            "accept": ["accept", "latest", "--reason", "geprüft", "--by", "mia", *runs],
            "withdraw": ["withdraw", self.ids[1], "--reason", "Irrtum", "--by", "uwe", *at],
            "rebuild": ["rebuild", *at],
            "reprocess": ["reprocess", *runs],
            "export": ["export", *at],
            "site": ["site", *raw],
        }[name]

    def faults(self, state: State) -> list[str]:
        """Return what is not as it should be after a command has met something odd at a path."""
        _copy(self.base, self.copy)
        user = NOBODY if state.oddity in OF_ANOTHER_USER and os.geteuid() == 0 else None
        if user is not None:
            _give(self.copy, user)
        state.oddity(self.copy / state.path)
        odd = _lies_at(self.copy / state.path)
        ended = run(self.place, *self.words(self.copy, state.command), user=user)
        if user is not None:
            _give(self.copy, 0)
        return [*self.faults_of_end(state, ended), *self._of_healing(state, ended, odd)]

    def faults_of_end(self, state: State, ended: Ended) -> Iterator[str]:
        """What is not as it should be in how a command ended."""
        errors = ERROR.findall(ended.err)
        names = [state.path.name, state.path.parent.name]
        if isinstance(state.oddity, Forged):
            names.append("planungsrahmen.duckdb")  # which was built of the record as it was
        if ended.code not in EXPECTED or "Traceback" in ended.err:
            yield f"exit code {ended.code}: {ended.err[-300:]}"
        elif state.oddity in OF_ANOTHER_USER and sys.executable in ended.err:
            return  # which that user may not start
        elif state.oddity is clear and "held" in state.path.parts:
            return  # nothing remembers what was held
        elif ended.code == ExitCode.DONE and state.command in READING:
            if said := _other(self.known[state.command], self._said(self.copy, ended)):
                yield f"another answer: {said}"
        elif ended.code in (ExitCode.UNREACHABLE, ExitCode.WAREHOUSE):
            if not any(name in error for error in errors for name in names):
                yield f"not named: {errors}"
            if not all(TO_DO.search(error) for error in errors):
                yield f"nothing to do: {errors}"

    def _of_healing(self, state: State, ended: Ended, odd: object) -> Iterator[str]:
        mine = state.oddity in (file, folder) and not {"exports", "site"} & {*state.path.parts}
        if mine and not _has_mine(self.copy):
            yield "what a person had put there is lost"
        self._heal(state, ended, odd)
        if state.command in READING:
            return
        if run(self.place, *self.words(self.copy, "verify")).code:
            rebuilt = run(self.place, *self.words(self.copy, "rebuild"))
            verified = run(self.place, *self.words(self.copy, "verify"))
            if verified.code:
                yield f"not proved afterwards: {rebuilt.err}{verified.err}"
        said = _other(self.known["query"], self.look(self.copy, "query"))
        if state.command in SAME_AFTER and said:
            yield f"other figures afterwards: {said}"

    def _heal(self, state: State, ended: Ended, odd: object) -> None:
        """Do what was said: move away what is in the way, restore from a copy."""
        there, original = self.copy / state.path, self.base / state.path
        if state.oddity in OF_ANOTHER_USER:
            if os.path.lexists(there):
                there.chmod(original.stat().st_mode)
            return
        for source, target in (shlex.split(move)[1:3] for move in MOVE.findall(ended.err)):
            if os.path.lexists(source):
                Path(source).rename(target)
        if odd is not None and _lies_at(there) == odd:
            clear(there)
        if os.path.lexists(original) and not os.path.lexists(there):
            _copy(original, there)


def _other(known: str, said: str) -> list[str]:
    lines = difflib.unified_diff(known.splitlines(), said.splitlines(), n=0, lineterm="")
    return [line[:300] for line in lines][2:]


def _lies_at(path: Path) -> object:
    """What lies at a path, so that it is known again."""
    if path.is_symlink():
        return path.readlink()
    if path.is_file():
        return path.read_bytes()
    return stat.S_IFMT(path.lstat().st_mode) if os.path.lexists(path) else None


def _has_mine(folder: Path) -> bool:
    files = (path for path in folder.rglob("*") if path.is_file())
    return any(path.stat().st_size == len(MINE) and path.read_text() == MINE for path in files)


def _give(folder: Path, user: int) -> None:
    for path in (folder, *folder.rglob("*")):
        os.lchown(path, user, user)


def _copy(source: Path, target: Path) -> None:
    clear(target)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target)


# The warehouse


@contextmanager
def bench(commands: tuple[str, ...]) -> Iterator[Bench]:
    """Make such a warehouse: two editions, the first withdrawn, a held run, exports, maybe a page.

    Where all commands are to run, each has run once, on a copy.
    """
    with (
        TemporaryDirectory(prefix="odd-") as place,
        pytest.MonkeyPatch.context() as patch,
        serve(
            lambda asked: reply(Path(place, "second.pdf").read_bytes(), headers=PDF_TYPE)
        ) as server,
    ):
        made = Bench(Path(place), server, commands == QUICK)
        made.place.chmod(0o755)
        _make_cheap(patch)
        _fill(made, whole=not made.quick)
        for name in () if made.quick else commands:
            _copy(made.base, made.copy)
            run(made.place, *made.words(made.copy, name))
            _load_modules_of(made.place)
        yield made


def _fill(made: Bench, *, whole: bool) -> None:
    for number, name in enumerate(("first", "second", "new")):
        change = partial(replaced, row=5, column=4, text=f"1.00{number} €")
        print_few(made.place / f"{name}.pdf", change)
    print_few(made.place / "faulty.pdf", spoil)
    desk = Desk(made.base)
    for name in ("first", "second"):
        desk.ingest(made.place / f"{name}.pdf")
        desk.accept()
    desk.ingest(made.place / "faulty.pdf")
    desk.withdraw("previous")
    for name in ("refresh", "site") if whole else ("refresh",):
        ended = run(made.place, *made.words(made.base, name))
        assert ended.code == ExitCode.DONE, ended
    for alike in ("gemeinde", "einbetten", "kreis", "daten", "teile"):
        shutil.rmtree(made.base / "warehouse/site" / alike, ignore_errors=True)
    if whole:
        Desk(made.place / "other").ingest(made.place / "new.pdf")  # read once


def _make_cheap(patch: pytest.MonkeyPatch) -> None:
    """Let each document be read and drawn once, and leave out what of exports takes longest."""
    work_here(patch)
    for module, name in ((checked, "read_figures"), (review, "picture_rows")):
        patch.setattr(module, name, _remembering(getattr(module, name)))
    patch.setattr("pipeline.run.site._sheets", lambda *_: iter(()))
    leave_out_what_takes_long(patch)


def _remembering(function: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[tuple[str, ...], Any] = {}

    def remembered(given: Any, *more: Any, **named: Any) -> Any:
        path = getattr(given, "path", given)
        if not path.is_file():
            return function(given, *more, **named)
        key = hashlib.sha256(path.read_bytes()).hexdigest(), str(more[-1])
        if key not in known:
            known[key] = function(given, *more, **named)
        return known[key]

    return remembered


@click.command(help="Let commands meet something odd, and print where not all is as it should be.")
@click.option("--states", type=click.IntRange(1), help="So many, by chance.  [default: all]")
@click.option("--seed", default="1", show_default=True, help="Another seed, other states.")
@click.option("--only", type=re.compile, default="", help="Those whose line this finds.")
@click.option("--quick", is_flag=True, help="The commands that are used most.")
def main(states: int | None, seed: str, only: re.Pattern[str], quick: bool) -> None:
    """End with 1 where one is found."""
    commands = QUICK if quick else COMMANDS
    tried = faulty = 0
    with bench(commands) as made:
        for state in islice(made.states(seed, only, commands), states):
            found = made.faults(state)
            tried, faulty = tried + 1, faulty + bool(found)
            for fault in found:
                click.echo(f"{state} | {fault}")
    click.echo(f"{tried} states tried, {faulty} not as they should be")
    sys.exit(1 if faulty else 0)


if __name__ == "__main__":
    main()
