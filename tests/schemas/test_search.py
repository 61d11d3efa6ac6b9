"""A person finds a municipality by whatever she types, and is never given another unawares."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.names import ADDITION
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
        ("Altdorf Esslingen", "08116005"),
        ("Altdorf Landkreis Böblingen", "08115002"),
        ("Weil am Rhein Lörrach", "08336091"),
        ("Schonau Lörrach", "08336079"),
        ("Stadtkreis Heilbronn", "08121000"),
        ("Neuenbürg", "08236043"),
        ("NEUENBUERG", "08236043"),
        ("Schönau, Stadt", "08226080"),
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
        ("Schonau", ["Schönau, Stadt", "Schönau im Schwarzwald, Stadt"]),
        ("Muhlhausen", ["Mühlhausen im Täle", "Mühlhausen"]),
        ("Neuenburg", ["Neuenburg am Rhein, Stadt", "Neuenbürg, Stadt"]),
        ("villingen", ["Villingen-Schwenningen, Stadt", "Villingendorf"]),
    ],
)
def test_who_may_mean_several_is_given_none_of_them(typed: str, found: list[str]) -> None:
    assert (names(typed), find_gemeinde(typed).certain) == (found, False)


@pytest.mark.parametrize(
    ("typed", "kreis"),
    [
        ("Kreis Lörrach", "08336"),
        ("Landkreis Karlsruhe", "08215"),
        ("LK Lörrach", "08336"),
        ("Ortenaukreis", "08317"),
        ("Heilbronn, Landkreis", "08125"),
        ("Rottweil Kreis", "08325"),
    ],
)
def test_who_names_a_kreis_is_given_no_town_of_its_name(typed: str, kreis: str) -> None:
    found = find_gemeinde(typed)
    assert found.gemeinden == ()
    assert [one.kreis_ags for one in found.kreise] == [kreis]


def test_a_name_of_several_is_certain_in_no_spelling() -> None:
    """Of every name that several have, additions left aside."""
    bearers: dict[str, set[str]] = defaultdict(set)
    for gemeinde in GEMEINDEN:
        name = gemeinde.gemeinde_name.partition(",")[0]
        bearers[ADDITION.split(name)[0]].add(gemeinde.gemeinde_ags)
    shared = {name: keys for name, keys in bearers.items() if len(keys) > 1}
    assert len(shared) > 25
    for name, keys in shared.items():
        written_out = name.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
        dotless = name.translate(str.maketrans("äöü", "aou"))
        for typed in (name, name.upper(), written_out, dotless, dotless.lower(), f"Stadt {name}"):
            found = find_gemeinde(typed)
            assert not found.certain, typed
            assert keys <= {one.gemeinde_ags for one in found.gemeinden}, typed
        for typed in (name[:-1], f"{name}x", f"{name[0]}{name}"):
            assert not find_gemeinde(typed).certain, typed


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
