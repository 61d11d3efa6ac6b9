"""Which of several columns of numbers is the amount: titles and arithmetic are both heard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.errors import LayoutError
from pipeline.interpret.stage import interpret
from tests.builders.gridrows import KEYED, expected, keyed, members
from tests.builders.notation import dotted
from tests.builders.readings import Row, errors, figures, reading
from tests.builders.rows import DocumentRow, edition_rows

ROWS = members("08336")

Write = Callable[[DocumentRow], Row]


def half(row: DocumentRow) -> int:
    return row.betrag_eur // 2


def cents(amount: int) -> str:
    return f"{dotted(amount // 100)},{amount % 100:02}"


def read(titles: Row, write: Write) -> list[tuple[str, int | None, object]]:
    rows = [(row.gemeinde_name, *write(row)) for row in ROWS]
    return list(figures(interpret(reading(("Gemeinde", *titles), *rows))))


READ: dict[str, tuple[Row, Write, bool]] = {
    "a total under an unknown word, its parts titled by years": (
        ("2018", "2019", "Höhe"),
        lambda r: (dotted(half(r)), dotted(r.betrag_eur - half(r)), dotted(r.betrag_eur)),
        False,
    ),
    "years with their currency are titles": (
        ("Personen", "EUR 2018", "EUR 2019", "zusammen"),
        lambda r: (
            str(r.personen),
            dotted(half(r)),
            dotted(r.betrag_eur - half(r)),
            dotted(r.betrag_eur),
        ),
        True,
    ),
    "a first part beside the amount of the same persons": (
        ("Personen", "Abschlag in Euro", "Zuweisungshöhe"),
        lambda r: (str(r.personen), dotted(r.personen * 398), dotted(r.betrag_eur)),
        True,
    ),
    "head counts under a word nobody knows": (
        ("Zahl", "Zuteilung"),
        lambda r: (str(r.personen), dotted(r.betrag_eur)),
        True,
    ),
    "two words for persons over one column": (
        ("Personen\nAnzahl", "Planungsrahmen\nEuro", "davon bis zu 60 % vorab\nEuro"),
        lambda r: (str(r.personen), dotted(r.betrag_eur), dotted(r.betrag_eur * 3 // 5)),
        True,
    ),
    "four quarters and the year": (
        (
            "Personen",
            "Planungsrahmen\n1. Quartal",
            "2. Quartal",
            "3. Quartal",
            "4. Quartal",
            "Jahr",
        ),
        lambda r: (
            str(r.personen),
            *map(dotted, [r.betrag_eur // 4] * 3),
            dotted(r.betrag_eur - r.betrag_eur // 4 * 3),
            dotted(r.betrag_eur),
        ),
        True,
    ),
    "a month of an amount at a known rate": (
        ("Personen", "Betrag je Monat", "Betrag pro Jahr"),
        lambda r: (str(r.personen), cents(round(100 * r.betrag_eur / 12)), dotted(r.betrag_eur)),
        True,
    ),
    "a multiple of an amount at a known rate": (
        ("Personen", "Höchstbetrag jährlich", "Höchstbetrag zwei Jahre"),
        lambda r: (str(r.personen), dotted(r.betrag_eur), dotted(2 * r.betrag_eur)),
        True,
    ),
    "a multiple of an amount at a known rate, both titled by years": (
        ("Personen", "jährlich", "2018–2019"),
        lambda r: (str(r.personen), dotted(r.betrag_eur), dotted(2 * r.betrag_eur)),
        True,
    ),
    "the amount of each of two years, both at a known rate, and their sum": (
        ("Personen", "Betrag 2018", "Betrag 2019", "Betrag gesamt"),
        lambda r: (
            str(r.personen),
            dotted(r.betrag_eur),
            dotted(r.betrag_eur),
            dotted(2 * r.betrag_eur),
        ),
        True,
    ),
    "a title set left over the next column's numbers": (
        ("Zuwendung", ""),
        lambda r: (str(r.personen), dotted(r.betrag_eur)),
        True,
    ),
    "a word for a sum beside one for persons": (
        ("Summe Geflüchtete", "Zuteilung"),
        lambda r: (str(r.personen), dotted(r.betrag_eur)),
        True,
    ),
    "an older amount of other persons": (
        ("Personen", "Betrag bisher", "Betrag neu"),
        lambda r: (str(r.personen), dotted(r.betrag_eur // 1000 * 1000 + 7), dotted(r.betrag_eur)),
        True,
    ),
    "units in the cells": (
        ("Geflüchtete", "Betrag"),
        lambda r: (f"{r.personen} Pers.", f"EUR {dotted(r.betrag_eur)},00"),
        True,
    ),
    "inhabitants beside persons with a unit": (
        ("Einwohner", "Flüchtlinge", "Betrag"),
        lambda r: (dotted(r.personen * 97 + 11), f"{r.personen} Pers.", dotted(r.betrag_eur)),
        True,
    ),
    "what a town pays itself, and both together": (
        ("Personen", "Landesförderung", "Eigenanteil", "Gesamtkosten"),
        lambda r: (
            str(r.personen),
            dotted(r.betrag_eur),
            dotted(r.betrag_eur // 9),
            dotted(r.betrag_eur + r.betrag_eur // 9),
        ),
        True,
    ),
    "a month beside the amount, without persons": (
        ("mtl. Betrag", "Betrag für 24 Monate"),
        lambda r: (dotted(r.betrag_eur // 24), dotted(r.betrag_eur)),
        False,
    ),
    "shares with a point": (
        ("Anteil", "Betrag"),
        lambda r: (f"{r.personen / 100:.3f} %", dotted(r.betrag_eur)),
        False,
    ),
    "dates, shares and signed differences beside the amount": (
        ("Stand", "Anteil", "Differenz", "Betrag"),
        lambda r: ("31.03.2018", "0,52 %", f"–{r.personen}", dotted(r.betrag_eur)),
        False,
    ),
}


@pytest.mark.parametrize("layout", READ)
def test_the_amount_is_told(layout: str) -> None:
    titles, write, persons = READ[layout]
    assert read(titles, write) == expected(ROWS, persons=persons)


def test_three_digits_behind_three_are_two_numbers_where_the_others_are_whole() -> None:
    rows = [replace(ROWS[0], personen=1, betrag_eur=796), *ROWS[1:]]
    titles = ("Gemeinde", "Personen", "Betrag 2018", "Betrag 2019", "Betrag gesamt")

    read = interpret(
        reading(
            titles,
            *(
                (r.gemeinde_name, *map(str, (r.personen, *[r.betrag_eur] * 2, 2 * r.betrag_eur)))
                for r in rows
            ),
        )
    )

    assert figures(read) == expected(rows)


def test_one_of_two_equal_years_is_the_amount_where_it_adds_up_to_a_known_budget() -> None:
    rows = edition_rows("endgueltig-2018-01")
    titles = ("AGS", "Gemeinde", "Betrag 2018", "Betrag 2019", "Betrag gesamt")

    read = interpret(
        reading(
            titles,
            *(
                (r.gemeinde_ags, r.gemeinde_name, *(dotted(n * r.betrag_eur) for n in (1, 1, 2)))
                for r in rows
            ),
        )
    )

    assert figures(read) == expected(rows, persons=False)


REFUSED: dict[str, tuple[Row, Write]] = {
    "the only amounts are those of before": (
        ("Personen", "bisher (Euro)"),
        lambda r: (str(r.personen), dotted(r.betrag_eur)),
    ),
    "a titled part beside an amount with another title": (
        ("vorläufiger Betrag", "Bescheid"),
        lambda r: (dotted(r.personen * 743), dotted(r.betrag_eur)),
    ),
    "an amount beside numbers as large under another word, some of them small": (
        ("Soll", "Betrag in Euro"),
        lambda r: (dotted(half(r) if r.betrag_eur > 9_000 else 7), dotted(r.betrag_eur)),
    ),
    "two titled amounts of the same persons, at no known rate": (
        ("Personen", "Höchstbetrag jährlich", "Höchstbetrag zwei Jahre"),
        lambda r: (str(r.personen), dotted(3 * r.betrag_eur), dotted(6 * r.betrag_eur)),
    ),
    "a titled part of a sum with a title nobody knows": (
        ("Personen", "Kopfförderung (Zuwendung)", "Sockel", "Bescheid"),
        lambda r: (
            str(r.personen),
            dotted(r.betrag_eur),
            "500",
            dotted(r.betrag_eur + 500),
        ),
    ),
    "titles one column left of their numbers": (
        ("Förderbetrag in Euro", "Stellenanteil", "eigener Antrag möglich"),
        lambda r: (str(r.personen), dotted(r.betrag_eur), "0,22"),
    ),
    "persons that no rate joins to the amounts": (
        ("Personen", "Betrag"),
        lambda r: (str(1000 - r.personen), dotted(r.betrag_eur)),
    ),
    "a computed amount beside a titled one that is not computed": (
        ("Personen", "rechnerisch", "bewilligter Betrag"),
        lambda r: (str(r.personen), dotted(r.betrag_eur), dotted(r.betrag_eur // 1000 * 1000 + 7)),
    ),
    "two years, each at a known rate, and their total": (
        ("Personen", "2018", "2019", "Summe"),
        lambda r: (
            str(r.personen),
            dotted(r.betrag_eur),
            dotted(r.betrag_eur),
            dotted(2 * r.betrag_eur),
        ),
    ),
    "an amount of glyphs without a meaning beside one that is called as little": (
        ("Betrag in Euro", "Euro"),
        lambda r: ("\ufffd" * 6, dotted(half(r))),
    ),
    "an amount in words beside a part of it": (
        ("Planungsrahmen in Euro", "Abschlag in Euro"),
        lambda r: ("siehe Bescheid", dotted(half(r))),
    ),
    "numbers that the next column goes on": (
        ("Planungsrahmen in Euro", ""),
        lambda r: (str(r.betrag_eur // 1000), f"{r.betrag_eur % 1000:03d}"),
    ),
    "a small titled amount beside a larger one": (
        ("Personen", "Betrag", "Soll"),
        lambda r: (str(r.personen), dotted(r.personen * 398), dotted(r.betrag_eur)),
    ),
}


@pytest.mark.parametrize("layout", REFUSED)
def test_what_could_be_another_column_is_refused(layout: str) -> None:
    titles, write = REFUSED[layout]
    with pytest.raises(LayoutError):
        read(titles, write)


def test_the_text_that_cannot_be_read_is_named_not_a_zero_before_it() -> None:
    zero, *others = sorted(ROWS, key=lambda row: row.betrag_eur)
    rows = [(row.gemeinde_name, str(row.personen), f"{row.betrag_eur:,}") for row in others]
    with pytest.raises(LayoutError, match=r"unreadable, like '\d+,\d{3}'"):
        interpret(
            reading(("Gemeinde", "Personen", "Betrag"), (zero.gemeinde_name, "–", "–"), *rows)
        )


def wrapped(text: str) -> str:
    return text.replace(" ", "\n")


def spaced(row: DocumentRow) -> Row:
    """Key, name, persons, and an amount with a space for thousands."""
    return (*keyed(row)[:3], f"{row.betrag_eur:,}".replace(",", " "))


def test_numbers_wrapped_at_their_spaces_are_read_where_the_rate_proves_them() -> None:
    rows = members("08336", "08111")
    lines = [(*line[:3], wrapped(f"{line[3]} €")) for line in map(spaced, rows)]

    read = interpret(reading(KEYED, *lines))

    assert (figures(read), errors(read)) == (expected(rows), [])


@pytest.mark.parametrize("amount", ["796\n592", "19"])
def test_numbers_wrapped_at_their_spaces_are_none_where_one_is_not_proven(amount: str) -> None:
    """Of one, another amount stands below; of the other, the end is on the next page."""
    rows = members("08336", "08111")
    lines = [(*line[:3], wrapped(line[3])) for line in map(spaced, rows)]
    lines[3] = (*lines[3][:3], amount)

    with pytest.raises(LayoutError):
        interpret(reading(KEYED, *lines))


def test_wrapped_numbers_without_persons_are_not_joined() -> None:
    lines = [(line[0], line[1], wrapped(line[3])) for line in map(spaced, members("08336"))]

    with pytest.raises(LayoutError):
        interpret(reading(("AGS", "Gemeinde", "Betrag"), *lines))


@pytest.mark.parametrize("broken", ["10.\n349", "10.3\n49", "10.34\n9", "10\n.349", "10.349\n€"])
def test_a_number_of_which_no_part_is_one_may_be_wrapped_anywhere(broken: str) -> None:
    first, *others = members("08336")
    row = (*keyed(first)[:3], broken)
    assert first.betrag_eur == 10_349

    read = interpret(reading(KEYED, row, *map(keyed, others)))

    assert (figures(read), errors(read)) == (expected([first, *others]), [])


@pytest.mark.parametrize("stacked", ["10\n999", "10.349\n349", "10.34\n9.000", "1.034\n9"])
def test_numbers_one_above_the_other_are_none(stacked: str) -> None:
    first, *others = members("08336")

    read = interpret(reading(KEYED, (*keyed(first)[:3], stacked), *map(keyed, others)))

    assert (figures(read), len(read.errors)) == (expected(others), 1)
