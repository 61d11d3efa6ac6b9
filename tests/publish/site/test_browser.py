"""The page as its readers meet it, in Chromium: from a file and from a server, by mouse and by key.

Whatever a test does, the page asks nobody else for anything and complains of nothing.
"""

from __future__ import annotations

import csv
import gzip
import random
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pdfplumber
import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from pipeline.manifest import Decision
from pipeline.values import replace
from schemas.corrections import Correctable, Correction
from schemas.register import load_register
from schemas.search import Found, find_gemeinde
from tests.builders.browsed import build_small_site, served
from tests.builders.demo import copy_demo
from tests.builders.frames import (
    FIRST_DAY,
    FROEHND,
    LOERRACH,
    check_result,
    document,
    snapshot_draft,
    vorlaeufig_draft,
    warehouse_with,
)
from tests.paths import SAMPLES

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
STUTTGART = "08111000"
FIRST_VIEW_BYTES = 300_000
FEWER = """
document.querySelectorAll(":is(tr, .blatt a, #karte path):nth-child(n + 9)")
    .forEach((one) => one.remove())
"""
NEXT_FRAME = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
PATIENCE_MS = 20_000
"""For what is soon there on an idle machine."""
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("demo") / "warehouse"
    copy_demo(root)
    return build_small_site(root, {LOERRACH, FROEHND, STUTTGART}, sheets={13, 14})


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


class Reader:
    """Somebody at a browser; asks for a page in the one window that has its settings."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self._browser, self._base = browser, base
        self._windows: dict[str, Page] = {}

    def __call__(self, path: str, base: str = "", **settings: Any) -> Page:
        window = self._windows.get(repr(settings)) or self._open(settings)
        window.goto("about:blank")  # else another place of the same page would not load it anew
        window.goto(f"{base or self._base}/{path}")
        return window

    def _open(self, settings: dict[str, Any]) -> Page:
        context = self._browser.new_context(reduced_motion="reduce", **settings)
        window = self._windows[repr(settings)] = context.new_page()
        window.on("request", lambda request: self.asked.append(request.url))
        window.on("console", lambda message: self.complaints.append(message.text))
        window.on("pageerror", lambda error: self.complaints.append(str(error)))
        return window


@pytest.fixture(scope="module")
def reader(browser: Browser, site: Path) -> Reader:
    return Reader(browser, site.as_uri())


@pytest.fixture
def visit(reader: Reader, server: str) -> Iterator[Reader]:
    """Opens a page of the site; at the end there is no complaint, and nobody else was asked."""
    reader.asked.clear()
    reader.complaints.clear()
    yield reader
    known = ("file:", "blob:", f"{server}/")
    assert reader.complaints == []
    assert [url for url in reader.asked if not url.startswith(known)] == []


@pytest.fixture(scope="module")
def start(browser: Browser, site: Path) -> Page:
    """The start page for tests that only ask its functions."""
    return Reader(browser, site.as_uri())("index.html")


def only_file(site: Path, pattern: str) -> str:
    """The address of the first file of a kind."""
    return sorted(site.glob(pattern))[0].relative_to(site).as_posix()


def kinds(site: Path) -> dict[str, str]:
    """One page of each kind, by its template."""
    general = ("index", "aenderungen", "methode", "korrekturen", "bedeutung", "daten")
    return {
        **{name: f"{name}.html" for name in general},
        "gemeinde": f"gemeinde/{FROEHND}.html",
        "kreis": "kreis/08336.html",
        "vergleich": only_file(site, "aenderungen/*.html"),
        "blatt": only_file(site, "beleg/*/14.html"),
        "einbetten": f"einbetten/{FROEHND}.html",
    }


# --- Search


def misspelt(name: str, by: random.Random) -> str:
    """The name with one letter lost, doubled, changed or swapped with the next."""
    place = by.randrange(1, len(name))
    before, letter, after = name[:place], name[place], name[place + 1 :]
    return by.choice(
        (before + after, before + letter * 2 + after, f"{before}x{after}")
        + ((before + after[0] + letter + after[1:],) if after else ())
    )


TYPED = (
    "Altdorf", "Altdorf Esslingen", "Altdorf Böblingen", "Altdorf Landkreis Böblingen",
    "Ulm an der Donau", "Kehl am Rhein", "Große Kreisstadt Kehl", "Ortenaukreis",
    "Landkreis Lörrach", "LK Lörrach", "Heilbronn, Landkreis", "Karlsruhe-Land", "Heilbronn",
    "Zell a.H.", "St Blasien", "Sankt Blasien", "Schonau", "Schonau Lörrach", "Neuenburg",
    "Stutgart", "Lorach", "villingen", "Bietigheim-", "Aidlingen (VVG)", "Eningen u. A.", "xyzq",
)  # fmt: skip
IS_UNCOVERED = """() => {
    const { left, bottom } = suchhinweis.getBoundingClientRect();
    return document.elementFromPoint(left + 5, bottom - 5) === suchhinweis;
}"""
MEANT = """queries => queries.map((query) => {
    const { kind, found, certain } = find(query);
    return certain ? [found[0].key] : kind === "kreis" ? found.map(({ key }) => key).sort() : [];
})"""


def answers_to_queries(typos: int, every: int = 1) -> dict[str, list[str]]:
    """What people may type, with what it certainly means."""
    by = random.Random(16)
    gemeinden = list(load_register().gemeinden.values())[::every]
    kreise = load_register().kreise
    written_out = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
    without_dots = str.maketrans("äöüß", "aous")
    names = [gemeinde.gemeinde_name for gemeinde in gemeinden]
    short = [name.partition(",")[0] for name in names]
    queries = [
        *(gemeinde.gemeinde_ags for gemeinde in gemeinden),
        *(gemeinde.gemeinde_ags[2:] for gemeinde in gemeinden),
        *names,
        *short,
        *(name.translate(written_out).upper() for name in short),
        *(name.translate(without_dots) for name in short),
        *(name[:5] for name in short),
        *(
            f"{name} ({kreise[one.kreis_ags].kreis_name})"
            for name, one in zip(short, gemeinden, strict=True)
        ),
        *(
            f"{name}, {kreise[one.kreis_ags].label}"
            for name, one in zip(short, gemeinden, strict=True)
        ),
        *(
            f"{name} {kreise[one.kreis_ags].kreis_name}"
            for name, one in zip(short, gemeinden, strict=True)
        ),
        *(f"Große Kreisstadt {name}" for name in short),
        *(f"{name} am Rhein" for name in short),
        *(f"{name} u. a." for name in short[::50]),
        *(f"{name}/{other}" for name, other in pairwise(short[::50])),
        *(form for kreis in kreise.values() for form in (kreis.label, kreis.kreis_name)),
        *(misspelt(name, by) for name in by.choices(short, k=typos)),
        *TYPED,
    ]
    return {query: meant(find_gemeinde(query)) for query in queries}


def meant(found: Found) -> list[str]:
    """The key of the one that is certainly meant, or those of the Kreise that are named."""
    if found.certain:
        return [found.gemeinden[0].gemeinde_ags]
    return sorted(kreis.kreis_ags for kreis in found.kreise)


def other_answers(page: Page, queries: dict[str, list[str]]) -> list[tuple[str, list[str]]]:
    """The queries to which the page has another answer than the command line, with that."""
    answers = page.evaluate(MEANT, list(queries))
    return [
        (query, got)
        for (query, keys), got in zip(queries.items(), answers, strict=True)
        if got != keys
    ]


def test_the_field_is_certain_of_what_the_command_line_is_certain_of(start: Page) -> None:
    queries = answers_to_queries(typos=100, every=9)
    assert len(queries) > 900
    assert queries["Ulm an der Donau"] == ["08421000"]
    assert queries["Ortenaukreis"] == ["08317"]
    assert queries["Altdorf"] == []
    assert other_answers(start, queries) == []


@pytest.mark.slow
def test_it_finds_so_what_is_misspelt_in_thousands_of_ways(visit: Reader) -> None:
    queries = answers_to_queries(typos=5_000)
    assert len(queries) > 10_000
    assert other_answers(visit("index.html"), queries) == []


def test_what_is_typed_is_suggested_and_opened_by_keys(visit: Reader) -> None:
    page = visit("index.html")
    field, suggestions = page.locator("#suche"), page.locator("#treffer [role=option]")
    field.fill("altdorf")
    expect(suggestions).to_have_text(
        ["AltdorfLandkreis Böblingen11.145 €", re.compile("Esslingen")]
    )
    page.get_by_role("button", name="Betrag in").click()  # whatever the table is sorted by
    field.fill("kirchh")
    assert [one.partition("\n")[0] for one in suggestions.all_inner_texts()[:2]] == [
        "Kirchheim am Neckar",
        "Kirchheim am Ries",
    ]
    expect(page.locator("#treffer [aria-selected=true]")).to_have_count(0)
    field.press("ArrowDown")
    field.press("ArrowDown")
    expect(suggestions.nth(1)).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(suggestions.first).to_be_hidden()
    field.fill("xyzq")
    expect(page.get_by_text("Keine Gemeinde heißt so oder ähnlich.")).to_be_visible()
    field.fill("Lorach")
    expect(suggestions.first).to_contain_text("218.922 €")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lörrach, Stadt")


def test_what_is_not_certain_is_opened_only_when_chosen(visit: Reader) -> None:
    page = visit("index.html")
    field, title = page.locator("#suche"), page.get_by_role("heading", level=1)
    for typed, said in (
        ("Altdorf", "Mehrere Gemeinden heißen so."),
        ("Ortenaukreis", "So heißt ein Kreis."),
        ("Kirchhaim", "Meinten Sie …?"),
    ):
        field.fill(typed)
        field.press("Enter")
        expect(page.locator("#suchhinweis")).to_contain_text(said)
        expect(page.locator("#suchhinweis")).to_contain_text("Bitte auswählen.")
        expect(page.locator("#treffer")).to_be_visible()
        assert page.evaluate(IS_UNCOVERED), typed
    field.fill("Ortenaukreis")
    expect(page.locator("#treffer [role=option]")).to_have_text("Ortenaukreisalle im Kreis")
    field.press("ArrowDown")
    field.press("Enter")
    expect(title).to_have_text("Ortenaukreis")
    page = visit("index.html")
    field.fill("Stutgart")
    expect(page.locator("#suchhinweis")).to_contain_text("nur ähnlich")
    field.press("ArrowDown")
    field.press("Enter")
    expect(title).to_have_text("Stuttgart, Landeshauptstadt")


def test_other_pages_search_too(visit: Reader, server: str) -> None:
    page = visit("methode.html", server)
    page.get_by_role("searchbox").fill("Fröhnd")
    page.get_by_role("searchbox").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Fröhnd")


# --- Table


def shown_names(page: Page) -> list[str]:
    names: list[str] = page.evaluate(
        "[...document.querySelectorAll('#gemeinden tbody tr:not([hidden]) th')]"
        ".map((head) => head.innerText)"
    )
    return names


def test_the_table_is_filtered_and_sorted_and_its_address_gives_the_same_again(
    visit: Reader,
) -> None:
    page = visit("index.html")
    page.locator("#filter-kreis").select_option("Landkreis Lörrach")
    page.locator("#filter-antrag").select_option("nicht möglich")
    page.get_by_role("button", name="Betrag in").click()
    shown = shown_names(page)
    expect(page.locator("#anzahl")).to_have_text("27 von 1.101 Gemeinden")
    assert shown[:2] == ["Schönau im Schwarzwald, Stadt", "Wembach"]
    assert page.url.endswith("#kreis=08336&allein=nein&sortiert=3ab")
    page.reload()
    assert shown_names(page) == shown
    assert page.locator("#filter-kreis").input_value() == "08336"
    page.get_by_role("button", name="Betrag in").click()
    assert shown_names(page)[:2] == ["Inzlingen", "Rümmingen"]
    page.get_by_role("button", name="Zurücksetzen").click()
    expect(page.locator("#anzahl")).to_have_text("1.101 Gemeinden")
    assert len(shown_names(page)) == 1_101


@pytest.mark.slow
def test_the_table_is_filtered_by_a_part_of_the_name_however_it_is_spelt(visit: Reader) -> None:
    page = visit("index.html")
    field = page.locator("#filter-name")
    for typed in ("schönau", "Schoenau", "SCHONAU "):
        field.fill(typed)
        assert shown_names(page) == ["Schönau im Schwarzwald, Stadt", "Schönau, Stadt"]
    field.fill("Schönau")
    field.press("Enter")
    assert page.url.endswith("#name=Sch%C3%B6nau")
    page.reload()
    expect(page.locator("#anzahl")).to_have_text("2 von 1.101 Gemeinden")
    assert field.input_value() == "Schönau"


HEAD = (
    "Gemeindeschlüssel;Gemeinde;Kreis;Personen;Personen errechnet;Betrag in Euro;Euro je km²;"
    "allein antragsberechtigt;mit Vorbehalt;Betrag gilt für;Kennung;erfunden"
)
AS_IN_THE_WHOLE = (
    "Gemeinde", "Personen", "Betrag in Euro", "allein antragsberechtigt", "Betrag gilt für",
    "Kennung", "erfunden",
)  # fmt: skip


def test_the_download_has_exactly_the_rows_shown_and_says_what_the_whole_file_says(
    visit: Reader, site: Path
) -> None:
    page = visit("index.html#kreis=08336&allein=ja&sortiert=3auf")
    with page.expect_download() as started:
        page.get_by_role("button", name="Auswahl als CSV").click()
    assert started.value.suggested_filename == "planungsrahmen_synthetisch_auswahl.csv"
    written = started.value.path().read_bytes()
    lines = written.decode().split("\r\n")
    kennung = page.locator("#gemeinden").get_attribute("data-kennung")
    assert lines[0] == f"\ufeff{HEAD}"
    assert lines[1] == (
        f"08 3 36 089;Tunau;Landkreis Lörrach;71;;56522;14130;ja;nein;ein Jahr;{kennung};ja"
    )
    assert lines[-1] == ""
    rows = list(csv.DictReader(lines[1:-1], HEAD.split(";"), delimiter=";"))
    assert [row["Gemeinde"] for row in rows] == shown_names(page)
    whole = site / only_file(site, "daten/*_excel.csv")
    with whole.open(encoding="utf-8-sig", newline="") as text:
        known = {row["Gemeindeschlüssel"]: row for row in csv.DictReader(text, delimiter=";")}
    for row in rows:
        official = known[row["Gemeindeschlüssel"]]
        assert [row[name] for name in AS_IN_THE_WHOLE] == [official[n] for n in AS_IN_THE_WHOLE]


def test_the_download_says_which_amounts_are_contested(start: Page) -> None:
    town = {"key": "08336089", "name": "Tunau", "kreis": "x", "persons": "71", "density": "1"}
    for amount, printed, said in (
        ("56.522*", True, "ja"),
        ("56.522", True, "nein"),
        ("–", False, ""),
    ):
        row = {**town, "amount": amount, "alone": "ja", "printed": printed}
        *_, euros, _, _, marked = start.evaluate("town => cellsOf(town)", row)
        assert (euros, marked) == ("56522" if printed else "", said)


def test_no_text_in_the_download_runs_as_a_formula(start: Page) -> None:
    for cells, line in (
        (("a", "1"), "a;1"),
        (("=HYPERLINK(1)", "-7,5", "-a", "@x", " +1a", "-"), "'=HYPERLINK(1);-7,5;'-a;'@x;' +1a;-"),
        (('say "so"; go', "two\nlines"), '"say ""so""; go";"two\nlines"'),
    ):
        assert start.evaluate("cells => cells.map(csvText).join(';')", cells) == line


# --- Map


def test_the_map_names_what_the_mouse_points_at_and_opens_it(visit: Reader) -> None:
    page = visit("index.html")
    shape, note = page.locator(f"#g{LOERRACH}"), page.locator("#zettel")
    shape.hover()
    expect(note).to_have_text(
        "Lörrach, StadtLandkreis Lörrach218.922 €5.531 € je km²allein antragsberechtigt: ja"
    )
    assert page.locator("#auswahl").get_attribute("d") == shape.get_attribute("d")
    shape.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lörrach, Stadt")


def test_the_map_is_walked_and_opened_by_keys(visit: Reader) -> None:
    page = visit("index.html")
    note = page.locator("#zettel b")
    page.locator("#kartenfeld").focus()
    page.keyboard.press("ArrowRight")
    expect(note).to_have_text("Stuttgart, Landeshauptstadt")
    page.keyboard.press("ArrowDown")
    expect(note).to_have_text("Leinfelden-Echterdingen, Stadt")
    page.keyboard.press("ArrowUp")
    expect(note).to_have_text("Stuttgart, Landeshauptstadt")
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stuttgart, Landeshauptstadt")


def test_every_municipality_is_reached_by_arrows(start: Page) -> None:
    reached = start.evaluate("""() => {
        const seen = new Set([towns[0]]);
        for (const town of seen)
            for (const way of Object.values(ARROWS)) seen.add(nextOf(town, way));
        return seen.size;
    }""")
    assert reached == 1_101


def test_the_map_is_enlarged_and_shows_what_the_keys_reach(visit: Reader) -> None:
    page = visit("index.html")
    field, stuttgart = page.locator("#kartenfeld"), page.locator(f"#g{STUTTGART}")

    def width_after(press: Callable[[], None]) -> float:
        press()
        page.evaluate(NEXT_FRAME)
        return round((stuttgart.bounding_box() or {"width": 0.0})["width"])

    before = width_after(field.focus)
    enlarge = page.get_by_role("button", name="Vergrößern")
    larger = width_after(enlarge.click)
    largest = width_after(lambda: field.type("+++++"))
    assert before < larger < largest
    assert width_after(lambda: field.press("-")) < largest
    for key in ("ArrowRight", *["ArrowDown"] * 4, *["ArrowRight"] * 8):
        field.press(key)
    page.evaluate(NEXT_FRAME)
    shape, seen = page.evaluate("""() => {
        const named = towns.find(({ name }) => name === zettel.querySelector("b").textContent);
        return [shapeOf(named), kartenfeld].map((one) => one.getBoundingClientRect().toJSON());
    }""")
    for low, high in (("top", "bottom"), ("left", "right")):
        assert seen[low] - 1 <= shape[low]
        assert shape[high] <= seen[high] + 1
    assert width_after(page.get_by_role("button", name="Ganze Karte").click) == before


@pytest.mark.slow
def test_a_finger_names_first_and_opens_then(visit: Reader) -> None:
    page = visit("index.html", viewport=PHONE, has_touch=True, is_mobile=True)
    shape = page.locator(f"#g{LOERRACH}")
    shape.tap()
    expect(page.locator("#zettel b")).to_have_text("Lörrach, Stadt")
    shape.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lörrach, Stadt")


@pytest.mark.slow
def test_the_map_is_coloured_as_chosen_with_its_own_legend(visit: Reader) -> None:
    page = visit("index.html")
    shape = page.locator(f"#g{LOERRACH}")
    colours = set()
    for choice, legend in (("a", "möglich"), ("b", "unter 9.600"), ("d", "Quadratkilometer")):
        page.locator(f"label:has(#farbe-{choice})").click()
        expect(page.locator(f"#legende-{choice}")).to_contain_text(legend)
        assert page.locator(".farbe:visible").count() == 1
        colours.add(shape.evaluate("one => getComputedStyle(one).fill"))
        counts = page.locator(f"#legende-{choice} b").all_inner_texts()
        assert sum(int(count.replace(".", "")) for count in counts) == 1_101
    assert len(colours) > 1


# --- Receipts


def test_the_frame_lies_over_the_printed_row_and_over_no_other(visit: Reader) -> None:
    page = visit(f"gemeinde/{LOERRACH}.html")
    frame, picture = page.locator(".beleg .markiert"), page.locator(".beleg image")
    on_page = {
        name: float(frame.get_attribute(name) or 0) for name in ("x", "y", "width", "height")
    }
    scale = float(picture.get_attribute("width") or 0)
    shown, whole = frame.bounding_box(), picture.bounding_box()
    assert shown is not None
    assert whole is not None
    for name, measured in (("x", shown["x"] - whole["x"]), ("y", shown["y"] - whole["y"])):
        assert measured == pytest.approx(on_page[name] * whole["width"] / scale, abs=2)
    with pdfplumber.open(SAMPLES / "endgueltig-2018-01_synthetic.pdf") as document:
        words = document.pages[13].extract_words()
    middle = {word["text"]: (word["top"] + word["bottom"]) / 2 for word in words}
    inside = [
        word["text"]
        for word in words
        if on_page["y"] <= middle[word["text"]] <= on_page["y"] + on_page["height"]
        and on_page["x"] <= word["x0"]
        and word["x1"] <= on_page["x"] + on_page["width"]
    ]
    assert {"08336050", "218.922"} <= set(inside)
    assert not {"08336045", "08336057"} & set(inside)


def test_the_whole_page_has_the_row_marked_and_leads_back(visit: Reader) -> None:
    page = visit(f"gemeinde/{LOERRACH}.html")
    page.locator(".beleg").click()
    marked = page.locator("rect:target")
    expect(marked).to_have_count(1)
    assert marked.evaluate("one => getComputedStyle(one).fill") != page.locator(
        "rect:not(:target)"
    ).first.evaluate("one => getComputedStyle(one).fill")
    page.get_by_role("link", name=re.compile("^Zeile .*: Fröhnd$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fröhnd")


def test_the_receipt_can_be_read_on_a_phone(visit: Reader) -> None:
    page = visit(f"gemeinde/{LOERRACH}.html", viewport=PHONE)
    shown = page.locator(".beleg svg").bounding_box()
    marked = page.locator(".beleg .markiert").bounding_box()
    assert shown is not None
    assert marked is not None
    assert shown["width"] > 600
    assert 0 <= marked["x"] < PHONE["width"] / 4


# --- The other pages


def test_checks_are_read_on_a_phone_line_by_line(visit: Reader) -> None:
    page = visit("methode.html", viewport=PHONE)
    details = page.locator(".gestapelt td:last-child")
    assert details.count() > 10
    assert details.evaluate_all("all => Math.min(...all.map((one) => one.offsetWidth))") > 300


def test_each_printed_page_of_the_table_names_its_columns(visit: Reader) -> None:
    page = visit("index.html#kreis=08336")
    with pypdfium2.PdfDocument(page.pdf(format="A4")) as printed:
        texts = [" ".join(one.get_textpage().get_text_bounded().split()) for one in printed]
    of_table = [text for text in texts if text.count("Landkreis Lörrach") > 3]
    assert len(of_table) == len([text for text in of_table if "Gemeinde Kreis Personen" in text])
    assert of_table
    assert not re.search("[↕↑↓]", "".join(texts))


def test_editions_for_different_times_are_not_compared(visit: Reader) -> None:
    page = visit("aenderungen.html")
    page.get_by_role("link", name="Gemeinden anders").click()
    expect(page.locator(".achtung").last).to_contain_text("nicht vergleichbar")
    expect(page.get_by_role("columnheader", name="Personen alt")).to_be_visible()
    expect(page.get_by_role("columnheader", name="in €")).to_have_count(0)


def test_feeds_are_linked_and_well_formed(visit: Reader, site: Path) -> None:
    page = visit("aenderungen.html")
    links = page.locator("link[type='application/atom+xml']").all()
    feeds = [link.get_attribute("href") or "" for link in links]
    assert feeds == ["ausgaben.xml", "aenderungen.xml"]
    for feed in feeds:
        root = ElementTree.parse(site / feed).getroot()
        assert root.tag == "{http://www.w3.org/2005/Atom}feed"


def test_a_citation_is_copied(visit: Reader, server: str) -> None:
    allowed = ["clipboard-read", "clipboard-write"]
    page = visit(f"gemeinde/{LOERRACH}.html", server, permissions=allowed)
    page.get_by_role("button", name="Zitat kopieren").click()
    expect(page.get_by_role("button", name="Kopiert", exact=True)).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#zitat").text_content()
    assert "Lörrach, Stadt, 218.922 €" in copied


def test_a_figure_is_embedded_in_another_page(visit: Reader, server: str) -> None:
    page = visit(f"gemeinde/{LOERRACH}.html", server)
    snippet = page.locator("#einbettung").text_content() or ""
    other = page.context.new_page()
    other.set_viewport_size({"width": 390, "height": 844})
    other.set_content(snippet)
    frame = other.frame_locator("iframe")
    expect(frame.locator(".betrag")).to_have_text("218.922 €")
    expect(frame.locator(".warnung")).to_contain_text("Erfundene Daten")
    assert frame.locator("html").evaluate("all => all.scrollHeight <= all.clientHeight")


def test_without_javascript_there_are_map_table_and_receipt(visit: Reader) -> None:
    page = visit("index.html", java_script_enabled=False)
    expect(page.locator(f"#g{LOERRACH}")).to_be_visible()
    expect(page.locator(".lupe")).to_be_hidden()
    expect(page.locator("#filter")).to_be_hidden()
    page.locator("label:has(#farbe-b)").click()
    expect(page.locator("#legende-b")).to_be_visible()
    page.get_by_role("link", name="Lörrach, Stadt").click()
    expect(page.locator(".betrag")).to_have_text("218.922 €")
    expect(page.locator(".beleg image")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize(
    ("from_server", "scheme", "rules"),
    [
        pytest.param(False, "light", {}, id="from a file"),
        pytest.param(
            True,
            "dark",
            {"runOnly": ["color-contrast"]},
            id="from a server, in the dark",
            marks=pytest.mark.slow,
        ),
    ],
)
def test_each_kind_of_page_is_marked_fits_a_phone_and_can_be_used_by_all(
    visit: Reader, site: Path, server: str, from_server: bool, scheme: str, rules: dict[str, Any]
) -> None:
    """In the dark, only contrasts are other ones; of many that are alike, some will do."""
    options = {"resultTypes": ["violations"], "preload": False, **rules}
    for path in kinds(site).values():
        base = server if from_server else site.as_uri()
        page = visit(path, base, viewport=PHONE, color_scheme=scheme)
        expect(page.locator(".warnung")).to_contain_text("Erfundene Daten")
        expect(page).to_have_title(re.compile("synthetische Daten$"))
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], path
        page.evaluate(FEWER)
        found = Axe().run(page, options=options)
        assert found.violations_count == 0, f"{path}: {found.generate_report()}"


def test_the_first_view_is_small(site: Path) -> None:
    text = (site / "index.html").read_text(encoding="utf-8")
    parts = re.findall(r'(?:src|href)="(teile/[^"]+)"', text)
    assert {"teile/seite.css", "teile/karte.js", "teile/panzoom.min.js"} <= set(parts)
    files = [site / "index.html", *(site / part for part in parts)]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < FIRST_VIEW_BYTES


# --- Text that looks like a program

HOSTILE = (
    "<script>document.title = 'taken'</script>\"><img src=x onerror=\"document.title='taken'\">'"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of four municipalities, of which a document and a person say such things."""
    draft = snapshot_draft(
        document=document(f"{HOSTILE}.pdf"),
        title_text=HOSTILE,
        checks=(check_result(meldung=HOSTILE, passed=False),),
        corrections=(
            Correction(
                edition="endgueltig-2018-01",
                document=None,
                gemeinde_ags=LOERRACH,
                column=Correctable.BETRAG_EUR,
                printed=218_992,
                corrected=218_922,
                reason=HOSTILE,
                source=HOSTILE,
                added=FIRST_DAY.date(),
            ),
        ),
        decision=Decision(HOSTILE, HOSTILE, FIRST_DAY),
    )
    frame = draft.frame.assign(name_gedruckt=HOSTILE, text_gedruckt=HOSTILE)
    root = tmp_path_factory.mktemp("hostile") / "warehouse"
    warehouse_with(root, replace(draft, frame=frame), vorlaeufig_draft())
    return build_small_site(root, {LOERRACH, "08336036"})


def test_text_of_a_document_that_looks_like_a_program_stays_text(
    visit: Reader, hostile: Path
) -> None:
    shown = ""
    for path in ("index", f"gemeinde/{LOERRACH}", "methode", "korrekturen", "daten", "bedeutung"):
        page = visit(f"{path}.html", hostile.as_uri())
        assert "taken" not in page.title().replace(HOSTILE, "")
        assert page.locator("img, [onerror], script:not([src]):not([type])").count() == 0
        shown += page.locator("body").inner_text()
    assert shown.count(HOSTILE) >= 10
    assert "<script>document" not in (hostile / "aenderungen.xml").read_text(encoding="utf-8")


def test_a_municipality_without_a_row_is_not_said_to_get_nothing(
    visit: Reader, hostile: Path
) -> None:
    page = visit("gemeinde/08336036.html", hostile.as_uri())
    expect(page.locator("main .achtung")).to_contain_text("Das heißt nicht, dass sie nichts erhält")
    expect(page.locator(".betrag")).to_have_count(0)
    page = visit("index.html#kreis=08336", hostile.as_uri())
    row = page.locator("[data-key='08336036']")
    assert row.locator("td").all_inner_texts()[1:] == ["–", "–", "–", "–"]
    assert (
        page.evaluate("cellsOf(towns.find(({ key }) => key === '08336036')).slice(3)") == [""] * 6
    )
