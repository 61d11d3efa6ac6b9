"""Commands killed on their way: readers see old or new, and the next run converges."""

from __future__ import annotations

import random
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipeline.errors import ExitCode
from tests.attack.place import COMMAND, LATER, Place, Seen, copied
from tests.attack.table import Row, Scale
from tests.builders.documents import misprint
from tests.builders.faulty import print_few, spoil
from tests.builders.servers import PDF_TYPE, reply, serve

CALLS = "rename,renameat2,unlink,mkdir,mkdirat,link,linkat,ftruncate,fsync,fdatasync,pwrite64"
"""System calls by which a file changes or becomes safe; not those that empty a folder that was
exchanged, a thousand of one kind."""
REASON = ("--reason", "Angriff")
OWN = ("--readings", "own")
SOONER = 0.7
"""A run that had ended before it was to be killed is killed after so much of that time."""
DIE_SECONDS = 2.0
"""So long children of a killed process may take to end."""


@dataclass(frozen=True)
class Job:
    """A command, and what readers see before and after it where nothing disturbs it."""

    words: Sequence[str | Path]
    before: Seen
    after: Seen
    seconds: float


@dataclass(frozen=True)
class Killed:
    """What became of one run that was to be killed."""

    in_time: bool
    """Whether it was killed before it had ended."""
    faults: Sequence[str]
    orphans: int
    """Processes that it had started and that lived on."""


def kills(folder: Path, scale: Scale) -> Iterator[Row]:
    """Rows for each command, and for each system call of an ingest."""
    base = make_base(folder / "base")
    content = LATER.read_bytes()
    with serve(lambda asked: reply(content, headers=PDF_TYPE)) as server:
        jobs = rehearse(base, folder, commands(base, server.url("/plan.pdf")))
        trials = draw_moments(jobs, scale)

        def killed(trial: tuple[int, str, float]) -> tuple[str, Killed]:
            number, name, moment = trial
            while True:
                with copied(base, folder / f"{name}-{number}") as place:
                    outcome = kill_at(place, jobs[name], moment)
                if outcome.in_time:
                    return name, outcome
                moment *= SOONER

        with ThreadPoolExecutor(scale.jobs) as pool:
            outcomes = list(pool.map(killed, trials))
    for name in jobs:
        yield survived(f"{name}, at a random moment", [one for of, one in outcomes if of == name])
    yield orphans_of([one for _, one in outcomes])
    yield at_each_call(base, folder, jobs["ingest"], scale)


def make_base(root: Path) -> Place:
    """A warehouse with a small edition that somebody accepted, and another that is held."""
    base, pdf = Place(root), root.with_suffix(".pdf")
    runs = [
        base.ingest(print_few(pdf, spoil)),
        base.run("accept", "latest", *REASON, *OWN),
        base.ingest(print_few(pdf, misprint)),
    ]
    codes = [run.code for run in runs]
    assert codes == [ExitCode.HELD, ExitCode.DONE, ExitCode.HELD], codes
    return base


def commands(base: Place, url: str) -> Mapping[str, Sequence[str | Path]]:
    """What is killed: every command that writes."""
    [snapshot] = [path.name for path in base.warehouse.snapshots.iterdir() if path.is_dir()]
    [held] = [path.name for path in base.warehouse.held.iterdir() if path.name != snapshot]
    return {
        "ingest": ("ingest", LATER, *OWN),
        "refresh": ("refresh", "--url", url, *OWN),
        "accept": ("accept", held, *REASON, *OWN),
        "withdraw": ("withdraw", snapshot, *REASON),
        "rebuild": ("rebuild",),
        "export": ("export",),
        "site": ("site",),
    }


def rehearse(
    base: Place, folder: Path, words: Mapping[str, Sequence[str | Path]]
) -> dict[str, Job]:
    """Let each command run to its end once."""
    jobs = {}
    for name, command in words.items():
        with copied(base, folder / name) as place:
            done = place.run(*command)
            assert done.code == ExitCode.DONE, done.err
            jobs[name] = Job(command, base.seen(), place.seen(), done.seconds)
    return jobs


def draw_moments(jobs: Mapping[str, Job], scale: Scale) -> list[tuple[int, str, float]]:
    """So many kills: the number of each, the job and the seconds from its start."""
    drawn, names = random.Random(scale.seed), list(jobs)
    chosen = [names[number % len(names)] for number in range(scale.kills)]
    return [(n, name, drawn.uniform(0.1, jobs[name].seconds)) for n, name in enumerate(chosen)]


def kill_at(place: Place, job: Job, moment: float) -> Killed:
    """Kill a job that many seconds after its start, and see what is left."""
    words = [*COMMAND, *map(str, job.words), "--warehouse", str(place.root)]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(moment)
    children = descendants(process.pid)
    process.kill()
    in_time = process.wait() == -signal.SIGKILL
    return Killed(in_time, aftermath(place, job), count_alive(children))


def aftermath(place: Place, job: Job) -> list[str]:
    """What is wrong after a kill, and after the next run."""
    faults = []
    seen = place.seen()
    if not seen.is_of(job.before, job.after):
        faults.append(f"readers see {seen}")
    # What was decided before the kill cannot be decided again.
    done = place.run(*job.words, "-q")
    if done.code not in (ExitCode.DONE, ExitCode.USAGE):
        faults.append(f"the next run ended with {done.code}: {done.last_line}")
    if (found := place.seen()) != job.after:
        faults.append(f"the next run left {found}")
    return [*faults, *place.faults()]


def survived(what: str, outcomes: Sequence[Killed]) -> Row:
    """The row of kills of one kind."""
    in_time = [one for one in outcomes if one.in_time]
    faults = [fault for one in outcomes for fault in one.faults]
    well = sum(not one.faults for one in in_time)
    too_late = f", {len(outcomes) - len(in_time)} had ended before"
    observed = f"{well} of {len(in_time)}{too_late if len(in_time) < len(outcomes) else ''}"
    ok = not faults and 2 * len(in_time) >= len(outcomes)  # else little was attacked
    return Row(what, "old or new, converges, verified", "; ".join([observed, *faults[:3]]), ok)


def orphans_of(outcomes: Sequence[Killed]) -> Row:
    """The row of the children of those killed."""
    count = sum(one.orphans for one in outcomes)
    return Row("children of those killed", "0 live on", f"{count} live on", count == 0)


def at_each_call(base: Place, folder: Path, job: Job, scale: Scale) -> Row:
    """Kill a job at the first, the second, … system call that changes a file."""
    what = "ingest, at each system call that changes a file"
    if shutil.which("strace") is None:
        return Row(f"{what}: skipped", "", "there is no strace", True)
    calls = list_calls(base, folder, job)[:: scale.calls_apart]

    def killed(call: tuple[str, int]) -> Killed:
        name, number = call
        with copied(base, folder / f"{name}-{number}") as place:
            at_call = traced(f"inject={name}:signal=KILL:when={number}")
            code = place.run(*job.words, command=at_call).code
            return Killed(code != ExitCode.DONE, aftermath(place, job), 0)

    with ThreadPoolExecutor(scale.jobs) as pool:
        return survived(what, list(pool.map(killed, calls)))


def list_calls(base: Place, folder: Path, job: Job) -> list[tuple[str, int]]:
    """Each of these calls, by its name and how many of that name it is in its thread."""
    record = folder / "calls"
    with copied(base, folder / "counted") as place:
        place.run(*job.words, command=traced(f"trace={CALLS}", "-o", str(record)))
    made = re.findall(r"^(\d+) +([a-z0-9]+)\(", record.read_text("utf-8", "replace"), re.MULTILINE)
    most: dict[str, int] = {}
    for (_, name), count in Counter(made).items():
        most[name] = max(count, most.get(name, 0))
    return [(name, number) for name, count in most.items() for number in range(1, count + 1)]


def traced(expression: str, *more: str) -> tuple[str, ...]:
    """The words that run the command under `strace`."""
    return (
        "strace",
        "-f",
        "-qq",
        "-e",
        f"trace={CALLS}",
        "-e",
        expression,
        *more,
        *COMMAND,
    )


def descendants(pid: int) -> list[int]:
    """All processes that a process has started, and these."""
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
    )
    parents = {
        int(child): int(parent) for child, parent in map(str.split, listed.stdout.splitlines())
    }
    found = [pid]
    for one in found:
        found.extend(child for child, parent in parents.items() if parent == one)
    return list(islice(found, 1, None))


def count_alive(pids: Sequence[int]) -> int:
    """How many of these processes still run after a while; they are ended."""
    deadline = time.monotonic() + DIE_SECONDS
    while pids and time.monotonic() < deadline:
        pids = [pid for pid in pids if is_running(pid)]
        time.sleep(0.05)
    for pid in pids:
        subprocess.run(["kill", "-KILL", str(pid)], check=False)
    return len(pids)


def is_running(pid: int) -> bool:
    """Whether the process exists and has not ended; one nobody waited for has ended."""
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip()[:1] not in ("", "Z")
