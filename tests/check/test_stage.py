"""The whole stage: a valid document passes every check, and a fault its own only."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.check.readings import compare
from pipeline.check.typed_rows import CHECKS
from pipeline.model import NO_CLAIMS, Claims, Ebene, Edition, Severity
from pipeline.run.checked import Review
from pipeline.store.warehouse import Warehouse
from pipeline.values import replace
from schemas.planungsrahmen import planungsrahmen_schema
from schemas.register import load_register
from schemas.source import load_source
from tests.builders import frames
from tests.builders.checked import failed, run, sum_place, with_sums
from tests.builders.interpretations import (
    FINAL,
    FIRST,
    changed,
    herkunft,
    interpretation,
    printed_sums,
    row_error,
    row_of,
    with_amount,
    zeilen,
)

SOURCE = load_source()
REGISTER = load_register()
NEW_TITLE = "Planungsrahmen VwV-Integrationsmanagement in Euro"
AALEN, TETTNANG, LOERRACH = "08136088", "08435057", "08336050"


@pytest.mark.parametrize("edition", [FINAL, FIRST])
@pytest.mark.parametrize("persons", [True, False], ids=["persons printed", "amounts alone"])
def test_a_valid_document_passes_every_check(edition: str, persons: bool) -> None:
    checked = run(with_sums(edition, persons))
    assert failed(checked) == {}
    assert not checked.held
    assert checked.edition is not None
    assert checked.edition.id == edition
    assert checked.frame is not None
    assert len(checked.frame) == 1_101


def test_the_frame_is_what_the_schema_demands() -> None:
    frame = run(with_sums()).frame
    schema = planungsrahmen_schema(REGISTER, SOURCE.expectations, 99)
    assert frame is not None
    assert schema.validate(frame).equals(frame)
    assert list(frame["gemeinde_ags"]) == sorted(REGISTER.gemeinden)


def test_the_edition_is_that_of_the_source_file() -> None:
    assert run(with_sums()).edition == Edition(
        id="endgueltig-2018-01",
        label="endgültig",
        zeitraum="ein Jahr",
        published="2018-01",
        budget_eur=58_000_000,
        personen_gesamt=72_857,
    )


def test_every_severity_of_the_source_file_is_that_of_a_check() -> None:
    results = run(with_sums()).results
    names = Counter(result.name for result in results)
    assert set(names.values()) == {1}
    assert set(SOURCE.severities) <= set(names)
    assert {result.severity for result in results} == {Severity.ERROR, Severity.WARNING}
    assert set(CHECKS) <= set(names)


def test_a_row_that_stands_twice_is_named_with_both_places() -> None:
    again = replace(row_of(zeilen(), AALEN), herkunft=herkunft(19, 30, "Aalen again"))
    checked = run(with_sums(zeilen=(*zeilen(), again)))
    assert failed(checked) == {"eindeutig": [(6, 42), (19, 30)]}
    result = next(r for r in checked.results if r.name == "eindeutig")
    assert result.message == (
        "page 6, row 42 ('08136088 | Aalen, Stadt | 136 | 108.267') and "
        "page 19, row 30 ('Aalen again'): 2 rows for gemeinde_ags '08136088'; expected one; "
        "check the printed rows"
    )


def test_a_key_with_two_different_figures_changes_the_sums_too() -> None:
    other = with_amount(row_of(zeilen(), AALEN), 0)
    again = replace(other, personen=0, herkunft=herkunft(19, 30))
    document = with_sums(zeilen=(*zeilen(), replace(again, personen=1, betrag_eur=Decimal(796))))
    assert set(failed(run(document))) == {
        "eindeutig",
        "beleg",
        "summe_kreis",
        "summe_regierungsbezirk",
        "summe_land",
    }


def test_a_missing_municipality_is_missed_by_register_and_sums() -> None:
    rows = tuple(row for row in zeilen() if row.gemeinde_ags != AALEN)
    document = with_sums(zeilen=rows)
    checked = run(document)
    kreis, land = (Ebene.KREIS, "08136"), (Ebene.LAND, "08")
    bezirk = sum_place(document, Ebene.REGIERUNGSBEZIRK, "081")
    assert failed(checked) == {
        "vollstaendig": [],
        "summe_kreis": [sum_place(document, *kreis)] * 2,
        "summe_regierungsbezirk": [bezirk] * 2,
        "summe_land": [sum_place(document, *land)] * 2,
    }
    assert checked.held


@pytest.mark.parametrize(
    ("ebene", "key", "name"),
    [
        (Ebene.KREIS, "08336", "summe_kreis"),
        (Ebene.REGIERUNGSBEZIRK, "083", "summe_regierungsbezirk"),
        (Ebene.LAND, "08", "summe_land"),
    ],
)
def test_a_wrong_printed_sum_fails_the_check_of_its_level(
    ebene: Ebene, key: str, name: str
) -> None:
    valid = with_sums()
    wrong = tuple(
        replace(summe, betrag_eur=(summe.betrag_eur or Decimal(0)) + 1)
        if (summe.ebene, summe.schluessel) == (ebene, key)
        else summe
        for summe in valid.summen
    )
    document = replace(valid, summen=wrong)
    assert failed(run(document)) == {name: [sum_place(document, ebene, key)]}


def test_a_changed_digit_is_found_without_printed_persons_or_sums() -> None:
    rows = changed(zeilen(persons=False), AALEN, change=lambda row: with_amount(row, 108_257))
    assert failed(run(interpretation(persons=False, zeilen=rows))) == {
        "verteilung": [(6, 42)],
        "beweis": [],
    }


def test_a_lost_digit_that_fits_is_found_by_a_printed_sum() -> None:
    small = next(row for row in zeilen() if row.personen == 10)
    assert small.betrag_eur == 7961
    rows = changed(
        zeilen(persons=False), small.gemeinde_ags, change=lambda row: with_amount(row, 796)
    )
    found = failed(run(with_sums(persons=False, zeilen=rows)))
    sums = {"summe_kreis", "summe_regierungsbezirk", "summe_land"}
    assert set(found) == {"personensumme", "beweis", *sums}


def test_a_figure_other_than_the_published_one_is_named() -> None:
    # One person more than the newspaper gave Tettnang: the arithmetic has nothing against it.
    rows = changed(zeilen(persons=False), TETTNANG, change=lambda row: with_amount(row, 132_945))
    checked = run(interpretation(persons=False, zeilen=rows))
    assert failed(checked) == {"presse": [(18, 14)], "personensumme": [], "beweis": []}
    assert checked.held


@pytest.mark.parametrize(
    ("sums", "held"),
    [
        ({Ebene.KREIS}, set()),
        ({Ebene.REGIERUNGSBEZIRK}, set()),
        ({Ebene.LAND}, set()),
        ({"Landkreise"}, {"beweis"}),
        ({"Landkreise", Ebene.REGIERUNGSBEZIRK}, set()),
        (set(), {"beweis"}),
    ],
)
def test_each_row_of_an_unknown_edition_is_of_a_printed_sum(
    sums: set[Ebene | str], held: set[str]
) -> None:
    """A Stadtkreis, of which no sum is printed, is added up by nothing but a larger one."""
    rows = tuple(
        replace(with_amount(row, 700 * (row.personen or 0)), personen=None) for row in zeilen()
    )
    landkreise = {
        key for key, kreis in load_register().kreise.items() if kreis.kreis_art != "Stadtkreis"
    }
    printed = tuple(
        summe
        for summe in printed_sums(rows)
        if summe.ebene in sums or (summe.schluessel in landkreise and "Landkreise" in sums)
    )
    checked = run(interpretation(zeilen=rows, summen=printed, title_text=NEW_TITLE))
    assert set(failed(checked)) == {"ausgabe_erkannt", *held}


def test_a_title_of_the_other_edition_holds_the_document() -> None:
    checked = run(interpretation(title_text="Vorläufiger Planungsrahmen, Stand Juli 2017"))
    assert failed(checked) == {"ausgabe_widerspruch": []}
    assert checked.held


def test_an_unknown_edition_that_nothing_confirms_is_held() -> None:
    rows = tuple(
        replace(with_amount(row, 700 * (row.personen or 0)), personen=None) for row in zeilen()
    )
    checked = run(interpretation(zeilen=rows, title_text=NEW_TITLE))
    assert failed(checked) == {"ausgabe_erkannt": [], "beweis": []}
    assert checked.held
    assert checked.frame is not None
    assert list(checked.frame["personen_errechnet"]) == [row.personen for row in zeilen()]


def test_another_possible_amount_is_held_where_no_sum_confirms_the_rows() -> None:
    # Ten persons' amount for eleven's: the arithmetic of the row has nothing against it.
    eleven = next(row for row in zeilen() if row.personen == 11)
    rows = changed(
        zeilen(persons=False), eleven.gemeinde_ags, change=lambda row: with_amount(row, 7_961)
    )
    checked = run(interpretation(persons=False, zeilen=rows))
    assert failed(checked) == {"personensumme": [], "beweis": []}
    assert checked.held


def test_an_unknown_edition_with_persons_is_published_with_a_warning() -> None:
    rows = tuple(with_amount(row, 700 * (row.personen or 0)) for row in zeilen())
    document = interpretation(zeilen=rows, title_text=NEW_TITLE)
    checked = run(document)
    assert failed(checked) == {"ausgabe_erkannt": []}
    assert not checked.held
    assert checked.edition is None
    assert checked.frame is not None
    assert checked.frame["personen_errechnet"].equals(checked.frame["personen"])
    assert checked.claims == NO_CLAIMS
    assert checked.frame["zeitraum"].isna().all()
    assert checked.frame["antragsberechtigt"].isna().all()


def test_an_unknown_edition_is_what_its_title_plainly_says_and_a_known_one_is_not_asked() -> None:
    rows = tuple(with_amount(row, 700 * (row.personen or 0)) for row in zeilen())
    title = "Planungsrahmen 2019\nStand: März 2019"
    document = interpretation(zeilen=rows, title_text=title)
    checked = run(document)
    assert checked.claims == Claims(None, "2019", "2019-03")
    assert checked.frame is not None
    assert set(checked.frame["zeitraum"]) == {"2019"}
    assert checked.frame["antragsberechtigt"].isna().all()
    [told] = [result for result in checked.results if result.name == "ausgabe_erkannt"]
    assert "; its title says: 2019, 2019-03; if this is a new one, add it" in told.message
    warehouse = Warehouse(Path("warehouse"))
    account = Review(warehouse, frames.document(), compare([document]), checked).reading
    assert (account.edition, account.claims) == (None, checked.claims)
    known = run(interpretation(title_text=title))
    assert known.claims == NO_CLAIMS
    assert known.frame is not None
    assert set(known.frame["zeitraum"]) == {"ein Jahr"}


def test_an_unreadable_row_holds_the_document_and_hides_nothing_else() -> None:
    rows = changed(zeilen(), AALEN, gemeinde_name="Abtsgmünd")
    checked = run(interpretation(zeilen=rows, errors=(row_error(),)))
    assert failed(checked) == {"zeilen_lesbar": [(3, 17)], "name": [(6, 42)]}
    assert checked.frame is not None
    assert len(checked.frame) == 1_101


def test_a_document_without_rows_is_held_without_a_frame() -> None:
    checked = run(interpretation(zeilen=()))
    assert checked.frame is None
    assert set(failed(checked)) == {"dokument", "vollstaendig", "ausgabe_erkannt"}
    assert checked.held


def test_several_faults_are_all_named() -> None:
    rows = changed(zeilen(), AALEN, change=lambda row: with_amount(row, 108_257))
    rows = changed(rows, LOERRACH, gemeinde_ags="08999999")
    twice = replace(row_of(rows, TETTNANG), herkunft=herkunft(19, 30))
    valid = with_sums(zeilen=(*rows, twice))
    total = replace(valid.summen[-1], betrag_eur=Decimal(58_000_108))
    found = failed(run(replace(valid, summen=(total,))))
    assert found["verteilung"] == [(6, 42)]
    assert found["schluessel"] == [(14, 13)]
    assert found["eindeutig"] == [(18, 14), (19, 30)]
    assert found["summe_land"] == [(total.herkunft.page, total.herkunft.row)]
