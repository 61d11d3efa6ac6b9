"""Figures as papers published them, and rows held against them."""

from __future__ import annotations

from typing import Any

from pipeline.check.editions import count_persons
from pipeline.check.press import press_agrees
from pipeline.model import CheckResult, Zeile
from pipeline.values import replace
from schemas.press import PressFigure
from schemas.register import load_register
from schemas.source import SourceEdition, load_source
from tests.builders.interpretations import zeilen

_SOURCE = load_source()
_REGISTER = load_register()
_FINAL_EDITION = _SOURCE.editions[1]
ROWS = count_persons(zeilen(), _FINAL_EDITION)


def figure(**overrides: Any) -> PressFigure:
    """What a paper wrote about Tettnang in the final edition; a test states the rest."""
    valid = PressFigure(
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
        source="Schwäbische Zeitung",
    )
    return replace(valid, **overrides)


def compare(
    *press: PressFigure,
    rows: tuple[Zeile, ...] = ROWS,
    edition: SourceEdition | None = _FINAL_EDITION,
    synthetic: bool = False,
) -> CheckResult:
    """Hold rows, those of the final edition if none are given, against published figures."""
    return press_agrees(rows, press, _REGISTER, edition, synthetic)
