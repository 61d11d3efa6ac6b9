"""The files for readers: complete, harmless, marked, and replaced together."""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest

from pipeline.errors import WarehouseNotWritableError
from pipeline.model import LeftOut
from pipeline.publish.exports import changed_exports, new_exports
from pipeline.tabular import ResultTable
from pipeline.values import replace
from schemas.register import REGISTER_CREDIT
from schemas.source import load_source
from tests.builders.exported import EXPORT, MANIFEST, write_exports
from tests.builders.frames import check_result

TABLE = """\
gemeinde_ags,gemeinde_name,betrag_eur,stand_am,antragsberechtigt,page
08336050,"Lörrach, Stadt",218922,2018-01-01,true,14
08336004,=Aitern,-7961.50,,,1
"""
NAMES = [
    "CITATION.cff",
    "LIESMICH.txt",
    "datapackage.json",
    "datasette.json",
    "dcat.ttl",
    "gemeinden",
    "index.json",
    "planungsrahmen.csv",
    "planungsrahmen.geojson",
    "planungsrahmen.parquet",
    "planungsrahmen.sqlite",
    "planungsrahmen.xlsx",
    "planungsrahmen.zip",
    "planungsrahmen_datawrapper.csv",
    "planungsrahmen_excel.csv",
]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_all_files_are_written(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    paths = write_exports(folder)
    assert names(folder) == NAMES
    assert sorted(path.name for path in paths) == [name for name in NAMES if name != "gemeinden"]
    assert (folder / "planungsrahmen.csv").read_bytes() == TABLE.encode()
    assert (folder / "planungsrahmen.parquet").read_bytes() == b"PAR1"
    assert names(folder / "gemeinden") == ["08336004.json", "08336050.json"]


def test_the_same_edition_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        write_exports(tmp_path / name)
    first, second = (
        {path.name: path.read_bytes() for path in (tmp_path / name).rglob("*") if path.is_file()}
        for name in ("first", "second")
    )
    assert first == second


def test_the_archive_has_all_but_folder_shapes_and_index(tmp_path: Path) -> None:
    write_exports(tmp_path)
    with ZipFile(tmp_path / "planungsrahmen.zip") as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    left_out = {"gemeinden", "index.json", "planungsrahmen.geojson", "planungsrahmen.zip"}
    assert packed == {
        name: (tmp_path / name).read_bytes() for name in NAMES if name not in left_out
    }


def test_the_index_tells_which_edition_it_is_and_how_to_know_the_files(tmp_path: Path) -> None:
    write_exports(tmp_path)
    index = json.loads((tmp_path / "index.json").read_bytes())
    sums = {
        name: {
            "bytes": (tmp_path / name).stat().st_size,
            "sha256": hashlib.sha256((tmp_path / name).read_bytes()).hexdigest(),
        }
        for name in NAMES
        if name not in {"gemeinden", "index.json"}
    }
    assert index == {
        "snapshot_id": "endgueltig-2018-01-5d2dced1",
        "synthetisch": False,
        "edition_label": "endgültig",
        "zeitraum": "ein Jahr",
        "veroeffentlicht": "2018-01",
        "angenommen_utc": "2024-03-01T12:00:00+00:00",
        "zeilen": 1,
        "summe_eur": 1,
        "rows_sha256": "",
        "gemeinden": "gemeinden/{gemeinde_ags}.json",
        "dateien": sums,
    }


CHANGES = [
    ("planungsrahmen_excel.csv", "the 2 rows of endgueltig-2018-01-5d2dced1"),
    ("planungsrahmen_datawrapper.csv", "the 2 rows of endgueltig-2018-01-5d2dced1"),
    ("planungsrahmen.geojson", "the 2 rows of endgueltig-2018-01-5d2dced1"),
    ("gemeinden/08336050.json", "the 2 rows of endgueltig-2018-01-5d2dced1"),
    ("gemeinden/more.json", "the 2 rows of endgueltig-2018-01-5d2dced1"),
    ("planungsrahmen.xlsx", "what its checksum in the index is of"),
    ("planungsrahmen.sqlite", "what its checksum in the index is of"),
    ("planungsrahmen.zip", "what its checksum in the index is of"),
    ("dcat.ttl", "what its checksum in the index is of"),
    ("index.json", "the index of endgueltig-2018-01-5d2dced1"),
]


@pytest.mark.parametrize(("name", "expected"), CHANGES)
@pytest.mark.parametrize("content", [b"", b"[]", b'{"dateien": []}'])
def test_what_is_changed_is_named(tmp_path: Path, name: str, expected: str, content: bytes) -> None:
    write_exports(tmp_path)
    assert differences(tmp_path) == []
    (tmp_path / name).write_bytes(content)
    assert differences(tmp_path) == [(name.partition("/")[0], expected)]


def differences(folder: Path) -> list[tuple[str, str]]:
    found = changed_exports(folder, EXPORT, lambda _: EXPORT.table)
    return [(path.name, expected) for path, expected, _ in found]


def test_the_note_names_source_date_and_terms(tmp_path: Path) -> None:
    published = replace(MANIFEST, rows=1101, total_eur=Decimal("404409.50"))
    write_exports(tmp_path / "exports", replace(EXPORT, manifest=published))
    note = (tmp_path / "exports" / "LIESMICH.txt").read_text(encoding="utf-8")
    for fact in (
        "  planungsrahmen_excel.csv\n    zum Doppelklicken: Excel, LibreOffice\n",
        "  gemeinden/\n    je Gemeinde eine kleine Datei, für Programme\n",
        f"  Quelle:             {load_source().publisher}\n",
        "  Veröffentlicht:     2018-01\n",
        "  Beträge gelten für: ein Jahr\n",
        "  Abgerufen von:      lokale Datei\n",
        "  Zuerst gesehen:     2024-03-01\n",
        "  Zeilen:             1.101\n",
        "  Summe in Euro:      404.409,50\n",
        "  Kennung:            endgueltig-2018-01-5d2dced1\n",
        "  Amtliche Veröffentlichung; Quelle nennen, zum Beispiel:\n"
        f"  {load_source().publisher}: {load_source().title}, 2018-01.\n"
        f"  {load_source().licence}\n"
        "  Schlüssel, amtliche Namen und Verbände der Gemeinden sind aus dem "
        "Gemeindeverzeichnis:\n"
        f"  {REGISTER_CREDIT}.\n",
    ):
        assert fact in note
    assert "ERFUNDEN" not in note


def test_synthetic_data_are_marked_in_names_and_note(tmp_path: Path) -> None:
    synthetic = replace(EXPORT, manifest=replace(MANIFEST, synthetic=True))
    write_exports(tmp_path / "exports", EXPORT)
    write_exports(tmp_path / "exports", synthetic)
    assert names(tmp_path / "exports") == sorted(
        name.replace("planungsrahmen", "planungsrahmen_synthetisch").replace(
            "gemeinden", "gemeinden_synthetisch"
        )
        for name in NAMES
    )
    note = (tmp_path / "exports" / "LIESMICH.txt").read_text(encoding="utf-8")
    assert "ACHTUNG: ERFUNDENE DATEN." in note
    assert "Amtliche Veröffentlichung" not in note
    assert f"  {REGISTER_CREDIT}.\n" in note
    assert "Regierungspräsidium" not in note


def test_an_unknown_edition_is_said_to_be_unknown(tmp_path: Path) -> None:
    unknown = replace(MANIFEST, edition=None)
    write_exports(tmp_path / "exports", replace(EXPORT, manifest=unknown))
    note = (tmp_path / "exports" / "LIESMICH.txt").read_text(encoding="utf-8")
    assert note.count("nicht bekannt\n") == 3
    assert "Planungsrahmen zur VwV-Integrationsmanagement.\n" in note


def test_a_failing_export_leaves_the_last_publication(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        path.write_bytes(b"PA")
        raise OSError(28, "No space left on device")

    folder = tmp_path / "exports"
    write_exports(folder, EXPORT)
    newer = replace(
        EXPORT,
        table=ResultTable(EXPORT.table.columns, ()),
        manifest=replace(MANIFEST, synthetic=True),
    )
    with (
        pytest.raises(WarehouseNotWritableError, match="exports: No space left on device"),
        new_exports(folder, newer, fail),
    ):
        pass
    assert (folder / "planungsrahmen.csv").read_bytes() == TABLE.encode()
    assert names(folder) == NAMES
    assert names(tmp_path) == ["exports"]


def test_the_note_tells_that_a_person_accepted_the_edition(tmp_path: Path) -> None:
    at = datetime(2024, 3, 2, 23, 30, tzinfo=UTC)
    left = LeftOut("zeilen_lesbar", None, "not readable", "nicht lesbar", ())
    accepted = replace(
        MANIFEST,
        accepted_by="mia",
        accepted_at=at,
        reason="Vom Herausgeber\nbestätigt.",
        checks=(check_result(), *[check_result(passed=False)] * 3),
        left_out=(left, left),
    )
    write_exports(tmp_path, replace(EXPORT, manifest=accepted))
    note = (tmp_path / "LIESMICH.txt").read_text(encoding="utf-8")
    assert "Prüfungen nicht bestanden (3)" in note
    assert "Stellen: 2. " in note
    assert "  Angenommen von: mia, 02.03.2024\n  Begründung: Vom Herausgeber bestätigt.\n" in note


def test_where_nothing_is_published_only_a_note_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    write_exports(folder, None)
    assert not folder.exists()
    write_exports(folder, EXPORT)
    write_exports(folder, None)
    assert names(folder) == ["LIESMICH.txt"]
    assert "keine Ausgabe veröffentlicht" in (folder / "LIESMICH.txt").read_text("utf-8")
