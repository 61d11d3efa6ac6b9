"""The newest edition as CSV for people and for maps, JSON of each municipality, and SQLite."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import date

from pipeline.publish.edition import COLUMNS, FOR_MAPS, FOR_PEOPLE, FOR_SHAPES, KEY, TABLE, Export
from pipeline.publish.metadata import licence, source_facts
from pipeline.tabular import table_csv
from pipeline.values import format_value, grouped_key, guard_formula, json_value
from schemas.register import REGISTER_CREDIT, load_shapes

_BYTE_ORDER_MARK = "\ufeff"
"""By it, Excel knows UTF-8."""
_SQL_TYPES = {"integer": "INTEGER", "number": "NUMERIC", "boolean": "INTEGER"}
"""Of the others, TEXT. A number with cents is kept as long as SQLite can hold it exactly."""


def german_csv(export: Export) -> bytes:
    """CSV that a double click opens in a German spreadsheet, keys and umlauts whole."""
    output, people = io.StringIO(), export.only(FOR_PEOPLE)
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow([COLUMNS[name].title for name in people.columns])
    for row in people.rows:
        writer.writerow(map(_german_cell, people.columns, row))
    return (_BYTE_ORDER_MARK + output.getvalue()).encode()


def _german_cell(column: str, value: object) -> str:
    match value:
        case str() if column == KEY:
            return grouped_key(value)
        case str():
            return guard_formula(value)
        case bool():
            return "ja" if value else "nein"
        case date():
            return f"{value:%d.%m.%Y}"
        case _:
            return format_value(value).replace(".", ",")


def map_csv(export: Export) -> bytes:
    """Key, name, amount and whether it reaches the threshold: what a map or a chart needs."""
    return table_csv(export.only(FOR_MAPS)).encode()


def municipality_files(export: Export) -> Iterator[tuple[str, bytes]]:
    """Yield a name and a JSON object of each row."""
    for record in export.table.records:
        text = json.dumps(json_value(record), ensure_ascii=False)
        yield f"{export.folder}/{record[KEY]}.json", f"{text}\n".encode()


def geojson(export: Export) -> bytes:
    """The areas of the municipalities with their figures, for maps; each in a line."""
    shapes, features = load_shapes(), []
    for record in export.only(FOR_SHAPES).records:
        properties = json.dumps(json_value(record), ensure_ascii=False)
        features.append(
            f'{{"type": "Feature", "properties": {properties}, '
            f'"geometry": {shapes.get(record[KEY], "null")}}}'
        )
    credit = json.dumps(REGISTER_CREDIT, ensure_ascii=False)
    collected = ",\n".join(features)
    return (
        f'{{"type": "FeatureCollection", "attribution": {credit}, "features": [\n{collected}\n]}}\n'
    ).encode()


def sqlite(export: Export) -> bytes:
    """A SQLite database: the edition, what its columns mean, and where it is from."""
    columns = export.table.columns
    types = [f"{name} {_SQL_TYPES.get(COLUMNS[name].type, 'TEXT')}" for name in columns]
    rows = ([json_value(value) for value in row] for row in export.table.rows)
    meanings = [(TABLE, name, COLUMNS[name].title, export.meaning(name)) for name in columns]
    rights = {"Weitergabe": licence(export.manifest), "Verzeichnis": REGISTER_CREDIT}
    facts = {**source_facts(export.manifest), **rights}
    with closing(sqlite3.connect(":memory:")) as connection:
        _write_table(connection, TABLE, [*types, f"PRIMARY KEY ({KEY})"], rows)
        described = ("tabelle", "spalte", "titel", "bedeutung")
        whole = (TABLE, None, None, export.description)
        _write_table(connection, "beschreibung", described, [whole, *meanings])
        _write_table(connection, "herkunft", ("angabe", "wert"), facts.items())
        connection.commit()
        return connection.serialize()


def _write_table(
    connection: sqlite3.Connection,
    name: str,
    definitions: Sequence[str],
    rows: Iterable[Sequence[object]],
) -> None:
    connection.execute(f"CREATE TABLE {name} ({', '.join(definitions)})")
    width = len(connection.execute(f"PRAGMA table_info({name})").fetchall())
    connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * width)})", rows)
