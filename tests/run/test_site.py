"""The whole page: every address, every link, built again only where something changed.

It is built once of the demo; what may go wrong is tried with a document of sixty rows.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from click.testing import CliRunner

from pipeline.cli.app import cli
from pipeline.errors import WarehouseDamagedError, WarehouseNotWritableError
from pipeline.publish.site.content import sheet_of
from pipeline.publish.site.folder import Written
from pipeline.run.site import build_site
from pipeline.store.warehouse import Warehouse
from schemas.register import load_register
from tests.builders.crash import write_page
from tests.builders.demo import copy_demo
from tests.builders.documents import replaced
from tests.builders.faulty import LEONBERG, Desk, print_few, spoil
from tests.builders.ruled import Cells
from tests.builders.site import ADDRESS

LINK = re.compile(r'(?:href|src|action)="([^"]*)"')
ID = re.compile(r'\bid="([^"]*)"')
GENERAL = ("index", "aenderungen", "methode", "korrekturen", "bedeutung", "daten")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the demo with its page."""
    root = tmp_path_factory.mktemp("site") / "warehouse"
    copy_demo(root)
    build_site(root, root / "raw", ADDRESS)
    return root


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse in which a person accepted a faulty document, with its page, as told by JSON."""
    folder = tmp_path_factory.mktemp("few")
    desk = Desk(folder)
    desk.ingest(print_few(folder / "few_synthetic.pdf", spoil))
    assert desk.accept().outcome == "new"
    folders = ("--warehouse", desk.root, "--raw-dir", desk.raw)
    words = ["site", *folders, "--json", "--url", ADDRESS.rstrip("/")]
    done = CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)
    (folder / "told.json").write_text(done.stdout)
    return folder


@pytest.fixture
def desk(accepted: Path, tmp_path: Path) -> Desk:
    """A copy of it, so that each test has its own."""
    shutil.copytree(accepted, tmp_path, dirs_exist_ok=True, copy_function=os.link)
    return Desk(tmp_path)


def spoil_more(cells: Cells) -> None:
    """Misprint one amount more."""
    spoil(cells)
    replaced(cells, 3, 4, "1 €")


def build(desk: Desk) -> Written:
    return build_site(desk.root, desk.raw, ADDRESS)


def files(site: Path) -> dict[str, Path]:
    found = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path for path in found}


@pytest.mark.slow
def test_each_page_has_its_address(demo: Path) -> None:
    register, found = load_register(), files(demo / "site")
    of_gemeinden = {
        f"{kind}/{key}.{form}"
        for key in register.gemeinden
        for kind, form in (
            ("gemeinde", "html"),
            ("gemeinde", "json"),
            ("gemeinde", "csv"),
            ("einbetten", "html"),
        )
    }
    assert len(of_gemeinden) == 4 * 1101
    assert of_gemeinden <= found.keys()
    assert {f"kreis/{key}.html" for key in register.kreise} <= found.keys()
    assert {f"{name}.html" for name in GENERAL} <= found.keys()
    assert {"ausgaben.xml", "aenderungen.xml", "daten/index.json"} <= found.keys()
    assert len([name for name in found if name.startswith("aenderungen/")]) == 1
    for form in ("html", "png"):
        sheets = [
            name for name in found if re.fullmatch(rf"beleg/[0-9a-f]{{16}}/\d+\.{form}", name)
        ]
        assert len(sheets) == 37


def targets(name: str, page: str) -> Iterator[tuple[str, str]]:
    """The files that a page of this name leads to, and the places in them."""
    for link in LINK.findall(page):
        address, place = urldefrag(unescape(link))
        if urlsplit(address).scheme:
            assert address.startswith("https://"), address
            continue
        path = os.path.normpath(Path(name).parent / unquote(urlsplit(address).path))
        yield (name if not address else path), place


@pytest.mark.slow
@pytest.mark.parametrize("built", ["accepted", "demo"])
def test_every_link_leads_to_a_file_and_to_a_place_in_it(
    built: str, request: pytest.FixtureRequest
) -> None:
    [site] = request.getfixturevalue(built).rglob("site")
    found = files(site)
    pages = {name: path.read_text("utf-8") for name, path in found.items() if name.endswith("html")}
    ids = {name: ID.findall(page) for name, page in pages.items()}
    for name, page in pages.items():
        assert len(ids[name]) == len(set(ids[name])), name
        for target, place in set(targets(name, page)):
            assert target in found, (name, target)
            assert not place or "=" in place or place in ids[target], (name, target, place)


@pytest.mark.slow
def test_the_pictures_are_the_pages_of_the_document(demo: Path) -> None:
    sheets = [sheet_of(path.read_bytes()) for path in (demo / "site" / "beleg").rglob("*.png")]
    for sheet in sheets:
        assert sorted((sheet.width, sheet.height)) == pytest.approx([595, 842], abs=1)
    assert sum(len(sheet.png) for sheet in sheets) < 150_000 * len(sheets)


@pytest.mark.slow
def test_what_did_not_change_stays_the_same_file(demo: Path) -> None:
    before = {name: path.stat() for name, path in files(demo / "site").items()}
    written = build_site(demo, demo / "raw", ADDRESS)
    assert (written.files, written.changed, written.removed) == (len(before), 0, 0)
    for name, path in files(demo / "site").items():
        kept = path.stat()
        assert (kept.st_ino, kept.st_mtime_ns) == (before[name].st_ino, before[name].st_mtime_ns)


@pytest.mark.slow
def test_what_a_person_accepted_is_named_with_the_doubt(desk: Desk) -> None:
    site = desk.root / "site"
    assert "mia" in (site / "methode.html").read_text("utf-8")
    doubts = (site / "korrekturen.html").read_text("utf-8")
    assert "angenommen von mia" in doubts
    misprinted = (site / "gemeinde" / f"{LEONBERG}.html").read_text("utf-8")
    assert "Mit Vorbehalt: die Zeile wird beanstandet (verteilung)" in misprinted


@pytest.mark.slow
def test_without_the_document_there_are_no_pictures_and_a_damaged_one_is_drawn_anew(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    drawn = list((desk.root / "site" / "beleg").rglob("*.png"))
    count, damaged = len(drawn), drawn[0].relative_to(desk.root / "site" / "beleg")
    whole = drawn[0].read_bytes()
    shutil.rmtree(desk.root / "site")
    desk.raw.rename(desk.raw.with_name("away"))
    build(desk)
    assert f"no pictures of {count} pages: {desk.raw} lacks the document" in caplog.text
    found = files(desk.root / "site")
    assert [name for name in found if name.startswith("beleg/")] == []
    page = next((desk.root / "site" / "gemeinde").glob("08111000.html")).read_text("utf-8")
    assert "<image" not in page
    assert "Von dieser Seite gibt es hier kein Bild" in page
    desk.raw.with_name("away").rename(desk.raw)
    picture = desk.root / "site" / "beleg" / damaged
    picture.parent.mkdir(parents=True)
    picture.write_bytes(whole[:-100])
    build(desk)
    assert f"{picture} is damaged; it is drawn anew" in caplog.text
    assert picture.read_bytes() == whole
    assert len(list((desk.root / "site" / "beleg").rglob("*.png"))) == count


def test_a_document_with_other_bytes_is_not_drawn_and_the_page_before_stays(desk: Desk) -> None:
    shutil.rmtree(desk.root / "site" / "beleg")
    [document] = desk.raw.glob("*.pdf")
    content = document.read_bytes()
    document.unlink()
    document.write_bytes(content + b"%")
    before = len(files(desk.root / "site"))
    with pytest.raises(WarehouseDamagedError, match="put the original file back there"):
        build(desk)
    assert len(files(desk.root / "site")) == before


def test_where_all_is_withdrawn_each_address_says_so_and_no_figure_is_left(desk: Desk) -> None:
    before = files(desk.root / "site")
    desk.withdraw("latest")
    build(desk)
    after = files(desk.root / "site")
    lasting = [name for name in before if not name.startswith(("beleg/", "aenderungen/"))]
    pages = {name for name in lasting if name.endswith(".html")}
    assert after.keys() == {*pages, "teile/seite.css", "ausgaben.xml", "aenderungen.xml"}
    for name in pages:
        page = after[name].read_text("utf-8")
        assert "Zurzeit ist keine Ausgabe veröffentlicht." in page
        assert "zurückgezogen: Irrtum" in page


@pytest.mark.slow
def test_a_document_that_waits_for_a_person_is_mentioned(desk: Desk) -> None:
    doubts = desk.root / "site" / "korrekturen.html"
    assert "1 Dokument wartet" not in doubts.read_text("utf-8")
    desk.ingest(print_few(desk.root.parent / "other_synthetic.pdf", spoil_more))
    build(desk)
    assert "1 Dokument wartet auf die Entscheidung eines Menschen" in doubts.read_text("utf-8")


def test_a_file_in_the_place_of_the_page_stays(desk: Desk) -> None:
    shutil.rmtree(desk.root / "site")
    (desk.root / "site").write_text("mine")
    with pytest.raises(WarehouseNotWritableError, match="not a folder; it stays"):
        build(desk)
    assert (desk.root / "site").read_text() == "mine"


def test_without_a_warehouse_there_is_nothing_to_build(tmp_path: Path) -> None:
    with pytest.raises(WarehouseDamagedError):
        build_site(tmp_path / "nowhere", tmp_path / "raw", None)
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_to_open(accepted: Path) -> None:
    told = json.loads((accepted / "told.json").read_bytes())
    site = accepted / "warehouse" / "site"
    found = files(site)
    assert told == {
        "page": str(site / "index.html"),
        "files": len(found),
        "changed": len(found),
        "removed": 0,
        "size_bytes": sum(path.stat().st_size for path in found.values()),
    }
    start = (site / "index.html").read_text("utf-8")
    assert f'<link rel="canonical" href="{ADDRESS}index.html">' in start


@pytest.mark.parametrize("address", ["example.org", "javascript:alert(1)", "https://a/?b"])
def test_an_address_that_is_none_of_the_web_is_refused(tmp_path: Path, address: str) -> None:
    words = ["site", "--warehouse", str(tmp_path), "--url", address]
    assert CliRunner().invoke(cli, words).exit_code == 2


STEPS = ("write_folder", "_place:2", "_flush", "_exchange")


def test_killed_while_building_the_old_page_stays_whole(tmp_path: Path) -> None:
    write_page(Warehouse(tmp_path / "base"), b"old")
    command = [sys.executable, "-m", "tests.builders.crash", str(tmp_path), "page", *STEPS]
    output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert output.splitlines() == [f"{step} killed" for step in STEPS]
    for step in STEPS:
        warehouse = Warehouse(tmp_path / step)
        index, same = warehouse.site / "index.html", warehouse.site / "a" / "same.html"
        assert (index.read_bytes(), same.read_bytes()) == (b"old", b"same")
        write_page(warehouse)
        assert (index.read_bytes(), same.read_bytes()) == (b"new", b"same")
        assert [path.name for path in warehouse.root.rglob(".tmp*")] == []
