"""Lists beside the table, and rows that say more or less than a municipality and its figure."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.errors import LayoutError
from pipeline.interpret.stage import interpret
from pipeline.model import RowClass
from tests.builders.gridrows import NAMED, expected, members, named
from tests.builders.notation import dotted
from tests.builders.readings import NEW_PAGE, Item, Model, errors, figures, reading
from tests.builders.rows import DocumentRow, Rows, total_eur

BOEBLINGEN, ESSLINGEN = members("08115"), members("08116")
UNIQUE = tuple(row for row in BOEBLINGEN if row.gemeinde_name not in ("Altdorf", "Weissach"))
LARGEST = tuple(sorted(UNIQUE, key=lambda row: -row.betrag_eur)[:5])
SHORT = ("Gemeinde", "Betrag")


def short(row: DocumentRow) -> tuple[str, str]:
    return row.gemeinde_name, dotted(row.betrag_eur)


def sum_of(rows: Rows) -> str:
    return dotted(total_eur(rows))


def test_a_list_with_another_amount_for_a_municipality_is_no_repetition() -> None:
    wrong = [(name, "1.000") for name, _ in map(short, LARGEST[:1])]
    read = interpret(
        reading(NAMED, *map(named, UNIQUE), NEW_PAGE, Model(2), SHORT, *wrong, *map(short, LARGEST))
    )

    keys = [key for key, _, _ in figures(read)]
    assert keys.count(LARGEST[0].gemeinde_ags) > 1 or errors(read)


def test_a_row_printed_twice_within_a_list_stays_there_twice() -> None:
    read = interpret(reading(NAMED, *map(named, UNIQUE), named(UNIQUE[3])))

    assert [key for key, _, _ in figures(read)].count(UNIQUE[3].gemeinde_ags) == 2


def test_rows_without_persons_among_rows_with_persons_are_errors() -> None:
    rows = [
        named(row) if row is not LARGEST[0] else (*short(row)[:1], "", short(row)[1])
        for row in UNIQUE
    ]

    read = interpret(reading(NAMED, *rows))

    assert [code for code, _, _ in errors(read)] == ["persons_missing"]
    assert len(figures(read)) == len(UNIQUE) - 1


def test_a_kreis_and_a_key_below_the_name_are_read() -> None:
    rows = [
        (f"{r.gemeinde_name}\nLandkreis Böblingen · AGS {r.gemeinde_ags}", *named(r)[1:])
        for r in BOEBLINGEN
    ]

    read = interpret(reading(("Kommune", *NAMED[1:]), *rows))

    assert (figures(read), errors(read)) == (expected(BOEBLINGEN), [])


@pytest.mark.parametrize("write", ["Personen: {}", "{} Personen", "Pers. {}"])
def test_persons_below_the_name_are_not_lost_in_silence(write: str) -> None:
    rows: list[Item] = []
    for row in UNIQUE:
        name, persons, amount = named(row)
        rows.append((f"{name}\nLandkreis Böblingen\n{write.format(persons)}", amount))

    with pytest.raises(LayoutError):
        interpret(reading(SHORT, *rows))


@pytest.mark.parametrize(
    "write", ["{} (LK Böblingen)", "{} (Böblingen)", "{} (Landkreis Böblingen)"]
)
def test_a_kreis_in_brackets_behind_the_name_decides(write: str) -> None:
    rows = [(write.format(row.gemeinde_name), *named(row)[1:]) for row in BOEBLINGEN]

    read = interpret(reading(NAMED, *rows))

    assert (figures(read), errors(read)) == (expected(BOEBLINGEN), [])


def test_a_kreis_in_brackets_that_the_heading_contradicts_is_an_error() -> None:
    name, *numbers = named(BOEBLINGEN[0])
    others = [row for row in ESSLINGEN if row.gemeinde_name not in ("Altdorf", "Hochdorf")]
    rows = [(f"{name} (LK Böblingen)", *numbers), *map(named, others)]

    read = interpret(reading(NAMED, ("Landkreis Esslingen", "", ""), *rows))

    assert [code for code, _, _ in errors(read)] == ["kreis_conflict"]


def test_a_key_in_brackets_behind_the_name_decides() -> None:
    rows = [(f"{r.gemeinde_name} ({r.gemeinde_ags[2:]})", *named(r)[1:]) for r in BOEBLINGEN]

    read = interpret(reading(NAMED, *rows))

    assert (figures(read), errors(read)) == (expected(BOEBLINGEN), [])


@pytest.mark.parametrize("name", ["VVG Herrenberg", "GVV Oberes Gäu", "Mittelwert", "Maximum"])
def test_what_is_no_municipality_is_an_error(name: str) -> None:
    read = interpret(reading(NAMED, *map(named, UNIQUE), (name, "12", "1.234.567")))

    assert figures(read) == expected(UNIQUE)
    assert [code for code, _, _ in errors(read)] == ["name_unknown"]


def test_sums_of_pages_are_none_of_the_figures() -> None:
    first, second = UNIQUE[:8], UNIQUE[8:]
    read = interpret(
        reading(
            NAMED,
            *map(named, first),
            ("", "Zwischensumme", sum_of(first)),
            NEW_PAGE,
            ("", "Übertrag von Seite 1", sum_of(first)),
            *map(named, second),
            ("Seitensumme", "", sum_of(second)),
        )
    )

    assert (figures(read), errors(read)) == (expected(UNIQUE), [])


def test_a_title_nobody_knows_is_known_when_it_is_printed_again() -> None:
    titles = ("Gemeinde", "Zahl", "Höhe")
    read = interpret(
        reading(titles, *map(named, UNIQUE), NEW_PAGE, titles, *map(named, ESSLINGEN[:1]))
    )

    assert [code for code, _, _ in errors(read)] == []
    assert read.classes[RowClass.HEADER] == 2


@pytest.mark.parametrize(
    "text",
    ["43 Aidlingen LK Böblingen 7 5.573 EUR", "Böblingen Aidlingen 7 5.573", "Aidlingen 5.573,00"],
)
def test_a_figure_lost_outside_the_table_is_named_wherever_its_name_stands(text: str) -> None:
    rows = [row for row in UNIQUE if row.gemeinde_name != "Aidlingen"]

    read = interpret(reading(NAMED, *map(named, rows), text))

    assert [code for code, _, _ in errors(read)] == ["row_outside_table"]


def test_a_zero_lost_outside_the_table_is_named() -> None:
    rows = [row for row in UNIQUE if row.gemeinde_name != "Aidlingen"]

    read = interpret(reading(NAMED, *map(named, rows), "08115001 Aidlingen – – €"))

    assert [code for code, _, _ in errors(read)] == ["row_outside_table"]


def test_what_a_list_of_corrections_names_is_no_figure() -> None:
    titles = ("Gemeinde", "statt (Euro)", "richtig (Euro)")
    corrected = [(*short(row), dotted(row.betrag_eur - 3_184)) for row in LARGEST]

    read = interpret(reading(NAMED, *map(named, UNIQUE), NEW_PAGE, Model(2), titles, *corrected))

    assert figures(read) == expected(row for row in UNIQUE if row not in LARGEST)
    assert sorted(code for code, *_ in errors(read)) == [
        *["row_contradicts"] * len(LARGEST),
        *["row_not_understood"] * len(LARGEST),
    ]


def test_prose_with_names_that_the_table_has_is_no_figure() -> None:
    text = "Die Stadt Böblingen und Herrenberg erhalten zusammen 62.094 Euro."
    read = interpret(reading(text, NAMED, *map(named, UNIQUE)))

    assert (figures(read), errors(read)) == (expected(UNIQUE), [])
    assert sum(amount for _, _, amount in figures(read)) == Decimal(total_eur(UNIQUE))


@pytest.mark.parametrize(
    "text",
    [
        "08115001 Aidlingen 7 1.234 €",
        "Aidlingen LK Böblingen 7 1 234 EUR",
        "Aidlingen: 1.234,00",
        "Aidlingen 7 1.234",
    ],
)
def test_a_figure_beside_the_table_that_contradicts_it_is_named(text: str) -> None:
    read = interpret(reading(NAMED, *map(named, UNIQUE), text))

    assert figures(read) == expected(UNIQUE)
    assert [(error.code, error.found) for error in read.errors] == [("row_contradicts", text)]
    assert read.errors[0].expected == "a number of Aidlingen on page 1, row 2"


@pytest.mark.parametrize(
    "text",
    [
        "Aidlingen 5.573 €",
        "Aidlingen 5 573",
        "Aidlingen 7",
        "71134 Aidlingen",
        "Aidlingen, 05.01.2018",
        "Aidlingen 2018",
        "Aidlingen 1",
        "Rathaus Aidlingen 1.234",
        "Böblingen 1.234.567 €",
    ],
)
def test_text_beside_the_table_that_may_say_something_else_is_none(text: str) -> None:
    read = interpret(reading(NAMED, *map(named, UNIQUE), text))

    assert (figures(read), errors(read)) == (expected(UNIQUE), [])
