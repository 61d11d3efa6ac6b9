"""Published sums of several municipalities: who they are, and whether the rows add up to them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.check.press_places import Places
from schemas.press import PressFigure, load_press
from schemas.register import load_register
from tests.builders.interpretations import zeilen
from tests.builders.published import ROWS, compare, figure

REGISTER = load_register()
STOCKACH = "Stockach + 5 Umlandgemeinden (Verwaltungsgemeinschaft), total"
TUEBINGEN_EUR = int(sum(row.betrag_eur for row in ROWS if row.gemeinde_ags[:5] == "08416"))


def group(place: str, kreis: str, betrag_eur: int = 1, **overrides: str) -> PressFigure:
    return figure(
        place=place, kreis=kreis, betrag_eur=betrag_eur, personen=None, kind="group", **overrides
    )


def tuebingen(betrag_eur: int, **overrides: str) -> PressFigure:
    return group("Landkreis Tübingen, total", "Tübingen", betrag_eur, **overrides)


@pytest.mark.parametrize(
    ("place", "kreis", "members"),
    [
        ("Landkreis Tübingen, total", "Tübingen", 15),
        ("Kreis Tübingen, total", "Tübingen", 15),
        ("Rems-Murr-Kreis, total, approx.", "Rems-Murr-Kreis", 31),
        ("Tübingen, total", "Tübingen", 0),
        ("Landkreis Tübingen, total", "Reutlingen", 0),
        ("südlicher Ortenaukreis, total", "Ortenaukreis", 0),
        ("Wahlkreis Weinheim, total", "Rhein-Neckar-Kreis", 0),
        (STOCKACH, "Konstanz", 6),
        (STOCKACH.replace("5", "4"), "Konstanz", 0),
        (STOCKACH.replace("Stockach", "Entenhausen"), "Konstanz", 0),
        ("Verwaltungsgemeinschaft Stockach, total", "Konstanz", 6),
        ("Verwaltungsgemeinschaft Singen, total", "Lörrach", 0),
    ],
)
def test_the_members_of_a_group(place: str, kreis: str, members: int) -> None:
    keys = Places([], REGISTER).keys(group(place, kreis))
    assert len(keys) == members
    assert keys == tuple(sorted(keys))


def test_a_sum_of_figures_above_it() -> None:
    press = load_press()
    total = next(one for one in press if one.place.startswith("sum of the six"))
    names = [REGISTER.gemeinden[key].gemeinde_name for key in Places(press, REGISTER).keys(total)]
    assert names == [
        "Schriesheim, Stadt",
        "Hirschberg an der Bergstraße",
        "Weinheim, Stadt",
        "Edingen-Neckarhausen",
        "Ladenburg, Stadt",
        "Heddesheim",
    ]


@pytest.mark.parametrize(
    ("count", "source", "known"),
    [("two", "paper", 2), ("three", "paper", 0), ("many", "paper", 0), ("two", "other", 0)],
)
def test_a_sum_of_as_many_as_stand_above_it(count: str, source: str, known: int) -> None:
    kreis = "Bodenseekreis"
    singles = (figure(source="paper"), figure(place="Neukirch", source="paper"))
    total = group(f"sum of the {count} municipalities above", kreis, 1, published_on="2018-01-17")
    total = group(total.place, kreis, 1, published_on="2018-01-17", source=source)
    assert len(Places([*singles, total], REGISTER).keys(total)) == known


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (0, "1 of 1 sums of groups agree (0 of them but for the rounding of their rows)"),
        (7, "1 of 1 sums of groups agree (1 of them but for the rounding of their rows)"),
        (-7, "1 of 1 sums of groups agree (1 of them but for the rounding of their rows)"),
    ],
)
def test_a_sum_agrees_but_for_half_a_euro_a_row(off: int, said: str) -> None:
    result = compare(tuebingen(TUEBINGEN_EUR + off))
    assert result.passed
    assert result.message.endswith(said)


def test_an_exact_sum_that_differs_holds_the_document() -> None:
    member = next(row for row in ROWS if row.gemeinde_ags == "08416041")
    result = compare(tuebingen(TUEBINGEN_EUR - int(member.betrag_eur)))
    assert result.holds
    assert len(result.rows) == 15
    assert "Landkreis Tübingen, total (15 rows from here): " in result.message
    assert "(the difference is the amount of Tübingen, Universitätsstadt (08416041))" in (
        result.message
    )
    assert "der Unterschied ist der Betrag von Tübingen" in result.meldung


def test_a_digit_of_a_sum() -> None:
    assert "(one digit changed)" in compare(tuebingen(TUEBINGEN_EUR + 100_000)).message


def test_a_rounded_sum_that_differs_informs() -> None:
    result = compare(tuebingen(9_000_000, precision="rounded"))
    assert result.passed
    assert "0 of 1 sums of groups agree" in result.message
    assert "Landkreis Tübingen, total 9,000,000 EUR published" in result.message


def test_a_group_that_lacks_a_row_is_not_compared() -> None:
    rows = tuple(row for row in ROWS if row.gemeinde_ags != "08416041")
    result = compare(tuebingen(TUEBINGEN_EUR), rows=rows)
    assert result.passed
    assert result.message.endswith("Landkreis Tübingen, total: rows are missing")
    assert result.meldung.endswith("Landkreis Tübingen, Summe: es fehlen Zeilen")


def test_a_group_nobody_knows_is_named_and_not_compared() -> None:
    result = compare(group("südlicher Ortenaukreis, total", "Ortenaukreis"))
    assert result.passed
    assert result.message.endswith(
        "; 1 not comparable, as the members are not known for certain: südlicher Ortenaukreis, "
        "total"
    )


def test_the_rows_are_those_of_the_synthetic_edition() -> None:
    assert sum((row.betrag_eur for row in zeilen()), Decimal(0)) == 58_000_008
