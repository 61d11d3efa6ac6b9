"""Whole runs: a refresh without news, and all readings compared beside the slowest of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.bench.timing import Ratio, process, ratio, run_in_turn
from tests.builders.servers import Asked, Pieces, pdf, reply, serve

ENGINES = ("pdfium", "pdfplumber", "camelot")
ETAG = '"1"'
BARE = "a bare interpreter importing requests and click"


def refresh_without_news(document: Path, folder: Path, runs: int) -> Iterator[Ratio]:
    """A refresh that is told that nothing changed."""
    body = document.read_bytes()

    def answer(asked: Asked) -> Pieces:
        if asked.headers.get("if-none-match") == ETAG:
            return reply(status="304 Not Modified", headers={"ETag": ETAG})
        return pdf(body, ETag=ETAG)

    with serve(answer) as server:
        places = ("--warehouse", str(folder / "warehouse"), "--raw-dir", str(folder / "raw"))
        command = ("-m", "pipeline", "refresh", "--url", server.url("/plan.pdf"), *places)
        subprocess.run([sys.executable, *command], check=True, capture_output=True)
        name = "refresh without news"
        works = {name: process(*command), BARE: process("-c", "import requests, click")}
        yield ratio(run_in_turn(works, 5 * runs), name, BARE, "at most 1.5")


def all_readings(document: Path, folder: Path, runs: int) -> Iterator[Ratio]:
    """`ingest` with all readings beside `extract` with each engine."""
    works = {
        engine: process("-m", "pipeline", "extract", str(document), "--engine", engine)
        for engine in ENGINES
    }
    fresh = (folder / f"all-{number}" for number in range(runs + 1))
    seconds = run_in_turn(works | {"ingest": lambda: _ingest(document, next(fresh))}, runs)
    slowest = max(ENGINES, key=lambda engine: sum(seconds[engine]))
    yield ratio(seconds, "ingest", slowest, "at most 1.2")


def _ingest(document: Path, folder: Path) -> None:
    places = ("--warehouse", str(folder), "--raw-dir", str(folder / "raw"))
    process("-m", "pipeline", "ingest", str(document), *places)()
