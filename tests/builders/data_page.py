"""The page of all tables and columns, made of what the database and the exports say of themselves.

`python -m tests.builders.data_page` writes it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.markdown import escape, table
from pipeline.publish.edition import (
    COLUMNS,
    FOR_MAPS,
    FOR_PEOPLE,
    FOR_SHAPES,
    GEOJSON,
    GERMAN_CSV,
    MAP_CSV,
    WORKBOOK,
)
from pipeline.store.database import load_comments
from pipeline.store.duck import Connection, open_published
from tests.builders.frames import two_editions
from tests.paths import ROOT

PAGE = ROOT / "docs" / "daten.md"
NEWEST = "planungsrahmen"
HEAD = """# Datenverzeichnis

Jede Tabelle, Sicht und Spalte: was sie bedeutet, in welcher Einheit, und in welcher Datei sie
steht. `make docs` schreibt diese Seite aus denselben Texten, die in der Datenbank an jeder Spalte
stehen und in `datapackage.json`, `datasette.json`, der Arbeitsmappe und der SQLite-Datei. Was die
Zahlen aussagen und was nicht: [journalismus.md](journalismus.md).

Eine Spalte bedeutet überall dasselbe. Fehlt ein Wert (`NULL`, in Dateien leer), so ist er nicht
bekannt oder nicht gedruckt, nie null.

"""
FILES = """\
Alle diese Spalten stehen in der Sicht `planungsrahmen` und in `planungsrahmen.csv`, `.parquet`,
`.sqlite` und `gemeinden/….json`. Die letzte Spalte nennt die Dateien, in denen nur ein Teil steht:

"""
KINDS = {"VIEW": "Sicht", "MACRO TABLE": "Makro", "TABLE": "Tabelle"}
CALLS = {
    "planungsrahmen_am": "planungsrahmen_am('2018-01-31')",
    "zusammenschluss": "zusammenschluss(['08336050'])",
}
"""How to ask each macro for anything at all."""
PARTIAL = {
    "E": (FOR_PEOPLE, f"`{GERMAN_CSV.name}` und `{WORKBOOK.name}`, unter diesem Titel"),
    "D": (FOR_MAPS, f"`{MAP_CSV.name}`"),
    "F": (FOR_SHAPES, f"`{GEOJSON.name}`"),
}
"""Files with some of the columns, by a letter."""


def data_page() -> str:
    """The page as it should be."""
    with TemporaryDirectory() as folder:
        database = two_editions(Path(folder) / "warehouse").database
        with open_published(database) as connection:
            objects = {name: _columns(connection, name) for _, name in _objects()}
    return "".join([HEAD, _newest(objects[NEWEST]), _all_objects(objects), _others(objects)])


def _objects() -> Iterator[tuple[str, str]]:
    """Yield kind and name of each object, those to begin with first."""
    return ((kind, name) for kind in KINDS for name in load_comments()[kind])


def _columns(connection: Connection, name: str) -> dict[str, str]:
    """The types of an object's columns by their names, in their order."""
    described = connection.execute(f"DESCRIBE FROM {CALLS.get(name, name)}").fetchall()
    return {column: kind for column, kind, *_ in described}


def _newest(columns: Mapping[str, str]) -> str:
    legend = "".join(
        f"- **{letter}**: {files.replace('{name}', NEWEST)}\n"
        for letter, (_, files) in PARTIAL.items()
    )
    header = ("Spalte", "Titel", "Typ", "im Data Package", "Einheit", "Bedeutung", "auch in")
    rows = (
        (
            f"`{name}`",
            COLUMNS[name].title,
            kind,
            COLUMNS[name].type,
            *_unit_and_meaning(name),
            " ".join(letter for letter, (names, _) in PARTIAL.items() if name in names),
        )
        for name, kind in columns.items()
    )
    return f"## Die neueste Ausgabe\n\n{FILES}{legend}\n{table(header, rows)}\n"


def _all_objects(objects: Mapping[str, Mapping[str, str]]) -> str:
    header = ("Name", "Art", "enthält", "Spalten")
    rows = (
        (
            f"`{name}`",
            KINDS[kind],
            escape(load_comments()[kind][name]),
            ", ".join(f"`{column}`" for column in objects[name]),
        )
        for kind, name in _objects()
    )
    return f"## Tabellen, Sichten und Makros der Datenbank\n\n{table(header, rows)}\n"


def _others(objects: Mapping[str, Mapping[str, str]]) -> str:
    header = ("Spalte", "Typ", "Einheit", "Bedeutung", "steht in")
    names = {name for columns in objects.values() for name in columns} - objects[NEWEST].keys()
    rows = (
        (f"`{name}`", _types(objects, name), *_unit_and_meaning(name), _places(objects, name))
        for name in sorted(names)
    )
    return f"## Alle anderen Spalten\n\n{table(header, rows)}"


def _unit_and_meaning(name: str) -> tuple[str, str]:
    texts = load_comments()
    return texts["units"].get(name, ""), escape(texts["columns"][name])


def _types(objects: Mapping[str, Mapping[str, str]], name: str) -> str:
    return " oder ".join({columns[name]: "" for columns in objects.values() if name in columns})


def _places(objects: Mapping[str, Mapping[str, str]], name: str) -> str:
    return ", ".join(f"`{place}`" for place, columns in objects.items() if name in columns)


if __name__ == "__main__":
    PAGE.write_text(data_page(), encoding="utf-8")
