"""One fault in one row: exactly its checks fail, and they name the row."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import Severity, Zeile
from pipeline.values import replace
from tests.builders.checked import failed, place, run
from tests.builders.interpretations import changed, interpretation, with_amount, zeilen
from tests.builders.search import examples

AALEN = "08136088"
# These name no row: they are about the table as a whole.
OF_THE_TABLE = {"vollstaendig", "personensumme", "beweis"}


def amount(betrag_eur: Decimal | int) -> Callable[[Zeile], Zeile]:
    return lambda row: with_amount(row, betrag_eur)


def value(**values: Any) -> Callable[[Zeile], Zeile]:
    return lambda row: replace(row, **values)


def printed_at(**values: Any) -> Callable[[Zeile], Zeile]:
    return lambda row: replace(row, herkunft=replace(row.herkunft, **values))


# Aalen: 136 persons, 108,267 EUR, and no published figure.
ROW_FAULTS: list[tuple[str, Callable[[Zeile], Zeile], set[str]]] = [
    ("key with a letter", value(gemeinde_ags="0813608B"), {"schluessel", "vollstaendig"}),
    ("unknown key", value(gemeinde_ags="08999999"), {"schluessel", "vollstaendig"}),
    ("Kreis of another", value(kreis_ags="08116", kreis_name="Esslingen"), {"kreis"}),
    ("Kreis without its name", value(kreis_name=""), {"kreis"}),
    ("name of another", value(gemeinde_name="Abtsgmünd"), {"name"}),
    ("no page", printed_at(page=0), {"herkunft"}),
    ("a page too many", printed_at(page=100), {"herkunft"}),
    ("a box turned round", printed_at(bbox=(9.0, 1.0, 2.0, 3.0)), {"herkunft"}),
    ("a box at infinity", printed_at(bbox=(1.0, 1.0, float("inf"), 3.0)), {"herkunft"}),
    ("not what is printed", value(betrag_gedruckt="108.276"), {"beleg"}),
    ("nothing printed", value(betrag_gedruckt=" "), {"herkunft", "beleg"}),
    ("euros and cents", amount(Decimal("108267.50")), {"betrag", "verteilung"}),
    ("negative", amount(-108_267), {"betrag", "verteilung"}),
    ("implausible", amount(21_000_000), {"betrag", "verteilung"}),
    ("one digit", amount(108_257), {"verteilung"}),
    ("persons of another", value(personen=137), {"verteilung", "personensumme", "beweis"}),
    (
        "negative persons",
        value(personen=-1),
        {"personen", "verteilung", "personensumme", "beweis"},
    ),
    (
        "too many persons",
        value(personen=30_000),
        {"personen", "verteilung", "personensumme", "beweis"},
    ),
]


@pytest.mark.parametrize(
    ("change", "checks"),
    [pytest.param(change, checks, id=name) for name, change, checks in ROW_FAULTS],
)
def test_one_fault_in_a_row_fails_its_checks_and_names_the_row(
    change: Callable[[Zeile], Zeile], checks: set[str]
) -> None:
    rows = changed(zeilen(), AALEN, change=change)
    fault = next(row for row, valid in zip(rows, zeilen(), strict=True) if row != valid)
    found = failed(run(interpretation(zeilen=rows)))
    assert found == {name: [] if name in OF_THE_TABLE else [place(fault)] for name in checks}


def test_an_unknown_key_is_named_in_both_languages() -> None:
    rows = changed(zeilen(), AALEN, gemeinde_ags="08999999")
    result = next(r for r in run(interpretation(zeilen=rows)).results if r.name == "schluessel")
    assert result.message == (
        "page 6, row 42: gemeinde_ags '08999999' is not in the register; "
        "expected one of 1,101 keys; check the printed row"
    )
    assert result.meldung == (
        "Seite 6, Zeile 42: gemeinde_ags „08999999“ steht nicht im Register; "
        "erwartet: einer von 1.101 Schlüsseln; bitte die gedruckte Zeile prüfen"
    )
    assert result.severity is Severity.ERROR


ANY_VALUE: dict[str, st.SearchStrategy[Any]] = {
    "gemeinde_ags": st.text(),
    "gemeinde_name": st.text(),
    "kreis_ags": st.text(),
    "kreis_name": st.text(),
    "personen": st.none() | st.integers(-(10**15), 10**15),
    "betrag_eur": st.decimals(-(10**15), 10**15, places=2),
    "name_gedruckt": st.text(),
    "betrag_gedruckt": st.text(),
}


NAMES = [result.name for result in run(interpretation()).results]


@examples(25)
@given(name=st.sampled_from(sorted(ANY_VALUE)), data=st.data())
def test_whatever_a_row_holds_every_check_answers(name: str, data: st.DataObject) -> None:
    drawn = data.draw(ANY_VALUE[name])
    rows = changed(zeilen()[:30], "08115001", **{name: drawn})
    checked = run(interpretation(zeilen=rows))
    assert [result.name for result in checked.results] == NAMES
    assert checked.frame is not None
    assert len(checked.frame) == 30
