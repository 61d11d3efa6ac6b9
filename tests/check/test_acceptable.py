"""What remains of a held document: every sound row, and nothing anyone would have to guess."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest

from pipeline.check.acceptable import publishable, rows_left_out
from pipeline.check.readings import compare
from pipeline.check.stage import References, check
from pipeline.model import Herkunft, Interpretation, LeftOut, Zeile
from pipeline.values import replace
from schemas.press import load_press
from schemas.register import load_register
from schemas.source import load_source
from tests.builders.interpretations import (
    changed,
    interpretation,
    row_error,
    row_of,
    with_amount,
    zeilen,
)

AALEN, SALACH = "08136088", "08117042"
KEYS = [zeile.gemeinde_ags for zeile in zeilen()]
REFERENCES = References(load_source(), load_register(), load_press())


def remains(*readings: Interpretation) -> tuple[list[tuple[str, int]], tuple[LeftOut, ...]]:
    """Key and amount of each row that can be published, and what cannot."""
    compared = compare(readings)
    frame, left_out = publishable(check(compared, REFERENCES), compared)
    if frame is None:
        return [], left_out
    assert list(frame.index) == list(range(len(frame)))
    return list(zip(frame["gemeinde_ags"], map(int, frame["betrag_eur"]), strict=True)), left_out


def keys(rows: Sequence[tuple[str, int]]) -> list[str]:
    return [key for key, _ in rows]


def without(*gone: str) -> list[str]:
    return [key for key in KEYS if key not in gone]


def value(**values: Any) -> Callable[[Zeile], Zeile]:
    return lambda row: replace(row, **values)


def test_a_trusted_document_is_published_whole() -> None:
    rows, left_out = remains(interpretation())
    assert (keys(rows), left_out) == (KEYS, ())


def test_what_the_publisher_misprinted_is_published_on_a_persons_word() -> None:
    misprinted = changed(zeilen(), AALEN, lambda row: with_amount(row, 108_257))
    rows, left_out = remains(interpretation(zeilen=misprinted))
    assert (keys(rows), dict(rows)[AALEN], left_out) == (KEYS, 108_257, ())


@pytest.mark.parametrize(
    ("change", "check_name", "meldung"),
    [
        (value(gemeinde_ags="08999999"), "schluessel", "der Schlüssel steht nicht im Register"),
        (value(gemeinde_name="Abtsgmünd"), "name", "der Name gehört nicht zum Schlüssel"),
        (value(kreis_ags="08116"), "kreis", "der Kreis gehört nicht zum Schlüssel"),
        (value(personen=-1), "personen", "die Personenzahl liegt nicht innerhalb der Grenzen"),
        (
            value(betrag_eur=Decimal("0.5")),
            "betrag",
            "der Betrag ist kein ganzer Eurobetrag innerhalb der Grenzen",
        ),
        (value(betrag_gedruckt="1"), "beleg", "der Betrag hat nicht die gedruckten Ziffern"),
    ],
)
def test_a_row_nobody_can_vouch_for_is_left_out(
    change: Callable[[Zeile], Zeile], check_name: str, meldung: str
) -> None:
    faulty = changed(zeilen(), AALEN, change)
    rows, (left,) = remains(interpretation(zeilen=faulty))
    where = row_of(zeilen(), AALEN).herkunft
    assert keys(rows) == without(AALEN)
    assert (left.check, left.rows) == (check_name, (where,))
    assert left.meldung.startswith(f"Seite {where.page}, Zeile {where.row}: ")
    assert left.meldung.endswith(f"): {meldung}")


def test_a_place_that_is_not_known_is_left_out() -> None:
    nowhere = changed(
        zeilen(), AALEN, lambda row: replace(row, herkunft=replace(row.herkunft, page=0))
    )
    rows, (left,) = remains(interpretation(zeilen=nowhere))
    assert (keys(rows), left.check, left.gemeinde_ags) == (without(AALEN), "herkunft", AALEN)


def again(row: Zeile, **values: Any) -> Zeile:
    """The same municipality printed once more, on the last page."""
    place = Herkunft(99, 7, (50.0, 90.0, 500.0, 100.0), row.herkunft.text, "pdfium")
    return replace(row, herkunft=place, **values)


def test_the_same_figure_twice_is_published_once() -> None:
    first = row_of(zeilen(), AALEN)
    rows, left_out = remains(interpretation(zeilen=(*zeilen(), again(first))))
    where = first.herkunft
    assert keys(rows) == KEYS
    assert left_out == (
        LeftOut(
            check="eindeutig",
            gemeinde_ags=AALEN,
            message="page 99, row 7: Aalen, Stadt (08136088): the same figure stands on "
            f"page {where.page}, row {where.row}",
            meldung="Seite 99, Zeile 7: Aalen, Stadt (08136088): derselbe Betrag steht auch auf "
            f"Seite {where.page}, Zeile {where.row}",
            rows=(again(first).herkunft,),
        ),
    )


def test_of_the_same_figure_twice_the_sound_row_is_published() -> None:
    first = row_of(zeilen(), AALEN)
    misnamed = changed(zeilen(), AALEN, gemeinde_name="Abtsgmünd")
    rows, (left, *others) = remains(interpretation(zeilen=(*misnamed, again(first))))
    assert (keys(rows), left.check, left.rows, others) == (KEYS, "name", (first.herkunft,), [])


def test_rows_of_one_municipality_that_differ_are_all_left_out() -> None:
    first = row_of(zeilen(), AALEN)
    other = again(first, betrag_eur=Decimal(108_268), betrag_gedruckt="108.268")
    rows, (left,) = remains(interpretation(zeilen=(*zeilen(), other)))
    assert keys(rows) == without(AALEN)
    assert left == LeftOut(
        check="eindeutig",
        gemeinde_ags=AALEN,
        message="Aalen, Stadt (08136088) has 2 rows that differ",
        meldung="Aalen, Stadt (08136088) hat 2 Zeilen, die sich widersprechen",
        rows=(first.herkunft, other.herkunft),
    )


def test_a_figure_that_readings_contradict_is_left_out() -> None:
    other = interpretation(
        engine="camelot", zeilen=changed(zeilen(), AALEN, lambda row: with_amount(row, 108_268))
    )
    rows, (left,) = remains(interpretation(), other)
    assert keys(rows) == without(AALEN)
    assert (left.check, left.gemeinde_ags, left.meldung) == (
        "lesungen",
        AALEN,
        "Aalen, Stadt (08136088): Die Lesungen widersprechen sich (108.267 oder 108.268 Euro)",
    )


def test_rows_that_were_not_understood_are_named() -> None:
    gap = tuple(row for row in zeilen() if row.gemeinde_ags != SALACH)
    rows, (left,) = remains(interpretation(zeilen=gap, errors=(row_error(),)))
    assert keys(rows) == without(SALACH)
    assert (left.check, left.gemeinde_ags, left.meldung) == (
        "zeilen_lesbar",
        None,
        "Seite 3, Zeile 17: der Betrag ist nicht lesbar („08336050 | Lörrach, Stadt | 218,922“)",
    )


def test_nothing_may_be_left() -> None:
    (row,) = changed([row_of(zeilen(), AALEN)], AALEN, gemeinde_ags="08999999")
    rows, (left,) = remains(interpretation(zeilen=(row,)))
    assert (rows, left.check) == ([], "schluessel")


def test_what_is_left_out_is_kept_as_a_check() -> None:
    _, left_out = remains(interpretation(errors=(row_error(),)))
    kept = rows_left_out(left_out)
    assert (kept.name, kept.passed, kept.holds) == ("ausgelassen", False, False)
    assert (kept.meldung, kept.rows) == (left_out[0].meldung, left_out[0].rows)
    assert rows_left_out(()).passed
