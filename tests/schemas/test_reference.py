"""The reference tables are complete and agree with each other."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable

import pytest

from schemas.register import REFERENCE
from tests.builders import reference as build


def read_rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


GEMEINDEN = read_rows("gemeinden.csv")
KREISE = read_rows("kreise.csv")
PRESS = read_rows("press_figures.csv")
BY_AGS = {row["gemeinde_ags"]: row for row in GEMEINDEN}


def keys_by_name(name_of: Callable[[str], str]) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for row in GEMEINDEN:
        keys.setdefault(name_of(row["gemeinde_name"]), []).append(row["gemeinde_ags"])
    return {name: ags for name, ags in keys.items() if len(ags) > 1}


def test_columns_are_those_promised() -> None:
    assert ",".join(GEMEINDEN[0]) == (
        "gemeinde_ags,ars,gemeinde_name,art,kreis_ags,verband_ars,verband_name,verband_art"
    )
    assert ",".join(KREISE[0]) == (
        "kreis_ags,kreis_name,kreis_art,regierungsbezirk_ags,regierungsbezirk_name"
    )


def test_the_land_is_complete() -> None:
    assert len(GEMEINDEN) == 1_101
    assert len(KREISE) == 44
    assert Counter(row["kreis_art"] for row in KREISE) == {"Landkreis": 35, "Stadtkreis": 9}
    assert {(row["regierungsbezirk_ags"], row["regierungsbezirk_name"]) for row in KREISE} == {
        ("081", "Stuttgart"),
        ("082", "Karlsruhe"),
        ("083", "Freiburg"),
        ("084", "Tübingen"),
    }


def test_kinds_of_municipality() -> None:
    assert Counter(row["art"] for row in GEMEINDEN) == {
        "Stadtkreis": 9,
        "Stadt": 304,
        "Gemeinde": 788,
    }


def test_associations_are_counted_once_each() -> None:
    associations = {(row["verband_ars"], row["verband_art"]) for row in GEMEINDEN}
    assert Counter(art for _, art in associations) == {
        "Gemeindeverwaltungsverband": 114,
        "Verwaltungsgemeinschaft": 156,
        "einzeln": 190,
    }


def test_an_association_has_one_name_and_two_members_or_is_single() -> None:
    names: dict[str, set[str]] = {}
    members = Counter(row["verband_ars"] for row in GEMEINDEN)
    for row in GEMEINDEN:
        names.setdefault(row["verband_ars"], set()).add(row["verband_name"])
        assert (members[row["verband_ars"]] == 1) == (row["verband_art"] == "einzeln"), row
    assert {len(found) for found in names.values()} == {1}


@pytest.mark.parametrize(
    ("ags", "name", "kreis"),
    [
        ("08336105", "Grenzach-Wyhlen", "Lörrach"),
        ("08336050", "Lörrach, Stadt", "Lörrach"),
        ("08111000", "Stuttgart, Landeshauptstadt", "Stuttgart"),
        ("08121000", "Heilbronn, Stadt", "Heilbronn"),
        ("08416041", "Tübingen, Universitätsstadt", "Tübingen"),
        ("08226103", "St. Leon-Rot", "Rhein-Neckar-Kreis"),
        ("08435029", "Kressbronn am Bodensee", "Bodenseekreis"),
    ],
)
def test_known_municipalities(ags: str, name: str, kreis: str) -> None:
    kreis_names = {row["kreis_ags"]: row["kreis_name"] for row in KREISE}
    found = BY_AGS[ags]
    assert (found["gemeinde_name"], kreis_names[found["kreis_ags"]]) == (name, kreis)


def test_seven_official_names_occur_twice() -> None:
    assert keys_by_name(str) == {
        "Altdorf": ["08115002", "08116005"],
        "Altheim": ["08425004", "08426008"],
        "Dürnau": ["08117017", "08426036"],
        "Hochdorf": ["08116027", "08426058"],
        "Malsch": ["08215046", "08226046"],
        "Rosenberg": ["08136060", "08225082"],
        "Talheim": ["08125094", "08327048"],
    }


def test_without_titles_schoemberg_is_the_eighth() -> None:
    titleless = keys_by_name(lambda name: name.partition(",")[0])
    assert len(titleless) == 8
    assert titleless["Schömberg"] == ["08235065", "08417057"]


def test_heilbronn_and_karlsruhe_are_each_two_kreise() -> None:
    names = Counter(row["kreis_name"] for row in KREISE)
    assert {name for name, count in names.items() if count > 1} == {"Heilbronn", "Karlsruhe"}
    assert len({(row["kreis_name"], row["kreis_art"]) for row in KREISE}) == 44


def test_keys_are_unique_sorted_text_of_fixed_length() -> None:
    keys = [row["gemeinde_ags"] for row in GEMEINDEN]
    assert keys == sorted(set(keys))
    assert [row["kreis_ags"] for row in KREISE] == sorted({row["kreis_ags"] for row in KREISE})
    assert {len(key) for key in keys} == {8}
    assert {len(row["ars"]) for row in GEMEINDEN} == {12}
    assert all(row["ars"].isdecimal() and row["gemeinde_ags"].isdecimal() for row in GEMEINDEN)


def test_keys_contain_each_other() -> None:
    kreis_keys = {row["kreis_ags"] for row in KREISE}
    for row in GEMEINDEN:
        ags, ars = row["gemeinde_ags"], row["ars"]
        assert row["kreis_ags"] == ags[:5], row
        assert (ars[:5] + ars[-3:], ars[:9]) == (ags, row["verband_ars"]), row
    assert {row["kreis_ags"] for row in GEMEINDEN} == kreis_keys
    assert all(row["regierungsbezirk_ags"] == row["kreis_ags"][:3] for row in KREISE)


def test_what_is_no_municipality_is_left_out() -> None:
    assert build.NOT_GEMEINDEN.isdisjoint(BY_AGS)
    assert len(build.NOT_GEMEINDEN) == 13


def test_press_figures_are_all_there() -> None:
    assert Counter((row["edition"], row["kind"], row["precision"]) for row in PRESS) == {
        ("vorlaeufig-2017-07", "single", "exact"): 121,
        ("vorlaeufig-2017-07", "single", "rounded"): 5,
        ("vorlaeufig-2017-07", "single", "uncertain"): 2,
        ("vorlaeufig-2017-07", "group", "exact"): 1,
        ("vorlaeufig-2017-07", "group", "rounded"): 3,
        ("endgueltig-2018-01", "single", "exact"): 33,
        ("endgueltig-2018-01", "single", "rounded"): 12,
        ("endgueltig-2018-01", "group", "exact"): 7,
        ("endgueltig-2018-01", "group", "rounded"): 4,
    }
