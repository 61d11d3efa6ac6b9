"""Whole processes: `extract`, a refresh without news, and all readings compared."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pipeline.run.checked import read_compared
from pipeline.run.read import read_figures
from pipeline.run.setup import ALL_ENGINES
from tests.bench.timing import Measured, Work, process, ratio, run_in_turn
from tests.builders.servers import Asked, Pieces, pdf, reply, serve
from tests.paths import CORPORA

PART = "processes"
ETAG = '"1"'
ICDAR_FILES, ICDAR_SECONDS = 67, 15


def whole_process(path: Path, runs: int) -> Iterator[Measured]:
    """`extract` beside a process that lets pdfplumber extract the same tables."""
    theirs = f"import pdfplumber\nfor p in pdfplumber.open({str(path)!r}).pages: p.extract_tables()"
    works = {
        "extract": process("-m", "pipeline", "extract", str(path)),
        "pdfplumber": process("-c", theirs),
    }
    yield ratio(PART, run_in_turn(works, runs), "pdfplumber", "extract", "at least 8")


def many_processes() -> Iterator[Measured]:
    """`extract --raw` of each document of the table competition that is at hand."""
    documents = sorted((CORPORA / "icdar2013").rglob("*.pdf"))
    if not documents:
        return
    started = time.perf_counter()
    for document in documents:
        words = ("-m", "pipeline", "extract", "--raw", str(document))
        subprocess.run([sys.executable, *words], check=False, capture_output=True)
    took = time.perf_counter() - started
    most = ICDAR_SECONDS * len(documents) / ICDAR_FILES
    what = f"{len(documents)} documents, one after the other"
    yield Measured(PART, what, took, "s", f"at most {most:.1f}")


def refresh_without_news(document: Path, folder: Path, runs: int) -> Iterator[Measured]:
    """A refresh that is told that nothing changed, beside what it cannot do without."""
    body = document.read_bytes()

    def answer(asked: Asked) -> Pieces:
        if asked.headers.get("if-none-match") == ETAG:
            return reply(status="304 Not Modified", headers={"ETag": ETAG})
        return pdf(body, ETag=ETAG)

    with serve(answer) as server:
        places = ("--warehouse", str(folder / "warehouse"), "--raw-dir", str(folder / "raw"))
        command = ("-m", "pipeline", "refresh", "--url", server.url("/plan.pdf"), *places)
        subprocess.run([sys.executable, *command], check=True, capture_output=True)
        name, bare = "refresh without news", "importing requests and click"
        works = {name: process(*command), bare: process("-c", "import requests, click")}
        yield ratio(PART, run_in_turn(works, 5 * runs), name, bare, "at most 1.5")


def all_readings(document: Path, runs: int) -> Iterator[Measured]:
    """All readings of a document, understood and compared, beside the slowest of them alone."""
    name, compared = document.name, "all readings compared"
    works: dict[str, Work] = {
        engine: partial(read_figures, document, name, engine) for engine in ALL_ENGINES
    }
    works[compared] = partial(read_compared, document, name, ALL_ENGINES)
    seconds = run_in_turn(works, runs)
    slowest = max(ALL_ENGINES, key=lambda engine: sum(seconds[engine]))
    yield ratio(PART, seconds, compared, slowest, "at most 1.2")
