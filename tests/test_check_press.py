"""Rows against published figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pipeline.check.press import press_agrees
from pipeline.check.recognition import Counted, count_persons
from pipeline.model import CheckResult
from schemas.press import PressFigure, load_press
from schemas.register import load_register
from schemas.source import SourceEdition, load_source
from tests.builders.interpretations import FIRST, changed, with_amount, zeilen

SOURCE = load_source()
REGISTER = load_register()
FIRST_EDITION, FINAL_EDITION = SOURCE.editions
ROWS = count_persons(zeilen(), FINAL_EDITION)


def figure(**overrides: Any) -> PressFigure:
    valid = PressFigure(
        edition="endgueltig-2018-01",
        place="Tettnang",
        kreis="Bodenseekreis",
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
    rows: tuple[Counted, ...] = ROWS,
    edition: SourceEdition | None = FINAL_EDITION,
    synthetic: bool = False,
) -> CheckResult:
    return press_agrees(rows, press, REGISTER, SOURCE, edition, synthetic)


def test_an_exact_figure_that_agrees() -> None:
    result = compare(figure())
    assert result.passed
    assert result.message == (
        "1 of 1 exact published figures agree with their rows, none differs; "
        "of 0 rounded or uncertain ones 0 agree"
    )


def test_an_exact_figure_that_differs_holds_the_document() -> None:
    result = compare(figure(betrag_eur=132_159, personen=None))
    assert result.holds
    assert result.rows == (next(row for row in ROWS if row.gemeinde_ags == "08435057").herkunft,)
    assert result.message == (
        "page 18, row 14: Tettnang (08435057): 132,149 EUR for 166 persons read; expected "
        "132,159 EUR as published in Schwäbische Zeitung 2018-01-17; check the printed row"
    )
    assert result.meldung == (
        "Seite 18, Zeile 14: Tettnang (08435057): 132.149 Euro für 166 Personen gelesen; "
        "erwartet: 132.159 Euro, wie veröffentlicht in Schwäbische Zeitung 2018-01-17; "
        "bitte die gedruckte Zeile prüfen"
    )


def test_published_persons_count_too() -> None:
    assert compare(figure(personen=167)).holds


def test_persons_that_are_not_known_contradict_nothing() -> None:
    assert compare(figure(), rows=count_persons(zeilen(persons=False), None)).passed


@pytest.mark.parametrize(
    ("betrag_eur", "precision", "agreeing"),
    [
        (132_000, "rounded", 1),
        (133_000, "rounded", 1),
        (131_000, "rounded", 0),
        (132_100, "rounded", 1),
        (130_000, "rounded", 1),
        (132_149, "uncertain", 1),
        (138_149, "uncertain", 0),
    ],
)
def test_rounded_and_uncertain_figures_only_inform(
    betrag_eur: int, precision: str, agreeing: int
) -> None:
    result = compare(figure(betrag_eur=betrag_eur, personen=None, precision=precision))
    assert result.passed
    assert f"of 1 rounded or uncertain ones {agreeing} agree" in result.message


def test_groups_and_other_editions_are_left_out() -> None:
    others = figure(kind="group"), figure(edition="vorlaeufig-2017-07", betrag_eur=1)
    assert compare(*others).message.startswith("0 of 0 exact published figures")


def test_a_place_without_a_row_is_named() -> None:
    result = compare(figure(place="Atlantis"))
    assert result.passed
    assert result.message.endswith("; without a row: Atlantis")
    assert result.meldung.endswith("; ohne Zeile: Atlantis")


def test_without_an_edition_there_is_nothing_to_compare() -> None:
    result = compare(figure(betrag_eur=1), edition=None)
    assert result.passed
    assert result.message.startswith("not applicable")


@pytest.mark.parametrize("betrag_eur", [132_149, 132_150])
def test_a_synthetic_document_proves_only_the_reading(betrag_eur: int) -> None:
    result = compare(figure(betrag_eur=betrag_eur), synthetic=True)
    assert result.message.endswith(
        " (synthetic document: a test of the reading, no evidence for the figures)"
    )
    assert result.meldung.endswith(
        " (synthetisches Dokument: prüft das Lesen, kein Beleg für die Beträge)"
    )


@pytest.mark.parametrize(
    ("edition", "exact"), [(FIRST_EDITION, 121), (FINAL_EDITION, 33)], ids=["first", "final"]
)
def test_every_published_place_has_its_row(edition: SourceEdition, exact: int) -> None:
    rows = count_persons(zeilen(edition.id), edition)
    result = compare(*load_press(), rows=rows, edition=edition)
    assert result.passed
    assert f"{exact} of {exact} exact" in result.message
    assert "without a row" not in result.message


def test_two_rows_of_one_place_are_both_compared() -> None:
    rows = changed(zeilen(), "08435057", change=lambda row: with_amount(row, 1))
    doubled = (*ROWS, *count_persons(rows, FINAL_EDITION))
    assert len(compare(figure(), rows=doubled).rows) == 2


def test_the_first_edition_has_its_own_figures() -> None:
    rows = count_persons(zeilen(FIRST), FIRST_EDITION)
    assert compare(figure(), rows=rows, edition=FIRST_EDITION).message.startswith("0 of 0")
