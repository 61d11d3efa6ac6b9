"""What the text of a row says it is: a heading, a sum, or neither."""

from __future__ import annotations

import pytest

from pipeline.interpret.labels import SumLabel, kreis_heading, sum_label
from pipeline.model import Ebene
from schemas.register import load_register

UNNAMED = SumLabel(None, None)
LAND = SumLabel(Ebene.LAND, "08")


@pytest.mark.parametrize(
    ("label", "meaning"),
    [
        ("Summe", UNNAMED),
        ("SUMME", UNNAMED),
        ("Gesamtsumme:", UNNAMED),
        ("insgesamt", UNNAMED),
        ("Landkreise zusammen", UNNAMED),
        ("Summe Heilbronn", UNNAMED),
        ("Summe Landkreis Heilbronn", SumLabel(Ebene.KREIS, "08125")),
        ("Stadtkreis Heilbronn gesamt", SumLabel(Ebene.KREIS, "08121")),
        ("Summe für den Landkreis Lörrach", SumLabel(Ebene.KREIS, "08336")),
        ("Zwischensumme (Ortenaukreis)", SumLabel(Ebene.KREIS, "08317")),
        ("Rems-Murr-Kreis zusammen", SumLabel(Ebene.KREIS, "08119")),
        ("Regierungsbezirk Freiburg", SumLabel(Ebene.REGIERUNGSBEZIRK, "083")),
        ("Summe RP Karlsruhe", SumLabel(Ebene.REGIERUNGSBEZIRK, "082")),
        ("Reg.-Bez. Tübingen insgesamt", SumLabel(Ebene.REGIERUNGSBEZIRK, "084")),
        ("Baden-Württemberg", LAND),
        ("Land Baden-Württemberg insgesamt", LAND),
        ("Landessumme", LAND),
        ("Lörrach", None),
        ("Landkreis Lörrach", None),
        ("Regierungspräsidium Stuttgart", None),
        ("Summerau", None),
        ("", None),
    ],
)
def test_a_label_says_what_it_sums_up(label: str, meaning: SumLabel | None) -> None:
    assert sum_label(label) == meaning


def test_no_name_of_a_municipality_is_a_sum() -> None:
    names = [gemeinde.gemeinde_name for gemeinde in load_register().gemeinden.values()]

    assert [name for name in names if sum_label(name)] == []


def test_no_name_of_a_municipality_is_a_heading_with_its_kind() -> None:
    names = [gemeinde.gemeinde_name for gemeinde in load_register().gemeinden.values()]

    assert [name for name in names if kreis_heading(name, bare=False)] == []


@pytest.mark.parametrize(
    ("label", "keys", "bare"),
    [
        ("Landkreis Lörrach", ["08336"], ["08336"]),
        ("LÖRRACH, LANDKREIS", ["08336"], ["08336"]),
        ("Ortenaukreis (Fortsetzung)", ["08317"], ["08317"]),
        ("Lörrach", [], ["08336"]),
        ("Heilbronn", [], ["08121", "08125"]),
        ("Kressbronn", [], []),
        ("Landratsamt Lörrach", [], ["08336"]),
        ("", [], []),
    ],
)
def test_a_heading_names_its_kreise(label: str, keys: list[str], bare: list[str]) -> None:
    assert [kreis.kreis_ags for kreis in kreis_heading(label, bare=False)] == keys
    assert [kreis.kreis_ags for kreis in kreis_heading(label, bare=True)] == bare
