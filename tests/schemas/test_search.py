"""A person finds a municipality by whatever she types, and is never given another unawares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.register import load_register
from schemas.search import find_gemeinde

GEMEINDEN = list(load_register().gemeinden.values())


def names(typed: str) -> list[str]:
    return [gemeinde.gemeinde_name for gemeinde in find_gemeinde(typed).gemeinden]


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("08336050", "08336050"),
        ("336050", "08336050"),
        ("8336050", "08336050"),
        ("08 3 36 050", "08336050"),
        ("Lörrach, Stadt", "08336050"),
        ("lörrach", "08336050"),
        ("Loerrach", "08336050"),
        ("Lorrach", "08336050"),
        ("Grenzach Wyhlen", "08336105"),
        ("Grenzach", "08336105"),
        ("St Blasien", "08337097"),
        ("Zell a.H.", "08317146"),
        ("Altdorf (Esslingen)", "08116005"),
        ("Altdorf, Kreis Böblingen", "08115002"),
        ("Weingarten, Stadt", "08436082"),
        ("  Freiburg  ", "08311000"),
    ],
)
def test_one_is_meant(typed: str, key: str) -> None:
    found = find_gemeinde(typed)
    assert (found.gemeinden[0].gemeinde_ags, found.certain) == (key, True)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Altdorf", ["Altdorf", "Altdorf"]),
        ("Weingarten", ["Weingarten, Stadt", "Weingarten (Baden)"]),
    ],
)
def test_who_may_mean_several_is_given_none_of_them(typed: str, found: list[str]) -> None:
    assert (names(typed), find_gemeinde(typed).certain) == (found, False)


@pytest.mark.parametrize("typed", ["", " ", "99999999", "123456789012", "xyzq", "?!", "!", "ß"])
def test_nothing_is_found_where_nothing_is_near(typed: str) -> None:
    assert (names(typed), find_gemeinde(typed).certain) == ([], False)


def test_every_official_name_finds_itself() -> None:
    lost = [
        gemeinde.gemeinde_name
        for gemeinde in GEMEINDEN
        if gemeinde not in find_gemeinde(gemeinde.gemeinde_name).gemeinden
    ]
    assert lost == []


@given(st.text())
def test_whatever_is_typed_there_is_an_answer(typed: str) -> None:
    found = find_gemeinde(typed)
    assert len(found.gemeinden) >= found.certain


def test_nearly_all_misspelt_names_are_found() -> None:
    """Of every name without its third letter: first, or among the five that are told."""
    first = among = 0
    for gemeinde in GEMEINDEN:
        name = gemeinde.gemeinde_name.partition(",")[0]
        keys = [one.gemeinde_ags for one in find_gemeinde(name[:2] + name[3:]).gemeinden[:5]]
        first += keys[:1] == [gemeinde.gemeinde_ags]
        among += gemeinde.gemeinde_ags in keys
    assert (first >= 1030, among >= 1075) == (True, True), (first, among)
