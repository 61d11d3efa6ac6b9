"""A row that is not understood: named with its place, never a figure, the others untouched."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from pipeline.interpret.stage import interpret
from pipeline.model import Herkunft, RowError, Zeile
from tests.builders.gridrows import (
    EDITION,
    KEYED,
    NAMED,
    WITH_KREIS,
    expected,
    keyed,
    members,
    named,
)
from tests.builders.notation import AMOUNT_NOTATIONS, ZERO_SIGNS
from tests.builders.readings import Item, Row, classes, errors, figures, place_of, reading
from tests.builders.rows import of_gemeinden

ROWS = members("08336")
AT = 4
"""Index of the row that a test changes; the header is row 1, so it is printed as row 6."""
CHANGED = ROWS[AT]
OTHERS = ROWS[:AT] + ROWS[AT + 1 :]


def with_row(row: Row) -> list[Item]:
    items: list[Item] = [KEYED, *map(keyed, ROWS)]
    items[AT + 1] = row
    return items


def test_a_figure_has_all_that_is_printed() -> None:
    document = reading(KEYED, *map(keyed, ROWS))
    row = document.tables[0].rows[1]

    assert interpret(document).zeilen[0] == Zeile(
        gemeinde_ags="08336004",
        gemeinde_name="Aitern",
        kreis_ags="08336",
        kreis_name="Lörrach",
        personen=13,
        betrag_eur=Decimal(10_349),
        name_gedruckt="Aitern",
        betrag_gedruckt="10.349",
        herkunft=Herkunft(1, 2, row.bbox, "08336004 | Aitern | 13 | 10.349", "grid"),
    )


def test_a_figure_knows_the_cells_of_its_key_and_numbers() -> None:
    document = reading(KEYED, *map(keyed, ROWS))
    key, _, persons, amount = (cell.bbox for cell in document.tables[0].rows[1].cells)
    assert interpret(document).zeilen[0].cells == (key, persons, amount)


def test_a_key_in_front_of_its_name_has_the_cell_of_both() -> None:
    rows = [(f"{key} {name}", persons, amount) for key, name, persons, amount in map(keyed, ROWS)]
    document = reading(NAMED, *rows)
    assert interpret(document).zeilen[0].cells == tuple(
        cell.bbox for cell in document.tables[0].rows[1].cells
    )


NAME, PERSONS, AMOUNT = named(CHANGED)
FAULTS: dict[str, tuple[Row, str, str]] = {
    "comma between thousands": ((NAME, PERSONS, "27,863"), "amount_unreadable", "27,863"),
    "sign": ((NAME, PERSONS, "x"), "amount_unreadable", "x"),
    "point": ((NAME, PERSONS, "."), "amount_unreadable", "."),
    "two amounts": ((NAME, PERSONS, "27.863\n1.592"), "amount_unreadable", "27.863\n1.592"),
    "persons": ((NAME, "3S", AMOUNT), "persons_unreadable", "3S"),
    "persons with decimals": ((NAME, "35,0", AMOUNT), "persons_unreadable", "35,0"),
    "other name": (("Binzen", PERSONS, AMOUNT), "name_conflict", "Binzen"),
    "no such name": (("Bürchau", PERSONS, AMOUNT), "name_conflict", "Bürchau"),
    "two names": ((f"{NAME} Binzen", PERSONS, AMOUNT), "name_conflict", f"{NAME} Binzen"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_row_is_an_error_with_its_place(fault: str) -> None:
    cells, code, found = FAULTS[fault]
    document = reading(*with_row((CHANGED.gemeinde_ags, *cells)))

    read = interpret(document)

    place = place_of(document.tables[0].rows[AT + 1])
    assert [(e.code, e.found, e.herkunft) for e in read.errors] == [(code, found, place)]
    assert figures(read) == expected(OTHERS)
    assert read.classes == classes(header=1, error=1, figure=len(OTHERS))


@pytest.mark.parametrize("persons", [PERSONS, ""])
def test_a_blank_amount_is_missing(persons: str) -> None:
    read = interpret(reading(*with_row((CHANGED.gemeinde_ags, NAME, persons, ""))))

    assert errors(read) == [("amount_missing", 1, AT + 2)]
    assert figures(read) == expected(OTHERS)


@pytest.mark.parametrize("key", ["08336999", "08999014", "0833601O", "08317971"])
def test_a_key_that_is_not_in_the_register_is_an_error(key: str) -> None:
    read = interpret(reading(*with_row((key, NAME, PERSONS, AMOUNT))))

    assert errors(read) == [("key_unknown", 1, AT + 2)]
    assert read.errors[0].found == key
    assert figures(read) == expected(OTHERS)


@pytest.mark.parametrize("write", AMOUNT_NOTATIONS)
def test_amounts_are_read_in_every_notation(write: Callable[[int], str]) -> None:
    rows = [(*keyed(row)[:3], write(row.betrag_eur)) for row in ROWS]

    assert figures(interpret(reading(KEYED, *rows))) == expected(ROWS)


@pytest.mark.parametrize("sign", ZERO_SIGNS)
def test_nothing_is_zero(sign: str) -> None:
    read = interpret(reading(*with_row((CHANGED.gemeinde_ags, NAME, sign, sign))))

    assert figures(read)[AT] == (CHANGED.gemeinde_ags, 0, Decimal(0))


def test_a_key_without_name_is_enough() -> None:
    read = interpret(reading(*with_row((CHANGED.gemeinde_ags, "", PERSONS, AMOUNT))))

    assert figures(read) == expected(ROWS)


def test_numbers_without_key_and_name_are_no_figure_and_no_sum() -> None:
    read = interpret(reading(*with_row(("", "", PERSONS, AMOUNT))))

    assert errors(read) == [("row_not_understood", 1, AT + 2)]
    assert (figures(read), read.summen) == (expected(OTHERS), ())


DOUBLE = of_gemeinden(members("08115", "08116"), "08115002", "08116005")


def test_a_name_that_several_bear_needs_a_kreis() -> None:
    read = interpret(reading(NAMED, *map(named, ROWS), named(DOUBLE[0])))

    assert read.errors == (
        RowError(
            "name_ambiguous",
            "Altdorf",
            "a key or Kreis that decides between Altdorf (08115002), Altdorf (08116005)",
            read.errors[0].herkunft,
        ),
    )
    assert figures(read) == expected(ROWS)


def test_a_name_in_another_kreis_than_printed_is_an_error() -> None:
    rows = [("Lörrach", *named(row)) for row in ROWS]
    rows[AT] = ("Waldshut", *rows[AT][1:])

    read = interpret(reading(WITH_KREIS, *rows))

    assert errors(read) == [("kreis_conflict", 1, AT + 2)]
    assert figures(read) == expected(OTHERS)


def test_a_key_in_another_kreis_than_printed_is_an_error() -> None:
    rows = [("Lörrach", *keyed(row)) for row in ROWS]
    rows[AT] = ("Waldshut", *rows[AT][1:])

    read = interpret(reading(("Kreis", *KEYED), *rows))

    assert errors(read) == [("kreis_conflict", 1, AT + 2)]
    assert figures(read) == expected(OTHERS)


def test_a_kreis_that_does_not_exist_is_an_error() -> None:
    rows = [("Lörrach", *named(row)) for row in ROWS]
    rows[AT] = ("Lorch", *rows[AT][1:])

    read = interpret(reading(WITH_KREIS, *rows))

    assert errors(read) == [("kreis_unknown", 1, AT + 2)]
    assert read.errors[0].found == "Lorch"


@pytest.mark.parametrize("left", ["Landkreis", "Landkreis Lör", "örrach"])
def test_of_a_kreis_that_is_cut_off_any_part_may_be_left_beside_a_key(left: str) -> None:
    rows = [("Landkreis Lörrach", *keyed(row)) for row in ROWS]
    rows[AT] = (left, *rows[AT][1:])

    read = interpret(reading(("Kreis", *KEYED), *rows))

    assert (figures(read), errors(read)) == (expected(ROWS), [])


@pytest.mark.parametrize(
    ("key", "left", "is_read"),
    [
        ("08326074", "Villingen-Schwenni", True),
        ("08326074", "Villi", True),
        ("08326074", "Vill", False),
        ("08326074", "Schwenningen", False),
        ("08117044", "Schlier", False),
        ("08126046", "Künzel", True),
    ],
)
def test_a_name_that_is_cut_off_is_known_beside_its_key(key: str, left: str, is_read: bool) -> None:
    rows = [*map(keyed, ROWS), (key, left, "14", "11.145")]

    read = interpret(reading(KEYED, *rows))

    assert figures(read) == expected(ROWS) + [(key, 14, Decimal(11_145))] * is_read
    assert errors(read) == [("name_conflict", 1, len(ROWS) + 2)] * (not is_read)


def test_a_kreis_beside_a_name_holds_against_the_one_above_where_a_key_says_so() -> None:
    rows = members("08115")
    printed = [(key, f"{name} LK Böblingen", *numbers) for key, name, *numbers in map(keyed, rows)]

    read = interpret(reading(KEYED, "Landkreis Lörrach", *printed))

    assert (figures(read), errors(read)) == (expected(rows), [])


def test_a_municipality_printed_twice_is_read_twice() -> None:
    twice = (*keyed(CHANGED)[:3], "796")

    read = interpret(reading(KEYED, *map(keyed, ROWS), twice))

    assert figures(read) == [
        *expected(ROWS),
        (CHANGED.gemeinde_ags, CHANGED.personen, Decimal(796)),
    ]


def unreadable(name: str, letters: str) -> str:
    """The name as a font prints it that gives the glyph of these letters no meaning."""
    return name.replace(letters, "\ufffd")


@pytest.mark.parametrize(
    ("key", "letters"),
    [("08115045", "fi"), ("08325072", "ß"), ("08116008", "fl"), ("08115003", "ö")],
)
def test_letters_that_mean_nothing_are_those_of_the_name_of_the_key(key: str, letters: str) -> None:
    row = of_gemeinden(EDITION, key)[0]
    _, name, *numbers = keyed(row)
    rows = [(key, unreadable(name, letters), *numbers), *map(keyed, members("08336"))]

    read = interpret(reading(KEYED, *rows))

    assert (figures(read), errors(read)) == (expected([row, *members("08336")]), [])


@pytest.mark.parametrize(
    ("key", "printed"),
    [
        ("", "Dei\ufffdlingen"),
        ("08327009", "Dei\ufffdlingen"),
        ("08325072", "Dei\ufffd"),
        ("08325072", "\ufffd\ufffd\ufffd\ufffd"),
        ("08325072", "Dei\ufffdlinge"),
        ("08325072", "Dei\ufffdlingen-Nord"),
    ],
)
def test_letters_that_mean_nothing_are_no_other_name(key: str, printed: str) -> None:
    rows = [(key, printed, "9", "7.165"), *map(keyed, members("08336"))]

    read = interpret(reading(KEYED, *rows))

    assert figures(read) == expected(members("08336"))
    assert len(read.errors) == 1


def test_umlauts_may_be_printed_as_letter_and_dots() -> None:
    """Old TeX fonts have no umlauts: the dots stand before their letter, or behind it."""
    drawn: dict[str, str | int | None] = {
        "ä": "¨ a",
        "ö": "¨o",
        "ü": "u¨",
        "Ä": "¨A",
        "Ö": "¨ O",
        "Ü": "¨ U",
    }
    rows = members("08115", "08416", "08437", "08435")
    lines = [
        (key, name.translate(str.maketrans(drawn)), *numbers)
        for key, name, *numbers in map(keyed, rows)
    ]

    read = interpret(reading(KEYED, *lines))

    assert (figures(read), errors(read)) == (expected(rows), [])


@pytest.mark.parametrize(
    ("key", "printed", "is_it"),
    [
        ("08126066", "Ohringen, Stadt ¨", True),
        ("08236075", "Olbronn-D¨ ¨ urrn", True),
        ("08435059", "Uberlingen ¨", True),
        ("08435059", "Uberlingen", False),
        ("08435059", "Uberlingen ¨ ¨", False),
        ("", "Uberlingen ¨", True),
        ("", "Uberlingen ¨ ¨", False),
        ("08336050", "Uberlingen ¨", False),
    ],
)
def test_dots_may_stand_apart_from_the_name(key: str, printed: str, is_it: bool) -> None:
    rows = [(key, printed, "9", "7.165"), *map(keyed, ROWS)]

    read = interpret(reading(KEYED, *rows))

    assert figures(read)[is_it:] == expected(ROWS)
    assert [zeile.gemeinde_ags for zeile in read.zeilen[:is_it]] == [key or "08435059"] * is_it
