"""Several amounts in one row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from pipeline.check.parts import parts_add_up
from pipeline.model import Teilbetrag, Zeile
from schemas.source import load_source
from tests.builders.interpretations import row_of, zeilen

SOURCE = load_source()
AALEN = "08136088"


def parted(split: Callable[[Decimal], tuple[Decimal, ...]]) -> tuple[Zeile, ...]:
    return tuple(
        replace(
            row,
            teilbetraege=tuple(
                Teilbetrag(str(2018 + year), part)
                for year, part in enumerate(split(row.betrag_eur))
            ),
        )
        for row in zeilen()
    )


def halves(betrag: Decimal) -> tuple[Decimal, ...]:
    return betrag // 2, betrag - betrag // 2


def test_rows_without_parts_have_nothing_to_add_up() -> None:
    assert parts_add_up(zeilen(), SOURCE).message.startswith("no row has several amounts")


def test_parts_that_add_up() -> None:
    assert parts_add_up(parted(halves), SOURCE).message == "the parts of all 1,054 rows add up"


def test_a_row_whose_parts_do_not_add_up_is_named() -> None:
    rows = tuple(
        replace(row, betrag_eur=row.betrag_eur + 10) if row.gemeinde_ags == AALEN else row
        for row in parted(halves)
    )
    result = parts_add_up(rows, SOURCE)
    assert result.holds
    assert result.rows == (row_of(rows, AALEN).herkunft,)
    assert result.message == (
        "page 6, row 42: betrag_eur 108,277 for 08136088 is not the sum of its parts; expected "
        "108,267; check the printed row"
    )


def test_a_figure_of_nothing_with_parts_of_something_is_named() -> None:
    rows = tuple(
        replace(row, betrag_eur=Decimal(0)) if row.gemeinde_ags == AALEN else row
        for row in parted(halves)
    )
    assert parts_add_up(rows, SOURCE).rows == (row_of(rows, AALEN).herkunft,)


def test_amounts_that_are_no_parts_need_not_add_up() -> None:
    result = parts_add_up(parted(lambda betrag: (betrag, betrag)), SOURCE)
    assert result.passed
    assert result.message.startswith("the further amounts of a row are no parts of its figure")
