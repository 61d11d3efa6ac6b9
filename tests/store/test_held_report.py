"""The report on a held run: what happened, why, with pictures, and what can be done about it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from pipeline.model import CheckResult, Conflict, EngineReport, LeftOut, Severity
from pipeline.store.held import Pictures, write_report
from pipeline.values import replace
from tests.builders.frames import check_result, document, held_draft, herkunft, zeile

ID = "endgueltig-2018-01-5d2dced1"
MISPRINT = herkunft(7, 31, "08336050 | Lörrach | 218.992")


def bericht(warehouse: str = "warehouse", **changes: object) -> str:
    return write_report(ID, held_draft(**changes), Path(warehouse))


def failed(name: str = "verteilung", *findings: str, **changes: object) -> CheckResult:
    return check_result(name, passed=False, meldung="\n".join(findings), **changes)


def test_the_report_says_what_was_held_why_and_what_to_do() -> None:
    sha256 = held_draft().document.sha256
    assert (
        bericht(published="vorlaeufig-2017-07-0badf00d")
        == f"""\
# Angehalten: `IGM_VwV_Planungsrahmen.pdf`

> **Erfundene Daten.** Das Dokument ist synthetisch und dient nur zum Ausprobieren.

Aus diesem Dokument wurde 1 Betrag gelesen, aber es hat eine Prüfung nicht bestanden; \
es geht um 1 gedruckte Zeile. Daraus wurde deshalb **nichts veröffentlicht**; \
veröffentlicht bleibt die letzte geprüfte Ausgabe, `vorlaeufig-2017-07-0badf00d`.

- Kennung: `{ID}`
- Dokument: SHA-256 `{sha256}`
- Herkunft: `https://example.org/IGM_VwV_Planungsrahmen.pdf`
- Gelesen von: pdfium

## Nicht bestanden: 1 von 2 Prüfungen

### Prüfung betrag_passt (`betrag_passt`)

- Seite 7, Zeile 31: Der Betrag 218.992 passt zu keiner Personenzahl.

| Seite | Zeile | gedruckt |
| --- | --- | --- |
| 7 | 31 | `08336050 ¦ Lörrach ¦ 218.992` |

## Was bei einer Annahme ausgelassen würde

Nichts: Veröffentlicht würde alles, was gelesen wurde (1 Zeile). Die nicht bestandenen \
Prüfungen stünden daneben.

## Wie es weitergeht

1. **Hinsehen.** Das PDF öffnen und die genannten Zeilen mit dem vergleichen, was hier gelesen
   wurde. Alle gelesenen Zeilen stehen in `rows.csv`, alle Gründe vollständig in `report.json`.
2. **Das Dokument ist richtig und wurde falsch gelesen:** Das ist ein Fehler dieser Software; bitte
   melden. Wer sie betreut, findet Gründe und Abhilfen in `docs/changed-layout.md`.
3. **Das Dokument selbst ist falsch:** Beim Herausgeber nachfragen und das berichtigte Dokument
   einlesen. Ist für einzelne Druckfehler belegt, was richtig ist, gehören sie mit dem Beleg in
   `schemas/corrections.toml`; danach dasselbe Dokument noch einmal einlesen:
   `planungsrahmen ingest raw/IGM_VwV_Planungsrahmen.pdf`
4. **Es soll trotzdem veröffentlicht werden:** Wer das verantwortet, nimmt es mit einer Begründung
   an. Name, Zeitpunkt und Begründung stehen danach bei der Ausgabe:
   `planungsrahmen accept {ID} --reason '…'`

Ohne eine Entscheidung wird dasselbe Dokument bei jedem neuen Lesen aus denselben Gründen
wieder angehalten.
"""
    )


def test_a_real_document_without_a_published_edition() -> None:
    text = bericht(synthetic=False)
    assert "Erfundene Daten" not in text
    assert "bisher ist keine Ausgabe veröffentlicht." in text


def test_commands_name_folders_that_are_not_the_usual_ones() -> None:
    elsewhere = replace(document(), path=Path("/srv/my raw/1.pdf"))
    text = bericht("/srv/warehouse", document=elsewhere)
    places = "--warehouse /srv/warehouse --raw-dir '/srv/my raw'"
    assert f"`planungsrahmen accept {ID} --reason '…' {places}`" in text
    assert f"`planungsrahmen ingest '/srv/my raw/1.pdf' {places}`" in text


def test_every_check_has_a_heading_that_says_what_it_means() -> None:
    assert "### Gemeinden, die fehlen (`vollstaendig`)\n\n- Es fehlt 1.\n" in bericht(
        checks=(failed("vollstaendig", "Es fehlt 1."),)
    )


def test_every_finding_is_a_line_and_warnings_stand_apart() -> None:
    warned = failed("ausgabe_erkannt", "unbekannt", severity=Severity.WARNING)
    text = bericht(checks=(failed("zeilen_lesbar", "Seite 1: eins", "Seite 2: zwei"), warned))
    why, _, also = text.partition("## Außerdem aufgefallen, aber kein Grund zum Anhalten\n")
    assert "- Seite 1: eins\n- Seite 2: zwei\n" in why
    assert "### Die Ausgabe ist nicht bekannt (`ausgabe_erkannt`)\n\n- unbekannt\n" in also
    assert "einzelne gedruckte Zeilen betrifft das nicht" in why


def test_printed_text_cannot_become_markup() -> None:
    evil = herkunft(1, 1, "`x` [Klick](https://example.org) <img>\n| # neu")
    text = bericht(checks=(failed("name", "Name <b>[x](y)</b>", rows=(evil,)),))
    assert "| 1 | 1 | `'x' [Klick](https://example.org) <img> ¦ # neu` |" in text
    assert "- Name \\<b\\>\\[x\\](y)\\</b\\>\n" in text


def test_many_rows_are_cut_with_their_number() -> None:
    rows = tuple(herkunft(1, number) for number in range(1, 29))
    text = bericht(checks=(failed(rows=rows),))
    assert "| 1 | 25 |" in text
    assert "| 1 | 26 |" not in text
    assert "… und 3 weitere Zeilen; alle stehen in `report.json`." in text


def test_a_picture_stands_below_its_finding_and_is_shown_once() -> None:
    pictures = Pictures({(MISPRINT,): b"PNG"})
    one = failed("verteilung", "Seite 7, Zeile 31: passt nicht.", "Seite 7, Zeile 3: …")
    other = failed("presse", "Seite 7, Zeile 31: steht anders.")
    checks = tuple(replace(check, rows=(MISPRINT,)) for check in (one, other))
    text = bericht(checks=checks, pictures=pictures)
    assert (
        "- Seite 7, Zeile 31: passt nicht.\n\n  ![Seite 7, Zeile 31](seite-007-zeile-031.png)\n"
        "- Seite 7, Zeile 3: …\n"
    ) in text
    again = "[Bild von Seite 7, Zeile 31, siehe oben](seite-007-zeile-031.png)"
    assert f"- Seite 7, Zeile 31: steht anders.\n\n  {again}\n" in text


def test_a_row_that_no_finding_names_has_its_picture_too() -> None:
    pictures = Pictures({(MISPRINT,): b"PNG"})
    lonely = failed("lesungen", "1 Betrag hat nur eine Lesung ergeben.", rows=(MISPRINT,))
    text = bericht(checks=(lonely,), pictures=pictures)
    assert "218.992` |\n\n![Seite 7, Zeile 31](seite-007-zeile-031.png)\n" in text


def test_what_has_no_picture_is_said() -> None:
    text = bericht(pictures=Pictures(broken_pages=(7, 9), more=3))
    assert "Ohne Bild, weil sie sich nicht zeichnen ließen: Seite 7, Seite 9.\n" in text
    assert "Ohne Bild, weil es zu viele sind: 3 weitere Zeilen.\n" in text


def test_a_conflict_is_a_row_with_one_column_per_engine() -> None:
    here = zeile(herkunft=MISPRINT, betrag_eur=Decimal(218992))
    camelot = replace(MISPRINT, engine="camelot", row=29)
    elsewhere = replace(MISPRINT, engine="camelot", page=8)
    conflict = Conflict(
        "08336050",
        "Lörrach, Stadt",
        (here, zeile(herkunft=camelot), zeile(herkunft=elsewhere, personen=None)),
    )
    readers = tuple(
        EngineReport(engine, "1", 1, ()) for engine in ("pdfium", "pdfplumber", "camelot")
    )
    failure = EngineReport("ocr", "", 0, (), "no text")
    pictures = Pictures({(MISPRINT, camelot): b"PNG"})
    text = bericht(conflicts=(conflict,), readers=(*readers, failure), pictures=pictures)
    assert "- Gelesen von: pdfium, pdfplumber, camelot; kein Ergebnis hatte ocr\n" in text
    assert (
        """\
| Gemeinde | Seite | Zeile | gelesen von pdfium | gelesen von pdfplumber | gelesen von camelot |
| --- | --- | --- | --- | --- | --- |
| Lörrach, Stadt (08336050) | 7 | 31 | 218.992 Euro, 275 Personen | – | 218.922 Euro, \
275 Personen; 218.922 Euro (Seite 8) |

![Seite 7, Zeile 31](seite-007-zeile-031.png)
"""
        in text
    )


def test_what_would_be_left_out_is_listed() -> None:
    left = LeftOut("eindeutig", "08336050", "twice", "Lörrach: zwei Zeilen", (MISPRINT,))
    some = bericht(rows_left_if_accepted=1099, left_out_if_accepted=(left,))
    assert "Veröffentlicht würde der Rest (1.099 Zeilen); " in some
    assert "Ausgelassen würde, wofür niemand einstehen kann:\n\n- Lörrach: zwei Zeilen\n" in some
    none = bericht(rows_left_if_accepted=0, left_out_if_accepted=(left,) * 27)
    assert "Alles; annehmen lässt sich dieses Dokument nicht.\n" in none
    assert "… und 2 weitere Stellen; alle stehen in `report.json`." in none
    assert "planungsrahmen accept" not in none
