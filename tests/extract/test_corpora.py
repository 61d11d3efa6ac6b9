"""Published documents of other authorities, with the rows that people transcribed from them.

They come with the workplace, not with the project: without `LONG_TABLES`, or `shared/corpora`
beside the checkout, nothing is read.
"""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.console import raw_tables_text
from pipeline.extract.sandbox import read
from tests.paths import CORPORA

NEEDED = Decimal("0.998")

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="no collection of long tables at hand")


@pytest.mark.slow
def test_long_tables_of_other_authorities_are_read_exactly(tmp_path: Path) -> None:
    """All of them together, for the transcribers made a slip too."""
    exact = printed = 0
    for pdf in sorted((CORPORA / "long").glob("*.pdf")):
        found = tmp_path / f"{pdf.stem}.json"
        found.write_text(raw_tables_text(read(pdf, "pdfium").tables, "json"), "utf-8")
        hits, _, rows = score(pdf.with_suffix(".rows.json"), found)
        exact, printed = exact + int(hits), printed + int(rows)
    assert printed > 3000
    assert Decimal(exact) / printed >= NEEDED, f"{exact} of {printed} rows"


def score(truth: Path, found: Path) -> list[str]:
    """Return the first words of what the collection's scorer says: "241 of 242 ..."."""
    command: list[str | Path] = [sys.executable, CORPORA / "score_long.py", truth, found]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.split()[:3]
