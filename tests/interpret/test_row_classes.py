"""Whole small documents in the layouts that are possible: every row ends as what it is."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from pipeline.interpret.stage import interpret
from schemas.register import load_register
from tests.builders.gridrows import (
    KEYED,
    NAMED,
    WITH_KREIS,
    expected,
    expected_sum,
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
    Row,
    classes,
    errors,
    figures,
    reading,
    sums,
)
from tests.builders.rows import DocumentRow, of_gemeinden

BOEBLINGEN, ESSLINGEN = members("08115"), members("08116")
BOTH = BOEBLINGEN + ESSLINGEN
LOERRACH = members("08336")


def heading(text: str) -> tuple[str, str, str]:
    return (text, "", "")


HEADINGS = {
    "with its kind": ("Landkreis Böblingen", "Landkreis Esslingen"),
    "in capitals": ("LANDKREIS BÖBLINGEN", "LANDKREIS ESSLINGEN"),
    "short": ("LK Böblingen", "Lkr. Esslingen"),
    "kind behind": ("Böblingen, Landkreis", "Esslingen (Landkreis)"),
    "with key": ("08115 Landkreis Böblingen", "116 Landkreis Esslingen"),
}


@pytest.mark.parametrize("style", HEADINGS)
def test_a_row_stands_under_its_kreis_heading(style: str) -> None:
    first, second = HEADINGS[style]

    read = interpret(
        reading(
            NAMED,
            heading(first),
            *map(named, BOEBLINGEN),
            heading(second),
            *map(named, ESSLINGEN),
        )
    )

    assert figures(read) == expected(BOTH)
    assert read.classes == classes(header=1, heading=2, figure=len(BOTH))


HEADS: dict[str, tuple[Item, Item]] = {
    "line": (
        "Planungsrahmen 2018 – Landkreis Böblingen",
        "Planungsrahmen 2018 – Landkreis Esslingen",
    ),
    "line with its page": (
        "Landkreis Böblingen, Seite 1 von 2",
        "Landkreis Esslingen, Seite 2 von 2",
    ),
    "cells": (
        ("Planungsrahmen", "Landkreis Böblingen", ""),
        ("Planungsrahmen", "Landkreis Esslingen", ""),
    ),
}


@pytest.mark.parametrize("head", HEADS)
def test_the_head_of_a_page_may_say_more_than_its_kreis(head: str) -> None:
    first, second = HEADS[head]

    read = interpret(
        reading(
            first, NAMED, *map(named, BOEBLINGEN), NEW_PAGE, second, NAMED, *map(named, ESSLINGEN)
        )
    )

    assert (figures(read), errors(read)) == (expected(BOTH), [])


def test_the_head_of_a_page_that_names_two_kreise_says_nothing() -> None:
    head = "Planungsrahmen 2018 – Landkreis Böblingen und Landkreis Esslingen"

    read = interpret(reading(head, NAMED, *map(named, BOEBLINGEN)))

    assert {code for code, *_ in errors(read)} == {"name_ambiguous"}


KREISE = load_register().kreise.values()
STADTKREISE = members(*(k.kreis_ags for k in KREISE if k.kreis_art == "Stadtkreis"))


@pytest.mark.parametrize("amount", ["", dotted(sum(row.betrag_eur for row in STADTKREISE))])
@pytest.mark.parametrize("title", ["Stadtkreise", "Kreisfreie Städte:"])
def test_all_stadtkreise_may_stand_below_one_heading(title: str, amount: str) -> None:
    read = interpret(
        reading(
            NAMED,
            heading("Landkreis Böblingen"),
            *map(named, BOEBLINGEN),
            (title, "", amount),
            *map(named, STADTKREISE),
        )
    )

    assert (figures(read), errors(read)) == (expected([*BOEBLINGEN, *STADTKREISE]), [])


def test_a_sum_of_all_stadtkreise_that_is_none_stays_one() -> None:
    read = interpret(reading(NAMED, ("Stadtkreise", "", "1.234.567"), *map(named, STADTKREISE)))

    assert [amount for *_, amount in sums(read)] == [Decimal(1_234_567)]


def test_a_heading_is_repeated_on_the_next_page_with_the_header() -> None:
    read = interpret(
        reading(
            NAMED,
            heading("Landkreis Esslingen"),
            *map(named, ESSLINGEN[:20]),
            NEW_PAGE,
            NAMED,
            heading("Landkreis Esslingen (Fortsetzung)"),
            *map(named, ESSLINGEN[20:]),
        )
    )

    assert figures(read) == expected(ESSLINGEN)
    assert [z.herkunft.page for z in read.zeilen] == [1] * 20 + [2] * (len(ESSLINGEN) - 20)
    assert read.classes == classes(header=2, heading=2, figure=len(ESSLINGEN))


def test_a_row_on_the_next_page_stands_under_the_heading_before() -> None:
    read = interpret(
        reading(
            NAMED,
            heading("Landkreis Esslingen"),
            *map(named, ESSLINGEN[:5]),
            NEW_PAGE,
            *map(named, ESSLINGEN[5:]),
        )
    )

    assert figures(read) == expected(ESSLINGEN)
    assert read.classes == classes(header=1, heading=1, figure=len(ESSLINGEN))


def test_regierungsbezirke_are_headings_and_sums() -> None:
    read = interpret(
        reading(
            NAMED,
            heading("Regierungsbezirk Stuttgart"),
            heading("Landkreis Böblingen"),
            *map(named, BOEBLINGEN),
            sum_row("Regierungsbezirk Stuttgart", BOEBLINGEN),
            heading("Regierungsbezirk Freiburg"),
            heading("Landkreis Lörrach"),
            *map(named, LOERRACH),
            sum_row("Summe Reg.-Bez. Freiburg", LOERRACH),
        )
    )

    assert figures(read) == expected(BOEBLINGEN + LOERRACH)
    assert sums(read) == [
        expected_sum("regierungsbezirk", "081", BOEBLINGEN),
        expected_sum("regierungsbezirk", "083", LOERRACH),
    ]
    assert errors(read) == []


def test_a_kreis_stands_on_its_first_row_only() -> None:
    read = interpret(
        reading(
            WITH_KREIS,
            *first_with_kreis(BOEBLINGEN, "Böblingen"),
            *first_with_kreis(ESSLINGEN[:10], "Esslingen"),
            NEW_PAGE,
            *first_with_kreis(ESSLINGEN[10:], ""),
        )
    )

    assert figures(read) == expected(BOTH)
    assert read.classes == classes(header=1, figure=len(BOTH))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Personen", "Planungsrahmen 2018"), ("Personen", "Planungsrahmen 2019")),
        (("Personen", "Planungsrahmen"), ("Personen", "Planungsrahmen in T€")),
        (("Personen", "Planungsrahmen"), ("Personen", "Ausgezahlt")),
        (("Personen", "Betrag"), ("Einwohner", "Betrag")),
        (("Betrag endgültig", "Betrag vorläufig"), ("Betrag vorläufig", "Betrag endgültig")),
        (("Betrag endgültig", "Betrag vorläufig"), ("", "Betrag vorläufigBetrag endgültig")),
    ],
)
def test_below_other_titles_than_before_no_figure_is_believed(first: Row, second: Row) -> None:
    def numbers(row: DocumentRow) -> Row:
        _, persons, amount = named(row)
        return (persons if "Personen" in first else dotted(row.betrag_eur // 2 * 2 + 9), amount)

    def lines(titles: Row, rows: Sequence[DocumentRow]) -> list[Item]:
        return [("Gemeinde", *titles), *((row.gemeinde_name, *numbers(row)) for row in rows)]

    loerrach = members("08336")
    parts = [*lines(first, loerrach[:9]), NEW_PAGE, *lines(second, loerrach[9:18]), NEW_PAGE]

    read = interpret(reading(*parts, *lines(first, loerrach[18:])))

    believed = {row.gemeinde_ags for row in (*loerrach[:9], *loerrach[18:])}
    assert {zeile.gemeinde_ags for zeile in read.zeilen} == believed
    assert [error.code for error in read.errors] == ["titles_changed"] * 10


def test_titles_may_be_printed_again_in_part_or_in_other_lines() -> None:
    loerrach = [(row.gemeinde_name, *named(row)[1:]) for row in members("08336")]
    again: list[Item] = [
        ("Gemeinde", "Personen", "Planungs-\nrahmen 2018"),
        ("Gemeinde", "Personen", "Planungsrahmen (EUR)"),
        ("Gemeinde", "Personen", "Planungsrahmen"),
        ("Gemeinde", "Personen", ""),
        ("", "", "Fortsetzung"),
    ]
    parts: list[Item] = [("Gemeinde", "Personen", "Planungsrahmen 2018 (EUR)"), *loerrach[:5]]
    for place, titles in enumerate(again, start=1):
        parts += [NEW_PAGE, again[0], titles, *loerrach[5 * place : 5 * place + 5]]

    read = interpret(reading(*parts, *loerrach[30:]))

    assert (figures(read), errors(read)) == (expected(members("08336")), [])


def test_a_kreis_may_stand_between_the_lines_of_its_rows() -> None:
    """In the middle of a cell over many rows, for the column of Kreise says what it is."""
    rows = [("", *named(row)) for row in BOEBLINGEN]
    middle = len(rows) // 2

    read = interpret(
        reading(
            WITH_KREIS,
            *first_with_kreis(ESSLINGEN, "Esslingen"),
            *rows[:middle],
            ("Böblingen", "", "", ""),
            *rows[middle:],
            *first_with_kreis(members("08336"), "Lörrach"),
        )
    )

    clear = [row for row in (*ESSLINGEN, *BOEBLINGEN) if row.gemeinde_name != "Altdorf"]
    assert figures(read) == expected([*clear, *members("08336")])
    assert [error.code for error in read.errors] == ["name_ambiguous", "name_ambiguous"]


@pytest.mark.parametrize(("first", "second"), [("115", "116"), ("08115", "08116")])
def test_a_kreis_may_be_its_key(first: str, second: str) -> None:
    read = interpret(
        reading(
            WITH_KREIS,
            *((first, *named(row)) for row in BOEBLINGEN),
            *((second, *named(row)) for row in ESSLINGEN),
        )
    )

    assert figures(read) == expected(BOTH)
    assert read.classes == classes(header=1, figure=len(BOTH))


def test_stadtkreise_are_figures_however_they_are_named() -> None:
    towns = of_gemeinden(members("08111", "08121", "08421"), "08111000", "08121000", "08421000")
    labels = ("Stuttgart, Landeshauptstadt", "Stadtkreis Heilbronn", "Ulm, Stadtkreis")

    read = interpret(
        reading(
            NAMED,
            *((label, *named(row)[1:]) for label, row in zip(labels, towns, strict=True)),
            heading("Landkreis Esslingen"),
            *map(named, ESSLINGEN),
        )
    )

    assert sorted(figures(read)) == sorted(expected(towns + ESSLINGEN))
    assert read.classes == classes(header=1, heading=1, figure=3 + len(ESSLINGEN))


def test_rows_after_a_stadtkreis_are_not_its_own() -> None:
    ulm = members("08421")

    read = interpret(reading(NAMED, ("Stadtkreis Ulm", *named(ulm[0])[1:]), *map(named, LOERRACH)))

    assert sorted(figures(read)) == sorted(expected(LOERRACH + ulm))
    assert errors(read) == []


def test_letter_footers_and_legend_are_outside() -> None:
    read = interpret(
        reading(
            "Ministerium für Soziales und Integration, Stuttgart, 5. Januar 2018",
            "An die Stadt- und Landkreise in Baden-Württemberg",
            KEYED,
            *map(keyed, LOERRACH[:20]),
            "Seite 1 von 2",
            NEW_PAGE,
            "Planungsrahmen Integrationsmanagement, Stand 15.12.2017",
            KEYED,
            *map(keyed, LOERRACH[20:]),
            "1) Anschlussunterbringung am 15. September 2017",
            "Die Stadt Lörrach erhält wie mitgeteilt 99.999 €",
            "Seite 2 von 2",
        )
    )

    assert figures(read) == expected(LOERRACH)
    assert read.classes == classes(header=2, outside=7, figure=len(LOERRACH))
    assert read.title_text.startswith("Ministerium für Soziales und Integration, Stuttgart")


def test_two_years_and_their_total() -> None:
    rows = [
        (r.gemeinde_ags, r.gemeinde_name, *(dotted(n * r.betrag_eur) for n in (1, 1, 2)))
        for r in LOERRACH
    ]

    read = interpret(reading(("AGS", "Gemeinde", "2018", "2019", "Gesamt"), *rows))

    assert figures(read) == [(r.gemeinde_ags, None, Decimal(2 * r.betrag_eur)) for r in LOERRACH]
    assert [zeile.teilbetraege for zeile in read.zeilen] == [
        (Decimal(row.betrag_eur),) * 2 for row in LOERRACH
    ]
    assert read.classes == classes(header=1, figure=len(LOERRACH))


def test_a_row_that_numbers_the_columns_says_nothing_about_them() -> None:
    numbers = ("1", "2", "3", "4")
    lines: list[Item] = [KEYED, numbers, *map(keyed, LOERRACH[:20]), NEW_PAGE, KEYED, numbers]

    read = interpret(reading(*lines, *map(keyed, LOERRACH[20:])))

    assert (figures(read), errors(read)) == (expected(LOERRACH), [])


def test_a_note_below_titles_that_are_printed_again_is_none_of_them() -> None:
    titles = ("Nr.", *KEYED[1:])
    rows = [(str(number), *named(row)) for number, row in enumerate(LOERRACH, start=1)]
    note = (
        "Hinweis: In 8 Orten werden die 51.000 Euro erreicht; andere stellen gemeinsam Anträge.",
        "",
        "",
        "",
    )

    read = interpret(reading(titles, *rows[:20], NEW_PAGE, titles, note, *rows[20:]))

    assert (figures(read), errors(read)) == (expected(LOERRACH), [])


def test_a_name_may_stand_in_the_cell_of_its_key() -> None:
    rows = [*map(keyed, LOERRACH)]
    for number in (3, 9):
        key, name, *numbers = rows[number]
        rows[number] = (f"{key} {name}", "", *numbers)

    read = interpret(reading(KEYED, *rows))

    assert (figures(read), errors(read)) == (expected(LOERRACH), [])


@pytest.mark.parametrize(
    ("key", "lines"),
    [
        ("08315", ("Landkreis Breisgau-", "Hochschwarzwald")),
        ("08315", ("Landkreis", "Breisgau-", "Hochschwarzwald")),
        ("08119", ("Rems-Murr-", "Kreis")),
        ("08125", ("Landkreis", "Heilbronn")),
    ],
)
def test_a_kreis_that_flows_down_over_several_rows_gives_no_wrong_figure(
    key: str, lines: tuple[str, ...]
) -> None:
    before, land = members("08121"), members(key)
    rows = [*first_with_kreis(before, "Stadtkreis Heilbronn"), *first_with_kreis(land, "")]
    for number, line in enumerate(lines, start=len(before)):
        rows[number] = (line, *rows[number][1:])

    read = interpret(reading(WITH_KREIS, *rows))

    assert set(figures(read)) <= set(expected(before + land))
    assert len(read.zeilen) + len(read.errors) == len(before + land)
