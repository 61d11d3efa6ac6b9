"""Real documents of many layouts, each read by every engine that can: the faultless state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pipeline.check.readings import Compared, compare
from pipeline.check.stage import References
from pipeline.errors import UnreadableDocumentError
from pipeline.extract.sandbox import read
from pipeline.interpret.stage import interpret
from pipeline.model import Interpretation, Reading
from pipeline.run.setup import ALL_ENGINES
from schemas.register import load_register
from tests.faults.sheet import Sheet, reading_to_sheet
from tests.faults.verdict import holding, references_for

ROOT = Path(__file__).parents[2]
SAMPLES = tuple(
    ROOT / "raw" / "sample" / f"{edition}_synthetic.pdf"
    for edition in ("endgueltig-2018-01", "vorlaeufig-2017-07")
)
MATRIX = tuple(
    ROOT / "tests" / "matrix" / "pdf" / f"{stem}.pdf"
    for stem in (
        "chromium_first_row_only",  # the Kreis on its first row only
        "chromium_grid_merged_kreis",  # the Kreis in a cell over many rows, grand total
        "chromium_running_number",  # further columns of numbers, grand total
        "chromium_side_by_side",  # two panels
        "chromium_two_level_header",  # two years and their total
        "chromium_zebra_headings",  # headings, sums; one engine abstains from half of it
        "fpdf2_three_panels",  # three panels, no Kreis
        "latex_booktabs",  # headings, sums, keys
        "latex_full_grid",  # keys in groups
        "libreoffice_calc_currency_column",  # amounts alone, no keys
        "libreoffice_calc_landscape_subtotals",  # headings, sums, three amounts in a row
        "libreoffice_calc_no_borders",  # nothing but alignment, July edition
        "typst_dot_leaders",  # amounts alone, no table; one engine gives no reading
        "typst_no_header_no_kreis",  # key, amount, name; no titles
        "typst_two_columns",  # headings, panels; one engine gives no reading
        "weasyprint_kreis_sections",  # headings outside the table, sums
        "weasyprint_tranche",  # a part of the amount beside it
    )
)


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One document as its engines read it, before anything is understood."""

    name: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One document without a fault: what its readings say, and what the checks say of that."""

    name: str
    readings: tuple[Reading, ...]
    sheets: tuple[Sheet, ...]
    understood: tuple[Interpretation, ...]
    """One for each reading."""
    compared: Compared
    references: References
    held_by: frozenset[str]
    """The checks that hold even the faultless document, for it is only a part of one."""

    @property
    def is_whole(self) -> bool:
        """Whether it has all municipalities of the Land."""
        return len(self.compared.interpretation.zeilen) == len(load_register().gemeinden)


def read_documents(paths: Sequence[Path], workers: int) -> list[ReadDocument]:
    """Read each document with every engine, in child processes as the pipeline does."""
    tasks = [(path, engine) for path in paths for engine in ALL_ENGINES]
    with ThreadPoolExecutor(max_workers=workers) as pool:
        found = list(pool.map(lambda task: _read(*task), tasks))
    return [
        ReadDocument(
            path.stem,
            tuple(r for (of, _), r in zip(tasks, found, strict=True) if of == path and r),
        )
        for path in paths
    ]


def _read(path: Path, engine: str) -> Reading | None:
    """A reading in which a table is understood; None where there is none."""
    try:
        reading = read(path, engine, places=True)
        interpret(reading, path.name)
    except UnreadableDocumentError:
        return None
    return reading


def prepare(documents: Iterable[ReadDocument]) -> list[Case]:
    """Understand, compare and check the faultless documents."""
    return [_case(document) for document in documents]


def _case(document: ReadDocument) -> Case:
    understood = tuple(interpret(reading, document.name) for reading in document.readings)
    compared = compare(understood)
    references = references_for(compared.interpretation)
    sheets = (
        reading_to_sheet(reading, one)
        for reading, one in zip(document.readings, understood, strict=True)
    )
    return Case(
        document.name,
        document.readings,
        tuple(sheets),
        understood,
        compared,
        references,
        holding(compared, references),
    )
