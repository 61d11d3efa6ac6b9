"""The register as the pipeline knows it."""

from __future__ import annotations

from collections import Counter

import pytest

from schemas.register import REGISTER_CREDIT, Gemeinde, Kreis, load_neighbours, load_register
from tests.paths import ROOT

REGISTER = load_register()


def test_there_are_1101_municipalities_in_44_kreise() -> None:
    kinds = Counter(kreis.kreis_art for kreis in REGISTER.kreise.values())

    assert len(REGISTER.gemeinden) == 1101
    assert kinds == {"Landkreis": 35, "Stadtkreis": 9}
    assert len({kreis.regierungsbezirk_ags for kreis in REGISTER.kreise.values()}) == 4


def test_every_key_begins_with_that_of_what_it_belongs_to() -> None:
    assert all(key == REGISTER.gemeinden[key].gemeinde_ags for key in REGISTER.gemeinden)
    assert all(key.startswith(g.kreis_ags) for key, g in REGISTER.gemeinden.items())
    assert all(key.startswith(k.regierungsbezirk_ags) for key, k in REGISTER.kreise.items())
    assert {g.kreis_ags for g in REGISTER.gemeinden.values()} == set(REGISTER.kreise)


def test_every_stadtkreis_is_one_municipality() -> None:
    members = Counter(g.kreis_ags for g in REGISTER.gemeinden.values())
    stadtkreise = [key for key, k in REGISTER.kreise.items() if k.kreis_art == "Stadtkreis"]

    assert all(members[key] == 1 and f"{key}000" in REGISTER.gemeinden for key in stadtkreise)


def test_gemeindefreie_gebiete_and_obsolete_keys_are_no_municipalities() -> None:
    others = {"08317971", "08415971", "08237008", "08325058", "08336012", "08415086"}

    assert others.isdisjoint(REGISTER.gemeinden)


def test_a_municipality_knows_its_kreis() -> None:
    loerrach = REGISTER.gemeinden["08336050"]

    assert loerrach == Gemeinde(
        gemeinde_ags="08336050",
        ars="083365003050",
        gemeinde_name="Lörrach, Stadt",
        art="Stadt",
        kreis_ags="08336",
        verband_ars="083365003",
        verband_name="Lörrach",
        verband_art="Verwaltungsgemeinschaft",
    )
    assert REGISTER.kreis_of(loerrach) == Kreis("08336", "Lörrach", "Landkreis", "083", "Freiburg")


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("08336", "Landkreis Lörrach"),
        ("08317", "Ortenaukreis"),
        ("08119", "Rems-Murr-Kreis"),
        ("08121", "Stadtkreis Heilbronn"),
        ("08125", "Landkreis Heilbronn"),
    ],
)
def test_a_kreis_says_its_kind_once(key: str, label: str) -> None:
    assert REGISTER.kreise[key].label == label


def test_labels_tell_all_kreise_apart() -> None:
    assert len({kreis.label for kreis in REGISTER.kreise.values()}) == 44


def test_the_register_is_read_once_and_cannot_be_changed() -> None:
    assert load_register() is REGISTER
    with pytest.raises(TypeError):
        REGISTER.gemeinden["08336050"] = REGISTER.gemeinden["08336004"]  # type: ignore[index]


def test_the_credit_is_the_one_its_description_asks_for() -> None:
    root = ROOT
    for path in (root / "README.md", root / "schemas" / "reference" / "README.md"):
        assert REGISTER_CREDIT in " ".join(path.read_text("utf-8").split())


def test_neighbours_have_a_border_in_common() -> None:
    neighbours = load_neighbours()
    names = {load_register().gemeinden[key].gemeinde_name for key in neighbours["08336050"]}
    assert names == {
        "Binzen",
        "Inzlingen",
        "Kandern, Stadt",
        "Rheinfelden (Baden), Stadt",
        "Rümmingen",
        "Steinen",
        "Weil am Rhein, Stadt",
        "Wittlingen",
    }
    assert all(one in neighbours[other] for one in neighbours for other in neighbours[one])
    assert [key for key in neighbours if not neighbours[key]] == ["08335015"]
