"""Printed column titles and what they mean."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import WrongSettingsError
from schemas.headers import ROLES, header_words, load_headers, parse_headers, role_of_header

WORDINGS = sorted(load_headers().items())


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("AGS", "gemeinde_ags"),
        ("Amtlicher Gemeindeschlüssel", "gemeinde_ags"),
        ("Gemeinde-\nschlüssel", "gemeinde_ags"),
        ("Schlüssel-Nr.", "gemeinde_ags"),
        ("Gemeinde", "gemeinde_name"),
        ("Stadt/Gemeinde", "gemeinde_name"),
        ("Name der Gemeinde", "gemeinde_name"),
        ("Stadt-/Landkreis", "kreis"),
        ("Land-/ Stadtkreis", "kreis"),
        ("LANDKREIS", "kreis"),
        ("Personen", "personen"),
        ("Anzahl der Personen", "personen"),
        ("Personen in Anschluss-\nunterbringung", "personen"),
        ("Personen (Stichtag 15.09.2017)", "personen"),
        ("Planungsrahmen", "betrag"),
        ("Planungs-\nrahmen in EUR", "betrag"),
        ("Betrag (€)", "betrag"),
        ("Förderhöchstbetrag", "betrag"),
        ("€", "betrag"),
        ("lfd. Nr.", "ignored"),
        ("Einwohner", "ignored"),
        ("Bemerkungen", "text"),
        ("", None),
        ("2018", None),
        ("1. Rate", None),
    ],
)
def test_a_title_has_its_role(title: str, role: str | None) -> None:
    assert role_of_header(title) == role


@pytest.mark.parametrize(
    "title", ["Betrag je Person", "EUR je Kopf", "Pro-Kopf-Betrag", "Zuwendung pro Person"]
)
def test_what_one_person_is_given_is_not_the_amount(title: str) -> None:
    assert role_of_header(title) == "ignored"


@pytest.mark.parametrize("title", ["Anzahl Stellen", "Anzahl der Einwohner", "Anzahl Gemeinden"])
def test_counts_of_other_things_are_not_the_persons(title: str) -> None:
    assert role_of_header(title) == "ignored"


@pytest.mark.parametrize(
    "title",
    [
        "Betrag in TEUR",
        "Betrag in T€",
        "Betrag (Tsd. €)",
        "Planungsrahmen in Tausend Euro",
        "Betrag in 1.000 €",
        "Betrag (in 1000 Euro)",
        "Zuwendung in 1 000 EUR",
        "Planungsrahmen\nin Mio. €",
    ],
)
def test_rounded_amounts_are_refused_whatever_else_the_title_says(title: str) -> None:
    assert role_of_header(title) == "refused"


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("betrag,Förderbudget,", "are 'Förderbudget', expected 'foerderbudget'"),
        ("betrag,,", "are '', expected 'a wording'"),
        ("summe,foerderbudget,", "role of 'foerderbudget' is 'summe', expected one of gemei"),
        ("betrag,planungsrahmen,\nbetrag,planungsrahmen,", "'planungsrahmen' stand there twice"),
    ],
)
def test_a_line_that_would_never_count_is_refused(line: str, mistake: str) -> None:
    with pytest.raises(WrongSettingsError, match=mistake):
        parse_headers(f"role,words,note\n{line}\n")


@given(st.sampled_from(WORDINGS), st.sampled_from([str.upper, str.title, str.lower]))
def test_every_wording_of_the_table_means_what_it_says(
    wording: tuple[tuple[str, ...], str], write: Callable[[str], str]
) -> None:
    words, role = wording

    assert role_of_header(write(" ".join(words))) == role


@given(st.sampled_from(WORDINGS), st.sampled_from(["\n", "  ", " / ", "-"]))
def test_breaks_and_signs_between_words_do_not_matter(
    wording: tuple[tuple[str, ...], str], between: str
) -> None:
    words, role = wording

    assert role_of_header(between.join(words)) == role


def test_words_are_plain() -> None:
    assert header_words("Förder-\nbetrag (in €) 2018") == ("foerderbetrag", "in", "euro", "2018")


def test_the_table_has_no_role_that_is_not_known() -> None:
    assert set(load_headers().values()) == set(ROLES)
