"""Every printed row is counted once, whatever is printed; what the document says of itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.interpret.stage import interpret
from pipeline.model import RowClass
from tests.builders.gridrows import KEYED, expected, keyed, members, sum_row
from tests.builders.readings import NEW_PAGE, Item, Model, figures, printed_rows, reading
from tests.builders.search import examples

ROWS = members("08336", "08421")
TEXTS = st.sampled_from(
    [
        *("", "", "", "-", "x", "3", "166", "1.234", "132,149", "218 922 €", "2018"),
        *("08336050", "08999999", "336", "Lörrach", "Lörrach, Stadt", "Altdorf", "Ulm"),
        *("Landkreis Lörrach", "Stadtkreis Ulm", "Summe", "Summe Landkreis Lörrach", "Gesamt"),
        *(
            "Regierungsbezirk Freiburg",
            "Baden-Württemberg",
            "Gemeinde",
            "Betrag",
            "auf den",
            "Neu-",
        ),
    ]
)
ODD_ROWS = st.tuples(TEXTS, TEXTS, TEXTS, TEXTS)
LINES = st.one_of(TEXTS.filter(bool), st.just("Seite 1 von 2"), st.just("Aalen 136 108.267"))
MODELS = st.sampled_from([Model(1), Model(2)])


@examples(60)
@given(st.lists(st.one_of(ODD_ROWS, ODD_ROWS, LINES, MODELS, st.just(NEW_PAGE)), max_size=12))
def test_every_printed_row_is_counted_in_exactly_one_class(odd: list[Item]) -> None:
    document = reading(KEYED, *map(keyed, ROWS), *odd)

    read = interpret(document)

    assert sum(read.classes.values()) == printed_rows(document)
    assert all(count >= 0 for count in read.classes.values())
    assert read.classes[RowClass.FIGURE] == len(read.zeilen)
    assert read.classes[RowClass.ERROR] == len(read.errors)
    assert read.classes[RowClass.TOTAL] + read.classes[RowClass.SUBTOTAL] == len(read.summen)


@examples(60)
@given(st.lists(st.one_of(ODD_ROWS, LINES), max_size=12))
def test_odd_rows_never_change_the_figures_before_them(odd: list[Item]) -> None:
    read = interpret(reading(KEYED, *map(keyed, ROWS), *odd))

    assert figures(read)[: len(ROWS)] == expected(ROWS)


@examples(60)
@given(st.lists(st.one_of(ODD_ROWS, LINES), max_size=12))
def test_every_figure_is_printed_in_its_row(odd: list[Item]) -> None:
    document = reading(KEYED, *map(keyed, ROWS), *odd)
    printed = {row.number: row.text for table in document.tables for row in table.rows}

    for zeile in interpret(document).zeilen:
        assert zeile.betrag_gedruckt in printed[zeile.herkunft.row]


def test_subtotal_and_total_are_counted_apart() -> None:
    loerrach, ulm = members("08336"), members("08421")

    read = interpret(
        reading(
            KEYED,
            *map(keyed, loerrach),
            sum_row("Summe Landkreis Lörrach", loerrach, ("",)),
            *map(keyed, ulm),
            sum_row("Gesamt", ROWS, ("",)),
        )
    )

    assert (read.classes[RowClass.SUBTOTAL], read.classes[RowClass.TOTAL]) == (1, 1)


def test_the_title_is_what_stands_before_the_first_figure() -> None:
    read = interpret(
        reading(
            "Planungsrahmen (endgültig)",
            KEYED,
            *map(keyed, ROWS),
            "Stand 15.12.2017",
            metadata={"Title": "VwV Integrationsmanagement"},
        )
    )

    assert read.title_text == (
        "VwV Integrationsmanagement\nPlanungsrahmen (endgültig)\n"
        "AGS | Gemeinde | Personen | Planungsrahmen in EUR"
    )


def test_a_document_says_on_a_page_or_in_its_information_that_it_is_synthetic() -> None:
    rows = [KEYED, *map(keyed, ROWS)]

    assert interpret(reading(*rows, "SYNTHETISCHE Nachbildung, keine amtlichen Daten")).synthetic
    assert interpret(reading(*rows, metadata={"Keywords": "synthetic reconstruction"})).synthetic
    assert not interpret(reading(*rows, "Planungsrahmen")).synthetic
