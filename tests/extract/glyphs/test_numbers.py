"""Numbers whose digits do not stand one behind the other: what a text says nobody reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.extract.own import OwnEngine, PdfiumEngine, PdfplumberEngine
from tests.builders.content import write_page


def words(engine: OwnEngine, path: Path, shown: str, matrix: str) -> list[str]:
    """Return the words of a page that has a number under a name, drawn under a matrix."""
    name = "BT /F 10 Tf 20 120 Td (Villingen-Schwenningen im Schwarzwald) Tj ET"
    content = f"q {matrix} cm {name} BT 0 g /F 10 Tf 20 100 Td {shown} ET Q"
    reading = engine.read(write_page(path, content))
    rows = [*reading.outside, *(row for table in reading.tables for row in table.rows)]
    return [word for row in rows for word in row.text.split()]


@pytest.mark.parametrize("matrix", ["1 0 0 1 0 0", "0 1 -1 0 200 0"], ids=["upright", "turned"])
@pytest.mark.parametrize(
    ("shown", "by_pdfium", "by_pdfplumber"),
    [
        ("(46678) Tj", True, True),
        ("[(4) 100 (6) 30 (6) -90 (7) 60 (8)] TJ", True, True),
        ("-5.4 Tc (46678) Tj", False, False),
        ("5 Tz (46678) Tj", False, False),
        ("[-556 (6) 1112 (4) -556 (678)] TJ", False, True),
    ],
    ids=["as usual", "kerned", "on top of each other", "squeezed", "in another order"],
)
def test_a_number_is_read_only_where_its_digits_stand_side_by_side(
    tmp_path: Path, shown: str, by_pdfium: bool, by_pdfplumber: bool, matrix: str
) -> None:
    path = tmp_path / "Synthetisch.pdf"
    for engine, is_read in ((PdfiumEngine(), by_pdfium), (PdfplumberEngine(), by_pdfplumber)):
        numbers = [word for word in words(engine, path, shown, matrix) if len(word) == 5]
        assert [number for number in numbers if number.isdigit()] == ["46678"] * is_read
