"""The file of published figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import WrongSettingsError
from schemas.press import PRESS_FIGURES, PressFigure, load_press
from tests.builders.editions import ENDGUELTIG, VORLAEUFIG, Edition
from tests.builders.press import GROUPS, find_gemeinde
from tests.builders.register import gemeinden

HEADER = "edition,place,ort,kreis,keys,betrag_eur,personen,kind,precision,published_on,source\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "figures.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_line_of_the_file_is_read() -> None:
    lines = PRESS_FIGURES.read_text(encoding="utf-8").splitlines()
    assert len(load_press()) == len(lines) - 1


def test_groups_have_german_names_and_municipalities_their_printed_ones() -> None:
    names = [(figure.kind, figure.ort) for figure in load_press()]
    assert all((kind == "group") == bool(ort) for kind, ort in names)
    english = ("total", "approx", "sum", "above", "named", "given", "municipalities", "est of")
    assert not [ort for _, ort in names if any(word in ort for word in english)]


def test_each_municipality_has_the_key_of_its_name() -> None:
    single = [figure for figure in load_press() if figure.kind == "single"]
    found = [(find_gemeinde(figure.place, figure.kreis).ags,) for figure in single]
    assert [figure.keys for figure in single] == found


@pytest.mark.parametrize(("edition", "groups"), [(VORLAEUFIG, 2), (ENDGUELTIG, 4)])
def test_groups_have_the_keys_of_their_members(edition: Edition, groups: int) -> None:
    known = {group.betrag_eur: group.members for group in GROUPS if group.edition == edition}
    assert len(known) == groups
    for figure in load_press():
        if figure.edition == edition.name and figure.betrag_eur in known:
            assert (
                tuple(key for key in gemeinden() if key.startswith(figure.keys))
                == (known[figure.betrag_eur])
            )


def test_a_sum_of_figures_above_it_has_their_keys() -> None:
    press = load_press()
    at = next(n for n, figure in enumerate(press) if figure.place.startswith("sum of the six"))
    assert press[at].keys == tuple(key for figure in press[at - 6 : at] for key in figure.keys)


def test_a_figure(tmp_path: Path) -> None:
    place = "endgueltig-2018-01,Tettnang,,Bodenseekreis,08435057"
    line = f"{place},132149,166,single,exact,2018-01-17,paper\n"
    assert load_press(written(tmp_path, HEADER + line)) == (
        PressFigure(
            edition="endgueltig-2018-01",
            place="Tettnang",
            ort="",
            kreis="Bodenseekreis",
            keys=("08435057",),
            betrag_eur=132_149,
            personen=166,
            kind="single",
            precision="exact",
            published_on="2018-01-17",
            source="paper",
        ),
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("e,Ulm,,Ulm,,1.5,,single,exact,,x", "got `str` - at `$.figures[0].betrag_eur`"),
        ("e,Ulm,,Ulm,,,,single,exact,,x", "missing required field `betrag_eur`"),
        ("e,Ulm,,Ulm,,1,x,single,exact,,x", "got `str` - at `$.figures[0].personen`"),
        ("e,Ulm,,Ulm,,1,,both,exact,,x", "'both' - at `$.figures[0].kind`"),
        ("e,Ulm,,Ulm,,1,,single,near,,x", "'near' - at `$.figures[0].precision`"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(WrongSettingsError) as caught:
        load_press(written(tmp_path, HEADER + line + "\n"))
    assert said in str(caught.value)


def test_other_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(WrongSettingsError, match="unknown field `town`"):
        load_press(written(tmp_path, "edition,town\ne,Ulm\n"))
