"""What readers are told of a municipality, and that text from a document stays text."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipeline.manifest import Decision
from pipeline.model import EngineReport
from pipeline.publish.site.content import Content, NothingPublished
from pipeline.publish.site.pages import nothing_published
from pipeline.publish.town_text import MISSING, NO_ROWS
from pipeline.store.new_snapshot import SnapshotDraft
from pipeline.store.query import withdrawn_editions
from pipeline.store.records import add_fact
from pipeline.values import replace, visible
from schemas.corrections import Correctable, Correction
from schemas.source import load_source
from tests.builders.database import build_database
from tests.builders.frames import (
    AITERN,
    FIRST_DAY,
    FROEHND,
    LATER,
    LOERRACH,
    PERSONEN,
    RADOLFZELL,
    check_result,
    document,
    herkunft,
    snapshot_draft,
    trusted_frame,
    vorlaeufig_draft,
    warehouse_with,
    withdrawal,
)
from tests.builders.site import ADDRESS, Markup, content_of, pages_of
from tests.builders.slow import slow
from tests.builders.terminal import HARMFUL

INZLINGEN = "08336043"
"""Next to Lörrach, and in none of these editions."""
STUTTGART = "08111000"
"""In none of these editions."""
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
SCRIPT_URL = "javascript:alert(document.domain)"
KINDS = (
    "index.html",
    "aenderungen.html",
    "methode.html",
    "korrekturen.html",
    "bedeutung.html",
    "daten.html",
    "kreis/08336.html",
    f"gemeinde/{LOERRACH}.html",
    f"einbetten/{LOERRACH}.html",
)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """The final edition of four municipalities, after the earlier one of three."""
    earlier = {key: persons for key, persons in PERSONEN.items() if key != FROEHND}
    drafts = vorlaeufig_draft(earlier), snapshot_draft(created_at=LATER)
    return content_of(warehouse_with(tmp_path_factory.mktemp("site"), *drafts), ADDRESS)


@pytest.fixture(scope="module")
def files(content: Content) -> dict[str, str]:
    """Its pages, with those of three municipalities."""
    return pages_of(content, LOERRACH, AITERN, STUTTGART)


def of_drafts(folder: Path, *drafts: SnapshotDraft) -> Content:
    return content_of(warehouse_with(folder, *drafts))


def facts(page: str) -> dict[str, str]:
    """What a page has as name and value."""
    named = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", page, re.DOTALL)
    return {name: Markup(value).text_in_all() for name, value in named}


def test_a_municipality_has_its_figures_and_their_meaning(files: dict[str, str]) -> None:
    page = files[f"gemeinde/{LOERRACH}.html"]
    assert facts(page) == {
        "Personen": "275",
        "Rang im Kreis": "1 von 3",
        "Rang im Land": "1 von 4",
        "Antrag allein": "ja",
    }
    text = Markup(page).text_in("main")
    for said in (
        "Lörrach, Stadt Gemeindeschlüssel 08 3 36 050",
        "218.922 €",
        "gilt für: ein Jahr",
        "Der Betrag ist eine Obergrenze, die beantragt werden konnte, keine Auszahlung.",
        "IGM_VwV_Planungsrahmen.pdf, Seite 1, Zeile",
        "08336050 | Lörrach | 275 | 218.922",
        "Diese Zeile lasen übereinstimmend: pdfium, pdfplumber.",
        "Keine Prüfung beanstandet sie.",
        "https://example.org/IGM_VwV_Planungsrahmen.pdf",
    ):
        assert said in text
    assert "https://example.org/IGM_VwV_Planungsrahmen.pdf (gesehen am 2024-03-01" in text


def test_its_json_and_csv_have_the_figures_of_all_editions(files: dict[str, str]) -> None:
    told = json.loads(files[f"gemeinde/{AITERN}.json"])
    assert (told["gemeinde_ags"], told["gemeinde_name"], told["kreis"], told["fehlen_eur"]) == (
        AITERN,
        "Aitern",
        "Landkreis Lörrach",
        43039,
    )
    amounts = [(one["edition_label"], one["betrag_eur"]) for one in told["ausgaben"]]
    assert amounts == [("endgültig", 7961), ("vorläufig (erste Tranche, 60 %)", 7431)]
    names, *lines = files[f"gemeinde/{AITERN}.csv"].splitlines()
    assert names.startswith("gemeinde_ags,gemeinde_name,snapshot_id,edition_label,")
    assert [line.split(",")[:2] for line in lines] == [[AITERN, "Aitern"]] * 2


def test_who_has_no_row_is_not_said_to_get_nothing(files: dict[str, str]) -> None:
    kinds = ("gemeinde", "einbetten")
    page, embedded = (Markup(files[f"{kind}/{STUTTGART}.html"]) for kind in kinds)
    assert f"In der neuesten Ausgabe {MISSING}" in page.text_in("main")
    assert f"In der neuesten Ausgabe {MISSING}" in embedded.text_in("main")
    assert json.loads(files[f"gemeinde/{STUTTGART}.json"])["ausgaben"] == []
    assert (
        page.meta()["description"] == "Stuttgart, Landeshauptstadt: keine Zeile in der "
        "neuesten Ausgabe."
    )


def test_a_kreis_without_any_row_has_no_sum(files: dict[str, str]) -> None:
    page = files["kreis/08111.html"]
    markup = Markup(page)
    assert NO_ROWS in markup.text_in("main")
    assert facts(page)["Anteil am Land"] == "–"
    meta = markup.meta()
    assert meta["og:title"].startswith("Stadtkreis Stuttgart: keine Zeile")
    assert meta["description"] == "Stadtkreis Stuttgart: keine Zeile in der neuesten Ausgabe."
    assert re.findall(r"\b0\s(?:€|%)", page) == []


def test_the_sum_of_a_kreis_says_what_it_lacks(files: dict[str, str]) -> None:
    said = "32 Gemeinden haben in der neuesten Ausgabe keine Zeile und fehlen in der Summe."
    markup = Markup(files["kreis/08336.html"])
    assert said in markup.text_in("main")
    assert f" für 3 Gemeinden, mit Belegen. {said}" in markup.meta()["description"]


@pytest.mark.slow
def test_who_is_in_an_earlier_edition_only_is_shown_there(tmp_path: Path) -> None:
    fewer = {key: persons for key, persons in PERSONEN.items() if key != FROEHND}
    content = of_drafts(tmp_path, vorlaeufig_draft(), snapshot_draft(fewer, created_at=LATER))
    text = Markup(pages_of(content, FROEHND)[f"gemeinde/{FROEHND}.html"]).text_in("main")
    assert MISSING in text
    assert (
        "vorläufig (erste Tranche, 60 %) 07.2017 erste Tranche (60 %) 57 42.359 € Seite 1" in text
    )


def test_amounts_that_are_not_annual_say_nothing_of_an_application(tmp_path: Path) -> None:
    content = of_drafts(tmp_path, vorlaeufig_draft())
    files = pages_of(content, LOERRACH)
    page = files[f"gemeinde/{LOERRACH}.html"]
    assert facts(page)["Antrag allein"] == "unbekannt"
    assert "ist nur mit Jahresbeträgen zu sagen (ab 51.000 €)" in Markup(page).text_in("main")
    assert "nicht zu sagen 4" in Markup(files["index.html"]).text_in("main")
    assert "Antrag allein möglich" not in facts(files["kreis/08336.html"])


@pytest.mark.parametrize(("draft", "first"), [(vorlaeufig_draft(), "b"), (snapshot_draft(), "a")])
def test_the_map_is_first_coloured_by_what_is_known(
    tmp_path: Path, draft: SnapshotDraft, first: str
) -> None:
    start = Markup(pages_of(of_drafts(tmp_path, draft))["index.html"])
    inputs = [one for tag, one in start.elements if tag == "input"]
    assert [one["id"] for one in inputs if "checked" in one] == [f"farbe-{first}"]


@pytest.mark.slow
def test_an_edition_that_is_not_known_is_named_by_its_day(tmp_path: Path) -> None:
    unknown = document("other.pdf")
    draft = snapshot_draft(edition_id=None, document=unknown, created_at=LATER)
    frame = trusted_frame().assign(zeitraum=None, antragsberechtigt=None)
    frame["antragsberechtigt"] = frame["antragsberechtigt"].astype("boolean")
    draft = replace(draft, frame=frame)
    content = of_drafts(tmp_path, vorlaeufig_draft(), draft)
    files = pages_of(content, LOERRACH)
    text = Markup(files[f"gemeinde/{LOERRACH}.html"]).text_in("main")
    assert "für welche Zeit, ist nicht bekannt" in text
    assert "Ausgabe ab 01.03.2024" in Markup(files["methode.html"]).text_in("main")
    assert "Ausgabe ab 01.03.2024" in files["ausgaben.xml"]
    [comparison] = [page for name, page in files.items() if name.startswith("aenderungen/")]
    assert "nicht vergleichbar" in files["aenderungen.html"]
    assert re.findall("[+\u2212][0-9]", Markup(comparison).text_in("main")) == []


def test_what_a_person_accepted_is_shown_with_the_doubt(tmp_path: Path) -> None:
    row = herkunft(1, 4, "08336050 | Lörrach | 275 | 218.922")
    said = "Der Betrag passt nicht."
    failed = check_result("betrag_passt", passed=False, meldung=said, rows=(row,))
    decision = Decision("Der Herausgeber hat es bestätigt.", "mia", FIRST_DAY)
    draft = replace(snapshot_draft(checks=(failed,)), decision=decision)
    files = pages_of(of_drafts(tmp_path, draft), LOERRACH)
    doubt = "die Zeile wird beanstandet (betrag_passt)"
    accepted = "trotz Beanstandungen angenommen von mia"
    page, doubts = files[f"gemeinde/{LOERRACH}.html"], files["korrekturen.html"]
    assert f"Mit Vorbehalt: {doubt}." in Markup(page).text_in("main")
    assert f"Mit Vorbehalt: {doubt}; {accepted}." in Markup(page).text_in("blockquote")
    text = Markup(doubts).text_in("main")
    assert "Lörrach, Stadt, Ausgabe endgültig: 218.922 €; beanstandet von betrag_passt" in text
    assert "angenommen von mia: Der Herausgeber hat es bestätigt." in text
    assert "Aitern" not in text
    assert said in Markup(doubts).text_in("main")
    method = Markup(files["methode.html"]).text_in("main")
    assert "von mia: Der Herausgeber hat es bestätigt." in method


def test_what_was_withdrawn_is_told_with_the_reason(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, vorlaeufig_draft(), snapshot_draft(created_at=LATER))
    newest = content_of(warehouse).newest["snapshot_id"]
    add_fact(warehouse, newest, withdrawal("Die Tabelle war ein Entwurf."))
    build_database(warehouse)
    files = pages_of(content_of(warehouse))
    said = "am 31.03.2024 zurückgezogen von mia: Die Tabelle war ein Entwurf."
    assert f"Kennung {newest}, {said}" in Markup(files["korrekturen.html"]).text_in("main")
    assert newest not in files["ausgaben.xml"] + files["methode.html"]


def test_every_page_says_that_a_newer_edition_was_withdrawn(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, vorlaeufig_draft(), snapshot_draft(created_at=LATER))
    content = content_of(warehouse)
    newest, earlier = (edition["snapshot_id"] for edition in content.editions)
    said = (
        "Die Ausgabe endgültig (01.2018) wurde am 31.03.2024 zurückgezogen; hier steht die Ausgabe "
        "vorläufig (erste Tranche, 60 %) (07.2017)."
    )
    for id, told in ((earlier, False), (newest, True)):
        shelf = warehouse_with(tmp_path / id, vorlaeufig_draft(), snapshot_draft(created_at=LATER))
        add_fact(shelf, id, withdrawal())
        build_database(shelf)
        files = pages_of(content_of(shelf), LOERRACH)
        for kind in KINDS:
            page = Markup(files[kind])
            assert (said in page.text_in("body")) is told
            assert any("korrekturen.html#zurue" in link for link in page.links()) is told


@pytest.mark.slow
def test_one_that_took_the_place_of_a_withdrawn_one_of_its_name_says_so(tmp_path: Path) -> None:
    first = snapshot_draft(document=document("first.pdf"))
    second = snapshot_draft({**PERSONEN, AITERN: 11}, created_at=LATER)
    warehouse = warehouse_with(tmp_path, first, second)
    [_, old] = [edition["snapshot_id"] for edition in content_of(warehouse).editions]
    add_fact(warehouse, old, withdrawal())
    build_database(warehouse)
    withdrawn = content_of(warehouse).withdrawal
    assert withdrawn
    assert withdrawn["snapshot_id"] == old


@pytest.mark.slow
def test_a_made_up_edition_that_was_withdrawn_is_none_of_a_real_page(tmp_path: Path) -> None:
    real = snapshot_draft(synthetic=False, created_at=LATER)
    warehouse = warehouse_with(tmp_path, vorlaeufig_draft())
    id = content_of(warehouse).newest["snapshot_id"]
    warehouse = warehouse_with(tmp_path / "both", vorlaeufig_draft(), real)
    add_fact(warehouse, id, withdrawal())
    build_database(warehouse)
    assert not content_of(warehouse).withdrawn


def test_a_reading_that_replaces_another_says_why(tmp_path: Path) -> None:
    first = snapshot_draft()
    id = f"endgueltig-2018-01-{first.document.sha256[:8]}"
    better = replace(
        snapshot_draft({**PERSONEN, AITERN: 11}, created_at=LATER),
        supersedes=id,
        supersedes_reason="Aitern war falsch gelesen.",
    )
    content = of_drafts(tmp_path, first, better)
    said = f"{content.newest['snapshot_id']} ersetzt {id}: Aitern war falsch gelesen."
    assert said in Markup(pages_of(content)["korrekturen.html"]).text_in("main")
    assert len(content.editions) == 1


def test_a_correction_is_told_with_what_is_printed(tmp_path: Path) -> None:
    correction = Correction(
        *("endgueltig-2018-01", LOERRACH, Correctable.BETRAG_EUR, 218_992, 218_922),
        *("Zahlendreher", "Auskunft vom 1. März", date(2024, 3, 1)),
    )
    files = pages_of(of_drafts(tmp_path, snapshot_draft(corrections=(correction,))), LOERRACH)
    said = "betrag_eur 218.922 statt gedruckt 218.992: Zahlendreher (Quelle: Auskunft vom 1. März; "
    assert f"Berichtigt: {said}" in Markup(files[f"gemeinde/{LOERRACH}.html"]).text_in("main")
    text = Markup(files["korrekturen.html"]).text_in("main")
    assert f"Lörrach, Stadt, Ausgabe endgültig: 218.922 €; {said}" in text


def test_a_corrected_amount_is_marked_wherever_it_stands(tmp_path: Path) -> None:
    correction = Correction(
        *("endgueltig-2018-01", LOERRACH, Correctable.BETRAG_EUR, 218_992, 218_922),
        *("Zahlendreher", "Auskunft vom 1. März", date(2024, 3, 1)),
    )
    content = of_drafts(tmp_path, snapshot_draft(corrections=(correction,)))
    files = pages_of(content, LOERRACH, AITERN, INZLINGEN)
    named = f"gemeinde/{LOERRACH}.html"
    assert (
        Markup(files[named])
        .meta()["og:title"]
        .startswith("Lörrach, Stadt: 218.922\xa0€ (mit Vorbehalt)")
    )
    assert "218.922\xa0€ (mit Vorbehalt)" in Markup(files[named]).meta()["og:description"]
    for name, said in (
        (named, "218.922 €* Berichtigt: betrag_eur"),
        (named, "275 218.922 €* Seite 1"),
        (f"einbetten/{LOERRACH}.html", "218.922 €* Berichtigt: betrag_eur"),
        (f"einbetten/{LOERRACH}.html", "Erfundene Daten"),
        (f"gemeinde/{INZLINGEN}.html", "Lörrach, Stadt Landkreis Lörrach 218.922 €* ja"),
        (f"gemeinde/{INZLINGEN}.html", "* mit Vorbehalt: beanstandet"),
        ("index.html", "Lörrach, Stadt Landkreis Lörrach 275 218.922*"),
        ("index.html", "* mit Vorbehalt: beanstandet"),
        ("kreis/08336.html", "Lörrach, Stadt 275 218.922*"),
        ("kreis/08336.html", "1 Betrag darin steht unter Vorbehalt."),
        ("kreis/08336.html", "Lörrach, Stadt mit 218.922 € (mit Vorbehalt)."),
        (f"gemeinde/{AITERN}.html", "Lörrach, Stadt* (Kreis; mit Vorbehalt)"),
    ):
        assert said in Markup(files[name]).text_in("main"), name
    assert "7.961*" not in Markup(files["index.html"]).text_in("main")
    assert (
        Markup(files[f"gemeinde/{AITERN}.html"])
        .meta()["og:title"]
        .startswith("Aitern: 7.961\xa0€ –")
    )


def test_made_up_and_accepted_are_both_said_where_a_figure_is_embedded(tmp_path: Path) -> None:
    decision = Decision("Der Herausgeber hat es bestätigt.", "mia", FIRST_DAY)
    failed = check_result(passed=False)
    draft = replace(snapshot_draft(checks=(failed,)), decision=decision)
    page = pages_of(of_drafts(tmp_path, draft), LOERRACH)[f"einbetten/{LOERRACH}.html"]
    text = Markup(page).text_in("main")
    assert "Erfundene Daten, keine veröffentlichten Beträge Nicht alle Prüfungen" in text
    assert "218.922 €* Mit Vorbehalt: trotz Beanstandungen angenommen von mia." in text


@pytest.mark.slow
def test_editions_of_one_name_are_told_apart_by_their_ids(tmp_path: Path) -> None:
    second = snapshot_draft(document=document("second.pdf"), created_at=LATER)
    content = of_drafts(tmp_path, vorlaeufig_draft(), snapshot_draft(), second)
    text = Markup(pages_of(content, AITERN)[f"gemeinde/{AITERN}.html"]).text_in("main")
    newest, earlier, first = (edition["snapshot_id"] for edition in content.editions)
    assert f"endgültig Kennung {newest} (neueste)" in text
    assert f"endgültig Kennung {earlier} " in text
    assert f"Kennung {first}" not in text


def with_text(text: str, url: str) -> SnapshotDraft:
    """A draft in which all that comes from a document or a person is hostile."""
    frame = trusted_frame().assign(text_gedruckt=text, name_gedruckt=text, zeitraum=text)
    failed = check_result("x", passed=False, meldung=text, rows=(herkunft(1, 1, text),))
    draft = snapshot_draft(
        document=replace(document(), original_name=f"{text}.pdf", url=url),
        checks=(failed,),
        title_text=text,
    )
    return replace(draft, frame=frame, decision=Decision(text, text, FIRST_DAY))


def odd(content: Content) -> Content:
    """The same with an ID that has all that has a meaning in an address or in HTML."""
    id = "a b/<c>\"#?&%41'-0123abcd"
    [edition] = content.editions
    checks = [{**check, "snapshot_id": id} for check in content.checks]
    return replace(content, editions=[{**edition, "snapshot_id": id}], checks=checks)


@pytest.mark.parametrize(
    "url",
    [
        SCRIPT_URL,
        *(slow(url) for url in (f"https://example.org/{EVIL}", "data:text/html,x")),
    ],
)
def test_text_of_others_stays_text(tmp_path: Path, url: str) -> None:
    content = odd(of_drafts(tmp_path, with_text(EVIL, url)))
    files = pages_of(content, LOERRACH)
    for name, page in files.items():
        if name.endswith(".html"):
            assert_harmless(page)
    for name in ("methode.html", f"gemeinde/{LOERRACH}.html"):
        assert EVIL in Markup(files[name]).text_in("main")
        assert url in Markup(files[name]).text_in("main")


def test_text_of_others_neither_hides_nor_turns_what_is_near(tmp_path: Path) -> None:
    content = of_drafts(tmp_path, with_text(HARMFUL, "https://example.org/"))
    for name, page in pages_of(content, LOERRACH).items():
        if name.endswith(".html"):
            read = re.sub("<script.*?</script>", "", page, flags=re.DOTALL)
            assert visible(read) == read
        if name in ("methode.html", f"gemeinde/{LOERRACH}.html"):
            assert visible(HARMFUL) in Markup(page).text_in("main")


def assert_harmless(page: str) -> None:
    """No element, attribute or address of a page is from elsewhere than from its template."""
    markup = Markup(page)
    for tag, attributes in markup.elements:
        assert not [name for name in attributes if name.startswith(("on", "style"))]
        if tag == "script":
            kind = attributes.get("type") == "application/ld+json"
            assert kind or "teile/" in attributes["src"]
        assert tag != "img" or attributes["src"] != "x"
    for link in markup.links():
        assert urlsplit(link).scheme in ("", "https")
    assert len(markup.ids) == len(set(markup.ids))


def test_the_address_of_a_document_is_a_link(files: dict[str, str]) -> None:
    for name in ("methode.html", f"gemeinde/{LOERRACH}.html"):
        links = list(Markup(files[name]).links())
        assert "https://example.org/IGM_VwV_Planungsrahmen.pdf" in links


def test_a_catalogue_finds_the_data_set(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script>"
    content = of_drafts(tmp_path, with_text(evil, "https://example.org/"))
    content = replace(content, address=ADDRESS)
    page = pages_of(content)["index.html"]
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    told = json.loads(text)
    assert (told["@type"], told["url"], told["inLanguage"]) == ("Dataset", ADDRESS, "de")
    assert told["isBasedOn"] == f"{evil}.pdf"
    assert told["name"].startswith("ERFUNDENE DATEN: ")
    addresses = [one["contentUrl"] for one in told["distribution"]]
    assert f"{ADDRESS}daten/planungsrahmen_synthetisch.csv" in addresses


@pytest.mark.parametrize("kind", KINDS)
def test_the_head_of_each_kind_of_page(files: dict[str, str], kind: str) -> None:
    markup = Markup(files[kind])
    [policy] = [one for one in markup.all("meta") if "http-equiv" in one]
    rules = dict(rule.split(maxsplit=1) for rule in policy["content"].split("; "))
    assert rules["default-src"] == "'none'"
    assert set(rules.values()) <= {"'none'", "'self'"}
    meta = markup.meta()
    assert "noindex" in meta["robots"]
    assert " – synthetische Daten" in markup.text_in("head")
    assert markup.all("html") == [{"lang": "de"}]
    if not kind.startswith("einbetten/"):
        assert markup.text_in("head").startswith(" ".join(meta["og:title"].split()))
        assert meta["og:url"] == f"{ADDRESS}{kind}"
        assert {"rel": "canonical", "href": f"{ADDRESS}{kind}"} in markup.all("link")
        assert meta["og:description"] == f"Synthetische Daten. {meta['description']}"


def test_what_is_real_may_be_found_and_bears_no_mark(tmp_path: Path) -> None:
    content = of_drafts(tmp_path, snapshot_draft(synthetic=False))
    files = pages_of(content, LOERRACH)
    markup = Markup(files["index.html"])
    assert "robots" not in markup.meta()
    assert "og:url" not in markup.meta()
    marked = [name for name, page in files.items() if "ynthetische Daten" in page]
    assert (marked, content.synthetic) == ([], False)


def test_of_three_editions_each_is_compared_with_the_one_before(tmp_path: Path) -> None:
    again = {**PERSONEN, AITERN: 11}
    third = snapshot_draft(again, document=document("third.pdf"), created_at=LATER)
    content = of_drafts(tmp_path, vorlaeufig_draft(), snapshot_draft(), third)
    files = pages_of(content, AITERN)
    compared = sorted(name for name in files if name.startswith("aenderungen/"))
    newer = [edition["snapshot_id"] for edition in content.editions[:2]]
    assert compared == sorted(f"aenderungen/{id}.html" for id in newer)
    newest = Markup(files[f"aenderungen/{newer[0]}.html"]).text_in("main")
    assert "Aitern Lörrach geändert 7.961 8.757 +796" in newest
    assert "nicht für denselben Zeitraum" not in newest
    assert "nicht für denselben Zeitraum" in files[f"aenderungen/{newer[1]}.html"]
    unlike = Markup(files[f"aenderungen/{newer[1]}.html"]).text_in("main")
    assert "vorläufig (erste Tranche, 60 %) 508 Personen" in unlike
    assert "€" not in unlike
    assert "Personen alt Personen neu Unterschied" in unlike
    page = Markup(files[f"gemeinde/{AITERN}.html"]).text_in("main")
    assert [amount in page for amount in ("8.757 €", "7.961 €", "7.431 €")] == [True] * 3


def test_where_amounts_cannot_be_compared_persons_are(tmp_path: Path) -> None:
    persons = {**PERSONEN, AITERN: 11, FROEHND: 0}
    earlier = vorlaeufig_draft({**PERSONEN, FROEHND: 0})
    content = of_drafts(tmp_path, earlier, snapshot_draft(persons, created_at=LATER))
    files = pages_of(content)
    [name] = [name for name in files if name.startswith("aenderungen/")]
    assert facts(files[name])["Gemeinden mit Unterschied"] == "1"
    text = Markup(files[name]).text_in("main")
    assert "Landkreis Lörrach 1 285 286 +1" in text
    assert "Aitern Lörrach geändert 10 11 +1" in text
    assert "Fröhnd" not in text
    assert "1 Gemeinde anders" in Markup(files["aenderungen.html"]).text_in("main")
    assert "Gemeinden mit einem Unterschied: 1." in files["aenderungen.xml"]
    said = "285 286 +1 Personen; die Beträge sind nicht vergleichbar"
    assert said in Markup(files["kreis/08336.html"]).text_in("main")


def test_where_failed_checks_are_listed_is_said_in_terms_of_the_page(tmp_path: Path) -> None:
    decision = Decision("Der Herausgeber hat es bestätigt.", "mia", FIRST_DAY)
    failed = check_result(passed=False)
    draft = replace(snapshot_draft(checks=(failed,), created_at=LATER), decision=decision)
    files = pages_of(of_drafts(tmp_path, vorlaeufig_draft(), draft))
    [name] = [name for name in files if name.startswith("aenderungen/")]
    for told in (files[name], files["aenderungen.xml"]):
        assert "Welche, steht auf der Seite „Zweifel“." in told
        assert "Tabelle checks" not in told


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    assert before.keys() == after.keys()
    return {name for name, content in after.items() if before[name] != content}


def test_one_figure_changes_only_what_depends_on_it(tmp_path: Path) -> None:
    keys = LOERRACH, AITERN, RADOLFZELL, STUTTGART
    before, after = (
        pages_of(of_drafts(tmp_path / name, snapshot_draft(persons)), *keys, every_kreis=True)
        for name, persons in (("a", PERSONEN), ("b", {**PERSONEN, AITERN: 11}))
    )
    assert changed(before, after) == {
        *("index.html", "aenderungen.html", "methode.html", "daten.html", "ausgaben.xml"),
        *("kreis/08335.html", "kreis/08336.html"),
        *(f"gemeinde/{AITERN}.{kind}" for kind in ("html", "json", "csv")),
        *(f"einbetten/{AITERN}.html", f"gemeinde/{LOERRACH}.html"),
    }


def read_by(*engines: str) -> SnapshotDraft:
    """A draft that these engines read."""
    readers = [EngineReport(one, "1.2, library 3.4", len(PERSONEN), ()) for one in engines]
    return snapshot_draft(readers=tuple(readers))


@pytest.mark.parametrize("engines", [("pdfium",), ("pdfium", "pdfplumber")])
def test_no_more_readings_are_claimed_than_there_were(
    tmp_path: Path, engines: tuple[str, ...]
) -> None:
    files = pages_of(of_drafts(tmp_path, read_by(*engines)), LOERRACH)
    method, page = (
        Markup(files[name]).text_in("main")
        for name in ("methode.html", f"gemeinde/{LOERRACH}.html")
    )
    several = len(engines) > 1
    assert ("mehrfach gelesen" in method, "Mehrere Programme" in method) == (several, several)
    assert ("nur eine Lesung" in method, "nur ein Programm" in method) == (not several, not several)
    assert ("Diese Zeile las: pdfium." in page) is not several


@pytest.mark.parametrize(
    ("meldung", "result"),
    [
        ("Alle stimmen.", "bestanden"),
        ("Nicht anwendbar: unvollständig.", "nicht anwendbar"),
        ("Enthält sich: Nichts war zu sehen.", "enthält sich"),
    ],
)
def test_what_could_not_be_checked_did_not_pass(tmp_path: Path, meldung: str, result: str) -> None:
    draft = snapshot_draft(checks=(check_result("x", passed=True, meldung=meldung, rows=()),))
    text = Markup(pages_of(of_drafts(tmp_path, draft))["methode.html"]).text_in("table")
    assert f"x {result} {meldung}" in text


def test_findings_keep_their_lines_and_ask_nothing_of_readers(tmp_path: Path) -> None:
    meldung = "A fehlt; bitte suchen\nDer Titel ist „b; bitte c“; bitte prüfen, ob d (erfunden)"
    draft = replace(
        snapshot_draft(checks=(check_result("x", passed=False, meldung=meldung, rows=()),)),
        decision=Decision("Gut.", "mia", FIRST_DAY),
    )
    files = pages_of(of_drafts(tmp_path, draft))
    for name in ("methode.html", "korrekturen.html"):
        assert "A fehlt<br>Der Titel ist „b; bitte c“ (erfunden)<" in files[name]


def test_where_nothing_was_ever_published_each_page_says_so() -> None:
    files = dict(nothing_published(NothingPublished((), load_source(), None)))
    assert "ausgaben.xml" not in files
    assert "keine Ausgabe" in Markup(files["index.html"].decode()).text_in("main")


def test_where_all_is_withdrawn_each_address_says_why(tmp_path: Path) -> None:
    warehouse = warehouse_with(tmp_path, snapshot_draft(synthetic=False))
    id = content_of(warehouse).newest["snapshot_id"]
    add_fact(warehouse, id, withdrawal("<b>Entwurf</b>"))
    build_database(warehouse)
    withdrawn = withdrawn_editions(warehouse.database)
    files = dict(nothing_published(NothingPublished(withdrawn, load_source(), ADDRESS)))
    assert {*KINDS, f"gemeinde/{STUTTGART}.html", f"einbetten/{STUTTGART}.html"} <= files.keys()
    for kind in KINDS:
        page = files[kind].decode()
        said = Markup(page).text_in("main")
        assert "endgültig (01.2018) wurde am 31.03.2024 zurückgezogen: <b>Entwurf</b>" in said
        assert "snapshots" not in page
        assert_harmless(page)
    for feed in ("ausgaben.xml", "aenderungen.xml"):
        assert f"{ADDRESS}korrekturen.html#zurueckgezogen" in files[feed].decode()
