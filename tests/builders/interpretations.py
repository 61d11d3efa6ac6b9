"""Interpretations as the check stage receives them: valid, but for what a test changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from typing import Any

from msgspec.structs import fields

from pipeline.model import (
    Ebene,
    Herkunft,
    Interpretation,
    Reading,
    RowClass,
    RowError,
    Summe,
    TitleRow,
    Zeile,
)
from pipeline.values import replace
from tests.builders.rows import DocumentRow, edition_rows

ROWS_ON_PAGE = 60
SUMS_PAGE = 99
ENGINE = "pdfium"
FINAL = "endgueltig-2018-01"
FIRST = "vorlaeufig-2017-07"
OF_READING = {field.name for field in fields(Reading)}
TITLES = {FINAL: "Planungsrahmen (endgültig)", FIRST: "Planungsrahmen (vorläufig)"}


def herkunft(page: int = 1, row: int = 1, text: str = "as printed") -> Herkunft:
    """A place on a page; rows are 12 points apart."""
    top = 40.0 + 12 * row
    return Herkunft(page, row, (50.0, top, 500.0, top + 10), text, ENGINE)


@cache
def zeilen(edition: str = FINAL, persons: bool = True) -> tuple[Zeile, ...]:
    """All 1,101 rows of a synthetic edition, in the order of their keys."""
    return tuple(_zeile(number, row, persons) for number, row in enumerate(edition_rows(edition)))


def _zeile(number: int, row: DocumentRow, persons: bool) -> Zeile:
    printed = f"{row.betrag_eur:,}".replace(",", ".")
    text = f"{row.gemeinde_ags} | {row.gemeinde_name} | {row.personen} | {printed}"
    return Zeile(
        gemeinde_ags=row.gemeinde_ags,
        gemeinde_name=row.gemeinde_name,
        kreis_ags=row.kreis_ags,
        kreis_name=row.kreis_name,
        personen=row.personen if persons else None,
        betrag_eur=Decimal(row.betrag_eur),
        name_gedruckt=row.gemeinde_name,
        betrag_gedruckt=printed,
        herkunft=herkunft(number // ROWS_ON_PAGE + 1, number % ROWS_ON_PAGE + 1, text),
    )


def printed_sums(rows: Iterable[Zeile], persons: bool = True) -> tuple[Summe, ...]:
    """The true sum of every Kreis, every Regierungsbezirk and the Land, on a page of their own."""
    rows = tuple(rows)
    keys = [
        *((Ebene.KREIS, key) for key in sorted({row.gemeinde_ags[:5] for row in rows})),
        *((Ebene.REGIERUNGSBEZIRK, key) for key in sorted({row.gemeinde_ags[:3] for row in rows})),
        (Ebene.LAND, "08"),
    ]
    return tuple(
        _sum(ebene, key, [row for row in rows if row.gemeinde_ags.startswith(key)], number, persons)
        for number, (ebene, key) in enumerate(keys, start=1)
    )


def _sum(ebene: Ebene, key: str, members: list[Zeile], number: int, persons: bool) -> Summe:
    return Summe(
        ebene=ebene,
        schluessel=key,
        personen=sum(row.personen or 0 for row in members) if persons else None,
        betrag_eur=sum((row.betrag_eur for row in members), Decimal(0)),
        herkunft=herkunft(SUMS_PAGE, number, f"Summe {key}"),
    )


def interpretation(edition: str = FINAL, persons: bool = True, **overrides: Any) -> Interpretation:
    """A valid interpretation of a complete document, no sums printed; a test states the rest.

    What is overridden may be of its reading too.
    """
    rows = overrides.pop("zeilen", zeilen(edition, persons))
    title = overrides.pop("title_text", TITLES[edition])
    of_reading = {name: overrides.pop(name) for name in OF_READING & overrides.keys()}
    valid = Interpretation(
        zeilen=rows,
        summen=(),
        errors=(),
        row_classes={row.herkunft.place: RowClass.FIGURE for row in rows},
        columns=(),
        synthetic=True,
        above=titled(title),
        reading=replace(Reading(ENGINE, "5.15", SUMS_PAGE, (), ()), **of_reading),
    )
    return replace(valid, **overrides)


def titled(text: str) -> tuple[TitleRow, ...]:
    """The lines of a title, printed on the first page above its table; cells parted by " | "."""
    lines = (tuple(line.split(" | ")) for line in text.splitlines())
    return tuple(TitleRow(1, None, cells, is_header=len(cells) > 1) for cells in lines)


def changed(
    rows: Iterable[Zeile], key: str, change: Callable[[Zeile], Zeile] | None = None, **values: Any
) -> tuple[Zeile, ...]:
    """The rows with one changed: by new values of its fields, or by a function.

    Raises LookupError where no row has the key, so that a test never changes nothing.
    """
    rows = tuple(rows)
    if not any(row.gemeinde_ags == key for row in rows):
        raise LookupError(f"no row has the key {key!r}")
    make = change or (lambda row: replace(row, **values))
    return tuple(make(row) if row.gemeinde_ags == key else row for row in rows)


def with_amount(row: Zeile, betrag_eur: Decimal | int) -> Zeile:
    """A row that prints another amount, and of which that is read."""
    betrag = Decimal(betrag_eur)
    printed = f"{betrag:,}".translate(str.maketrans(",.", ".,"))
    return replace(row, betrag_eur=betrag, betrag_gedruckt=printed)


def row_of(rows: Iterable[Zeile], key: str) -> Zeile:
    """The first row with this key."""
    return next(row for row in rows if row.gemeinde_ags == key)


def row_error(**overrides: Any) -> RowError:
    """A row whose amount cannot be read."""
    valid = RowError(
        code="amount_unreadable",
        found="218,922",
        expected="whole euros with points between thousands",
        herkunft=herkunft(3, 17, "08336050 | Lörrach, Stadt | 218,922"),
    )
    return replace(valid, **overrides)
