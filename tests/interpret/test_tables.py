"""Which tables of a document are about municipalities, and what their titles are."""

from __future__ import annotations

import pytest

from pipeline.errors import LayoutError
from pipeline.interpret.flow import reading_to_flow
from pipeline.interpret.roles import titles_above
from pipeline.interpret.stage import interpret
from pipeline.model import Span
from pipeline.values import replace
from tests.builders.gridrows import KEYED, NAMED, expected, keyed, members, named
from tests.builders.readings import NEW_PAGE, Model, Row, errors, figures, reading

ROWS, OTHERS = members("08336"), members("08337")


def titles(*rows: Row) -> list[str]:
    """The titles above the last row."""
    flow = reading_to_flow(reading(*rows))
    above, _ = titles_above(flow, flow[-1])
    return [
        "\n".join(filter(None, texts)) for texts in zip(*(row.texts for row in above), strict=True)
    ]


def test_titles_are_what_stands_above_the_first_row() -> None:
    assert titles(KEYED, keyed(ROWS[0])) == list(KEYED)


def test_titles_of_two_levels_are_joined_from_above() -> None:
    assert titles(
        ("Gemeinde", "Betrag in EUR", "", ""),
        ("", "2018", "2019", "Gesamt"),
        ("Aitern", "1", "2", "3"),
    ) == ["Gemeinde", "Betrag in EUR\n2018", "2019", "Gesamt"]


def test_a_title_over_several_columns_of_numbers_is_that_of_each() -> None:
    persons = [(row, row.personen or 0) for row in ROWS]
    document = reading(
        ("AGS", "Gemeinde", "Personen", "", "", "Betrag"),
        ("", "", "weiblich", "männlich", "insgesamt", ""),
        *((*keyed(row)[:2], str(n // 3), str(n - n // 3), *keyed(row)[2:]) for row, n in persons),
    )
    wide = Span(row=0, column=2, rows=1, columns=3, text="Personen")
    spanned = replace(document, tables=(replace(document.tables[0], spans=(wide,)),))

    read = interpret(spanned)

    assert figures(read) == expected(ROWS)
    assert [(c.header, c.role) for c in read.columns][2:] == [
        ("Personen weiblich", "ignored"),
        ("Personen männlich", "ignored"),
        ("Personen insgesamt", "personen"),
        ("Betrag", "betrag"),
    ]


def test_a_title_alone_over_numbers_is_one() -> None:
    document = reading(
        ("", "", "Anzahl", ""),
        ("AGS", "Gemeinde", "Personen", "Betrag"),
        *map(keyed, ROWS),
    )
    wide = Span(row=0, column=2, rows=1, columns=2, text="Anzahl")
    spanned = replace(document, tables=(replace(document.tables[0], spans=(wide,)),))

    read = interpret(spanned)

    assert figures(read) == expected(ROWS)
    assert [c.header for c in read.columns][2:] == ["Anzahl Personen", "Anzahl Betrag"]


def test_a_heading_is_no_title() -> None:
    assert titles(NAMED, ("Landkreis Lörrach", "", ""), named(ROWS[0])) == list(NAMED)


def test_a_table_without_titles_has_none() -> None:
    assert titles(keyed(ROWS[0])) == []


def test_pages_with_other_columns_are_read_by_their_own_titles() -> None:
    read = interpret(
        reading(
            KEYED,
            *map(keyed, ROWS),
            NEW_PAGE,
            Model(2),
            ("Betrag", "Personen", "Gemeinde", "AGS"),
            *(keyed(row)[::-1] for row in OTHERS),
        )
    )

    assert figures(read) == expected(ROWS + OTHERS)
    assert {(c.model, c.column) for c in read.columns if c.role == "betrag"} == {(1, 3), (2, 0)}


NOT_UNDERSTOOD: dict[str, list[Row]] = {
    "commas": [(*keyed(row)[:3], f"{row.betrag_eur:,}") for row in OTHERS],
    "two amounts": [(*keyed(row), keyed(row)[3]) for row in OTHERS],
    "no key, text behind": [(row.gemeinde_name, *[keyed(row)[3]] * 2, "offen") for row in OTHERS],
}


@pytest.mark.parametrize("layout", NOT_UNDERSTOOD)
def test_rows_of_a_page_that_is_not_understood_are_errors(layout: str) -> None:
    document = reading(KEYED, *map(keyed, ROWS), NEW_PAGE, Model(2), *NOT_UNDERSTOOD[layout])

    read = interpret(document)

    assert figures(read) == expected(ROWS)
    assert [place for _, *place in errors(read)] == [[2, n + 1] for n in range(len(OTHERS))]


@pytest.mark.parametrize(
    "rows",
    [
        [("Stelle", "Aufgabe"), ("Referat 41", "Integration")],
        [("Jahr", "Betrag"), ("2017", "34.800.000"), ("2018", "58.000.000")],
        [(row.gemeinde_name, "Rathaus") for row in ROWS],
    ],
)
def test_a_document_without_municipalities_and_amounts_is_refused(rows: list[Row]) -> None:
    with pytest.raises(LayoutError, match="none whose columns hold names of municipalities"):
        interpret(reading("Planungsrahmen", *rows))


def test_a_document_that_has_each_municipality_twice_is_refused_for_that() -> None:
    rows = [named(row) for row in OTHERS]
    names = len({name for name, *_ in rows})
    reason = f"page 1: {2 * len(rows)} rows have only {names} names of municipalities"
    with pytest.raises(LayoutError, match=reason):
        interpret(reading(NAMED, *rows, *rows))


def test_a_document_without_any_table_is_refused_with_its_name() -> None:
    with pytest.raises(LayoutError, match=r"brief\.pdf: .* 1 printed rows in 0 tables"):
        interpret(reading("Sehr geehrte Damen und Herren"), "brief.pdf")
