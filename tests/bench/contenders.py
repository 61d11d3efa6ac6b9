"""Who reads a document's tables: each in a process of its own, in the environment that it needs.

A process loads its library once and then reads as often as it is asked, so that what is measured is
reading alone; its peak of memory is its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.builders.environments import NotOfferedError, environment
from tests.paths import ROOT

OURS, LOAD, WALK, PLUMBER = "ours", "load", "walk", "pdfplumber"
FLOORS = (LOAD, WALK)
PYMUPDF = "pymupdf"
"""Its licence (AGPL) is not for us: it is asked only in an environment that somebody else made."""
CAMELOT = ("camelot stream", "camelot lattice", "camelot hybrid")
LOCKED = {name: f"peer-{name}" for name in ("pdfplumber-rs", "pdf_oxide", "tablers")}
"""Those in environments of their own; the first installs itself as `pdfplumber`."""

_PAGES = """
import pypdfium2
distribution = "pypdfium2"
def text_pages(path):
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            yield page.get_textpage()
"""
_PLUMBER = """
import pdfplumber
distribution = "{distribution}"
def read(path, most):
    with pdfplumber.open(path) as document:
        found = []
        for page in document.pages[:most]:
            found.append(page.extract_tables())
            {close}
    return found
def tables(found):
    return [(page, table) for page, tables in enumerate(found, 1) for table in tables]
"""
_CAMELOT = """
from camelot.io import read_pdf
distribution = "camelot-py"
def read(path, most):
    return read_pdf(path, pages="all", flavor="{flavor}"{more})
def tables(found):
    return [(table.page, [[*row] for row in table.df.itertuples(index=False)]) for table in found]
"""
CODE = {
    OURS: """
import gc
from pathlib import Path
from pipeline.extract.child import OBJECTS_BETWEEN_COLLECTIONS
from pipeline.extract.own import PdfiumEngine
distribution = "pypdfium2"
gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
def read(path, most):
    return PdfiumEngine().read(Path(path))
def tables(reading):
    return [(t.page, [[cell.text for cell in row.cells] for row in t.rows]) for t in reading.tables]
""",
    LOAD: _PAGES
    + """
def read(path, most):
    for page in text_pages(path):
        page.get_text_range()
def tables(nothing):
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
def tables(nothing):
    return []
""",
    PLUMBER: _PLUMBER.format(distribution="pdfplumber", close="page.close()"),
    "pdfplumber-rs": _PLUMBER.format(distribution="pdfplumber-rs", close=""),
    "camelot stream": _CAMELOT.format(flavor="stream", more=""),
    "camelot lattice": _CAMELOT.format(flavor="lattice", more=', backend="pdfium"'),
    "camelot hybrid": _CAMELOT.format(flavor="hybrid", more=""),
    "camelot auto": _CAMELOT.format(flavor="auto", more=""),
    "pdf_oxide": """
import pdf_oxide
distribution = "pdf_oxide"
def read(path, most):
    document = pdf_oxide.PdfDocument(path)
    return [document.extract_tables(number) for number in range(document.page_count())]
def tables(found):
    return [
        (page, [[cell["text"] for cell in row["cells"]] for row in table["rows"]])
        for page, tables in enumerate(found, 1)
        for table in tables
    ]
""",
    "tablers": """
import tablers
distribution = "tablers"
def read(path, most):
    with tablers.Document(path) as document:
        return [tablers.find_tables(page, extract_text=True) for page in document.pages()]
def tables(found):
    return [
        (page, [[cell.text if cell else "" for cell in row.cells] for row in table.rows])
        for page, tables in enumerate(found, 1)
        for table in tables
    ]
""",
    PYMUPDF: """
import pymupdf
distribution = "pymupdf"
def read(path, most):
    with pymupdf.open(path) as document:
        return [[table.extract() for table in page.find_tables().tables] for page in document]
def tables(found):
    return [(page, table) for page, tables in enumerate(found, 1) for table in tables]
""",
}
_LOOP = """
import json, resource, sys, time, warnings
from importlib.metadata import version
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
    path, most, wants_tables = json.loads(line)
    clock, processor = time.perf_counter(), time.process_time()
    found = read(path, most)
    told = {
        "seconds": time.perf_counter() - clock,
        "processor": time.process_time() - processor,
        "tables": tables(found) if wants_tables else [],
        "kib": peak(),
        "version": version(distribution),
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
    tables: Sequence[tuple[int, list[list[str | None]]]]
    """Whoever asks for them: the page of each, and its rows."""
    kib: int
    """The peak of memory so far."""
    version: str

    @property
    def rows(self) -> Rows:
        """Those of all tables, without blanks, and without cells that have nothing else."""
        rows = (_plain(row) for _, table in self.tables for row in table)
        return Counter(row for row in rows if row)


class Contender(AbstractContextManager["Contender"]):
    """A process that reads."""

    def __init__(self, name: str, python: Path | None = None) -> None:
        """Start it, in an environment that is there if one is named.

        Raises:
            NotOfferedError: it needs a release that is not to be had.
        """
        if python is None:
            python = environment(LOCKED[name]) if name in LOCKED else Path(sys.executable)
        self._process = subprocess.Popen(
            [python, "-c", CODE[name] + _LOOP],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._process.communicate()

    def read(self, path: Path, *, most_pages: int | None = None, tables: bool = False) -> Run:
        """Let it read once.

        Raises:
            ValueError: it has ended.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(path), most_pages, tables]) + "\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return Run(**told)


def _plain(row: list[str | None]) -> tuple[str, ...]:
    return tuple(text for cell in row if (text := "".join((cell or "").split())))


def started(name: str, said: Callable[[str], None]) -> Contender | None:
    """The process of that name; None, with a word about it, where it is not to be had."""
    try:
        return Contender(name)
    except NotOfferedError as error:
        said(f"{name} is left out: {error}")
        return None
