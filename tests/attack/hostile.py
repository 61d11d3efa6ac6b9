"""Hostile PDFs: read by each engine, and each taken the whole way into one warehouse."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.errors import ExitCode, UnreadableDocumentError
from pipeline.extract.budget import TimeBudget
from pipeline.extract.sandbox import Limits, read
from pipeline.run.setup import ALL_ENGINES
from pipeline.store.publication import is_empty
from pipeline.store.query import run_query
from tests.attack.inject import injected
from tests.attack.place import EARLIER, KIB_OF_MAXRSS, LATER, Done, Place
from tests.attack.table import Row, Scale, counted
from tests.builders.hostile import write_hostile
from tests.builders.sample import SAMPLES

GRACE_SECONDS = 1
TYPED = frozenset({ExitCode.DONE, ExitCode.HELD, ExitCode.UNREADABLE})
READ = "read"
SAMPLE_FIGURES = tuple(
    {row.gemeinde_ags: row.betrag_eur for row in sample.rows} for sample in SAMPLES
)


@dataclass(frozen=True)
class Outcome:
    """What came of reading one file."""

    kind: str
    """`read`, the kind of a typed error, or what else happened, marked."""
    seconds: float
    peak_kib: int
    """The highest of this process's children so far."""

    @property
    def typed(self) -> bool:
        """Whether it is what is promised."""
        return not self.kind.startswith("!")


def hostile(folder: Path, scale: Scale) -> Iterator[Row]:
    """Rows for each engine and for the whole way, over the collected files and those made here."""
    made = write_hostile(folder / "made", [EARLIER, LATER], scale.seed)
    sets = {"made": made, "collected": sorted(scale.hostile.glob("*.pdf"))}
    for name, files in sets.items():
        if not files:
            yield Row(f"{name}: skipped", "", f"no PDF in {scale.hostile}", True)
            continue
        chosen = files[:: scale.every]
        for engine in ALL_ENGINES:
            yield read_all(f"{len(chosen)} {name}, {engine}", chosen, engine, scale)
        yield from ingest_all(f"{len(chosen)} {name}, ingest", folder / f"of {name}", chosen, scale)


def read_all(what: str, files: Sequence[Path], engine: str, scale: Scale) -> Row:
    """Read all files with one engine, in processes whose children are its own."""
    seconds = scale.read_seconds
    limits = Limits(TimeBudget(total=seconds))
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(scale.jobs, spawn) as pool:
        outcomes = list(pool.map(partial(outcome_of, engine=engine, limits=limits), files))
    longest = max(outcome.seconds for outcome in outcomes)
    peak = max(outcome.peak_kib for outcome in outcomes) // 1024
    kinds = counted(short(one.kind) for one in outcomes)
    observed = f"{kinds}; at most {longest:.1f} s, {peak} MiB"
    most = limits.time.total + GRACE_SECONDS
    ok = longest <= most and all(one.typed for one in outcomes)
    return Row(what, f"typed, at most {most:g} s", observed, ok)


def outcome_of(path: Path, engine: str, limits: Limits) -> Outcome:
    """Read one file."""
    started = time.monotonic()
    try:
        read(path, engine, limits)
        kind = READ
    except UnreadableDocumentError as error:
        kind = type(error).__name__
    except BaseException as error:  # noqa: BLE001  # whatever it is, it is counted
        kind = f"!{type(error).__name__}"
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Outcome(kind, time.monotonic() - started, children.ru_maxrss // KIB_OF_MAXRSS)


def ingest_all(what: str, root: Path, files: Sequence[Path], scale: Scale) -> Iterator[Row]:
    """Take all files into one warehouse, one after the other, and look at it afterwards."""
    place, command = Place(root), injected("seconds", scale.read_seconds)
    runs: Mapping[str, Done] = {
        path.name: place.run("ingest", path, "-q", command=command) for path in files
    }
    longest = max(run.seconds for run in runs.values())
    peak = max(run.peak_mib for run in runs.values())
    wrong = [name for name, run in runs.items() if run.crashed or run.code not in TYPED]
    codes = counted(f"exit {run.code}:" for run in runs.values())
    observed = "; ".join([f"{codes}; at most {longest:.1f} s, {peak} MiB", *wrong])
    yield Row(what, "exit 0, 3 or 4, no crash", observed, not wrong)
    yield published_in(f"{what}, what was published", place)


def published_in(what: str, place: Place) -> Row:
    """Hold what a warehouse publishes against the samples; of other files nothing is."""
    published = [] if is_empty(place.warehouse) else editions_of(place)
    wrong = [id for id, figures in published if figures not in SAMPLE_FIGURES]
    faults = [*place.faults(), *wrong] if published else []
    observed = "; ".join(faults) or f"{len(published)} snapshots, verified"
    return Row(what, "figures of a sample, verified", observed, not faults)


def editions_of(place: Place) -> list[tuple[str, dict[str, int]]]:
    """Each snapshot with its amounts by key."""
    sql = "SELECT snapshot_id, map(list(gemeinde_ags), list(betrag_eur)) FROM figures GROUP BY ALL"
    return [
        (str(id), dict(figures)) for id, figures in run_query(place.warehouse.database, sql).rows
    ]


def short(kind: str) -> str:
    """The kind of an error as people read it."""
    return kind.removesuffix("Error")
