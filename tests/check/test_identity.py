"""A document proves that it is the Planungsrahmen, by its amounts or by its words."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache

import pytest

from pipeline.check.identity import DocumentIdentity, document_identified, headings_of, identify
from pipeline.model import CheckResult, ColumnRole, Interpretation, TitleRow, Zeile
from pipeline.values import replace
from schemas.headers import plain_words
from schemas.register import load_register
from schemas.settings import pattern_of
from schemas.source import load_source
from tests.builders.interpretations import (
    FINAL,
    FIRST,
    interpretation,
    titled,
    with_amount,
    zeilen,
)
from tests.builders.rates import half_up

SOURCE = load_source()
IDENTITY = SOURCE.identity
NEW = "Planungsrahmen zur VwV-Integrationsmanagement 2019"


@cache
def new_rate() -> tuple[Zeile, ...]:
    """All rows at a rate of no known edition."""
    return tuple(with_amount(row, 611 * (row.personen or 0)) for row in zeilen())


def document(
    title: str,
    heading: str = "insgesamt",
    beside: str = "",
    rows: tuple[Zeile, ...] | None = None,
    information: Mapping[str, str] | None = None,
) -> Interpretation:
    """A complete document of no known edition; `heading` is that of its amounts."""
    columns = [ColumnRole(0, 2, "betrag", heading, "printed title")]
    if beside:
        columns.append(ColumnRole(0, 3, "ignored", beside, "printed title"))
    return interpretation(
        zeilen=new_rate() if rows is None else rows,
        title_text=title,
        columns=tuple(columns),
        metadata=information or {},
    )


def identity_of(read: Interpretation) -> DocumentIdentity:
    return identify(read, SOURCE)


def check(read: Interpretation) -> CheckResult:
    return document_identified(identity_of(read), SOURCE)


def is_other(read: Interpretation) -> bool:
    """Whether it names another thing, so that nobody can accept it."""
    found = identity_of(read)
    assert not (found.other and document_identified(found, SOURCE).passed)
    return found.other is not None


# --- by its amounts ---


@pytest.mark.parametrize("edition", [FINAL, FIRST])
def test_amounts_of_a_known_edition_are_proof_without_any_title(edition: str) -> None:
    result = check(document("", "", rows=zeilen(edition)))
    assert result.passed
    assert f"amounts above zero (208 different) follow the rate of {edition}" in result.message or (
        edition == FIRST and "follow the rate of vorlaeufig-2017-07" in result.message
    )


def first_different(count: int) -> tuple[Zeile, ...]:
    different = {row.betrag_eur: row for row in zeilen() if row.betrag_eur > 0}
    return tuple(different.values())[:count]


def test_twenty_different_amounts_are_proof_and_nineteen_are_not() -> None:
    assert check(document("", "", rows=first_different(20))).passed
    assert not check(document("", "", rows=first_different(19))).passed


def test_the_same_few_amounts_are_no_proof_however_many_rows_have_them() -> None:
    """Those of any rate near to a known one are among the first few of it."""
    few = tuple(row for row in zeilen() if 0 < (row.personen or 0) <= 6)
    assert len(few) > 40
    assert not check(document("", "", rows=few)).passed


@pytest.mark.parametrize(("wrong", "passes"), [(5, True), (6, False)])
def test_five_percent_may_be_misread(wrong: int, passes: bool) -> None:
    rows = first_different(100)
    read = (*(with_amount(row, 500) for row in rows[:wrong]), *rows[wrong:])
    assert check(document("", "", rows=read)).passed is passes


def test_amounts_for_two_years_are_of_this_programme() -> None:
    """They are no known edition, and `ausgabe_unklar` holds them; but they are no other thing."""
    budget = Fraction(2 * 58_000_000, 72_857)
    shared = [with_amount(row, half_up(row.personen or 0, budget)) for row in zeilen()]
    assert check(document("", "", rows=tuple(shared))).passed


def test_numbers_of_another_kind_hardly_ever_fit() -> None:
    inhabitants = tuple(with_amount(row, 37 + 211 * n) for n, row in enumerate(zeilen()))
    found = identity_of(document("", "", rows=inhabitants))
    assert found.fit.fitting < 10


# --- by its words ---


@pytest.mark.parametrize(
    "title",
    [
        NEW,
        "PLANUNGSRAHMEN ZUR VWV-INTEGRATIONSMANAGEMENT 2019",
        "Planungsrahmen zur VwV Integrations-\nmanagement 2019",
        "Planungsrahmen zur VwV-\nIntegrationsmanagement",
        "Planungsrahmen zur VwV\u2011Integrations\u00admanagement",
        "Planungsrahmen zur\nVerwaltungsvorschrift Integrationsmanagement",
        "IGM_VwV_Planungsrahmen",
        "Förderung von Integrationsmanagerinnen und Integrationsmanagern",
        "Pakt für Integration: Integrationsmanager/-innen in den Gemeinden",
        "Ministerium für Soziales und Integration Baden-Württemberg\n" + NEW,
        "Fortgeschriebener Planungsrahmen 2019 für die Zuwendungen zum Integrationsmanagement",
        NEW + "\nDatengrundlage: Erhebung zum Integrationslastenausgleich, Stichtag 15.09.2018",
        NEW + "\nGrundlage ist die Erhebung zum Integrationslastenausgleich.",
        NEW + " auf Grundlage der Bevölkerungsstatistik",
        "Regierungspräsidium Stuttgart\nStand: März 2019\n" + NEW,
        "Ministerium des Inneren, für Digitalisierung und Migration\n" + NEW,
        "MINISTERIUM FÜR SOZIALES UND INTEGRATION\n" + NEW.upper(),
    ],
)
def test_a_new_edition_proves_itself_by_name_and_euros(title: str) -> None:
    found = identity_of(document(title, "Planungsrahmen in €", beside="Einwohner"))
    assert found.other is None
    assert found.named is not None
    result = document_identified(found, SOURCE)
    assert result.passed, result.message
    assert not check(document(title, "Planungsrahmen")).passed, "without euros"


@pytest.mark.parametrize(
    "title",
    [
        "",
        "Planungsrahmen",
        "Planungsrahmen Integration",
        "Pakt für Integration: Planungsrahmen der Gemeinden 2019",
        "Ministerium für Soziales und Integration",
        "Zuweisungen neben dem Integrationsmanagement",
        "Zuweisungen ohne\nIntegrationsmanagement",
        "Kein Integrationsmanagement: Zuweisungen an Gemeinden",
        "Integrationsmanagement nicht enthalten",
        "Dolmetscherdienste (ergänzend zum Integrationsmanagement)",
        "Dolmetscherdienste,\nergänzend zum Integrationsmanagement",
        "anbei erhalten Sie den Planungsrahmen für das Integrationsmanagement.",
        "Sehr geehrte Damen und Herren,\nSie erhalten mit diesem Schreiben die Beträge für das\n"
        "Integrationsmanagement. Sie sind endgültig.",
    ],
)
def test_what_only_mentions_the_programme_does_not_name_it(title: str) -> None:
    read = document(title, "Betrag in Euro")
    assert not check(read).passed
    assert not is_other(read), "a person may know better"


def test_a_title_may_be_printed_within_the_grid() -> None:
    within = TitleRow(1, 0, ("", NEW, "", ""), is_header=True)
    torn = TitleRow(1, 0, ("Planungsrahmen", "zur VwV-Integrationsmanagement"), is_header=False)
    for row in (within, torn):
        assert check(replace(document("", "Betrag in Euro"), above=(row,))).passed


def test_rows_of_other_widths_and_blank_lines_are_no_titles() -> None:
    rows = (
        TitleRow(1, 0, ("Einwohner",), is_header=False),
        TitleRow(1, 0, (" \n\n ",), is_header=False),
    )
    named = TitleRow(1, None, (f"Stand: März 2019\n\n{NEW}",), is_header=False)
    read = replace(document("", "Betrag in Euro"), above=(*rows, named))
    assert identity_of(read).named == NEW


def test_the_heading_of_the_amounts_may_name_the_programme() -> None:
    assert check(document("", "Planungsrahmen VwV-Integrationsmanagement in EUR")).passed
    assert not check(document("", "Betrag in EUR", beside="Integrationsmanager")).passed


def test_the_document_information_names_it_where_no_page_has_another_title() -> None:
    told = {"Title": NEW}
    assert check(document("", "Betrag in Euro", information=told)).passed
    assert check(document("Stand: März 2019", "Betrag in Euro", information=told)).passed
    left_over = document("Radschnellwege 2019", "Betrag in Euro", information=told)
    assert not check(left_over).passed


def test_a_printed_title_outweighs_the_document_information() -> None:
    left_over = document(NEW, "Betrag in Euro", information={"Title": "Gewerbesteuer 2016"})
    assert check(left_over).passed
    assert is_other(document("", "Betrag in Euro", information={"Title": "Gewerbesteuer 2016"}))
    assert is_other(document("Gewerbesteuer 2016", "Euro", information={"Title": NEW}))


# --- euros ---


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        (NEW, "Planungsrahmen EUR"),
        (NEW, "Planungsrahmen in\nEuro"),
        (NEW + " in Euro", "insgesamt"),
        (NEW + "\n(Beträge in €)", "Betrag"),
        (NEW + "\nPersonen Betrag in Euro AGS Gemeinde Einwohner", ""),
        (NEW + "\nAGS | Gemeinde Betrag in Euro", ""),
    ],
)
def test_euros_are_said_over_the_amounts_or_of_the_whole(title: str, heading: str) -> None:
    assert check(document(title, heading)).passed


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        (NEW, "Planungsrahmen"),
        (NEW + ": 58 Mio. Euro", "Planungsrahmen"),
        (NEW + " (58.000.000 Euro)", "Planungsrahmen"),
        (NEW + "\nAGS | Gemeinde | Planungsrahmen | Euro je Stelle", "Planungsrahmen"),
        (NEW + "\nInsgesamt stehen Beträge in Euro bereit.", "Planungsrahmen"),
        (NEW + ": Europa im Land", "Planungsrahmen"),
    ],
)
def test_other_euros_say_nothing_of_the_amounts(title: str, heading: str) -> None:
    read = document(title, heading, beside="Zuschlag in Euro")
    assert not check(read).passed
    assert not is_other(read)


@pytest.mark.parametrize("form", ["{} €", "{},- EUR", "{} Euro"])
def test_euros_may_stand_with_the_amounts(form: str) -> None:
    marked = tuple(replace(r, betrag_gedruckt=form.format(r.betrag_gedruckt)) for r in new_rate())
    assert check(document(NEW, "Planungsrahmen", rows=marked)).passed


def test_euros_may_stand_in_the_cell_next_to_the_amount() -> None:
    def with_text(row: Zeile, text: str) -> Zeile:
        return replace(row, herkunft=replace(row.herkunft, text=text))

    beside = tuple(with_text(r, f"{r.gemeinde_name} | {r.betrag_gedruckt} | €") for r in new_rate())
    away = tuple(
        with_text(r, f"{r.gemeinde_name} | {r.betrag_gedruckt} | 7 | €") for r in new_rate()
    )
    assert check(document(NEW, "Planungsrahmen", rows=beside)).passed
    assert not check(document(NEW, "Planungsrahmen", rows=away)).passed


# --- other things ---

OTHER_TITLES = [
    "Bevölkerung Baden-Württembergs am 31.12.2010 nach Gemeinden und Geschlecht",
    "Einwohnerzahlen der Gemeinden zum 30. Juni 2017",
    "Ausländische Bevölkerung am 31. Dezember 2016",
    "Ergebnisse des Zensus 2011",
    "Gewerbesteuer (brutto) 2016 in Euro",
    "Istaufkommen der Grundsteuer B 2016 nach Gemeinden",
    "Realsteuerhebesätze und Steuereinnahmen 2017",
    "Steuerkraftmesszahl der Gemeinden 2018",
    "Schlüsselzuweisungen nach der mangelnden Steuerkraft 2018 in Euro",
    "Kommunaler Finanzausgleich 2018: Zuweisungen an die Gemeinden",
    "Integrationslastenausgleich nach § 29d FAG 2017 - Verteilung auf die Gemeinden",
    "INTEGRATIONSLASTENAUSGLEICH 2018",
    "Integrationslasten-\nausgleich 2018 in Euro",
    "Pakt für Integration: Integrationslastenausgleich",
    "Integrationslastenausgleich, ergänzend zum Integrationsmanagement",
    "Integrationslastenausgleich 2018\n(ergänzend zum Integrationsmanagement)",
    "Pauschalen nach dem Flüchtlingsaufnahmegesetz 2017\nFlüchtlingsaufnahmegesetz",
    "Planungsrahmen Städtebauförderung 2018",
    "Planungsrahmen 2018 in Euro\nStädtebauförderung",
    "Kommunaler Sportstättenbau: Förderung 2018 in Euro",
    "Wohngeld-Lastenausgleich 2018",
    "Schullastenausgleich 2018 (Sachkostenbeiträge)",
    "DigitalPakt Schule: Budget der Schulträger in Euro",
    "Kreisumlage 2018",
    "Kindergartenlastenausgleich nach § 29b FAG",
    "Sprachförderung in Kindertageseinrichtungen: Zuwendungen 2018",
    "Investitionspauschale nach § 4 FAG",
    "Zuwendungen für Feuerwehrwesen, Planungsrahmen 2018",
    "Schuldenstand der Gemeinden am 31.12.2017 in Euro",
    "Sozialversicherungspflichtig Beschäftigte am Arbeitsort",
]


@pytest.mark.parametrize("title", OTHER_TITLES)
def test_what_a_title_names_is_what_the_document_is(title: str) -> None:
    for heading in ("insgesamt", "Betrag", "Zuweisung", "Planungsrahmen", "Betrag in Euro"):
        read = document(title, heading)
        result = check(read)
        assert result.holds
        assert is_other(read), heading
        assert "nobody can accept it" in result.message


@pytest.mark.parametrize("title", OTHER_TITLES)
def test_amounts_that_happen_to_fit_do_not_outweigh_the_title(title: str) -> None:
    assert is_other(document(title, "Betrag in Euro", rows=zeilen()))


@pytest.mark.parametrize(
    "heading",
    [
        "Einwohner",
        "Einwohner insgesamt",
        "Bevölkerung 31.12.2016",
        "Gewerbesteuer Betrag in Euro",
        "Schlüssel-\nzuweisung in EUR",
        "Integrationslastenausgleich",
        "Personen insgesamt",
        "Geflüchtete",
        "Anteil in %",
        "Betrag in Cent",
        "Betrag in % des Vorjahrs",
        "Zuweisung je Einwohner in Euro",
        "Bewilligt in Euro",
        "Verausgabte Mittel (Euro)",
        "Fläche in ha",
        "Steuerkraft",
    ],
)
def test_a_heading_over_the_amounts_says_what_they_are(heading: str) -> None:
    """Also of amounts that fit, under the name of the programme."""
    read = document(NEW, heading, rows=zeilen())
    assert is_other(read)
    assert f"found the heading of the amounts {' '.join(heading.split())!r}" in check(read).message


@pytest.mark.parametrize(
    "heading",
    [
        "",
        "insgesamt",
        "Betrag",
        "Zuweisung",
        "Planungsrahmen",
        "Personen Betrag in Euro",
        "Einwohner Planungsrahmen",
        "1. Tranche (60 %)",
        "vorläufig (60 %)",
        "Bemerkung Betrag in Euro",
        "Blatt 1 von 2 Betrag in Euro",
    ],
)
def test_a_heading_that_names_nothing_else_is_no_reason(heading: str) -> None:
    assert check(document("", heading, rows=zeilen())).passed


def test_all_levels_of_a_heading_count() -> None:
    def table(*rows: TitleRow) -> Interpretation:
        return replace(document("", "insgesamt", rows=zeilen()), above=rows)

    over_amounts = TitleRow(1, 0, ("", "", "Einwohner", ""), is_header=False)
    over_another = TitleRow(1, 0, ("", "", "", "Einwohner"), is_header=False)
    assert headings_of("betrag", table(over_amounts)) == ("Einwohner insgesamt",)
    assert is_other(table(over_amounts))
    assert check(table(over_another)).passed


@pytest.mark.parametrize(
    ("part", "proves", "denies"),
    [
        ("Planungsrahmen in Euro 2018", True, False),
        ("2018", False, False),
        ("davon 1. Tranche (60 %)", False, False),
        ("Bevölkerung männlich", False, True),
    ],
)
def test_a_heading_over_its_parts_is_over_the_amount_too(
    part: str, proves: bool, denies: bool
) -> None:
    columns = [
        ColumnRole(0, 2, "teilbetrag", part, "the sum of its parts"),
        ColumnRole(0, 3, "betrag", "gesamt", "the sum of its parts"),
    ]
    read = replace(document(NEW), columns=tuple(columns))
    assert (check(read).passed, is_other(read)) == (proves, denies)


@pytest.mark.parametrize(
    ("title", "beside"),
    [
        ("Endgültiger Planungsrahmen", "Einwohner"),
        ("Einwohner\nEndgültiger Planungsrahmen", ""),
        ("AGS Gemeinde Einwohner Personen Betrag in Euro", ""),
        ("AGS | Gemeinde | Einwohner | Personen | Planungsrahmen in €", "Einwohner"),
        ("Planungsrahmen\nEinwohner am 31. Dezember 2016", "Einwohner"),
        ("Planungsrahmen mit Einwohnerzahl", ""),
        ("Quelle der Einwohnerzahlen: Statistisches Landesamt", ""),
        (
            "Sehr geehrte Damen und Herren,\nder Planungsrahmen tritt neben den\n"
            "Integrationslastenausgleich und die Schlüsselzuweisungen nach dem\n"
            "Finanzausgleichsgesetz, die davon nicht berührt werden. Die\n"
            "Einwohnerzahlen sind nur nachrichtlich genannt.",
            "",
        ),
        ("Die Gewerbesteuer wird hier nicht verteilt.", ""),
        ("Planungsrahmen, ohne Integrationslastenausgleich", ""),
    ],
)
def test_what_is_said_in_passing_is_no_title(title: str, beside: str) -> None:
    assert check(document(title, "Planungsrahmen", beside=beside, rows=zeilen())).passed


def test_the_title_is_what_stands_nearest_above_the_table() -> None:
    def pages(*texts: str) -> Interpretation:
        above = [
            replace(row, page=page)
            for page, text in enumerate(texts, start=1)
            for row in titled(text)
        ]
        return replace(document("", "Betrag in Euro"), above=tuple(above))

    contents = "Inhalt\nIntegrationslastenausgleich\n" + NEW
    assert check(pages(contents, NEW)).passed
    assert is_other(pages(NEW, "Schlüsselzuweisungen 2019"))
    assert check(pages(NEW, "Stand: März 2019")).passed
    assert not check(pages(NEW + ": siehe Anlage 2", "Zuweisungen 2019")).passed
    assert not check(pages(NEW, "Zuweisungen 2019")).passed
    assert is_other(pages("Bevölkerung am 31.12.2016 nach Gemeinden", ""))


# --- what is said ---


def test_what_is_missing_is_said_with_what_was_found() -> None:
    result = check(document("Pakt für Integration\nZuweisungen 2019", "Betrag in Euro"))
    assert (result.name, result.holds, result.rows) == ("dokument", True, ())
    assert result.message == (
        "nothing says that this is the Planungsrahmen zur VwV-Integrationsmanagement: looked for "
        "20 or more different amounts, with 95 % of all at the rate of a known edition, found "
        "0 different and 0 of 1,054; looked for the programme's name, the word Planungsrahmen "
        "and euros in titles, the heading of the amounts and the document information, did not "
        "find the name, the word Planungsrahmen; "
        "titles: 'Pakt für Integration', 'Zuweisungen 2019'; heading: 'Betrag in Euro'; look at "
        "the document: only a person who knows it for this programme's may accept it"
    )
    assert "es fehlt: der Name, das Wort Planungsrahmen. Titel: „Pakt für Integration“" in (
        result.meldung
    )
    result = check(document(NEW, "Planungsrahmen in Euro (zugesagt)"))
    assert "found all three; also found 'zugesagt', which may make the amounts something else" in (
        result.message
    )
    assert "alles gefunden; außerdem steht dort „zugesagt“, womit die Beträge" in result.meldung


# --- other sums of this programme ---


@pytest.mark.parametrize(
    "title",
    [
        "VwV Integrationsmanagement 2020/2022 – Zuwendungen (bewilligt)",
        "Integrationsmanagement: Verausgabte Mittel 2018",
        "Planungsrahmen Integrationsmanagement: Restmittel",
        "Planungsrahmen Integrationsmanagement – Mittelabruf 2019",
        "Planungsrahmen Integrationsmanagement, Eigenanteil der Gemeinden",
        "Planungsrahmen Integrationsmanagement: Beträge je Monat",
        "Planungsrahmen Integrationsmanagement in Bayern",
        "Planungsrahmen Integrationsmanagement\nZugesagte Mittel 2019",
        "Planungsrahmen VwV-Integrationsmanagement (x 1.000)",
        "Referat Integrationsmanagement\nPlanungsrahmen Gemeinschaftsräume 2019",
        "Ministerium für Soziales und Integration, Referat 43 Integrationsmanagement\nZuweisungen",
        "Integrationsmanagement im Überblick\nZuweisungen 2019",
        "Integrationsmanagement\nSpielplätze und Brücken 2019",
    ],
)
def test_other_sums_of_the_programme_are_not_taken_for_the_planungsrahmen(title: str) -> None:
    """No list of all that a title may say is whole: what is not known of one is in doubt."""
    read = document(title, "Planungsrahmen in Euro")
    assert not check(read).passed
    assert not is_other(read), "a person may know better"


@pytest.mark.parametrize(
    "heading",
    [
        "Betrag je Monat in Euro",
        "Betrag mtl. in Euro",
        "Zugesagt in Euro",
        "Ist 2018 in Euro",
        "Restbetrag in Euro",
        "Eigenanteil in Euro",
        "1/12 in Euro",
        "Euro (50 %)",
        "Euro je 1.000 Einw.",
        "Betrag (Euro x 1.000)",
        "Betrag (Euro × 1.000)",
        "Kosten gesamt €",
    ],
)
def test_a_heading_in_unknown_words_may_be_over_other_sums(heading: str) -> None:
    assert not check(document(NEW, heading)).passed


def test_the_document_information_does_not_rename_what_is_printed() -> None:
    told = {"Title": "IGM_VwV_Planungsrahmen"}
    read = document("Zuweisungen an die Gemeinden 2019", "Betrag in Euro", information=told)
    assert not check(read).passed


def test_no_phrase_is_the_name_of_a_place() -> None:
    register = load_register()
    places = [g.gemeinde_name for g in register.gemeinden.values()]
    places += [k.kreis_name for k in register.kreise.values()]
    lists = (
        *(IDENTITY.names, IDENTITY.all_others, IDENTITY.retractions),
        *(IDENTITY.inhabitants, IDENTITY.measures),
    )
    assert [
        p for p in places for phrases in lists if pattern_of(phrases).search(plain_words(p))
    ] == []


def test_endless_texts_above_the_table_are_no_titles() -> None:
    """Neither one long line nor ten thousand that go on from one another take their time."""
    for title in ("Steuer" * 50_000, "ab " * 50_000, "und mehr,\n" * 10_000, "GELD\n" * 10_000):
        assert not is_other(document(title + "Gewerbesteuer", rows=new_rate()[:5]))
