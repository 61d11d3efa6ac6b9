"""Our reader beside the floor, pdfplumber and camelot, in process and on the same document."""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium
from camelot.io import read_pdf

from pipeline.extract.own import PdfiumEngine
from tests.bench.timing import Ratio, Work, process, ratio, run_in_turn
from tests.builders.editions import ENDGUELTIG
from tests.builders.rows import edition_rows
from tests.builders.ruled import print_ruled

OURS, FLOOR = "our reader", "the floor"
PLUMBER, STREAM, LATTICE = "pdfplumber", "camelot stream", "camelot lattice"
PAGES_FEW, PAGES_MANY = 2, 40
"""How often the ruled sample's rows are printed into the documents that show growth."""


def ruled(path: Path, runs: int) -> Iterator[Ratio]:
    """Ratios on a document of ruled cells."""
    seconds = run_in_turn(_contenders(path, OURS, FLOOR, PLUMBER, STREAM, LATTICE), runs)
    yield ratio(seconds, OURS, FLOOR, "at most 1.3")
    yield ratio(seconds, PLUMBER, OURS, "at least 20")
    yield ratio(seconds, LATTICE, OURS, "at least 20")
    yield ratio(seconds, STREAM, OURS, "at least 5")


def unruled(path: Path, runs: int) -> Iterator[Ratio]:
    """Ratios on a document without lines."""
    seconds = run_in_turn(_contenders(path, OURS, FLOOR, STREAM), runs)
    yield ratio(seconds, OURS, FLOOR, "at most 2")
    yield ratio(seconds, STREAM, OURS, "at least 5")


def whole_process(path: Path, runs: int) -> Iterator[Ratio]:
    """`extract` beside a process that does the same with pdfplumber."""
    theirs = f"import pdfplumber\nfor p in pdfplumber.open({str(path)!r}).pages: p.extract_tables()"
    works = {
        "extract": process("-m", "pipeline", "extract", str(path)),
        "a process with pdfplumber": process("-c", theirs),
    }
    yield ratio(run_in_turn(works, runs), "a process with pdfplumber", "extract", "at least 6")


def growth(folder: Path) -> str:
    """Seconds and memory of a page, in a short and a long document."""
    few, many = (_measured(folder / f"{times}.pdf", times) for times in (PAGES_FEW, PAGES_MANY))
    more = (many["kib"] - few["kib"]) / (many["pages"] - few["pages"])
    each = [found["seconds"] / found["pages"] for found in (few, many)]
    return (
        "Growth of our reader with the number of pages\n"
        f"  a page of {few['pages']:.0f} {1000 * each[0]:.1f} ms, of {many['pages']:.0f} "
        f"{1000 * each[1]:.1f} ms: {each[1] / each[0]:.2f} x (wanted: 0.8 to 1.2)\n"
        f"  each page more takes {more:.0f} KiB (wanted: at most 40)"
    )


def _contenders(path: Path, *names: str) -> dict[str, Work]:
    works: dict[str, Work] = {
        OURS: lambda: PdfiumEngine().read(path),
        FLOOR: lambda: _walk_characters(path),
        PLUMBER: lambda: _read_with_pdfplumber(path),
        STREAM: lambda: _read_with_camelot(path, "stream"),
        LATTICE: lambda: _read_with_camelot(path, "lattice"),
    }
    return {name: works[name] for name in names}


def _walk_characters(path: Path) -> None:
    """Ask pdfium for every character and its box, and do nothing with them."""
    edges = [ctypes.c_double() for _ in range(4)]
    references = [ctypes.byref(edge) for edge in edges]
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            text = page.get_textpage()
            for index in range(text.count_chars()):
                pdfium.FPDFText_GetUnicode(text, index)
                pdfium.FPDFText_GetCharBox(text, index, *references)


def _read_with_pdfplumber(path: Path) -> None:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_tables()


def _read_with_camelot(path: Path, flavor: str) -> None:
    lattice = {"backend": "pdfium", "use_fallback": False} if flavor == "lattice" else {}
    read_pdf(str(path), pages="all", flavor=flavor, **lattice)


ONE_READING = """
import json, resource, sys
from pathlib import Path
from pipeline.extract.sandbox import read
pages = read(Path(sys.argv[1]), "pdfium").page_count
child = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({"pages": pages, "seconds": child.ru_utime, "kib": child.ru_maxrss}))
"""


def _measured(path: Path, times: int) -> dict[str, float]:
    print_ruled(edition_rows(ENDGUELTIG.name) * times, path)
    command = [sys.executable, "-c", ONE_READING, str(path)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    measured: dict[str, float] = json.loads(told)
    return measured
