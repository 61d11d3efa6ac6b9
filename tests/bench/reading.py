"""Our reader beside two floors, the readers below it, and others of its kind; and as it grows."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import pypdfium2

from tests.bench.contenders import (
    CAMELOT,
    FLOORS,
    LOAD,
    LOCKED,
    OURS,
    PLUMBER,
    WALK,
    Contender,
    Rows,
    Run,
    started,
)
from tests.bench.timing import Measured, median_ratio
from tests.builders.editions import ENDGUELTIG
from tests.builders.rows import edition_rows
from tests.builders.ruled import print_ruled

Bars = Mapping[tuple[str, str], str]
"""What is wanted of one beside another."""
ALL = (LOAD, WALK, OURS, PLUMBER, *CAMELOT, *LOCKED)
FEW = (LOAD, WALK, OURS, PLUMBER, *LOCKED)
RULED: Bars = {
    (OURS, WALK): "at most 1",
    (PLUMBER, OURS): "at least 20",
    ("camelot lattice", OURS): "at least 20",
}
UNRULED: Bars = {
    (OURS, WALK): "at most 1",
    (PLUMBER, OURS): "at least 12",
    ("camelot lattice", OURS): "at least 12",
}
PUBLISHED: Bars = {(OURS, WALK): "at most 2", (PLUMBER, OURS): "at least 12"}
ENOUGH_ROWS = 0.95
"""Who returns fewer of our rows is shown, but is no yardstick."""
TIMES = 14
"""How often the sample's rows are printed for 250 pages."""
PAGES = (25, 250, 2500)


def beside_others(
    part: str, path: Path, names: Sequence[str], bars: Bars, runs: int, said: Callable[[str], None]
) -> Iterator[Measured]:
    """Ratios on one document, of seconds of the processor."""
    found, took = _in_turn(path, names, runs, said)
    ours = found[OURS]
    for name, of in took.items():
        than = WALK if name in (OURS, LOAD) else OURS
        share = (found[name] & ours).total() / max(1, ours.total())
        wanted = bars.get((name, than), "")
        if name in LOCKED:
            wanted = "at least 1" if share >= ENOUGH_ROWS else "no yardstick"
        rows = "" if name in FLOORS else f"{share:5.1%} of our rows, "
        seconds = statistics.median(run.processor for run in of)
        more = f"{seconds:.3f} s, {rows}{of[-1].kib // 1024} MiB"
        times = [[run.processor for run in took[one]] for one in (name, than)]
        if name != WALK:
            yield Measured(part, f"{name} / {than}", median_ratio(*times), "x", wanted, more)


def _in_turn(
    path: Path, names: Sequence[str], runs: int, said: Callable[[str], None]
) -> tuple[dict[str, Rows], dict[str, list[Run]]]:
    """The rows that each returns in a run that is not counted, and its runs after that."""
    with ExitStack() as stack:
        there = {name: process for name in names if (process := started(name, said))}
        for process in there.values():
            stack.enter_context(process)
        rows = {name: process.read(path, tables=True).rows for name, process in there.items()}
        turns = [{name: one.read(path) for name, one in there.items()} for _ in range(runs)]
    return rows, {name: [turn[name] for turn in turns] for name in there}


ONE_READING = """
import json, resource, sys
from pathlib import Path
from pipeline.extract.sandbox import read
pages = read(Path(sys.argv[1]), "pdfium").page_count
child, own = map(resource.getrusage, (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF))
print(json.dumps([pages, child.ru_utime + child.ru_stime, child.ru_maxrss, own.ru_maxrss]))
"""


def growth(folder: Path) -> Iterator[Measured]:
    """Seconds and memory of a page, in short and long documents, in whole child processes."""
    part = "growth"
    paths = [_pages(folder, count) for count in PAGES]
    few, some, many = (_one_reading(path) for path in paths)
    each = [found[1] / found[0] for found in (few, some, many)]
    took = "; ".join(
        f"{1000 * seconds:.1f} ms of {count:,}" for seconds, count in zip(each, PAGES, strict=True)
    )
    yield Measured(part, "a page of 2,500 / of 250", each[2] / each[1], "x", "0.8 to 1.2", took)
    for what, place, wanted in (("child", 2, "at most 40"), ("parent", 3, "")):
        slope = (many[place] - some[place]) / (many[0] - some[0])
        peak = f"{many[place] // 1024:,} MiB with {PAGES[-1]:,} pages"
        yield Measured(part, f"memory of a page, {what}", slope, "KiB", wanted, peak)
    with Contender(PLUMBER) as plumber:
        for path, ours, count in zip(paths[1:], each[1:], PAGES[1:], strict=True):
            run = plumber.read(path, most_pages=PAGES[1])
            theirs = run.processor / PAGES[1]
            more = f"{1000 * theirs:.1f} ms a page, {run.kib // 1024} MiB"
            what = f"{PLUMBER} / {OURS}, 250 of {count:,} pages"
            yield Measured(part, what, theirs / ours, "x", "at least 12", more)


def _pages(folder: Path, count: int) -> Path:
    """A ruled document of so many pages: those of a printed one, again and again."""
    path, printed = folder / f"{count}-pages.pdf", folder / "printed.pdf"
    if not printed.exists():
        print_ruled(edition_rows(ENDGUELTIG.name) * TIMES, printed)
    with pypdfium2.PdfDocument(printed) as source, pypdfium2.PdfDocument.new() as made:
        while len(made) < count:
            made.import_pages(source, list(range(min(len(source), count - len(made)))))
        made.save(path)
    return path


def _one_reading(path: Path) -> list[int]:
    command = [sys.executable, "-c", ONE_READING, str(path)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    measured: list[int] = json.loads(told)
    return measured
