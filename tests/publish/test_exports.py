"""The files for readers: complete, harmless, marked, and replaced together."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.errors import WarehouseNotWritableError
from pipeline.model import LeftOut
from pipeline.publish.exports import Export, new_exports
from pipeline.tabular import Table, csv_text
from schemas.register import REGISTER_CREDIT
from schemas.source import load_source
from tests.builders.frames import check_result, edition
from tests.builders.manifests import manifest

MANIFEST = manifest("endgueltig-2018-01-5d2dced1", edition=edition())
EXPORT = Export(
    Table(
        ("gemeinde_ags", "gemeinde_name", "betrag_eur", "veroeffentlicht", "antragsberechtigt"),
        (
            ("08336050", "Lörrach, Stadt", Decimal("218922.00"), date(2018, 1, 1), True),
            ("08336004", "=Aitern", Decimal("-7961.50"), None, False),
        ),
    ),
    MANIFEST,
)
TABLE = """\
gemeinde_ags,gemeinde_name,betrag_eur,veroeffentlicht,antragsberechtigt
08336050,"Lörrach, Stadt",218922,2018-01-01,true
08336004,'=Aitern,-7961.50,,false
"""


def write_exports(
    folder: Path, export: Export | None, write_parquet: Callable[[Path], None]
) -> tuple[Path, ...]:
    with new_exports(folder, export, write_parquet) as paths:
        return paths


def write_parquet(path: Path) -> None:
    path.write_bytes(b"PAR1")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_all_files_are_written(tmp_path: Path) -> None:
    paths = write_exports(tmp_path / "exports", EXPORT, write_parquet)
    assert [path.name for path in paths] == [
        "planungsrahmen.csv",
        "planungsrahmen.parquet",
        "LIESMICH.txt",
    ]
    assert paths[0].read_bytes() == TABLE.encode()
    assert paths[1].read_bytes() == b"PAR1"
    assert names(tmp_path / "exports") == sorted(path.name for path in paths)


def test_text_is_guarded_and_numbers_are_not() -> None:
    row = ("=1+1", "@x", "-", "-2+3", Decimal("-2"), -2, 0.5, None)
    assert (
        csv_text(Table(("a",) * len(row), (row,)))
        == "a,a,a,a,a,a,a,a\n'=1+1,'@x,-,'-2+3,-2,-2,0.5,\n"
    )


def test_the_note_names_source_date_and_terms(tmp_path: Path) -> None:
    published = replace(MANIFEST, rows=1101, total_eur=Decimal("404409.50"))
    write_exports(tmp_path / "exports", replace(EXPORT, manifest=published), write_parquet)
    note = (tmp_path / "exports" / "LIESMICH.txt").read_text(encoding="utf-8")
    for fact in (
        "  planungsrahmen.csv\n  planungsrahmen.parquet\n",
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
    write_exports(tmp_path / "exports", EXPORT, write_parquet)
    write_exports(tmp_path / "exports", synthetic, write_parquet)
    assert names(tmp_path / "exports") == [
        "LIESMICH.txt",
        "planungsrahmen_synthetisch.csv",
        "planungsrahmen_synthetisch.parquet",
    ]
    note = (tmp_path / "exports" / "LIESMICH.txt").read_text(encoding="utf-8")
    assert "ACHTUNG: ERFUNDENE DATEN." in note
    assert "Amtliche Veröffentlichung" not in note
    assert f"  {REGISTER_CREDIT}.\n" in note
    assert "Regierungspräsidium" not in note


def test_an_unknown_edition_is_said_to_be_unknown(tmp_path: Path) -> None:
    unknown = replace(MANIFEST, edition=None)
    write_exports(tmp_path / "exports", replace(EXPORT, manifest=unknown), write_parquet)
    note = (tmp_path / "exports" / "LIESMICH.txt").read_text(encoding="utf-8")
    assert note.count("nicht bekannt\n") == 3
    assert "Planungsrahmen zur VwV-Integrationsmanagement.\n" in note


def test_a_failing_export_leaves_the_last_publication(tmp_path: Path) -> None:
    def fail(path: Path) -> None:
        path.write_bytes(b"PA")
        raise OSError(28, "No space left on device")

    folder = tmp_path / "exports"
    write_exports(folder, EXPORT, write_parquet)
    newer = replace(
        EXPORT,
        table=Table(EXPORT.table.columns, ()),
        manifest=replace(MANIFEST, synthetic=True),
    )
    with pytest.raises(WarehouseNotWritableError, match="exports: No space left on device"):
        write_exports(folder, newer, fail)
    assert (folder / "planungsrahmen.csv").read_bytes() == TABLE.encode()
    assert names(folder) == ["LIESMICH.txt", "planungsrahmen.csv", "planungsrahmen.parquet"]
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
    write_exports(tmp_path, replace(EXPORT, manifest=accepted), write_parquet)
    note = (tmp_path / "LIESMICH.txt").read_text(encoding="utf-8")
    assert "Prüfungen nicht bestanden (3)" in note
    assert "Stellen: 2. " in note
    assert "  Angenommen von: mia, 02.03.2024\n  Begründung: Vom Herausgeber bestätigt.\n" in note


def test_where_nothing_is_published_only_a_note_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    write_exports(folder, None, write_parquet)
    assert not folder.exists()
    write_exports(folder, EXPORT, write_parquet)
    write_exports(folder, None, write_parquet)
    assert names(folder) == ["LIESMICH.txt"]
    assert "keine Ausgabe veröffentlicht" in (folder / "LIESMICH.txt").read_text("utf-8")
