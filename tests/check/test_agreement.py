"""What is said of readings that agree, differ, or are missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from pipeline.check import compare
from pipeline.check.agreement import readings_agree
from pipeline.check.findings import Text
from pipeline.model import CheckResult, Interpretation, Severity, Teilbetrag, Zeile
from schemas.source import load_source
from tests.builders.interpretations import changed, printed_sums, with_amount, zeilen
from tests.builders.readers import ENGINES, ROWS, by

FIRST, SECOND, THIRD = ENGINES
PROOF = Text("a printed total confirms them", "Eine gedruckte Gesamtsumme bestätigt sie.")
ONE = ROWS[0]
STUTTGART = "Stuttgart, Landeshauptstadt (08111000)"
SUMS = printed_sums(ROWS)[:1]


def agreement(*readings: Interpretation, proof: Text | None = PROOF, **failed: str) -> CheckResult:
    return readings_agree(compare(readings, failed), proof, load_source())


def passed(message: str, meldung: str) -> CheckResult:
    return CheckResult("lesungen", Severity.ERROR, True, message, meldung)


def parted(rows: Iterable[Zeile], *parts: int) -> tuple[Zeile, ...]:
    named = tuple(Teilbetrag("Jahr", Decimal(part)) for part in parts)
    return tuple(replace(row, teilbetraege=named) for row in rows)


def test_one_engine_alone_has_nothing_to_agree_with() -> None:
    assert agreement(by(FIRST)) == passed(
        "not applicable: only pdfium was asked", "Nicht anwendbar: Nur pdfium wurde befragt."
    )


def test_it_says_how_many_readings_each_figure_has() -> None:
    assert agreement(by(FIRST), by(SECOND), by(THIRD, ROWS[2:])) == passed(
        "12 figures, read alike: 10 by 3, 2 by 2, 0 by 1 of 3 engines; camelot abstains from 2, "
        "on pages 1 (2)",
        "12 Beträge, gleich gelesen: 10 in 3, 2 in 2, 0 in 1 von 3 Lesungen; camelot enthält sich "
        "bei 2, auf Seiten 1 (2)",
    )


def test_it_says_who_gave_no_reading_and_who_lacks_sums() -> None:
    assert agreement(by(FIRST, summen=SUMS), by(SECOND), camelot="no table") == passed(
        "12 figures, read alike: 0 by 3, 12 by 2, 0 by 1 of 3 engines; camelot gave no reading "
        "(no table); pdfplumber lacks 1 of 1 printed sums",
        "12 Beträge, gleich gelesen: 0 in 3, 12 in 2, 0 in 1 von 3 Lesungen; camelot konnte das "
        "Dokument nicht lesen; pdfplumber hat 1 von 1 Summen nicht",
    )


def test_readings_that_differ_hold_whatever_is_proved() -> None:
    wrong = changed(ROWS, ONE.gemeinde_ags, change=lambda row: with_amount(row, 1234))
    result = agreement(by(FIRST), by(SECOND, wrong))
    assert result == CheckResult(
        "lesungen",
        Severity.ERROR,
        False,
        f"{STUTTGART}: the readings differ: pdfium read 624,923 EUR for 785 persons on page "
        "1, row 1; pdfplumber read 1,234 EUR for 785 persons on page 1, row 1; look at the printed "
        "row",
        f"{STUTTGART}: Die Lesungen widersprechen sich: pdfium las 624.923 Euro für 785 "
        "Personen auf Seite 1, Zeile 1; pdfplumber las 1.234 Euro für 785 Personen auf Seite 1, "
        "Zeile 1; bitte die gedruckte Zeile ansehen",
        tuple(row.herkunft for row in (by(FIRST).zeilen[0], by(SECOND).zeilen[0])),
    )
    assert result.holds


def test_parts_that_differ_are_named() -> None:
    rows = ROWS[:1]
    result = agreement(by(FIRST, parted(rows, 5, 6)), by(SECOND, parted(rows, 5, 7)))
    assert result.holds
    assert result.message == (
        f"{STUTTGART}: the readings differ: pdfium read 624,923 EUR for 785 persons on page "
        "1, row 1 (beside 5 and 6); pdfplumber read 624,923 EUR for 785 persons on page 1, row 1 "
        "(beside 5 and 7); look at the printed row"
    )
    assert "(daneben 5 und 6)" in result.meldung


def test_sums_that_differ_are_named() -> None:
    wrong = (replace(SUMS[0], betrag_eur=Decimal(7), personen=None),)
    result = agreement(by(FIRST, summen=SUMS), by(SECOND, summen=wrong))
    assert result == CheckResult(
        "lesungen",
        Severity.ERROR,
        False,
        "printed sum 'Summe 08111': the readings differ: pdfium read 624,923 EUR for 785 persons "
        "on page 99, row 1; pdfplumber read 7 EUR on page 99, row 1; look at the printed row",
        "Gedruckte Summe „Summe 08111“: Die Lesungen widersprechen sich: pdfium las 624.923 Euro "
        "für 785 Personen auf Seite 99, Zeile 1; pdfplumber las 7 Euro auf Seite 99, Zeile 1; "
        "bitte die gedruckte Zeile ansehen",
        tuple(replace(SUMS[0].herkunft, engine=engine) for engine in (FIRST, SECOND)),
    )


def test_a_figure_with_one_reading_needs_a_proof() -> None:
    result = agreement(by(FIRST), by(SECOND, ROWS[1:]), proof=None)
    assert result == CheckResult(
        "lesungen",
        Severity.ERROR,
        False,
        "1 figures were read by one engine only, and neither persons nor sums nor a known edition "
        f"prove them: {STUTTGART}; compare them with the document",
        "1 Beträge hat nur eine Lesung ergeben, und weder Personen noch Summen noch eine bekannte "
        f"Ausgabe bestätigen sie: {STUTTGART}; bitte mit dem Dokument vergleichen",
        (by(FIRST).zeilen[0].herkunft,),
    )


def test_a_proof_is_told_where_a_figure_has_one_reading() -> None:
    assert agreement(by(FIRST), by(SECOND, ROWS[1:])) == passed(
        "12 figures, read alike: 11 by 2, 1 by 1 of 2 engines; those with one reading: a printed "
        "total confirms them; pdfplumber abstains from 1, on pages 1 (1)",
        "12 Beträge, gleich gelesen: 11 in 2, 1 in 1 von 2 Lesungen; zu denen mit einer Lesung: "
        "Eine gedruckte Gesamtsumme bestätigt sie; pdfplumber enthält sich bei 1, auf Seiten 1 (1)",
    )


def test_only_some_places_are_listed() -> None:
    rows = zeilen()[:20]
    result = agreement(by(FIRST, rows), by(SECOND, rows[13:]), proof=None)
    assert result.message.count(" (08") == 12
    assert "and 1 more; compare them" in result.message
    assert "und 1 weitere; bitte" in result.meldung
