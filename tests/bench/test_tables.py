"""Readers are held against tables whose cells are known; all texts are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typst
from click.testing import CliRunner

from tests.bench import calibration
from tests.bench.corpora import exact_rows, found_relations, likeness, row_key, true_tables
from tests.bench.tables import main

SOURCE = """
#set page(width: 400pt, height: 300pt)
#table(columns: 3, table.cell(rowspan: 2)[Gemeinde], table.cell(colspan: 2)[Betrag],
  [2017], [2018], [Aach], [2.229], [2.972], [Engen], [3.715], [4.458])
"""
TRUE = """<document><table><region page="1">
<cell start-row="0" start-col="0" end-row="1"><content>Gemeinde</content></cell>
<cell start-row="0" start-col="1" end-col="2"><content>Betrag</content></cell>
<cell start-row="1" start-col="1"><content>2017</content></cell>
<cell start-row="1" start-col="2"><content>2018</content></cell>
<cell start-row="2" start-col="0"><content>Aach</content></cell>
<cell start-row="2" start-col="1"><content>2.229</content></cell>
<cell start-row="2" start-col="2"><content>2.972</content></cell>
<cell start-row="3" start-col="0"><content>Engen</content></cell>
<cell start-row="3" start-col="1"><content>3.715</content></cell>
<cell start-row="3" start-col="2"><content>4.458</content></cell>
</region></table></document>"""
ROWS = [["Gemeinde", "Betrag", ""], ["", "2017", "2018"], ["Aach", "2.229", "2.972"]]
ROWS += [["Engen", "3.715", "4.458"]]
SPANS = [
    {"row": 0, "column": 0, "rows": 2, "columns": 1},
    {"row": 0, "column": 1, "rows": 1, "columns": 2},
]


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """A collection of each kind with one document."""
    template = tmp_path / "list.typ"
    template.write_text(SOURCE, encoding="utf-8")
    for collection in ("icdar2013", "long"):
        (tmp_path / collection).mkdir()
        typst.compile(template, output=tmp_path / collection / "list.pdf")
    (tmp_path / "icdar2013" / "list-str.xml").write_text(TRUE, "utf-8")
    (tmp_path / "long" / "list.rows.json").write_text(json.dumps(ROWS[2:]), "utf-8")
    return tmp_path


def test_a_table_has_all_relations_of_the_true_one_only_with_its_spans(corpora: Path) -> None:
    [true] = true_tables(corpora / "icdar2013" / "list.pdf")
    plain = {"page": 1, "rows": ROWS}
    assert found_relations({**plain, "spans": SPANS}) == true
    assert likeness(found_relations(plain), true) == pytest.approx(2 * 13 / (13 + 15))


def test_rows_are_exact_whatever_their_blanks_and_hyphens(corpora: Path) -> None:
    rows = [["", "A\u00adach", "2229", "2.972 €"], ["Engen", "3715,00", "4.459"]]
    assert exact_rows(corpora / "long" / "list.pdf", [{"page": 1, "rows": rows}]) == (1, 2)
    assert row_key(["2007/2008", "", "1.234,5"]) == ("2007.00", "2008.00", "1234.50")


@pytest.mark.slow
def test_readers_are_shown_in_one_table(corpora: Path) -> None:
    file = corpora / "scores.json"
    words = ["--corpora", str(corpora), "--json", str(file)]
    for name in ("ours", "pdfplumber", "pymupdf"):
        words += ["--only", name]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0
    assert "pymupdf is left out: --pymupdf names no Python that has it" in done.stderr
    reached = [
        (s["reader"], s["small_perfect"], s["long_exact"]) for s in json.loads(file.read_text())
    ]
    assert reached == [("ours", 0, 2), ("ours, with spans", 1, None), ("pdfplumber", 0, 2)]
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        *("reader", "ours", "ours,", "pdfplumber")
    ]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--corpora", str(tmp_path)])
    said = [f"there is no {name} in {tmp_path}: left out" for name in ("icdar2013", "long")]
    assert (done.exit_code, done.stdout, done.stderr.splitlines()) == (0, "", said)


def test_weights_are_fitted_to_what_is_right(corpora: Path) -> None:
    done = CliRunner().invoke(calibration.main, ["--corpora", str(corpora)])
    assert done.exit_code == 0
    assert "All, by weights fitted without the document: 2 tables, 2 right\n" in done.stdout
    assert "\nlone: " in done.stdout
