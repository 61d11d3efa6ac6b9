"""Many readers while others publish: none waits, none fails, none sees half."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.run.publish import publish
from pipeline.store.warehouse import Warehouse, lock_warehouse
from tests.attack.table import Row, Scale
from tests.bench.warehouse import keep_editions

ALONE = 3
"""Publications that nobody reads meanwhile."""
PAUSE_SECONDS = 0.02
"""Of each reader for every one that there is, so that all leave room for who publishes."""
SLOWEST_OPEN_SECONDS = 10
"""Fifty readers share a few processors."""


def readers(folder: Path, scale: Scale) -> Iterator[Row]:
    """Rows on what the readers met, and on how long both sides took."""
    warehouse, end = Warehouse(folder / "warehouse"), folder / "end"
    with lock_warehouse(warehouse):
        editions = keep_editions(warehouse, ALONE + scale.publications)
        alone = [timed_publication(warehouse) for _, _ in zip(range(ALONE), editions, strict=False)]
        with reading(warehouse, end, scale.readers) as met:
            among = [timed_publication(warehouse) for _ in editions]
            end.touch()
            found = met()
    yield from met_by(found, scale)
    yield times("seconds to publish, alone", alone, 60)
    yield times(f"seconds to publish, {scale.readers} readers", among, 60)


def timed_publication(warehouse: Warehouse) -> float:
    """Publish, and return how long that took."""
    started = time.perf_counter()
    publish(warehouse)
    return time.perf_counter() - started


@contextmanager
def reading(
    warehouse: Warehouse, end: Path, count: int
) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Let many processes read; what they met is given once they are to end."""
    words = (str(warehouse.root), str(end), str(count * PAUSE_SECONDS))
    command = [sys.executable, "-m", "tests.attack.reader", *words]
    processes = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    try:
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "reading\n"
        yield lambda: [json.loads(process.communicate()[0]) for process in processes]
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def met_by(found: list[dict[str, Any]], scale: Scale) -> Iterator[Row]:
    """The rows of what was met."""
    opens = sum(one["opens"] for one in found)
    fewest = min(one["opens"] for one in found)
    what = f"{scale.readers} readers, {scale.publications} publications"
    yield Row(
        what, "all of them read", f"{opens:,} opens, each reader {fewest} or more", fewest > 1
    )
    for kind in ("errors", "torn"):
        faults = list(chain.from_iterable(one[kind] for one in found))
        observed = "; ".join([str(len(faults)), *faults[:2]])
        yield Row({"errors": "errors", "torn": "torn reads"}[kind], "0", observed, not faults)
    seconds = [second for one in found for second in one["seconds"]]
    yield times("seconds to open the database and ask", seconds, SLOWEST_OPEN_SECONDS)


def times(what: str, seconds: list[float], most: float) -> Row:
    """Median and slowest; none at all are too many."""
    if not seconds:
        return Row(what, f"at most {most:g}", "never", False)
    observed = f"median {statistics.median(seconds):.2f}, slowest {max(seconds):.2f}"
    return Row(what, f"at most {most:g}", observed, max(seconds) <= most)
