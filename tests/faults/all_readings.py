"""Section B: one fault that all readings share, because it is printed or because all err alike."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from pipeline.check.readings import Compared, compare
from pipeline.errors import UnreadableDocumentError
from pipeline.extract.sandbox import read
from pipeline.interpret.stage import interpret
from pipeline.model import Interpretation
from pipeline.run.setup import ALL_ENGINES, OWN_ENGINE
from tests.builders.matrix.content import Table
from tests.faults.cells import CELL_FAULTS
from tests.faults.mistaken import MEANING_FAULTS
from tests.faults.papers import Paper, alike, table_to_reading
from tests.faults.rows import ROW_FAULTS
from tests.faults.sheet import sheet_to_table
from tests.faults.verdict import Outcome, Verdict, holding

Subject = TypeVar("Subject")
TEXT_FAULTS = {**CELL_FAULTS, **ROW_FAULTS}
TRIES = 50
NOTHING: frozenset[str] = frozenset()
NOT_UNDERSTOOD = frozenset({"the layout is not understood"})


def printable(paper: Paper) -> list[str]:
    """The faults that this kind of document has a place for."""
    return _possible(TEXT_FAULTS, paper.sheet, paper)


def misunderstandable(paper: Paper) -> list[str]:
    """The faults of understanding that this kind of document has a place for."""
    return _possible(MEANING_FAULTS, paper.understood, paper)


def _possible(
    faults: Mapping[str, Callable[[Subject, random.Random], object]], subject: Subject, paper: Paper
) -> list[str]:
    rng = random.Random(paper.kind.name)
    return [
        name
        for name, fault in faults.items()
        if any(fault(subject, rng) is not None for _ in range(TRIES))
    ]


def draw_table(paper: Paper, name: str, rng: random.Random) -> Table:
    """The paper with one fault of this name in its texts."""
    for _ in range(TRIES):
        sheet = TEXT_FAULTS[name](paper.sheet, rng)
        if sheet is not None:
            return sheet_to_table(sheet, paper.table)
    raise LookupError(f"no place for {name} in {paper.kind.name}")


def draw_meaning(paper: Paper, name: str, rng: random.Random) -> Interpretation:
    """The paper with one fault of this name in what is understood of it."""
    for _ in range(TRIES):
        understood = MEANING_FAULTS[name](paper.understood, rng)
        if understood is not None:
            return understood
    raise LookupError(f"no place for {name} in {paper.kind.name}")


def understand(table: Table, paper: Paper) -> Compared | None:
    """What a faultless engine would make of a table; None where no table is understood."""
    try:
        return alike(interpret(table_to_reading(table, paper.kind.title), paper.kind.name))
    except UnreadableDocumentError:
        return None


def print_and_read(table: Table, paper: Paper, *, all_engines: bool) -> Compared | None:
    """Print a table and read it as the pipeline does; None where no engine understands it."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "faulty.pdf"
        paper.kind.printer(table, path, paper.kind.title)
        for engine in ALL_ENGINES if all_engines else (OWN_ENGINE,):
            try:
                found.append(interpret(read(path, engine, places=True), path.name))
            except UnreadableDocumentError:
                continue
    return compare(found) if found else None


def held_by(compared: Compared | None, paper: Paper) -> frozenset[str]:
    """The checks that hold because of the fault."""
    if compared is None:
        return NOT_UNDERSTOOD
    return holding(compared, paper.references) - paper.held_by


def judge(
    held: frozenset[str], compared: Compared | None, paper: Paper, without: frozenset[str] = NOTHING
) -> Verdict:
    """Whether a document is held; if not, whether all its figures are right all the same.

    `without` are checks that are left out, to see what the others notice.
    """
    if held - without or compared is None:
        return Verdict(Outcome.CAUGHT, ", ".join(sorted(held - without)))
    if figures(compared.interpretation) == figures(paper.understood):
        return Verdict(Outcome.HARMLESS, "all figures are right")
    return Verdict(Outcome.MISSED, "wrong figures")


def figures(understood: Interpretation) -> list[tuple[str, int | None, Decimal]]:
    """Key, persons and amount of all figures, by key; nothing printed for nobody is nobody."""
    rows = [
        (z.gemeinde_ags, z.personen if z.betrag_eur else z.personen or 0, z.betrag_eur)
        for z in understood.zeilen
    ]
    return sorted(rows, key=str)
