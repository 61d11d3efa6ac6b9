"""Columns that the last edition had."""

from __future__ import annotations

from pipeline.check import LastEdition
from pipeline.check.column_changes import columns_still_there
from pipeline.check.last import compare_with_last
from pipeline.model import CheckResult, ColumnRole, Zeile
from schemas.source import load_source
from tests.builders.interpretations import FIRST, zeilen
from tests.builders.last import ID, USUAL, columns, last_edition

SOURCE = load_source()
ROWS = zeilen()[:30]


def check(
    now: tuple[ColumnRole, ...],
    last: LastEdition | None = None,
    rows: tuple[Zeile, ...] = ROWS,
) -> CheckResult:
    comparison = compare_with_last(rows, last or last_edition(ROWS), SOURCE.editions[1])
    return columns_still_there(rows, now, comparison, SOURCE)


def test_the_same_columns() -> None:
    result = check(USUAL)
    assert (result.passed, result.message, result.meldung) == (
        True,
        f"all columns of {ID} are there",
        f"Alle Spalten aus {ID} sind vorhanden",
    )


def test_persons_that_are_no_longer_printed_warn() -> None:
    now = columns(gemeinde_name="Gemeinde", betrag="Planungsrahmen")
    result = check(now, rows=zeilen(persons=False)[:30])
    assert not result.passed
    assert not result.holds
    assert result.message == (
        f"{ID} prints persons, this document none: single amounts are proved by them no more; look "
        "whether a column was not read"
    )
    assert result.meldung.startswith(f"{ID} nennt Personen, dieses Dokument keine: Einzelne ")


def test_a_column_that_is_gone_warns() -> None:
    last = last_edition(ROWS, columns=(*USUAL, *columns(teilbetrag="2018", kreis="Kreis")))
    result = check(USUAL, last)
    assert result.message == (
        f"{ID} has a column of parts of the amounts, this document none; look whether it was not "
        f"read\n{ID} has a column of Kreise, this document none; look whether it was not read"
    )
    assert "hat eine Spalte für Teilbeträge, dieses Dokument keine" in result.meldung


def test_new_columns_and_unread_ones_are_no_loss() -> None:
    last = last_edition(ROWS, columns=(*USUAL, *columns(text="Bemerkung", ignored="Nr.")))
    result = check((*USUAL, *columns(gemeinde_ags="AGS")), last)
    assert result.passed
    assert result.message == f"all columns of {ID} are there; new: keys"
    assert result.meldung == f"Alle Spalten aus {ID} sind vorhanden; neu: Schlüssel"


RETITLED = columns(gemeinde_name="Gemeinde", personen="Personen", betrag="Betrag\nfür zwei Jahre")


def test_amounts_under_another_title_for_the_same_period_warn() -> None:
    result = check(RETITLED)
    assert not result.passed
    assert result.message == (
        f"the amounts are titled 'Betrag für zwei Jahre', in {ID} 'Planungsrahmen', and both are "
        "taken for the same period; look whether they are"
    )
    assert result.meldung == (
        f"Die Beträge heißen „Betrag für zwei Jahre“, in {ID} „Planungsrahmen“, und beide gelten "
        "als Beträge desselben Zeitraums; bitte prüfen, ob das stimmt"
    )


def test_other_titles_are_told_where_the_periods_differ() -> None:
    result = check(RETITLED, last_edition(ROWS, FIRST))
    assert result.passed
    assert result.message == (
        f"all columns of {ID} are there; amounts titled 'Betrag für zwei Jahre', before "
        "'Planungsrahmen'"
    )


def test_spacing_and_case_make_no_other_title() -> None:
    now = columns(gemeinde_name="GEMEINDE", personen="Per-\nsonen", betrag="Planungs-\nrahmen")
    spaced = columns(gemeinde_name="Gemeinde", personen="Per-sonen", betrag="Planungs-rahmen")
    assert check(now, last_edition(ROWS, columns=spaced)).passed


def test_without_an_edition_before() -> None:
    result = columns_still_there(ROWS, USUAL, None, SOURCE)
    assert result.message == "not applicable: no edition of the kind was published before"
