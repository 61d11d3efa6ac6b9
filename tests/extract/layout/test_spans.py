"""Cells over several rows and columns say how many, and the lines of one title are one cell.

Each table is printed by typst; all texts are invented.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typst
from click.testing import CliRunner

import planungsrahmen
from pipeline.cli.app import cli

PAGE = """
#set page(width: 500pt, height: 400pt, margin: 30pt, footer: [Synthetische Liste])
#set text(size: 9pt)
"""
GRID = """
#table(columns: (90pt, 70pt, 70pt, 70pt, 70pt), align: center + horizon,
  table.cell(rowspan: 2)[Gemeinde],
  table.cell(colspan: 2)[Personen], table.cell(colspan: 2)[Betrag],
  [2017], [2018], [2017], [2018],
  [Aach], [3], [4], [2.229], [2.972],
  table.cell(rowspan: 2)[Engen], [5], [6], [3.715], [4.458],
  [7], [8], [5.201], [5.944],
  table.cell(colspan: 3)[Summe ohne Zinsen], [11.145], [13.374],
)
"""
OPEN = """
#table(columns: (90pt, 70pt, 70pt, 70pt, 70pt), align: (x, y) => if x == 0 { left } else { center },
  stroke: none, inset: 3pt,
  [], table.cell(colspan: 2)[Personen], table.cell(colspan: 2)[Betrag],
  table.hline(start: 1, end: 3), table.hline(start: 3, end: 5),
  [Gemeinde], [vorläufig], [im Jahr \\ 2018], [vorläufig], [im Jahr \\ 2018],
  table.hline(),
  [Aach], [31], [42], [2.229], [2.972],
  [Engen], [51], [62], [3.715], [4.458],
  [Tengen], [71], [82], [5.201], [5.944],
)
"""


@pytest.fixture
def pdf(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """What a test prints."""
    template = tmp_path / "printed.typ"
    template.write_text(PAGE + request.param, encoding="utf-8")
    typst.compile(template, output=template.with_suffix(".pdf"))
    return template.with_suffix(".pdf")


def tables(pdf: Path, *options: str) -> list[dict[str, Any]]:
    command = ["extract", str(pdf), "--raw", "--format", "json", *options]
    found: list[dict[str, Any]] = json.loads(CliRunner().invoke(cli, command).stdout)
    return found


def span(row: int, column: int, rows: int, columns: int, text: str) -> dict[str, int | str]:
    return {"row": row, "column": column, "rows": rows, "columns": columns, "text": text}


@pytest.mark.parametrize("pdf", [GRID], indirect=True)
def test_drawn_cells_over_several_say_so(pdf: Path) -> None:
    assert tables(pdf, "--spans") == [
        {
            "page": 1,
            "table": 1,
            "rows": [
                ["Gemeinde", "Personen", "", "Betrag", ""],
                ["", "2017", "2018", "2017", "2018"],
                ["Aach", "3", "4", "2.229", "2.972"],
                ["Engen", "5", "6", "3.715", "4.458"],
                ["", "7", "8", "5.201", "5.944"],
                ["Summe ohne Zinsen", "", "", "11.145", "13.374"],
            ],
            "spans": [
                span(0, 0, 2, 1, "Gemeinde"),
                span(0, 1, 1, 2, "Personen"),
                span(0, 3, 1, 2, "Betrag"),
                span(3, 0, 2, 1, "Engen"),
                span(5, 0, 1, 3, "Summe ohne Zinsen"),
            ],
        }
    ]


@pytest.mark.parametrize("pdf", [OPEN], indirect=True)
def test_titles_over_several_columns_and_those_beside_them_say_so(pdf: Path) -> None:
    assert tables(pdf, "--spans") == [
        {
            "page": 1,
            "table": 1,
            "rows": [
                ["", "Personen", "", "Betrag", ""],
                ["Gemeinde", "vorläufig", "im Jahr\n2018", "vorläufig", "im Jahr\n2018"],
                ["Aach", "31", "42", "2.229", "2.972"],
                ["Engen", "51", "62", "3.715", "4.458"],
                ["Tengen", "71", "82", "5.201", "5.944"],
            ],
            "spans": [
                span(0, 0, 2, 1, "Gemeinde"),
                span(0, 1, 1, 2, "Personen"),
                span(0, 3, 1, 2, "Betrag"),
            ],
        }
    ]


@pytest.mark.parametrize("pdf", [GRID, OPEN], indirect=True)
def test_the_rest_is_the_same_without_them_and_in_python(pdf: Path) -> None:
    with_spans, plain = tables(pdf, "--spans"), tables(pdf)
    [table] = planungsrahmen.read_tables(pdf)
    spans = [named._asdict() for named in table.spans]
    assert [{**one, "spans": spans} for one in plain] == with_spans


PART = """
#table(columns: (90pt, 60pt, 60pt, 60pt), stroke: (x, y) => if x > 1 { 0.5pt } else { none },
  [Gemeinde], [Personen], [2017], [2018],
  [Aach], [31], [2.229], [2.972],
  [Engen], [51], [3.715], [4.458],
  [Tengen], [71], [5.201], [5.944],
)
"""


@pytest.mark.parametrize("pdf", [PART], indirect=True)
def test_rules_around_some_columns_of_a_table_do_not_take_it_apart(pdf: Path) -> None:
    assert [table["rows"] for table in tables(pdf)] == [
        [
            ["Gemeinde", "Personen", "2017", "2018"],
            ["Aach", "31", "2.229", "2.972"],
            ["Engen", "51", "3.715", "4.458"],
            ["Tengen", "71", "5.201", "5.944"],
        ]
    ]


FRAMED = """
#table(columns: 4,
  table.cell(colspan: 4)[Table 1. What the towns of the county asked for],
  table.cell(colspan: 2)[asked for in the year 2017],
  table.cell(colspan: 2)[granted in the year 2017],
  [Gemeinde], [Personen], [vorläufig], [endgültig],
  [Aach], [31], [2.229], [2.972],
  table.cell(colspan: 4)[Source: the county, which rounded all figures],
)
"""


@pytest.mark.parametrize("pdf", [FRAMED], indirect=True)
def test_a_caption_in_a_cell_of_its_own_is_no_row_and_long_titles_are(pdf: Path) -> None:
    [table] = tables(pdf, "--spans")
    assert table["rows"] == [
        ["asked for in the year 2017", "", "granted in the year 2017", ""],
        ["Gemeinde", "Personen", "vorläufig", "endgültig"],
        ["Aach", "31", "2.229", "2.972"],
    ]
    assert [(s["column"], s["columns"]) for s in table["spans"]] == [(0, 2), (2, 2)]
