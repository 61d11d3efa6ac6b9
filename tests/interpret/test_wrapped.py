"""Names and Kreise over several lines: joined where the register proves it, else reported."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.interpret.stage import interpret
from pipeline.model import Reading, RowClass
from tests.builders.gridrows import KEYED, NAMED, WITH_KREIS, expected, keyed, members, named
from tests.builders.notation import dotted
from tests.builders.readings import (
    NEW_PAGE,
    SPACE,
    Item,
    Row,
    classes,
    errors,
    figures,
    printed_rows,
    reading,
)
from tests.builders.rows import DocumentRow, of_gemeinden

ROWS = members("08116", limit=8)
FILDER = of_gemeinden(members("08116"), "08116047")[0]
"""Neuhausen auf den Fildern."""
KEY, _, PERSONS, AMOUNT = keyed(FILDER)

SHAPES: dict[str, list[Row]] = {
    "below": [(KEY, "Neuhausen auf", PERSONS, AMOUNT), ("", "den Fildern", "", "")],
    "above": [("", "Neuhausen auf", "", ""), (KEY, "den Fildern", PERSONS, AMOUNT)],
    "around": [
        ("", "Neuhausen auf", "", ""),
        (KEY, "", PERSONS, AMOUNT),
        ("", "den Fildern", "", ""),
    ],
    "over three lines": [
        ("", "Neuhausen", "", ""),
        (KEY, "auf den", PERSONS, AMOUNT),
        ("", "Fildern", "", ""),
    ],
    "two lines below": [
        (KEY, "Neuhausen", PERSONS, AMOUNT),
        ("", "auf den", "", ""),
        ("", "Fildern", "", ""),
    ],
    "in one cell": [(KEY, "Neuhausen auf\nden Fildern", PERSONS, AMOUNT)],
    "hyphened": [(KEY, "Neuhausen auf den Fil-\ndern", PERSONS, AMOUNT)],
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("with_key", [True, False])
def test_a_wrapped_name_is_put_together(shape: str, with_key: bool) -> None:
    first = 0 if with_key else 1
    lines = [line[first:] for line in SHAPES[shape]]
    unique = [row for row in ROWS if row.gemeinde_name != "Altdorf"]

    read = interpret(reading(KEYED[first:], *(keyed(row)[first:] for row in unique), *lines))

    assert figures(read) == expected([*unique, FILDER])
    assert " ".join(read.zeilen[-1].name_gedruckt.split()) in (
        "Neuhausen auf den Fildern",
        "Neuhausen auf den Fil- dern",
    )
    assert read.classes == classes(header=1, figure=len(unique) + 1, continuation=len(lines) - 1)


def test_a_wrapped_row_stands_where_all_its_lines_stand() -> None:
    document = reading(KEYED, *map(keyed, ROWS), *SHAPES["above"])
    upper, lower = document.tables[0].rows[-2:]

    place = interpret(document).zeilen[-1].herkunft

    assert (place.page, place.row) == (1, lower.number)
    assert place.text == f"{KEY} | Neuhausen auf den Fildern | {PERSONS} | {AMOUNT}"
    assert place.bbox[1] == upper.bbox[1]
    assert place.bbox[3] == lower.bbox[3]


def test_lines_too_far_apart_are_not_put_together() -> None:
    upper, lower = SHAPES["above"]
    document = reading(KEYED, *map(keyed, ROWS), upper, SPACE, lower)

    read = interpret(document)

    assert ("name_conflict", *place_of_last(document)) in errors(read)
    assert figures(read) == expected(ROWS)


def place_of_last(document: Reading) -> tuple[int, int]:
    row = document.tables[-1].rows[-1]
    return row.page, row.number


def test_a_wrapped_kreis_is_put_together() -> None:
    wrapped = members("08315", limit=8)
    lines: list[Item] = [("Lörrach", *named(row)) for row in members("08336")]
    for row in wrapped:
        lines += [("Breisgau-", *named(row)), ("Hochschwarzwald", "", "", "")]

    read = interpret(reading(WITH_KREIS, *lines))

    assert figures(read) == expected(members("08336") + wrapped)
    assert read.classes == classes(header=1, figure=len(read.zeilen), continuation=8)


def test_a_kreis_on_a_line_of_its_own_is_not_that_of_the_row_above() -> None:
    boeblingen, esslingen = members("08115", limit=2), members("08116", limit=1)

    read = interpret(
        reading(
            WITH_KREIS,
            *(("Lörrach", *named(row)) for row in members("08336")),
            ("Böblingen", *named(boeblingen[0])),
            ("", *named(boeblingen[1])),
            ("Esslingen", "", "", ""),
            ("", *named(esslingen[0])),
        )
    )

    assert boeblingen[1].gemeinde_name == "Altdorf"
    assert "08116005" not in {zeile.gemeinde_ags for zeile in read.zeilen}
    assert len(read.zeilen) + len(read.errors) == len(members("08336")) + 3


def test_a_heading_below_the_key_of_another_kreis_is_not_a_part_of_it() -> None:
    """Nor where rules close one cell for it, and it is too short to reach into the next column."""
    titles = ("Kreis-Nr.", "Gemeinde", "Personen", "Betrag in Euro")
    reutlingen, ulm = members("08415", limit=6), of_gemeinden(members("08421"), "08421000")

    read = interpret(
        reading(
            titles,
            *(("415", *named(row)) for row in reutlingen),
            ("Stadtkreis Ulm", "", "", ""),
            *(("421", *named(row)) for row in ulm),
        )
    )

    assert figures(read) == expected([*reutlingen, *ulm])
    assert read.classes == classes(header=1, figure=7, heading=1)


def test_a_kreis_in_brackets_may_go_on_below() -> None:
    rows = members("08315", limit=16)
    lines: list[Item] = []
    for place, row in enumerate(rows):
        _, name, *numbers = keyed(row)
        space = "\n" if place % 4 == 0 else ""
        first, *second = f"{name} (Landkreis Breisgau-{space}Hochschwarzwald)".split("\n")
        lines += [(first, *numbers), *((rest, "", "") for rest in second)]

    read = interpret(reading(("Gemeinde", "Personen", "Betrag in Euro"), *lines))

    assert figures(read) == expected(rows)
    assert read.classes == classes(header=1, figure=16, continuation=4)


def test_key_and_kreis_may_stand_on_the_line_below_the_name() -> None:
    lines = [
        line
        for row in ROWS
        for line in (named(row), (f"{row.gemeinde_ags}, Landkreis Esslingen", "", ""))
    ]
    moved = [*lines[:1], *lines[3:4], *lines[2:3], *lines[1:2], *lines[4:]]

    read, other = (interpret(reading(NAMED, *printed)) for printed in (lines, moved))

    assert (figures(read), errors(read)) == (expected(ROWS), [])
    assert read.classes == classes(header=1, figure=len(ROWS), continuation=len(ROWS))
    assert errors(other) != []


def test_a_row_without_amount_is_not_swallowed_by_its_neighbour() -> None:
    document = reading(
        KEYED, *map(keyed, ROWS[:4]), ("", "Denkendorf", "", ""), *map(keyed, ROWS[4:])
    )

    read = interpret(document)

    assert errors(read) == [("amount_missing", 1, 6)]
    assert figures(read) == expected(ROWS)


BREAKS: list[Callable[[list[str]], tuple[str, str]]] = [
    lambda words: (" ".join(words[:1]), " ".join(words[1:])),
    lambda words: (" ".join(words[:-1]), words[-1]),
]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([r for r in members("08116", "08118", "08336") if " " in r.gemeinde_name]),
    st.sampled_from(BREAKS),
    st.booleans(),
)
def test_any_name_broken_between_its_words_is_read_or_reported(
    row: DocumentRow, cut: Callable[[list[str]], tuple[str, str]], amount_above: bool
) -> None:
    first, second = cut(row.gemeinde_name.split())
    key, _, persons, amount = keyed(row)
    full, bare = (key, first, persons, amount), ("", second, "", "")
    lines = [full, bare] if amount_above else [("", first, "", ""), (key, second, persons, amount)]
    others = members("08337", limit=6)
    document = reading(KEYED, *map(keyed, others[:3]), *lines, *map(keyed, others[3:]))

    read = interpret(document)

    assert sum(read.classes.values()) == printed_rows(document)
    if read.errors:
        assert figures(read) == expected(others)
    else:
        assert figures(read) == expected([*others[:3], row, *others[3:]])


CLEAR = [row for row in ROWS if row.gemeinde_name != "Altdorf"]
"""Whose names no other municipality has."""


OTHERS = members("08336")
"""Of another Kreis; what a test is about stands below them."""


def apart(row: DocumentRow) -> list[Row]:
    """A name above its amount: in cells of two lines, one stands at the top, one at the bottom."""
    name, *numbers = named(row)
    return [(name, "", ""), ("", *numbers)]


def test_names_stand_above_their_amounts_where_all_do() -> None:
    lines = [line for row in CLEAR for line in apart(row)]

    read = interpret(reading(NAMED, *map(named, OTHERS), *lines))

    assert figures(read) == expected([*OTHERS, *CLEAR])


@pytest.mark.parametrize("ends", [(9,), (3, 7), (5, 11), (1, 13)])
def test_a_page_that_ends_between_name_and_amount_shifts_no_names(ends: tuple[int, ...]) -> None:
    """Each amount of the next page could take the name below it, with none or one left over."""
    items: list[Item] = [line for row in CLEAR for line in apart(row)]
    for end in reversed(ends):
        items.insert(end, NEW_PAGE)

    read = interpret(reading(NAMED, *map(named, OTHERS), *items))

    assert set(figures(read)) < set(expected([*OTHERS, *CLEAR]))
    assert len(read.errors) >= len(ends)


def test_a_name_that_two_amounts_could_have_is_given_to_none() -> None:
    one, other = map(named, CLEAR[:2])
    lines = [(one[0], "", ""), ("", *one[1:]), (other[0], "", "")]

    read = interpret(reading(NAMED, *map(named, OTHERS), *lines))

    assert figures(read) == expected(OTHERS)


def test_the_lines_of_a_page_decide_for_each_other() -> None:
    """The second amount could have the name below it, were that not wanted by the third."""
    first, second, third, fourth = CLEAR[:4]
    lines = [named(first), *apart(second), *apart(third), named(fourth)]

    read = interpret(reading(NAMED, *map(named, OTHERS), *lines))

    assert figures(read) == expected([*OTHERS, *CLEAR[:4]])


def test_the_beginning_of_a_name_that_is_a_kreis_too_is_no_heading() -> None:
    """Where the line with the amount has no name without it."""
    konstanz = of_gemeinden(members("08335"), "08335043")[0]
    _, persons, amount = named(konstanz)
    lines: list[Item] = [("Konstanz,", "", ""), ("Universitätsstadt", persons, amount)]

    read = interpret(reading(NAMED, *map(named, OTHERS), *lines))

    assert figures(read) == expected([*OTHERS, konstanz])


def test_titles_are_no_amounts_that_names_could_belong_to() -> None:
    korntal = of_gemeinden(members("08118"), "08118080")[0]
    key, _, persons, amount = keyed(korntal)
    header = ("AGS", "Gemeinde", "Pers.", "Euro")
    lines = [("", "Korntal-", "", ""), ("", "Münchingen,", "", ""), (key, "Stadt", persons, amount)]

    read = interpret(reading(header, *lines, *map(keyed, OTHERS)))

    assert figures(read) == expected([korntal, *OTHERS])


BIETIGHEIM = of_gemeinden(members("08118"), "08118079")[0]
BIETIGHEIM_KEY, _, BIETIGHEIM_PERSONS, BIETIGHEIM_AMOUNT = keyed(BIETIGHEIM)
OVER_PAGES: dict[str, tuple[Row, Row]] = {
    "below": (
        (BIETIGHEIM_KEY, "Bietigheim-", BIETIGHEIM_PERSONS, BIETIGHEIM_AMOUNT),
        ("", "Bissingen, Stadt", "", ""),
    ),
    "above": (
        ("", "Bietigheim-", "", ""),
        (BIETIGHEIM_KEY, "Bissingen, Stadt", BIETIGHEIM_PERSONS, BIETIGHEIM_AMOUNT),
    ),
}


@pytest.mark.parametrize("shape", OVER_PAGES)
@pytest.mark.parametrize("with_key", [True, False])
@pytest.mark.parametrize("repeated", [True, False])
def test_a_name_may_go_on_below_the_titles_of_the_next_page(
    shape: str, with_key: bool, repeated: bool
) -> None:
    first = 0 if with_key else 1
    upper, lower = (line[first:] for line in OVER_PAGES[shape])
    header = [KEYED[first:]] if repeated else []
    above = [KEYED[first:], *(keyed(row)[first:] for row in CLEAR)]
    others = [keyed(row)[first:] for row in OTHERS]

    read = interpret(reading(*above, upper, "Seite 1", NEW_PAGE, *header, lower, *others))

    assert (figures(read), errors(read)) == (expected([*CLEAR, BIETIGHEIM, *OTHERS]), [])
    assert sum(read.classes.values()) == len(CLEAR) + len(OTHERS) + 4 + len(header)
    place = read.zeilen[len(CLEAR)].herkunft
    assert (place.page, place.bbox[3] - place.bbox[1]) == (1 if shape == "below" else 2, 10.0)


def test_a_name_that_is_the_end_of_another_goes_on_there() -> None:
    """ "Murr" at the head of a page is a municipality of its own, had it an amount."""
    sulzbach = of_gemeinden(members("08119"), "08119075")[0]
    key, _, persons, amount = keyed(sulzbach)
    lines: list[Item] = [
        (key, "Sulzbach an der", persons, amount),
        NEW_PAGE,
        KEYED,
        ("", "Murr", "", ""),
    ]

    read = interpret(reading(KEYED, *map(keyed, CLEAR), *lines, *map(keyed, OTHERS)))

    assert (figures(read), errors(read)) == (expected([*CLEAR, sulzbach, *OTHERS]), [])


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        ("Steinheim an der Murr, Stadt", "Murr"),
        ("Steinheim", "Murr"),
        ("Bietigheim-", "Hemmingen"),
    ],
)
def test_a_row_that_lost_its_amount_is_not_the_end_of_the_row_before(
    upper: str, lower: str
) -> None:
    rows: list[Item] = [(upper, "5", "3.980"), NEW_PAGE, NAMED, (lower, "", "")]

    read = interpret(reading(NAMED, ("Landkreis Ludwigsburg", "", ""), *rows, *map(named, OTHERS)))

    assert ("amount_missing", 2, 2) in errors(read)
    assert not any("\n" in zeile.name_gedruckt for zeile in read.zeilen)


def test_a_bare_name_with_a_hyphen_at_its_end_is_no_whole_one() -> None:
    """Bietigheim is another municipality than Bietigheim-Bissingen."""
    read = interpret(reading(NAMED, *map(named, OTHERS), ("Bietigheim-", "96", "76.424")))

    assert figures(read) == expected(OTHERS)
    assert [code for code, *_ in errors(read)] == ["name_unknown"]


UNITS: dict[str, list[Row]] = {
    "below": [("", "", "", "€")],
    "both units": [("", "", "Pers.", "EUR")],
    "with the end of the name": [("", "den Fildern", "", "Euro")],
}


@pytest.mark.parametrize("shape", UNITS)
def test_a_unit_on_the_line_below_belongs_to_the_number_above(shape: str) -> None:
    name = "Neuhausen auf" if "name" in shape else "Neuhausen auf den Fildern"
    lines: list[Item] = [(KEY, name, PERSONS, AMOUNT), *UNITS[shape]]
    others = [line for row in OTHERS for line in (keyed(row), UNITS["below"][0])]
    total: list[Item] = [("", "Summe", "9", "7.165"), ("", "", "", "€")]

    read = interpret(reading(KEYED, *others, *lines, *total))

    assert (figures(read), errors(read)) == (expected([*OTHERS, FILDER]), [])
    assert len(read.summen) == 1


@pytest.mark.parametrize(
    "lines",
    [
        [(KEY, "Neuhausen auf den Fildern", PERSONS, ""), ("", "", "", "€")],
        [(KEY, "Neuhausen auf den Fildern", PERSONS, AMOUNT), ("", "", "", "T€")],
        [(KEY, "Neuhausen auf den Fildern", PERSONS, f"{AMOUNT} €"), ("", "", "", "€")],
        [(KEY, "Neuhausen auf den Fildern", PERSONS, AMOUNT), SPACE, ("", "", "", "€")],
    ],
)
def test_a_unit_that_no_number_above_lacks_is_an_error(lines: list[Item]) -> None:
    read = interpret(reading(KEYED, *map(keyed, OTHERS), *lines))

    assert set(figures(read)) <= set(expected([*OTHERS, FILDER]))
    assert read.errors


LUDWIGSBURG = members("08118")
LABELS: list[list[Row]] = [
    [("", "Summe Landkreis", "", ""), ("", "Ludwigsburg", "2.812", "2.238.577")],
    [("Summe", "", "", ""), ("Landkreis", "", "", ""), ("Ludwigsburg", "", "2.812", "2.238.577")],
    [("", "Landkreis Ludwigsburg", "", ""), ("", "insgesamt", "2.812", "2.238.577")],
    [("", "Summe Landkreis", "", ""), ("", "", "2.812", "2.238.577"), ("", "Ludwigsburg", "", "")],
    [("", "Summe Landkreis", "2.812", "2.238.577"), ("", "Ludwigsburg", "", "")],
    [("", "Summe", "", ""), ("", "Landkreis", "2.812", "2.238.577"), ("", "Ludwigsburg", "", "")],
]


@pytest.mark.parametrize("lines", LABELS)
def test_the_label_of_a_sum_over_several_lines_names_no_town(lines: list[Row]) -> None:
    rows = [keyed(row) for row in LUDWIGSBURG if row.gemeinde_ags != "08118048"]

    read = interpret(reading(KEYED, *rows, *lines, *map(keyed, OTHERS)))

    assert "08118048" not in {zeile.gemeinde_ags for zeile in read.zeilen}
    assert [summe.betrag_eur for summe in read.summen] == [2_238_577]


def test_a_heading_below_a_sum_is_not_part_of_its_label() -> None:
    loerrach = [named(row) for row in OTHERS]
    rows = [*map(named, LUDWIGSBURG), ("Summe", "2.812", "2.238.577")]

    read = interpret(reading(NAMED, *rows, ("Landkreis Lörrach", "", ""), *loerrach))

    assert figures(read) == expected([*LUDWIGSBURG, *OTHERS])
    assert read.classes[RowClass.HEADING] == 1


def test_a_town_below_the_word_sum_is_read_where_it_has_its_key() -> None:
    lines = [keyed(row) for row in LUDWIGSBURG]
    index = next(i for i, (key, *_) in enumerate(lines) if key == "08118048")

    read = interpret(reading(KEYED, *lines[:index], ("", "Summe", "", ""), *lines[index:]))

    assert figures(read) == expected(LUDWIGSBURG)


def test_titles_that_speak_of_a_whole_begin_no_label_of_a_sum() -> None:
    titles = ("Land-/Stadtkreis", "Gemeinde", "2018", "2019", "Betrag in Euro gesamt")
    members_of_both = (*LUDWIGSBURG, *ROWS)

    def row(r: DocumentRow) -> Row:
        half = r.betrag_eur // 2
        amounts = map(dotted, (half, r.betrag_eur - half, r.betrag_eur))
        return (f"LK {r.kreis_name}", r.gemeinde_name, *amounts)

    read = interpret(reading(titles, *map(row, members_of_both)))

    assert (figures(read), errors(read)) == (expected(members_of_both, persons=False), [])
