"""What people and programs open: as whole values, text harmless, keys whole."""

import io
import json
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest

from pipeline.publish.edition import COLUMNS, FOR_PEOPLE, Export
from pipeline.publish.formats import geojson, german_csv, map_csv, municipality_files, sqlite
from pipeline.publish.workbook import workbook
from pipeline.store.duck import open_published
from pipeline.store.query import newest_edition
from pipeline.tabular import ResultTable
from pipeline.values import replace
from schemas.register import REGISTER_CREDIT, load_register, load_shapes
from tests.builders.exported import EXPORT, MANIFEST
from tests.builders.frames import two_editions

SOFFICE = shutil.which("soffice")
OFFICE, TABLE = (
    f"urn:oasis:names:tc:opendocument:xmlns:{part}:1.0" for part in ("office", "table")
)


def test_the_columns_are_those_of_the_view(tmp_path: Path) -> None:
    with open_published(two_editions(tmp_path).database) as connection:
        assert newest_edition(connection).columns == tuple(COLUMNS)


def test_a_german_spreadsheet_opens_the_csv_by_itself() -> None:
    assert (
        german_csv(EXPORT)
        == (
            "\ufeffGemeindeschlüssel;Gemeinde;Betrag in Euro;Stand;allein antragsberechtigt;"
            "Seite im Dokument\r\n"
            "08 3 36 050;Lörrach, Stadt;218922;01.01.2018;ja;14\r\n"
            "08 3 36 004;'=Aitern;-7961,50;;;1\r\n"
        ).encode()
    )


def test_the_workbook_has_text_numbers_and_days_as_such() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(EXPORT)))
    sheet = book["Planungsrahmen"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["08336050", "Lörrach, Stadt", 218922, datetime.fromisoformat("2018-01-01"), "ja", 14],
        ["08336004", "=Aitern", -7961.5, None, None, 1],
    ]
    assert sheet["B3"].data_type == "s"  # no formula
    assert [sheet[f"C{row}"].number_format for row in (2, 3)] == ["#,##0", "#,##0.00"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C2", "A1:F3")
    facts = dict(book["Herkunft"].iter_rows(max_col=2, values_only=True))
    assert facts["Kennung"] == MANIFEST.id
    meanings = list(book["Spalten"].iter_rows(values_only=True))
    assert meanings[1] == ("Gemeindeschlüssel", "gemeinde_ags", EXPORT.meaning("gemeinde_ags"))


def test_meanings_in_the_workbook_speak_of_titles_and_blanks() -> None:
    columns = tuple(name for name in COLUMNS if name in FOR_PEOPLE)
    book = openpyxl.load_workbook(
        io.BytesIO(workbook(replace(EXPORT, table=ResultTable(columns, ()))))
    )
    _, *meanings = book["Spalten"].iter_rows(values_only=True)
    told = {str(column): str(meaning) for _, column, meaning in meanings}
    assert tuple(told) == columns
    assert [name for name, text in told.items() if re.search("NULL|true|_|snapshots", text)] == []
    assert told["betrag_eur"].endswith("wofür er gilt, steht in „Betrag gilt für“.")
    assert told["antragsberechtigt"].endswith("; leer, wo das nicht feststeht.")


def test_a_workbook_of_synthetic_data_says_so_on_each_sheet_that_tells_of_them() -> None:
    synthetic = replace(EXPORT, manifest=replace(MANIFEST, synthetic=True))
    book = openpyxl.load_workbook(io.BytesIO(workbook(synthetic)))
    assert book.sheetnames == ["Planungsrahmen (erfunden)", "Herkunft", "Spalten"]
    assert str(book["Herkunft"]["B1"].value).startswith("ACHTUNG: ERFUNDENE DATEN.")


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not here")
@pytest.mark.parametrize(
    ("name", "content", "options", "key"),
    [
        ("a.csv", german_csv, ["--infilter=CSV:59,34,76,1,,1031"], "08 3 36 050"),
        ("a.xlsx", workbook, [], "08336050"),
    ],
)
def test_libreoffice_shows_keys_umlauts_and_amounts_whole(
    tmp_path: Path,
    name: str,
    content: Callable[[Export], bytes],
    options: list[str],
    key: str,
) -> None:
    (tmp_path / name).write_bytes(content(EXPORT))
    own = f"-env:UserInstallation={(tmp_path / 'settings').as_uri()}"
    command = [SOFFICE or "", own, "--headless", *options, "--convert-to", "fods", name]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    table = next(ElementTree.parse(tmp_path / "a.fods").iter(f"{{{TABLE}}}table"))
    cells = [
        [(cell.get(f"{{{OFFICE}}}value-type"), "".join(cell.itertext()).strip()) for cell in row]
        for row in table.iter(f"{{{TABLE}}}table-row")
    ]
    assert cells[1][:2] == [("string", key), ("string", "Lörrach, Stadt")]
    amounts = [cell.get(f"{{{OFFICE}}}value") for cell in table.iter(f"{{{TABLE}}}table-cell")]
    assert [amount for amount in amounts if amount] == ["218922", "14", "-7961.5", "1"]


def test_a_map_needs_key_name_amount_and_threshold() -> None:
    assert map_csv(EXPORT).decode() == (
        "gemeinde_ags,gemeinde_name,betrag_eur,antragsberechtigt\n"
        '08336050,"Lörrach, Stadt",218922,true\n'
        "08336004,=Aitern,-7961.50,\n"
    )


def test_areas_carry_their_figures_and_whom_to_name() -> None:
    collection = json.loads(geojson(EXPORT))
    assert collection["attribution"] == REGISTER_CREDIT
    loerrach, aitern = collection["features"]
    assert loerrach["properties"] == {
        "gemeinde_ags": "08336050",
        "gemeinde_name": "Lörrach, Stadt",
        "betrag_eur": 218922,
        "antragsberechtigt": True,
    }
    assert loerrach["geometry"] == json.loads(load_shapes()["08336050"])
    assert aitern["properties"]["betrag_eur"] == -7961.5


def test_every_municipality_has_an_area_around_which_one_goes_counterclockwise() -> None:
    assert load_shapes().keys() == load_register().gemeinden.keys()
    for text in load_shapes().values():
        for outer, *holes in json.loads(text)["coordinates"]:
            assert outer[0] == outer[-1]
            assert turn(outer) > 0
            assert all(turn(hole) < 0 for hole in holes)


def turn(ring: list[list[float]]) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))


def test_each_municipality_has_a_file_of_its_own() -> None:
    files = {name: json.loads(content) for name, content in municipality_files(EXPORT)}
    assert list(files) == ["gemeinden/08336050.json", "gemeinden/08336004.json"]
    assert files["gemeinden/08336050.json"] == {
        "gemeinde_ags": "08336050",
        "gemeinde_name": "Lörrach, Stadt",
        "betrag_eur": 218922,
        "stand_am": "2018-01-01",
        "antragsberechtigt": True,
        "page": 14,
    }


def test_sqlite_has_keys_as_text_and_says_what_its_columns_mean(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_bytes(sqlite(EXPORT))
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as connection:
        rows = connection.execute("SELECT *, typeof(gemeinde_ags) FROM planungsrahmen").fetchall()
        meanings = connection.execute(
            "SELECT spalte, titel, bedeutung FROM beschreibung WHERE spalte = 'betrag_eur' "
            "OR spalte IS NULL"
        ).fetchall()
        facts = dict(connection.execute("SELECT * FROM herkunft").fetchall())
    assert rows == [
        ("08336050", "Lörrach, Stadt", 218922, "2018-01-01", 1, 14, "text"),
        ("08336004", "=Aitern", -7961.5, None, None, 1, "text"),
    ]
    assert meanings == [
        (None, None, EXPORT.description),
        ("betrag_eur", "Betrag in Euro", EXPORT.meaning("betrag_eur")),
    ]
    assert facts["Kennung"] == MANIFEST.id
