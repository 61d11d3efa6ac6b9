"""Whole runs: a refresh without news, and all readings compared beside the slowest of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pipeline.run.checked import read_compared
from pipeline.run.read import read_figures
from pipeline.run.setup import ALL_ENGINES
from tests.bench.timing import Ratio, Work, process, ratio, run_in_turn
from tests.builders.servers import Asked, Pieces, pdf, reply, serve

ETAG = '"1"'
COMPARED = "all readings compared"
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


def all_readings(document: Path, runs: int) -> Iterator[Ratio]:
    """All readings of a document, understood and compared, beside the slowest of them alone."""
    name = document.name
    works: dict[str, Work] = {
        engine: partial(read_figures, document, name, engine) for engine in ALL_ENGINES
    }
    works[COMPARED] = partial(read_compared, document, name, ALL_ENGINES)
    seconds = run_in_turn(works, runs)
    slowest = max(ALL_ENGINES, key=lambda engine: sum(seconds[engine]))
    yield ratio(seconds, COMPARED, slowest, "at most 1.2")
