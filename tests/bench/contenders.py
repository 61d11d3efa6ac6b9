"""Who reads a document's tables: each in a process of its own, in the environment that it needs.

A process loads its library once and then reads as often as it is asked, so that what is measured is
reading alone; its peak of memory is its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.builders.environments import NotOfferedError, environment
from tests.paths import ROOT

OURS, LOAD, WALK, PLUMBER = "ours", "load", "walk", "pdfplumber"
FLOORS = (LOAD, WALK)
CAMELOT = ("camelot stream", "camelot lattice", "camelot hybrid")
LOCKED = {name: f"peer-{name}" for name in ("pdfplumber-rs", "pdf_oxide", "tablers")}
"""Those in environments of their own; the first installs itself as `pdfplumber`."""

_PAGES = """
import pypdfium2
def text_pages(path):
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            yield page.get_textpage()
"""
_PLUMBER = """
import pdfplumber
def read(path, most):
    with pdfplumber.open(path) as document:
        found = []
        for page in document.pages[:most]:
            found.append(page.extract_tables())
            {close}
    return found
def rows(found):
    return [row for tables in found for table in tables for row in table]
"""
_CAMELOT = """
from camelot.io import read_pdf
def read(path, most):
    return read_pdf(path, pages="all", flavor="{flavor}"{more})
def rows(found):
    return [list(row) for table in found for row in table.df.itertuples(index=False)]
"""
CODE = {
    OURS: """
import gc
from pathlib import Path
from pipeline.extract.child import OBJECTS_BETWEEN_COLLECTIONS
from pipeline.extract.own import PdfiumEngine
gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
def read(path, most):
    return PdfiumEngine().read(Path(path))
def rows(reading):
    return [[cell.text for cell in row.cells] for t in reading.tables for row in t.rows]
""",
    LOAD: _PAGES
    + """
def read(path, most):
    for page in text_pages(path):
        page.get_text_range()
def rows(nothing):
    return []
""",
    WALK: _PAGES
    + """
import ctypes
import pypdfium2.raw as pdfium
edges = [ctypes.c_double() for _ in range(4)]
references = [ctypes.byref(edge) for edge in edges]
def read(path, most):
    for page in text_pages(path):
        for index in range(page.count_chars()):
            pdfium.FPDFText_GetUnicode(page, index)
            pdfium.FPDFText_GetCharBox(page, index, *references)
def rows(nothing):
    return []
""",
    PLUMBER: _PLUMBER.format(close="page.close()"),
    "pdfplumber-rs": _PLUMBER.format(close=""),
    "camelot stream": _CAMELOT.format(flavor="stream", more=""),
    "camelot lattice": _CAMELOT.format(flavor="lattice", more=', backend="pdfium"'),
    "camelot hybrid": _CAMELOT.format(flavor="hybrid", more=""),
    "pdf_oxide": """
import pdf_oxide
def read(path, most):
    document = pdf_oxide.PdfDocument(path)
    return [document.extract_tables(number) for number in range(document.page_count())]
def rows(found):
    lines = [row for tables in found for table in tables for row in table["rows"]]
    return [[cell["text"] for cell in row["cells"]] for row in lines]
""",
    "tablers": """
import tablers
def read(path, most):
    with tablers.Document(path) as document:
        return [tablers.find_tables(page, extract_text=True) for page in document.pages()]
def rows(found):
    tables = [table for tables in found for table in tables]
    lines = [row for table in tables for row in table.rows]
    return [[cell.text if cell else "" for cell in row.cells] for row in lines]
""",
}
_LOOP = """
import json, resource, sys, time, warnings
from pathlib import Path
warnings.simplefilter("ignore")
def peak():
    # What `resource` says begins with what the process had that started this one.
    status = Path("/proc/self/status")
    said = status.read_text().split() if status.exists() else ()
    if "VmHWM:" in said:
        return int(said[said.index("VmHWM:") + 1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for line in sys.stdin:
    path, most, wants_rows = json.loads(line)
    clock, processor = time.perf_counter(), time.process_time()
    found = read(path, most)
    told = {
        "seconds": time.perf_counter() - clock,
        "processor": time.process_time() - processor,
        "rows": rows(found) if wants_rows else [],
        "kib": peak(),
    }
    del found
    print(json.dumps(told), flush=True)
"""

Rows = Counter[tuple[str, ...]]


@dataclass(frozen=True)
class Run:
    """What one run took."""

    seconds: float
    processor: float
    rows: Rows
    """Whoever asks for them; without blanks, and without cells that have nothing else."""
    kib: int
    """The peak of memory so far."""


class Contender(AbstractContextManager["Contender"]):
    """A process that reads."""

    def __init__(self, name: str) -> None:
        """Start it.

        Raises:
            NotOfferedError: it needs a release that is not to be had.
        """
        python = environment(LOCKED[name]) if name in LOCKED else Path(sys.executable)
        self._process = subprocess.Popen(
            [python, "-c", CODE[name] + _LOOP],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def read(self, path: Path, *, most_pages: int | None = None, rows: bool = False) -> Run:
        """Let it read once."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(path), most_pages, rows]) + "\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return Run(**told | {"rows": Counter(filter(None, map(_plain, told["rows"])))})


def _plain(row: list[str | None]) -> tuple[str, ...]:
    return tuple(text for cell in row if (text := "".join((cell or "").split())))


def started(name: str, said: Callable[[str], None]) -> Contender | None:
    """The process of that name; None, with a word about it, where it is not to be had."""
    try:
        return Contender(name)
    except NotOfferedError as error:
        said(f"{name} is left out: {error}")
        return None
