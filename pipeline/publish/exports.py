"""The files in exports/: for people, programs and catalogues, put in place together.

All are written to a temporary folder first. If one fails, those of the last publication stay.
"""

import hashlib
import json
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pipeline.files import in_place, temporary, writing
from pipeline.publish.edition import (
    ARCHIVE,
    CATALOGUE,
    CITATION,
    DATASETTE,
    FILES,
    FOLDER_USE,
    GEOJSON,
    GERMAN_CSV,
    INDEX,
    MACHINE_CSV,
    MAP_CSV,
    NOTE,
    PACKAGE,
    PARQUET,
    SQLITE,
    WORKBOOK,
    Export,
)
from pipeline.publish.formats import geojson, german_csv, map_csv, municipality_files, sqlite
from pipeline.publish.metadata import (
    catalogue_entry,
    citation,
    data_package,
    datasette,
    write_liesmich,
)
from pipeline.tabular import ResultTable, json_text, table_csv

_PACKED = frozenset({WORKBOOK, PARQUET})
"""These are compressed already."""
_READABLE = 0o100644 << 16
"""A regular file that all may read, as archives tell."""
_NOT_PACKED = frozenset({ARCHIVE, GEOJSON, INDEX})
"""Shapes are ten times as much as all else, and the index comes after the archive."""


@contextmanager
def new_exports(
    folder: Path, export: Export | None, write_parquet: Callable[[Path], None]
) -> Iterator[tuple[Path, ...]]:
    """Let new files be in place within a block; where it fails, those before come back.

    `write_parquet` writes the same table as Parquet to the path it is given. Where no edition is
    published, a note says so instead.
    """
    if export is None and not folder.exists():  # one never written stays away
        yield ()
        return
    with temporary(folder, folder=True) as made:
        with writing(folder):
            names = _fill(made, export, write_parquet)
        with in_place(made, folder, replace=True):
            yield tuple(folder / name for name in names)


def _fill(
    folder: Path, export: Export | None, write_parquet: Callable[[Path], None]
) -> tuple[str, ...]:
    """Write the files of an edition, or a note that none is published, which is no export."""
    if export is None:
        (folder / NOTE.name).write_bytes(write_liesmich(None, {}).encode())
        return ()
    tables, municipalities = _tables(export), dict(municipality_files(export))
    (folder / export.folder).mkdir()
    for name, content in {**tables, **municipalities, **_texts(export, tables)}.items():
        (folder / name).write_bytes(content)
    (folder / WORKBOOK.of(export)).write_bytes(_workbook(export))
    (folder / SQLITE.of(export)).write_bytes(sqlite(export))
    write_parquet(folder / PARQUET.of(export))
    _pack(folder, export)
    (folder / INDEX.name).write_text(_index(folder, export), "utf-8")
    return tuple(file.of(export) for file in FILES)


def _workbook(export: Export) -> bytes:
    # Its library costs more than all else that a run does which finds nothing new.
    from pipeline.publish.workbook import workbook

    return workbook(export)


def _tables(export: Export) -> dict[str, bytes]:
    """The tables whose bytes tell their figures, by their names."""
    return {
        GERMAN_CSV.of(export): german_csv(export),
        MAP_CSV.of(export): map_csv(export),
        GEOJSON.of(export): geojson(export),
        MACHINE_CSV.of(export): table_csv(export.table).encode(),
    }


def _texts(export: Export, tables: Mapping[str, bytes]) -> dict[str, bytes]:
    """What is said about the tables, by the names of the files."""
    uses = {file.of(export): file.use for file in FILES}
    texts = {
        PACKAGE: data_package(export, tables),
        CITATION: citation(export),
        CATALOGUE: catalogue_entry(export),
        DATASETTE: datasette(export),
        NOTE: write_liesmich(export.manifest, {**uses, f"{export.folder}/": FOLDER_USE}),
    }
    return {file.name: text.encode() for file, text in texts.items()}


def _pack(folder: Path, export: Export) -> None:
    """Write all tables and what is said of them into one file, the same every time."""
    with ZipFile(folder / ARCHIVE.of(export), "w") as archive:
        for file in FILES:
            if file not in _NOT_PACKED:
                path = folder / file.of(export)
                entry = ZipInfo(path.name)
                entry.external_attr = _READABLE
                method = ZIP_STORED if file in _PACKED else ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes(), method)


def _index(folder: Path, export: Export) -> str:
    """What machines look at first: which edition it is, since when, and checksums of all files."""
    manifest = export.manifest
    return json_text(
        {
            "snapshot_id": manifest.id,
            "synthetisch": manifest.synthetic,
            "edition_label": manifest.metadata.label,
            "zeitraum": manifest.metadata.zeitraum,
            "veroeffentlicht": manifest.metadata.published,
            "angenommen_utc": manifest.accepted_at.isoformat(),
            "zeilen": manifest.rows,
            "summe_eur": manifest.total_eur,
            "rows_sha256": manifest.rows_sha256,
            "gemeinden": f"{export.folder}/{{gemeinde_ags}}.json",
            "dateien": {
                name: _checksum(folder / name)
                for name in (file.of(export) for file in FILES if file is not INDEX)
            },
        }
    )


def _checksum(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def changed_exports(
    folder: Path, export: Export | None, read_parquet: Callable[[Path], ResultTable]
) -> Iterator[tuple[Path, str, str]]:
    """Yield what is not as it would be written of `export`: path, what is expected and found.

    Names and figures are compared. What changes with the software, as the words of the note, is
    held against the checksums in the index.
    """
    names = sorted([file.of(export) for file in FILES] + [export.folder] if export else [NOTE.name])
    there = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if there != names:
        if export or there:
            yield folder, ", ".join(names), ", ".join(there) or "no file"
        return
    # A pipe in a file's place would be waited for.
    files = [folder / name for name in names if export is None or name != export.folder]
    irregular = [path for path in files if not path.is_file()]
    yield from ((path, "a regular file", "none") for path in irregular)
    if export is None or irregular:
        return
    kept = f"the {len(export.table.rows)} rows of {export.manifest.id}"
    tables = _tables(export)
    for name, content in tables.items():
        if (folder / name).read_bytes() != content:
            yield folder / name, kept, "others"
    parquet, municipalities = folder / PARQUET.of(export), folder / export.folder
    if read_parquet(parquet) != export.table:
        yield parquet, kept, "others"
    if _contents(municipalities) != dict(municipality_files(export)):
        yield municipalities, kept, "others"
    yield from _other_than_indexed(folder, export, {parquet.name, *tables})


def _contents(folder: Path) -> dict[str, bytes]:
    """The regular files of a folder, by their path from the one above; others as empty."""
    paths = folder.iterdir() if folder.is_dir() else ()
    return {
        f"{folder.name}/{path.name}": path.read_bytes() if path.is_file() else b"" for path in paths
    }


def _other_than_indexed(
    folder: Path, export: Export, compared: Container[str]
) -> Iterator[tuple[Path, str, str]]:
    """Yield each file that is not as it was written, but for those compared by their figures."""
    index, expected = folder / INDEX.name, json.loads(_index(folder, export))
    try:
        found = json.loads(index.read_bytes())
    except ValueError:
        found = None
    if found == expected:
        return
    sums: dict[str, Any] = expected["dateien"]
    match found:
        case {"dateien": dict(known)} if known != sums:
            changed = [name for name, checksum in sums.items() if known.get(name) != checksum]
        case _:
            yield index, f"the index of {export.manifest.id}", "another"
            return
    for name in changed:
        if name not in compared:
            yield folder / name, "what its checksum in the index is of", "other bytes"
