"""What texts can be: names, keys, Kreise, numbers, and what a column of them is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.interpret.cells import classify, split_key
from pipeline.interpret.column_content import Column, make_column


def column(*texts: str) -> Column:
    return make_column(0, texts)


@pytest.mark.parametrize(
    ("printed", "key", "name"),
    [
        ("08336050 Lörrach, Stadt", "08336050", "Lörrach, Stadt"),
        ("336050 Lörrach", "08336050", "Lörrach"),
        ("08 3 36 050 Lörrach", "08336050", "Lörrach"),
        ("336 050\nLörrach", "08336050", "Lörrach"),
        ("083365003050 Lörrach", "08336050", "Lörrach"),
        ("336050Lörrach", "08336050", "Lörrach"),
        ("083365003050Lörrach, Stadt", "08336050", "Lörrach, Stadt"),
        ("Lörrach 08336050", "08336050", "Lörrach"),
        ("Lörrach 336050", None, "Lörrach 336050"),
        ("Lörrach", None, "Lörrach"),
        ("336 Lörrach", None, "336 Lörrach"),
        ("0833605O Lörrach", None, "0833605O Lörrach"),
        ("08336050", None, "08336050"),
        ("", None, ""),
    ],
)
def test_a_key_next_to_a_name_is_split_from_it(printed: str, key: str | None, name: str) -> None:
    assert split_key(printed) == (key, name)


@pytest.mark.parametrize(
    ("printed", "key"),
    [("08336", "08336"), ("336", "08336"), (" 336 ", "08336"), ("36", None), ("Lörrach", None)],
)
def test_a_kreis_key_has_three_or_five_digits(printed: str, key: str | None) -> None:
    assert [kreis.kreis_ags for kreis in classify(printed).kreis_of_key] == [key] * bool(key)


def test_a_number_is_an_amount_or_none() -> None:
    assert classify("218.922 €").number == Decimal(218_922)
    assert classify("–").number == Decimal(0)
    assert classify("218,922").number is None
    assert classify("").number is None


@pytest.mark.parametrize(("text", "figure"), [("2018", False), ("1.592", True), ("Jahr", False)])
def test_a_year_in_a_title_is_no_figure(text: str, figure: bool) -> None:
    assert classify(text).is_figure is figure


def test_what_is_of_a_kind_is_a_share_of_the_filled_cells() -> None:
    names = column("Aalen", "08336050 Lörrach", "Aalen", "Nirgendwo", "")

    assert names.names == ["Aalen", "08336050 Lörrach", "Aalen"]
    assert names.is_mostly(lambda cell: cell.is_name, 0.75)
    assert not names.is_mostly(lambda cell: cell.is_name, 0.76)


def test_an_empty_column_is_evidence_of_nothing() -> None:
    assert not column("", "").is_mostly(lambda cell: True, 0.0)


def test_numbers_keep_their_rows() -> None:
    assert column("1.592", "", "x", "–").values == (Decimal(1592), None, None, Decimal(0))


def test_a_column_that_counts_the_rows_is_a_running_number() -> None:
    assert column("1", "2", "3", "4", "5", "6").is_running_number
    assert not column("1", "2", "4", "7", "11", "16").is_running_number
    assert not column("1", "2", "3").is_running_number


@pytest.mark.parametrize(
    ("printed", "key", "name", "kreise"),
    [
        ("Altdorf (LK Böblingen)", None, "Altdorf", ["08115"]),
        ("Altdorf (Böblingen)", None, "Altdorf", ["08115"]),
        ("Lörrach, Stadt\nLandkreis Lörrach", None, "Lörrach, Stadt", ["08336"]),
        ("Bad\nBellingen\nKreis: Lörrach", None, "Bad\nBellingen", ["08336"]),
        ("Stetten am kalten Markt LK Sigmaringen", None, "Stetten am kalten Markt", ["08437"]),
        ("Alfdorf Rems-Murr-Kreis", None, "Alfdorf", ["08119"]),
        ("Lörrach Landkreis Lörrach 12", None, None, []),
        (
            "Lörrach, Stadt\nLandkreis Lörrach · AGS 08336050",
            "08336050",
            "Lörrach, Stadt",
            ["08336"],
        ),
        ("Lörrach, Stadt\nLandkreis Lörrach · 50.000 Einwohner", None, None, []),
        ("Lörrach\n166 Personen", None, None, []),
        ("Aidlingen (VVG)", None, None, []),
        ("Rheinfelden (Baden)", None, "Rheinfelden (Baden)", []),
        ("Freiburg im\nBreisgau", None, "Freiburg im\nBreisgau", []),
    ],
)
def test_a_cell_with_a_name_may_say_its_kreis_and_its_key_and_nothing_else(
    printed: str, key: str | None, name: str | None, kreise: list[str]
) -> None:
    cell = classify(printed).as_name

    found = (cell.key, cell.name if cell.is_name else None, [k.kreis_ags for k in cell.beside])
    assert found == (key, name, kreise)


@pytest.mark.parametrize(
    ("printed", "keys"),
    [
        ("Breisgau-Hochsch", ["08315"]),
        ("Landkreis Göppi", ["08117"]),
        ("Enzkrei", ["08236"]),
        ("Enz", ["08236"]),
        ("Heilbro", []),
        ("Landkreis Gö", []),
    ],
)
def test_a_kreis_cut_off_by_the_edge_of_its_cell_is_known_by_its_beginning(
    printed: str, keys: list[str]
) -> None:
    assert [kreis.kreis_ags for kreis in classify(printed).kreise] == keys
