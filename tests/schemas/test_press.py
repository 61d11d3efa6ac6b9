"""The file of published figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas.press import (
    PRESS_FIGURES,
    PressFigure,
    PressFileError,
    german_labels,
    load_press,
)

HEADER = "edition,place,kreis,betrag_eur,personen,kind,precision,published_on,source\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "figures.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_line_of_the_file_is_read() -> None:
    lines = PRESS_FIGURES.read_text(encoding="utf-8").splitlines()
    assert len(load_press()) == len(lines) - 1


def test_every_group_has_a_german_name() -> None:
    groups = {figure.place for figure in load_press() if figure.kind == "group"}
    assert set(german_labels()) == groups
    english = ("total", "approx", "sum", "above", "named", "given", "municipalities", "est of")
    assert not [name for name in german_labels().values() if any(word in name for word in english)]


def test_a_figure(tmp_path: Path) -> None:
    line = "endgueltig-2018-01,Tettnang,Bodenseekreis,132149,166,single,exact,2018-01-17,paper\n"
    assert load_press(written(tmp_path, HEADER + line)) == (
        PressFigure(
            edition="endgueltig-2018-01",
            place="Tettnang",
            kreis="Bodenseekreis",
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
        ("e,Ulm,Ulm,1.5,,single,exact,,x", "line 2, column betrag_eur: found '1.5', expected"),
        ("e,Ulm,Ulm,,,single,exact,,x", "line 2, column betrag_eur: found '', expected digits"),
        ("e,Ulm,Ulm,1,x,single,exact,,x", "line 2, column personen: found 'x', expected digits"),
        ("e,Ulm,Ulm,1,,both,exact,,x", "line 2, column kind: found 'both', expected single or"),
        ("e,Ulm,Ulm,1,,single,near,,x", "line 2, column precision: found 'near', expected exact"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(PressFileError) as caught:
        load_press(written(tmp_path, HEADER + line + "\n"))
    assert said in str(caught.value)


def test_other_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(PressFileError, match="line 1, column \\(all\\): found 'edition,town'"):
        load_press(written(tmp_path, "edition,town\n"))
