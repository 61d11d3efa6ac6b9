"""A font that lies about a digit holds the document, however well all readings agree."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.manifest import Decision
from pipeline.model import CheckResult
from pipeline.run import look, review, verify
from pipeline.run.ingest import ingest as run_ingest
from pipeline.run.setup import ALL_ENGINES, OWN_ENGINE, Setup
from pipeline.summary import RunSummary
from tests.builders.faulty import DECIDED_AT, REASON, ROWS
from tests.builders.lying import print_lying
from tests.builders.rows import edition_rows
from tests.builders.ruled import ruled_cells

HEADER, *PRINTED, TOTAL = ruled_cells(edition_rows("endgueltig-2018-01"))
CELLS = [HEADER, *PRINTED[:ROWS], TOTAL]
LIAR = next(n for n, row in enumerate(CELLS) if n > 40 and row[4].count("3") == 1)
KEY = CELLS[LIAR][0]


def ingest(pdf: Path, folder: Path, engines: tuple[str, ...] = ALL_ENGINES) -> RunSummary:
    return run_ingest(pdf, Setup(folder / "warehouse", folder / "raw", engines))


def shapes_check(summary: RunSummary) -> CheckResult:
    (check,) = [check for check in summary.checks if check.name == "ziffernbild"]
    return check


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One amount shows a dash where every reading has a 3."""
    path = tmp_path_factory.mktemp("print") / "lying_synthetic.pdf"
    return print_lying(CELLS, path, [(LIAR, 4)], {"–": "3"})


@pytest.fixture(scope="module")
def held_once(tmp_path_factory: pytest.TempPathFactory, pdf: Path) -> Path:
    folder = tmp_path_factory.mktemp("held")
    ingest(pdf, folder)
    return folder


@pytest.fixture
def held(tmp_path: Path, held_once: Path) -> Path:
    return Path(shutil.copytree(held_once, tmp_path / "copy"))


def test_the_report_shows_the_row_and_its_picture(held: Path) -> None:
    (folder,) = (held / "warehouse" / "held").iterdir()
    report = (folder / "bericht.md").read_text("utf-8")
    _, _, section = report.partition("Ziffern, die anders aussehen, als die Datei angibt")
    section = section.partition("\n#")[0]
    assert KEY in section
    assert "Was laut Datei „3“ ist, hat nicht die Gestalt einer Ziffer" in section
    assert ".png)" in section


def test_one_reading_alone_does_not_look_at_pictures(tmp_path: Path, pdf: Path) -> None:
    check = shapes_check(ingest(pdf, tmp_path, (OWN_ENGINE,)))
    assert check.passed
    assert check.message.startswith("not applicable")


def test_what_was_seen_once_is_looked_at_again(held: Path, pdf: Path) -> None:
    """Else the same bytes, read by one engine only, would be published."""
    check = shapes_check(ingest(pdf, held, (OWN_ENGINE,)))
    assert check.holds
    assert [row.text.split(" | ")[0] for row in check.rows] == [KEY]


@pytest.mark.slow
def test_a_person_publishes_all_but_that_row_and_verify_proves_it(held: Path) -> None:
    root, raw = held / "warehouse", held / "raw"
    decision = Decision(REASON, "mia", DECIDED_AT)
    assert review.accept(Setup(root, raw), "latest", decision).outcome == "new"
    count = f"SELECT count(*), count(*) FILTER (gemeinde_ags = '{KEY}') FROM planungsrahmen"
    assert look.query(root, count, "csv").splitlines()[1] == f"{ROWS - 1},0"
    assert verify.verify(root, raw) == (1, ())
