"""How a reading travels from the child: as JSON, in columns.

A reading has many thousand cells, so equal things lie side by side in flat arrays instead of one
object per cell: all texts, all boxes, all row heads. That is small, and fast to check as a whole.
Decoding trusts nothing: what the child says was in the hands of the file it read.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import isfinite
from typing import Any

from pipeline.model import (
    Bbox,
    Cell,
    LevelNumbers,
    Omission,
    OmissionKind,
    RawRow,
    RawTable,
    Reading,
)

READING_KEYS = {
    "engine", "engine_version", "page_count", "metadata", "notes",
    "engines", "tables", "rows", "row_boxes", "texts", "boxed", "boxes", "cuts",
    "omissions", "omission_boxes", "level",
}  # fmt: skip
TABLE_WIDTH = 4
"""Page, number, model, how many rows."""
ROW_WIDTH = 4
"""Page, number, index into `engines`, how many cells."""
BOX_WIDTH = 4
_KINDS = frozenset(kind.value for kind in OmissionKind)


class WireError(ValueError):
    """The bytes are not what `pipeline.extract.wire` writes."""


def reading_to_content(reading: Reading) -> dict[str, Any]:
    """A reading in plain types. Rows of tables come first, in order, then those outside."""
    rows = [*chain.from_iterable(table.rows for table in reading.tables), *reading.outside]
    cells = [cell for row in rows for cell in row.cells]
    engines = list(dict.fromkeys(row.engine for row in rows))
    indices = {engine: index for index, engine in enumerate(engines)}
    return {
        "engine": reading.engine,
        "engine_version": reading.engine_version,
        "page_count": reading.page_count,
        "metadata": dict(reading.metadata),
        "notes": reading.notes,
        "engines": engines,
        "tables": _flat((t.page, t.number, t.model, len(t.rows)) for t in reading.tables),
        "rows": _flat((r.page, r.number, indices[r.engine], len(r.cells)) for r in rows),
        "row_boxes": _flat(row.bbox for row in rows),
        "texts": [cell.text for cell in cells],
        "boxed": "".join("0" if cell.bbox is None else "1" for cell in cells),
        "boxes": _flat(cell.bbox for cell in cells if cell.bbox is not None),
        "cuts": {str(index): cell.cut for index, cell in enumerate(cells) if cell.cut},
        "omissions": [[o.kind.value, o.page, o.text] for o in reading.omissions],
        "omission_boxes": _flat(omission.bbox for omission in reading.omissions),
        "level": [
            [e.page, " ".join(e.gemeinde_ags), *e.span, " ".join(e.numbers)] for e in reading.level
        ],
    }


def as_mapping(value: Any) -> dict[str, Any]:
    """The value if it is an object.

    Raises:
        WireError: it is none.
    """
    if not isinstance(value, dict):
        raise WireError(f"{type(value).__name__} in place of an object")
    return value


def _flat(groups: Iterable[Iterable[float]]) -> list[float]:
    return list(chain.from_iterable(groups))


@dataclass(frozen=True, slots=True)
class _Columns:
    """The checked arrays of one reading."""

    page_count: int
    engines: list[str]
    tables: list[tuple[int, ...]]
    rows: list[tuple[int, ...]]
    row_boxes: list[Bbox]
    texts: list[str]
    boxed: str
    boxes: list[Bbox]
    cuts: dict[int, str]
    """By the cell's place among all."""


def content_to_reading(value: Any) -> Reading:
    """The inverse of `reading_to_content`.

    Raises:
        WireError: the content is none that it writes.
    """
    content = as_mapping(value)
    if set(content) != READING_KEYS:
        raise WireError(f"keys differ by {sorted(set(content) ^ READING_KEYS)[:5]}")
    columns = _columns(content)
    _check_counts(columns)
    rows = _rows(columns)
    tables = tuple(
        _table(head, tuple(next(rows) for _ in range(head[3]))) for head in columns.tables
    )
    return Reading(
        engine=as_text(content["engine"]),
        engine_version=as_text(content["engine_version"]),
        page_count=columns.page_count,
        tables=tables,
        outside=tuple(rows),
        metadata={key: as_text(value) for key, value in as_mapping(content["metadata"]).items()},
        notes=tuple(_list_of(content["notes"], str)),
        omissions=tuple(_omissions(content, columns.page_count)),
        level=tuple(_level(entry, columns.page_count) for entry in as_items(content["level"])),
    )


def _omissions(content: dict[str, Any], page_count: int) -> Iterator[Omission]:
    heads, boxes = as_items(content["omissions"]), _finite(content["omission_boxes"])
    if BOX_WIDTH * len(heads) != len(boxes):
        raise WireError("omissions and their boxes do not fit each other")
    for head, box in zip(heads, _grouped(boxes, BOX_WIDTH), strict=True):
        match head:
            case [str(kind), int(page), str(text)] if kind in _KINDS and 1 <= page <= page_count:
                yield Omission(OmissionKind(kind), page, text, box)
            case _:
                raise WireError("no omission")


def _level(entry: Any, page_count: int) -> LevelNumbers:
    match entry:
        case [int(page), str(keys), int(x0), int(x1), str(numbers)] if 1 <= page <= page_count:
            return LevelNumbers(page, tuple(keys.split()), (x0, x1), tuple(numbers.split()))
    raise WireError("no numbers level with a name")


def _columns(content: dict[str, Any]) -> _Columns:
    return _Columns(
        page_count=_count(content["page_count"]),
        engines=_list_of(content["engines"], str),
        tables=_grouped(_list_of(content["tables"], int), TABLE_WIDTH),
        rows=_grouped(_list_of(content["rows"], int), ROW_WIDTH),
        row_boxes=_grouped(_finite(content["row_boxes"]), BOX_WIDTH),
        texts=_list_of(content["texts"], str),
        boxed=as_text(content["boxed"]),
        boxes=_grouped(_finite(content["boxes"]), BOX_WIDTH),
        cuts=_cuts(content["cuts"]),
    )


def _cuts(value: Any) -> dict[int, str]:
    cuts = as_mapping(value)
    if not all(place.isdecimal() for place in cuts):
        raise WireError("a cell's place that is no number")
    return {int(place): as_text(text) for place, text in cuts.items()}


def _check_counts(columns: _Columns) -> None:
    """Every count said must be the count that is there; pages and engines must exist."""
    heads = columns.tables + columns.rows
    if any(page < 1 or page > columns.page_count or count < 0 for page, _, _, count in heads):
        raise WireError("a page or count out of range")
    if any(not 0 <= row[2] < len(columns.engines) for row in columns.rows):
        raise WireError("an unknown engine")
    cells, boxed = sum(row[3] for row in columns.rows), columns.boxed.count("1")
    fits = (
        len(columns.row_boxes) == len(columns.rows) >= sum(table[3] for table in columns.tables)
        and len(columns.texts) == len(columns.boxed) == cells
        and len(columns.boxes) == boxed == cells - columns.boxed.count("0")
    )
    if not fits:
        raise WireError("counts do not fit each other")


def _rows(columns: _Columns) -> Iterator[RawRow]:
    boxes = iter(columns.boxes)
    cells = [
        Cell(text, next(boxes) if boxed == "1" else None, columns.cuts.get(place, ""))
        for place, (text, boxed) in enumerate(zip(columns.texts, columns.boxed, strict=True))
    ]
    start = 0
    for (page, number, engine, count), box in zip(columns.rows, columns.row_boxes, strict=True):
        row_cells = tuple(cells[start : start + count])
        yield RawRow(page, number, row_cells, box, columns.engines[engine])
        start += count


def _table(head: tuple[int, ...], rows: tuple[RawRow, ...]) -> RawTable:
    page, number, model, _ = head
    if any(row.page != page for row in rows):
        raise WireError("a row on another page than its table")
    return RawTable(page, number, model, rows)


def as_items(value: Any) -> list[Any]:
    """The value if it is a list.

    Raises:
        WireError: it is none.
    """
    if not isinstance(value, list):
        raise WireError(f"{type(value).__name__} in place of a list")
    return value


def as_text(value: Any) -> str:
    """The value if it is text.

    Raises:
        WireError: it is none.
    """
    if not isinstance(value, str):
        raise WireError(f"{type(value).__name__} in place of text")
    return value


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise WireError("no count")
    return value


def _list_of(value: Any, kind: type[Any]) -> list[Any]:
    if not isinstance(value, list) or not set(map(type, value)) <= {kind}:
        raise WireError(f"no list of {kind.__name__}")
    return value


def _finite(value: Any) -> list[float]:
    if not isinstance(value, list) or not set(map(type, value)) <= {int, float}:
        raise WireError("no list of numbers")
    try:
        numbers = list(map(float, value))
    except OverflowError as error:
        raise WireError("a number out of range") from error
    if not all(map(isfinite, numbers)):
        raise WireError("a number that is not finite")
    return numbers


def _grouped(flat: list[Any], width: int) -> list[tuple[Any, ...]]:
    if len(flat) % width:
        raise WireError(f"{len(flat)} values are no groups of {width}")
    return list(zip(*(flat[start::width] for start in range(width)), strict=True))
