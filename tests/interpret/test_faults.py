"""What every engine's rows go through together must not fail unseen.

A fault here would be shared by all readings of a document, so that comparing them shows nothing:
each ends as an error with its place, and no municipality gets another one's figure.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline.interpret.stage import interpret
from pipeline.model import Interpretation
from tests.builders.gridrows import (
    KEYED,
    NAMED,
    WITH_KREIS,
    expected,
    first_with_kreis,
    keyed,
    members,
    named,
    sum_row,
)
from tests.builders.notation import dotted
from tests.builders.readings import (
    NEW_PAGE,
    Item,
    Model,
    Row,
    errors,
    figures,
    reading,
    side_by_side,
)
from tests.builders.rows import DocumentRow, Rows

BOEBLINGEN, ESSLINGEN, LOERRACH = members("08115"), members("08116"), members("08336")
BOTH = BOEBLINGEN + ESSLINGEN
"""Two Kreise with an Altdorf each."""


def assert_all_seen(read: Interpretation, rows: Rows) -> None:
    """Every row is its municipality's figure or an error."""
    assert set(figures(read)) <= set(expected(rows))
    assert len(read.zeilen) + len(read.errors) == len(rows)


def test_a_lost_heading_does_not_move_figures_to_the_kreis_before() -> None:
    read = interpret(
        reading(
            NAMED,
            ("Landkreis Böblingen", "", ""),
            *map(named, BOEBLINGEN),
            *map(named, ESSLINGEN),
        )
    )

    assert_all_seen(read, BOTH)
    assert read.errors


def test_a_lost_first_kreis_does_not_move_figures_to_the_kreis_before() -> None:
    read = interpret(
        reading(
            WITH_KREIS,
            *(("Lörrach", *named(row)) for row in LOERRACH),
            *first_with_kreis(BOEBLINGEN, "Böblingen"),
            *first_with_kreis(ESSLINGEN, ""),
        )
    )

    assert_all_seen(read, LOERRACH + BOTH)
    assert read.errors


def test_a_kreis_is_not_carried_from_one_panel_into_the_other() -> None:
    left = reading(WITH_KREIS, *first_with_kreis(BOEBLINGEN, "Böblingen"))
    right = reading(WITH_KREIS, *first_with_kreis(ESSLINGEN, "Esslingen"))

    read = interpret(side_by_side(left, right))

    assert (figures(read), errors(read)) == (expected(BOTH), [])


def test_a_heading_outside_the_table_counts_where_it_stands() -> None:
    read = interpret(
        reading(
            "Landkreis Böblingen",
            NAMED,
            *map(named, BOEBLINGEN),
            "Landkreis Esslingen",
            *map(named, ESSLINGEN),
        )
    )

    assert (figures(read), errors(read)) == (expected(BOTH), [])


def test_columns_exchanged_on_one_page_give_no_figures_there() -> None:
    read = interpret(
        reading(
            KEYED,
            *map(keyed, BOEBLINGEN),
            NEW_PAGE,
            Model(2),
            KEYED,
            *((*keyed(row)[:2], dotted(row.betrag_eur), str(row.personen)) for row in ESSLINGEN),
        )
    )

    assert figures(read) == expected(BOEBLINGEN)
    assert [page for _, page, _ in errors(read)] == [2] * len(ESSLINGEN)


WITH_PARTS = (*KEYED, "davon Land", "davon Bund")


def with_parts(row: DocumentRow) -> Row:
    """Key, name, persons, amount, and two parts of it."""
    land = row.betrag_eur // 3
    return (*keyed(row), dotted(land), dotted(row.betrag_eur - land))


def exchanged(row: DocumentRow) -> Row:
    key, name, persons, amount, *parts = with_parts(row)
    return (key, name, amount, persons, *parts)


@pytest.mark.parametrize("line", [with_parts, exchanged])
def test_a_table_of_one_row_that_does_not_tell_its_columns_is_not_lost(
    line: Callable[[DocumentRow], Row],
) -> None:
    only = map(line, members("08111"))
    rows: list[Item] = [Model(2), WITH_PARTS, *only, NEW_PAGE, Model(1), WITH_PARTS]

    read = interpret(reading(*rows, *map(with_parts, BOEBLINGEN)))

    assert figures(read) == expected(BOEBLINGEN)
    assert errors(read) == [("row_not_understood", 1, 2)]


def test_a_subtotal_under_a_towns_name_shows_as_a_second_figure() -> None:
    read = interpret(reading(NAMED, *map(named, LOERRACH), sum_row("Lörrach", LOERRACH)))

    of_the_town = [z for z in read.zeilen if z.gemeinde_ags == "08336050"]
    assert len(of_the_town) + len(read.errors) + len(read.summen) == 2


ODD: dict[str, tuple[Row, Item]] = {
    "amount with a comma beside titles and Kreis": (
        ("AGS", "Gemeinde", "Kreis", "Betrag"),
        ("08336050", "Lörrach, Stadt", "Landkreis Lörrach", "218,922"),
    ),
    "no amount beside titles and Kreis": (
        ("AGS", "Gemeinde", "Kreis", "Betrag"),
        ("08336050", "Lörrach, Stadt", "Landkreis Lörrach", ""),
    ),
    "no amount at a Stadtkreis": (KEYED, ("", "Stadtkreis Ulm", "500", "")),
    "amount in another column": ((*KEYED, "Bem."), ("", "Neudorf", "", "", "5.555")),
    "half of the amount in the name": (KEYED, ("", "Lörrach 218", "275", "922 €")),
    "several municipalities": (KEYED, ("", "Aidlingen/Grafenau", "16", "12.737")),
    "no name": (KEYED, ("", "", "275", "218.922")),
    "outside the table": (KEYED, "Lörrach 218.922 €"),
    "outside the table with a remark": (KEYED, "Lörrach 275 218.922 € Nachmeldung"),
    "outside the table, one of two": (KEYED, "Altdorf 11.145"),
}
OTHERS = tuple(row for row in LOERRACH if row.gemeinde_ags != "08336050")


@pytest.mark.parametrize("fault", ODD)
def test_a_row_is_never_lost_without_a_word(fault: str) -> None:
    titles, odd = ODD[fault]
    rows: list[Item] = []
    for row in OTHERS:
        key, name, persons, amount = keyed(row)
        middle = "Landkreis Lörrach" if "Kreis" in titles else persons
        rows.append((key, name, middle, amount, *([""] if len(titles) == 5 else [])))

    read = interpret(reading(titles, *rows, odd))

    assert figures(read) == expected(OTHERS, persons="Kreis" not in titles)
    assert [place for _, *place in errors(read)] == [[1, len(OTHERS) + 2]]


@pytest.mark.parametrize("odd", [("{}999", "Neudorf", "1", "{}"), ("", "Altdorf", "", "")])
def test_a_faulty_row_at_one_place_on_every_page_is_reported(odd: tuple[str, ...]) -> None:
    first, second = LOERRACH[:8], LOERRACH[8:16]

    read = interpret(
        reading(
            KEYED,
            *map(keyed, first),
            tuple(text.format("08115") for text in odd),
            NEW_PAGE,
            KEYED,
            *map(keyed, second),
            tuple(text.format("08116") for text in odd),
        )
    )

    assert figures(read) == expected(first + second)
    assert [place for _, *place in errors(read)] == [[1, 10], [2, 10]]


def test_a_remark_does_not_make_a_sum_of_a_figure() -> None:
    remarks = ["zusammen mit Binzen", "gesamt", "Summe geschätzt"]
    rows = [(*named(row), *remarks[n : n + 1], *[""] * (n > 2)) for n, row in enumerate(LOERRACH)]

    read = interpret(reading((*NAMED, "Bemerkung"), *rows))

    assert (figures(read), read.summen) == (expected(LOERRACH), ())


SUMS_OF_KREISE = [
    ("Böblingen", "1.089", "866.931"),
    ("Esslingen", "2.338", "1.861.232"),
    ("Lörrach", "1.700", "1.353.336"),
    ("Summe", "5.127", "4.081.499"),
]
"""In the columns of the table; each Kreis has the name of a town, too."""


@pytest.mark.parametrize("title", ["Kreis", "Stadt-/Landkreis", "Stadt- und Landkreise"])
@pytest.mark.parametrize("before", [True, False])
def test_sums_of_kreise_in_the_columns_of_the_table_are_not_those_of_towns(
    title: str, before: bool
) -> None:
    rows = [NAMED, ("Landkreis Böblingen", "", ""), *map(named, BOEBLINGEN)]
    areas = [(title, *NAMED[1:]), *SUMS_OF_KREISE]
    parts: list[Item] = [*areas, NEW_PAGE, *rows] if before else [*rows, NEW_PAGE, *areas]

    read = interpret(reading(*parts))

    assert (figures(read), errors(read)) == (expected(BOEBLINGEN), [])


def test_sums_of_kreise_that_no_title_tells_apart_are_not_lost() -> None:
    """Their names are those of towns: each stands there twice, which a check finds."""
    read = interpret(reading(NAMED, *SUMS_OF_KREISE[:3], NEW_PAGE, NAMED, *map(named, BOTH)))

    keys = [key for key, _, _ in figures(read)]
    assert keys.count("08115003") == 2 or errors(read)


def test_titles_of_which_one_cannot_be_read_do_not_say_that_rows_are_sums_of_kreise() -> None:
    cut_off = ("\ufffd" * 8, "\ufffd\ufffd-/Landkreis", "\ufffd\ufffd", "\ufffd" + NAMED[2][1:])
    titles = ("Gemeinde", "Stadt-/Landkreis", *NAMED[1:])
    rows = [(name, "Landkreis Böblingen", *numbers) for name, *numbers in map(named, BOEBLINGEN)]

    read = interpret(reading(titles, *rows[:9], NEW_PAGE, cut_off, *rows[9:]))

    assert (figures(read), errors(read)) == (expected(BOEBLINGEN), [])


WIDE = {
    "Stadtkreis Ulm": "08421000",
    "Ulm": "08421000",
    "Ulm, Universitätsstadt": "08421000",
    "Heilbronn, Stadt": "08121000",
    "Stadtkreis Heilbronn": "08121000",
    "Stuttgart, Landeshauptstadt": "08111000",
}


@pytest.mark.parametrize("printed", WIDE)
def test_a_stadtkreis_may_stand_in_one_wide_cell_over_kreis_and_name(printed: str) -> None:
    rows = [("Lörrach", *named(row)) for row in LOERRACH]

    read = interpret(reading(WITH_KREIS, (printed, "", "275", "218.922"), *rows))

    assert errors(read) == []
    assert [key for key, _, _ in figures(read)][-1] == WIDE[printed]


@pytest.mark.parametrize("printed", ["Heilbronn", "Karlsruhe", "Böblingen", "Landkreis Heilbronn"])
def test_a_wide_cell_that_may_be_a_landkreis_is_no_figure_of_a_town(printed: str) -> None:
    rows = [("Lörrach", *named(row)) for row in LOERRACH]

    read = interpret(reading(WITH_KREIS, (printed, "", "275", "218.922"), *rows))

    assert figures(read) == expected(LOERRACH)
    assert len(read.errors) + len(read.summen) == 1
