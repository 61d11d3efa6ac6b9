"""A held run is kept with its rows and its reasons, in words a reader understands."""

import csv
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from pipeline.manifest import Decision
from pipeline.model import Conflict, Severity
from pipeline.store.held import (
    Pictures,
    find_decidable,
    waiting_runs,
    write_decision,
    write_held,
)
from pipeline.store.warehouse import Warehouse
from pipeline.values import replace
from tests.builders.frames import FIRST_DAY, check_result, held_draft, herkunft, zeile

ONE, OTHER = "1" * 64, "2" * 64


def folder(tmp_path: Path, **changes: object) -> Path:
    return write_held(Warehouse(tmp_path), held_draft(**changes))


def test_all_rows_read_are_kept_as_given(tmp_path: Path) -> None:
    rows = (
        zeile(personen=None, betrag_eur=Decimal("218992"), name_gedruckt='=HYPERLINK("x")'),
        zeile(betrag_gedruckt="–"),
    )
    with (folder(tmp_path, zeilen=rows) / "rows.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    assert first == {
        "gemeinde_ags": "08336050",
        "gemeinde_name": "Lörrach, Stadt",
        "kreis_ags": "08336",
        "kreis_name": "Lörrach",
        "personen": "",
        "betrag_eur": "218992",
        "name_gedruckt": '=HYPERLINK("x")',
        "betrag_gedruckt": "218.922",
        "page": "1",
        "row_on_page": "3",
        "x0": "56.7",
        "y0": "136.75",
        "x1": "538.62",
        "y1": "146.25",
        "text_gedruckt": "08336050 | Lörrach | 218.922",
        "engine": "pdfium",
    }
    assert second["betrag_gedruckt"] == "–"


def test_the_reasons_are_there_for_machines_too(tmp_path: Path) -> None:
    report = json.loads((folder(tmp_path) / "report.json").read_text(encoding="utf-8"))
    assert report["held_at"] == "2024-03-01T12:00:00+00:00"
    assert [error["code"] for error in report["errors"]] == ["amount_unreadable"]
    assert [(check["name"], check["passed"]) for check in report["checks"]] == [
        ("summe_land", True),
        ("betrag_passt", False),
    ]
    [[concerned]] = report["rows_concerned"]
    assert (concerned["page"], concerned["row"]) == (7, 31)
    assert (report["rows_left_if_accepted"], report["left_out_if_accepted"]) == (1, [])
    assert report["document"]["original_name"] == "IGM_VwV_Planungsrahmen.pdf"


def test_the_same_document_seen_again_is_held_again_unchanged(tmp_path: Path) -> None:
    first = folder(tmp_path)
    before = {path.name: (path.stat().st_ino, path.read_bytes()) for path in first.iterdir()}
    again = folder(tmp_path, created_at=FIRST_DAY + timedelta(days=1))
    after = {path.name: (path.stat().st_ino, path.read_bytes()) for path in again.iterdir()}
    assert (again, after) == (first, before)


def hold(warehouse: Warehouse, sha256: str, day: int) -> Path:
    """Hold a document on a day by the clock."""
    document = replace(held_draft().document, sha256=sha256)
    draft = held_draft(document=document, created_at=FIRST_DAY + timedelta(days=day))
    return write_held(warehouse, draft)


def latest(warehouse: Warehouse) -> str:
    held = find_decidable(warehouse, "latest").held
    assert held is not None
    return held.document_sha256


def test_latest_is_the_run_held_last_whatever_the_clock_says(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    for sha256, day in ((ONE, 3), (OTHER, 2), (ONE, 1)):
        folder = hold(warehouse, sha256, day)
        assert latest(warehouse) == sha256
    report = json.loads((folder / "report.json").read_bytes())
    assert (report["sequence"], report["held_at"]) == (3, "2024-03-02T12:00:00+00:00")


def test_a_damaged_report_does_not_keep_others_from_being_held(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    damaged = hold(warehouse, ONE, 1) / "report.json"
    damaged.write_text("[]", "utf-8")
    report = json.loads((hold(warehouse, OTHER, 1) / "report.json").read_bytes())
    assert report["sequence"] == 1


def test_pictures_lie_beside_the_report(tmp_path: Path) -> None:
    row = (herkunft(7, 31),)
    same_number = (replace(herkunft(7, 31, "andere Zeile"), engine="camelot"),)
    pictures = Pictures({row: b"eins", same_number: b"zwei"})
    held = folder(tmp_path, pictures=pictures)
    assert {path.name: path.read_bytes() for path in held.glob("*.png")} == {
        "seite-007-zeile-031.png": b"eins",
        "seite-007-zeile-031-camelot.png": b"zwei",
    }
    without = folder(tmp_path)
    assert list(without.glob("*.png")) == []


def test_a_decision_is_one_about_what_was_reported_then(tmp_path: Path) -> None:
    folder(tmp_path)
    warehouse = Warehouse(tmp_path)
    [held] = waiting_runs(warehouse)
    write_decision(held, "e-1", Decision("gut", "mia", FIRST_DAY))
    assert waiting_runs(warehouse) == []
    folder(tmp_path)
    assert waiting_runs(warehouse) == []
    again = folder(tmp_path, zeilen=())
    assert [run.folder for run in waiting_runs(warehouse)] == [again]


def test_one_printed_row_read_by_two_engines_is_concerned_once() -> None:
    first = herkunft(7, 31)
    x0, y0, x1, y1 = first.bbox
    second = replace(first, row=29, engine="camelot", bbox=(x0, y0 + 1, x1, y1 + 1))
    below = replace(first, row=32, bbox=(x0, y0 + 12, x1, y1 + 12))
    conflict = Conflict(
        "08336050", "Lörrach, Stadt", (zeile(herkunft=first), zeile(herkunft=second))
    )
    failed = check_result(passed=False, rows=(below, first))
    warned = check_result(passed=False, severity=Severity.WARNING, rows=(herkunft(8, 1),))
    draft = held_draft(checks=(failed, warned), conflicts=(conflict,))
    assert draft.affected == ((first, second), (below,))


def test_other_reasons_take_the_place_of_the_old_ones(tmp_path: Path) -> None:
    first = folder(tmp_path)
    again = folder(tmp_path, zeilen=(), checks=(check_result("leer", passed=False),))
    assert again == first
    assert (again / "rows.csv").read_text().count("\n") == 1
    assert "### Prüfung leer (`leer`)" in (again / "bericht.md").read_text(encoding="utf-8")
    assert [path.name for path in (tmp_path / "held").iterdir()] == [first.name]


def test_a_document_waits_once_though_its_runs_have_different_ids(tmp_path: Path) -> None:
    warehouse, document = Warehouse(tmp_path), held_draft().document
    days = (FIRST_DAY, FIRST_DAY - timedelta(days=900))
    seen = [replace(document, captured_at=day) for day in days]
    folders = [write_held(warehouse, held_draft(edition=None, document=one)) for one in seen]
    assert [run.folder for run in waiting_runs(warehouse)] == [folders[-1]]
    assert folders[0] != folders[-1]
