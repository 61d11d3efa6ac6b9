"""A small document whose faults hold it: what the tests of held runs and of decisions take in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pipeline.manifest import Decision
from pipeline.run import ingest, look, review
from pipeline.run.setup import OWN_ENGINE, Setup
from pipeline.summary import RunSummary
from tests.builders.documents import replaced
from tests.builders.rows import edition_rows
from tests.builders.ruled import Cells, print_ruled_cells, ruled_cells

ROWS = 60
LEONBERG, FRICKENHAUSEN, SCHOENAICH = "08115028", "08116020", "08115044"
UNKNOWN_KEY = "08999999"
REASON = "Der Herausgeber hat die Zahlen bestätigt."
DECIDED_AT = datetime(2024, 3, 2, 9, 30, tzinfo=UTC)


def print_few(path: Path, change: Callable[[Cells], None] = lambda cells: None) -> Path:
    """Print the first rows of the final edition, with its grand total, after a change."""
    header, *rows = ruled_cells(edition_rows("endgueltig-2018-01"))
    cells = [header, *rows[:ROWS], rows[-1]]
    change(cells)
    print_ruled_cells(cells, path)
    return path


def spoil(cells: Cells) -> None:
    """Misprint Leonberg's amount and Frickenhausen's key, and print Schönaich twice."""
    keys = [row[0] for row in cells]
    replaced(cells, keys.index(LEONBERG), 4, "222.992 €")
    replaced(cells, keys.index(FRICKENHAUSEN), 0, UNKNOWN_KEY)
    cells.insert(50, cells[keys.index(SCHOENAICH)])


class Desk:
    """Where a person takes documents in and decides about them; our own engine reads."""

    def __init__(self, folder: Path) -> None:
        """Work in a warehouse and a raw store within a folder."""
        self.root, self.raw = folder / "warehouse", folder / "raw"

    def ingest(self, pdf: Path) -> RunSummary:
        """Take a document in."""
        return ingest.ingest(pdf, Setup(self.root, self.raw, (OWN_ENGINE,)))

    def accept(self, wanted: str = "latest", reason: str = REASON, by: str = "mia") -> RunSummary:
        """Decide that a held document is published all the same."""
        decision = Decision(reason, by, DECIDED_AT)
        engines = (OWN_ENGINE,)
        return review.accept(Setup(self.root, self.raw, engines), wanted, decision)

    def withdraw(self, wanted: str, reason: str = "Irrtum", by: str = "uwe") -> RunSummary:
        """Decide that an edition no longer counts."""
        return review.withdraw(self.root, wanted, Decision(reason, by, DECIDED_AT))

    def ask(self, sql: str) -> str:
        """The answer of the published database, as CSV without its header."""
        return look.query(self.root, sql, "csv").partition("\n")[2]

    def outcomes(self) -> list[str]:
        """How each run ended, as the records tell it, in no order."""
        records = (self.root / "runs").iterdir()
        return sorted(json.loads(path.read_bytes())["outcome"] for path in records)
