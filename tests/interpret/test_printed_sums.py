"""Printed subtotals and totals: never a figure, and each of what it is the sum."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

import pytest

from pipeline.errors import LayoutError
from pipeline.interpret.stage import interpret
from pipeline.model import RowClass
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
    Model,
    Row,
    classes,
    errors,
    figures,
    reading,
    sums,
)
from tests.builders.register import kreise
from tests.builders.rows import DocumentRow, by_kreis, total_eur, total_personen

BOEBLINGEN, ESSLINGEN = members("08115"), members("08116")
LOERRACH = members("08336")[1:4]
BOTH = BOEBLINGEN + ESSLINGEN


def association_of(row: DocumentRow) -> str:
    """The name of a municipality's association."""
    return load_register().gemeinden[row.gemeinde_ags].verband_name


BOEBLINGEN_BY_ASSOCIATION = sorted(BOEBLINGEN, key=association_of)
OF_BOEBLINGEN = expected_sum("kreis", "08115", BOEBLINGEN)
OF_ESSLINGEN = expected_sum("kreis", "08116", ESSLINGEN)
OF_BOTH = expected_sum("land", "08", BOTH)
LABELS = [
    "Summe Landkreis {}",
    "Landkreis {} gesamt",
    "Zwischensumme {}",
    "LANDKREIS {} ZUSAMMEN",
    "Summe für den Landkreis {}:",
    "Kreissumme {}",
]
TOTALS = [
    "Summe",
    "Gesamtsumme",
    "Insgesamt",
    "Land Baden-Württemberg",
    "Baden-Württemberg",
    "Baden-Württemberg insgesamt",
    "Summe Land",
]


@pytest.mark.parametrize("label", LABELS)
def test_a_subtotal_after_its_rows(label: str) -> None:
    read = interpret(
        reading(
            KEYED,
            *map(keyed, BOEBLINGEN),
            sum_row(label.format("Böblingen"), BOEBLINGEN, ("",)),
            *map(keyed, ESSLINGEN),
            sum_row(label.format("Esslingen"), ESSLINGEN, ("",)),
        )
    )

    assert figures(read) == expected(BOTH)
    assert sums(read) == [OF_BOEBLINGEN, OF_ESSLINGEN]
    assert read.classes == classes(header=1, figure=len(BOTH), subtotal=2)


@pytest.mark.parametrize("label", ["blingen", "LKR XY", "Kreis:"])
def test_words_that_say_nothing_beside_what_adds_up(label: str) -> None:
    read = interpret(reading(KEYED, *_with_odd_sum(label, 0)))

    assert (figures(read), sums(read)) == (expected(BOTH), [OF_BOEBLINGEN, OF_ESSLINGEN])
    assert read.classes == classes(header=1, figure=len(BOTH), subtotal=2)


def test_words_that_say_nothing_beside_what_does_not_add_up() -> None:
    read = interpret(reading(KEYED, *_with_odd_sum("blingen", 1)))

    assert (figures(read), sums(read)) == (expected(BOTH), [OF_ESSLINGEN])
    assert errors(read) == [("name_unknown", 1, len(BOEBLINGEN) + 2)]


def _with_odd_sum(label: str, too_many_persons: int) -> list[Item]:
    """Both Kreise, the first sum of them with a label that names nothing."""
    _, persons, amount = sum_row(label, BOEBLINGEN)
    return [
        *map(keyed, BOEBLINGEN),
        ("", label, str(int(persons) + too_many_persons), amount),
        *map(keyed, ESSLINGEN),
        sum_row("Summe Landkreis Esslingen", ESSLINGEN, ("",)),
    ]


@pytest.mark.parametrize("label", ["Landkreis {}", "LK {}", "{} (Landkreis)"])
def test_a_subtotal_beside_the_heading_before_its_rows(label: str) -> None:
    read = interpret(
        reading(
            NAMED,
            sum_row(label.format("Böblingen"), BOEBLINGEN),
            *map(named, BOEBLINGEN),
            sum_row(label.format("Esslingen"), ESSLINGEN),
            *map(named, ESSLINGEN),
        )
    )

    assert figures(read) == expected(BOTH)
    assert sums(read) == [OF_BOEBLINGEN, OF_ESSLINGEN]
    assert errors(read) == []


def test_a_subtotal_with_the_key_of_its_kreis() -> None:
    read = interpret(
        reading(
            KEYED,
            sum_row("Landkreis Böblingen", BOEBLINGEN, ("08115",)),
            *map(keyed, BOEBLINGEN),
            sum_row("Landkreis Esslingen", ESSLINGEN, ("08116",)),
            *map(keyed, ESSLINGEN),
        )
    )

    assert figures(read) == expected(BOTH)
    assert sums(read) == [OF_BOEBLINGEN, OF_ESSLINGEN]
    assert errors(read) == []


@pytest.mark.parametrize("total", TOTALS)
def test_bare_sums_are_told_by_what_they_add_up_to(total: str) -> None:
    read = interpret(
        reading(
            WITH_KREIS,
            *first_with_kreis(BOEBLINGEN, "Böblingen"),
            sum_row("Summe", BOEBLINGEN, ("",)),
            *first_with_kreis(ESSLINGEN, "Esslingen"),
            sum_row("Summe", ESSLINGEN, ("",)),
            sum_row(total, BOTH, ("",)),
        )
    )

    assert figures(read) == expected(BOTH)
    assert sums(read) == [OF_BOEBLINGEN, OF_ESSLINGEN, OF_BOTH]
    assert read.classes == classes(header=1, figure=len(BOTH), subtotal=2, total=1)


def test_numbers_alone_under_the_table_are_its_total() -> None:
    rows = members("08336")

    read = interpret(reading(NAMED, *map(named, rows), sum_row("", rows)))

    assert (figures(read), sums(read)) == (expected(rows), [expected_sum("land", "08", rows)])


def test_a_sum_that_does_not_fit_keeps_its_likeliest_meaning() -> None:
    read = interpret(
        reading(
            KEYED,
            *map(keyed, BOEBLINGEN),
            ("", "Summe", "1", "2"),
            *map(keyed, ESSLINGEN),
            ("", "Gesamtsumme", "3", "4"),
        )
    )

    assert sums(read) == [
        ("kreis", "08115", 1, Decimal(2)),
        ("land", "08", 3, Decimal(4)),
    ]
    assert figures(read) == expected(BOTH)


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("Summe", "1", "2,345"), "amount_unreadable"),
        (("Summe", "1x", "2.345"), "persons_unreadable"),
    ],
)
def test_a_sum_that_cannot_be_read_is_an_error(cells: Row, code: str) -> None:
    rows = members("08336")

    read = interpret(reading(NAMED, *map(named, rows), cells))

    assert errors(read) == [(code, 1, len(rows) + 2)]
    assert (figures(read), sums(read)) == (expected(rows), [])


def test_an_unnamed_sum_is_never_explained_by_a_part_that_is_no_area() -> None:
    strangers = members("08425")[-1:]
    part = (*strangers, *ESSLINGEN)

    read = interpret(
        reading(
            KEYED,
            *map(keyed, BOEBLINGEN),
            sum_row("Summe", BOEBLINGEN, ("",)),
            *map(keyed, part),
            sum_row("Summe", part, ("",)),
            *map(keyed, members("08117")),
            sum_row("Summe", members("08117"), ("",)),
        )
    )

    assert sums(read) == [
        OF_BOEBLINGEN,
        expected_sum("kreis", "08116", part),
        expected_sum("kreis", "08117", members("08117")),
    ]


def test_a_sum_beside_a_count_is_one() -> None:
    total = ("Anzahl Gemeinden: 26", "Summe:", *sum_row("", BOEBLINGEN)[1:])

    read = interpret(reading(KEYED, *map(keyed, BOEBLINGEN), total))

    assert sums(read) == [expected_sum("land", "08", BOEBLINGEN)]


def kreis_table(names: dict[str, str]) -> list[Item]:
    """All rows, and on a page of its own a table of the sums of the Kreise."""
    everything = members(*kreise())
    totals = [(names[key], dotted(total_eur(rows))) for key, rows in by_kreis(everything).items()]
    return [KEYED, *map(keyed, everything), NEW_PAGE, Model(2), ("Kreis", "Betrag"), *totals]


@pytest.mark.parametrize("label", ["bare", "with its kind"])
def test_a_small_table_of_sums_gives_no_figures(label: str) -> None:
    names = {key: kreis.name if label == "bare" else kreis.label for key, kreis in kreise().items()}

    read = interpret(reading(*kreis_table(names)))

    assert figures(read) == expected(members(*kreise()))
    assert errors(read) == []


def test_a_table_of_kreise_alone_gives_no_figures_of_towns() -> None:
    totals = kreis_table({key: kreis.name for key, kreis in kreise().items()})[-45:]

    with pytest.raises(LayoutError, match="none whose columns hold names of municipalities"):
        interpret(reading(*totals))


def test_the_sum_of_a_kreis_of_which_only_the_name_of_a_town_is_left() -> None:
    town = next(row for row in ESSLINGEN if row.gemeinde_name.startswith("Esslingen"))
    _, persons, amount = sum_row("", ESSLINGEN)

    read = interpret(
        reading(
            KEYED,
            *map(keyed, BOTH),
            ("", "Summe Landkreis", "", ""),
            NEW_PAGE,
            KEYED,
            ("", town.gemeinde_name, persons, amount),
        )
    )

    assert (figures(read), sums(read)) == (expected(BOTH), [OF_ESSLINGEN])
    assert errors(read) == []


def test_a_town_on_the_page_after_the_begin_of_a_label_is_not_its_end() -> None:
    rows = [("Böblingen", *named(row)) for row in BOEBLINGEN]
    others = [("Lörrach", *named(row)) for row in LOERRACH]

    read = interpret(
        reading(WITH_KREIS, *rows, ("", "Summe Landkreis", "", ""), NEW_PAGE, WITH_KREIS, *others)
    )

    assert figures(read) == expected(BOEBLINGEN + LOERRACH)


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize(("more", "fits"), [(0, True), (1, False)])
def test_the_sum_of_an_association_is_told_by_its_members(
    above: bool, more: int, fits: bool
) -> None:
    lines: list[Item] = [KEYED]
    for association, group in groupby(BOEBLINGEN_BY_ASSOCIATION, key=association_of):
        rows = tuple(group)
        label = f"GVV {association}"
        total = ("", label, str(total_personen(rows)), dotted(total_eur(rows) + more))
        lines += [total] * (above and len(rows) > 1)
        lines += map(keyed, rows)
        lines += [total] * (not above and len(rows) > 1)

    read = interpret(reading(*lines))

    associations = len(lines) - 1 - len(BOEBLINGEN)
    assert figures(read) == expected(BOEBLINGEN_BY_ASSOCIATION)
    assert [*errors(read), *sums(read)] == [] if fits else len(errors(read)) == associations
    assert read.classes[RowClass.SUBTOTAL] == (associations if fits else 0)


def test_the_row_of_a_town_printed_twice_is_no_sum() -> None:
    [ulm] = members("08421")

    rows = [*BOEBLINGEN, ulm, ulm]

    read = interpret(reading(KEYED, *map(keyed, rows)))

    assert (figures(read), sums(read)) == (expected(rows), [])
