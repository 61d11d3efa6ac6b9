"""What the title of an unknown edition says, and above all what it does not say."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.check import claims
from pipeline.check.claims import claims_text
from pipeline.model import NO_CLAIMS, Claims
from schemas.source import load_source

TITLE_WORDS = load_source().identity.known_words
TABLE = "AGS | Gemeinde | Personen | Planungsrahmen"


def claims_of(title_text: str) -> Claims:
    return claims.claims_of(title_text, TITLE_WORDS)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Planungsrahmen VwV-Integrationsmanagement", NO_CLAIMS),
        ("Planungsrahmen (endgültig)", Claims("endgültig", None, None)),
        ("VORLAEUFIGER PLANUNGSRAHMEN", Claims("vorläufig", None, None)),
        ("Planungsrahmen 2019", Claims(None, "2019", None)),
        ("Planungsrahmen\n2019", Claims(None, "2019", None)),
        ("Planungsrahmen\n(2018 und 2019)", Claims(None, "2018 und 2019", None)),
        ("Planungsrahmen für das Haushaltsjahr 2019", Claims(None, "2019", None)),
        ("Planungsrahmen 2018 und 2019", Claims(None, "2018 und 2019", None)),
        ("Planungsrahmen 2018/19", Claims(None, "2018/2019", None)),
        ("Planungsrahmen 2017 – 2019", Claims(None, "2017 bis 2019", None)),
        ("Stand: 15.09.2018", Claims(None, None, "2018-09-15")),
        ("Stand 5. Januar 2019", Claims(None, None, "2019-01-05")),
        ("Planungsrahmen, Januar 2019", Claims(None, None, "2019-01")),
        ("Stuttgart, den 5. Jan. 2019", Claims(None, None, "2019-01-05")),
        ("Stand: Januar 2019\n5.1.2019", Claims(None, None, "2019-01-05")),
        (
            "Endgültiger Planungsrahmen 2019 nach der VwV vom 11. Dezember 2017\nStand: März 2019",
            Claims("endgültig", "2019", "2019-03"),
        ),
        (
            "Ministerium für Soziales und Integration\nGemeindegenauer Planungsrahmen 2019 für die "
            "Städte und Gemeinden in Baden-Württemberg\nJanuar 2019",
            Claims(None, "2019", "2019-01"),
        ),
        # Of another edition, beside what is said of this one.
        (
            "Endgültiger Planungsrahmen 2019\nEr ersetzt den vorläufigen Planungsrahmen.",
            Claims("endgültig", "2019", None),
        ),
        (
            "Muster, keine amtliche Veröffentlichung\nPlanungsrahmen 2019",
            Claims(None, "2019", None),
        ),
    ],
)
def test_what_is_said_plainly(title: str, expected: Claims) -> None:
    assert claims_of(f"{title}\n{TABLE}") == expected


@pytest.mark.parametrize(
    "title",
    [
        "",
        # Of something else than the edition.
        "VwV Integrationsmanagement vom 11. Dezember 2017",
        "VwV-Integrationsmanagement 2017",
        "Erhebung zum Stichtag 15.09.2018",
        "Personen, Stand: 15.09.2018",
        "Eingereiste im Jahr 2015",
        "Förderung ab 2019",
        "Steigerung um 5 %",
        "gültig ab Januar 2019",
        "IGM_VwV_Planungsrahmen_2019.pdf",
        f"Planungsrahmen 2019 {'und so weiter ' * 20}",
        # Several, or not just that.
        "vorläufig\nendgültig",
        "noch nicht endgültig",
        "Planungsrahmen 2018\nPlanungsrahmen 2019",
        "Planungsrahmen für die Jahre 2017, 2018 und 2019",
        "Planungsrahmen 2018 und 2020",
        "Planungsrahmen 2019 bis 2017",
        "Planungsrahmen 2018 ff.",
        "Zweite Tranche",
        "Planungsrahmen der 2. Tranche 2018 (40 %)",
        "Planungsrahmen\n40 Prozent",
        "erste und zweite Tranche",
        "1. und 2. Tranche",
        "beide Tranchen, 60 % und 40 %",
        "abzüglich der ersten Tranche",
        "12,5 % der zweiten Tranche",
        "Stand: Januar 2019\nStand: März 2019",
        "Planungsrahmen Januar 2019 – Dezember 2019",
        "Stand: 31.02.2019",
        "Stand: 13/2019",
        "Stand 2019",
        "Planungsrahmen 2018-99",
        # Of another edition, or of what it rests on.
        "ersetzt den Planungsrahmen 2017",
        "Ersetzt den Planungsrahmen für das Jahr 2017",
        "gilt nicht für das Jahr 2018",
        "Grundlage: Einwohner für das Jahr 2016",
        "ersetzt den Stand 07/2017",
        "Bevölkerung Stand 31.12.2016",
        "Städte und Gemeinden, Stand: 31.12.2016",
        "ersetzt den vorläufigen Planungsrahmen",
        "Der endgültige Planungsrahmen folgt",
        "Der vorläufige Planungsrahmen",
        "Die zweite Tranche folgt",
        "Eine zweite Tranche ist vorgesehen",
        "Redaktionsschluss, 5.1.2019",
        # Of what the line, or the line before, names beside the edition.
        "Planungsrahmen\nPakt für Integration\n27. April 2017",
        "Planungsrahmen\nGeflüchtete in den Gemeinden\n30.09.2017",
        "Planungsrahmen VwV-Integrationsmanagement\nPakt für Integration\n2017/2018",
        "Verwaltungsvorschrift Integrationsmanagement\n11. Dezember 2018\nPlanungsrahmen",
        "VwV-Integrationsmanagement\nStand: 11.12.2018\nPlanungsrahmen",
        "Planungsrahmen (VwV Integrationsmanagement, Stand 11.12.2018)",
        "Planungsrahmen (Anlage zur VwV Integrationsmanagement), 11.12.2018",
        "Planungsrahmen zum Pakt für Integration, 27. April 2017",
        "Planungsrahmen für Geflüchtete, Stand 15.09.2018",
        "2017 Pakt für Integration, Planungsrahmen",
        "Planungsrahmen im Januar 2019",
        "5.1.2019 Planungsrahmen",
        "Verteilung der Geflüchteten\nStand: 31.12.2018",
        "Übersicht der Gemeinden in Baden-Württemberg\nStand: 1.1.2018",
        "Planungsrahmen (Landkreise vorläufig)",
        # Parts of a sentence.
        "Antragsfrist bis\n31.12.2018",
        "Bevölkerung\n31.12.2016",
        "Dieses Dokument ersetzt\nPlanungsrahmen 2017",
        "DIESES DOKUMENT ERSETZT\nPLANUNGSRAHMEN 2017",
        "An die Stelle tritt der neue,\nvorläufige Planungsrahmen",
        "Zweite Tranche\nfolgt im Herbst",
        "Endgültiger Planungsrahmen 2019\nwird noch bekannt gegeben",
        # Of a part only, or of more.
        "Planungsrahmen 2018\nohne die erste Tranche",
        "Planungsrahmen 2018\nnur 60 % der Mittel",
        "Planungsrahmen 2018\nErsetzt den Planungsrahmen 2017",
    ],
)
def test_what_is_not_said_plainly_says_nothing(title: str) -> None:
    assert claims_of(f"{title}\n{TABLE}") == NO_CLAIMS


def test_titles_of_columns_say_nothing_but_may_contradict() -> None:
    assert claims_of("Planungsrahmen\nGemeinde | 2018 | Stand: 1.1.2019 | 40 %") == NO_CLAIMS
    for columns in ("Gemeinde | Betrag", "Gemeinde | Betrag" * 20):
        assert claims_of(f"{columns}\nStand: 1.1.2019") == NO_CLAIMS
    columns = "Gemeinde | 2018 | 2019 | Summe"
    assert claims_of(f"Planungsrahmen 2018 und 2019\n{columns}").zeitraum == "2018 und 2019"
    assert claims_of(f"Planungsrahmen 2019\n{columns}") == NO_CLAIMS


def test_what_a_title_says_is_told_to_those_who_may_add_the_edition() -> None:
    assert claims_text(NO_CLAIMS).message == ""
    text = claims_text(Claims("endgültig", None, "2019-03"))
    assert text.message == "; its title says: endgültig, 2019-03"
    assert text.meldung == "; der Titel nennt: endgültig, 2019-03"


YEARS = st.integers(2015, 2035)
MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]


@given(YEARS, st.sampled_from(MONTHS), st.sampled_from(["vorläufig", "endgültig"]), st.data())
def test_every_plain_title_is_understood_in_any_order(
    year: int, month: str, label: str, data: st.DataObject
) -> None:
    lines = [f"Planungsrahmen {year}", f"Stand: {month} {year}", label]
    title = "\n".join([*data.draw(st.permutations(lines)), "VwV vom 11.12.2017"])
    number = MONTHS.index(month) + 1
    assert claims_of(title) == Claims(label, str(year), f"{year}-{number:02}")
    # Said again, it says the same; said otherwise as well, nothing.
    assert claims_of(f"{title}\n{title}") == claims_of(title)
    other = data.draw(YEARS)
    assume(other != year)
    spoilt = claims_of(f"{title}\nPlanungsrahmen {other}\nStand: {month} {other}")
    assert spoilt == Claims(label, None, None)


@given(st.text(alphabet="Planugsrhmet 2019.,/|%()-–§:\nSdvoläfi", max_size=60))
def test_no_text_is_too_odd(title: str) -> None:
    claims = claims_of(title)
    # Every digit that is claimed is printed.
    for claimed in (claims.zeitraum, claims.published):
        digits = {digit for digit in claimed or "" if digit.isdigit()}
        assert digits <= set(title) | {"0"}
