"""A held run is kept with its rows and its reasons, in words a reader understands."""

import csv
import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from pipeline.store import Warehouse, write_held
from tests.builders.frames import FIRST_DAY, check_result, held_draft, herkunft, zeile


def folder(tmp_path: Path, **changes: object) -> Path:
    return write_held(Warehouse(tmp_path), held_draft(**changes))


def bericht(tmp_path: Path, **changes: object) -> str:
    return (folder(tmp_path, **changes) / "bericht.md").read_text(encoding="utf-8")


def test_the_report_says_what_was_held_why_and_what_to_do(tmp_path: Path) -> None:
    id = folder(tmp_path).name
    text = bericht(tmp_path, published="vorlaeufig-2017-07-0badf00d")
    beginning, _, what_next = text.partition("## Wie es weitergeht\n")
    assert (
        beginning
        == f"""\
# Angehalten: `IGM_VwV_Planungsrahmen.pdf`

> **Erfundene Daten.** Das Dokument ist synthetisch und dient nur zum Ausprobieren.

Aus diesem Dokument wurde **nichts veröffentlicht**, weil es Prüfungen nicht bestanden hat. \
Veröffentlicht bleibt die letzte geprüfte Ausgabe, `vorlaeufig-2017-07-0badf00d`.

- Kennung: `{id}`
- Dokument: SHA-256 `{held_draft().account.document.sha256}`
- Herkunft: `https://example.org/IGM_VwV_Planungsrahmen.pdf`
- Gelesene Zeilen: 1

## Warum (1 von 2 Prüfungen nicht bestanden)

### `betrag_passt`

- Seite 7, Zeile 31: Der Betrag 218.992 passt zu keiner Personenzahl.

| Seite | Zeile | gedruckt |
|---|---|---|
| 7 | 31 | `08336050 ¦ Lörrach ¦ 218.992` |

"""
    )
    assert "beim Herausgeber nachfragen" in what_next
    assert "`report.json`" in what_next


def test_a_real_document_without_a_published_edition(tmp_path: Path) -> None:
    text = bericht(tmp_path, synthetic=False)
    assert "Erfundene Daten" not in text
    assert "Bisher ist keine Ausgabe veröffentlicht." in text


def test_every_finding_is_a_line_and_warnings_stand_apart(tmp_path: Path) -> None:
    several = check_result("zeilen_lesbar", passed=False, meldung="Seite 1: eins\nSeite 2: zwei")
    warned = check_result("ausgabe_erkannt", passed=False, severity="warnung", meldung="unbekannt")
    text = bericht(tmp_path, checks=(several, warned))
    why, _, also = text.partition("## Außerdem aufgefallen\n")
    assert "- Seite 1: eins\n- Seite 2: zwei\n" in why
    assert "### `ausgabe_erkannt`\n\n- unbekannt\n" in also


def test_printed_text_cannot_become_markup(tmp_path: Path) -> None:
    evil = herkunft(1, 1, "`x` [Klick](https://example.org) <img>\n| # neu")
    check = check_result("name", passed=False, meldung="Name <b>[x](y)</b>", rows=(evil,))
    text = bericht(tmp_path, checks=(check,))
    assert "| 1 | 1 | `'x' [Klick](https://example.org) <img> ¦ # neu` |" in text
    assert "- Name \\<b\\>\\[x\\](y)\\</b\\>\n" in text


def test_many_rows_are_cut_with_their_number(tmp_path: Path) -> None:
    rows = tuple(herkunft(1, number) for number in range(1, 204))
    text = bericht(tmp_path, checks=(check_result(passed=False, rows=rows),))
    assert "| 1 | 200 |" in text
    assert "| 1 | 201 |" not in text
    assert "... und 3 weitere Zeilen, siehe `report.json`." in text


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
        "name_gedruckt": '\'=HYPERLINK("x")',
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
    assert report["document"]["original_name"] == "IGM_VwV_Planungsrahmen.pdf"


def test_the_same_document_seen_again_is_held_again_unchanged(tmp_path: Path) -> None:
    first = folder(tmp_path)
    before = {path.name: (path.stat().st_ino, path.read_bytes()) for path in first.iterdir()}
    again = folder(tmp_path, created_at=FIRST_DAY + timedelta(days=1))
    after = {path.name: (path.stat().st_ino, path.read_bytes()) for path in again.iterdir()}
    assert (again, after) == (first, before)


def test_other_reasons_take_the_place_of_the_old_ones(tmp_path: Path) -> None:
    first = folder(tmp_path)
    again = folder(tmp_path, zeilen=(), checks=(check_result("leer", passed=False),))
    assert again == first
    assert (again / "rows.csv").read_text().count("\n") == 1
    assert "### `leer`" in (again / "bericht.md").read_text(encoding="utf-8")
    assert [path.name for path in (tmp_path / "held").iterdir()] == [first.name]
