"""What all pages of a document are asked for together: where the texts of its rows begin and end.

Columns are those of all pages, and many questions lead to them. A page's lines take too much room
to be kept for that: its blocks leave an outline each, and are made again when their turn comes.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from msgspec import convert

from pipeline.extract.layout.blocks import Block, passes
from pipeline.extract.layout.lines import RowLine
from pipeline.extract.packed import pack, unpacker

_unpack = unpacker(tuple[RowLine, ...])


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """What is kept of a block."""

    page: int
    lines: int
    """How many it has."""
    count: int
    """How many of them look like rows."""
    body: int
    """How many of these stand above the first with a number."""
    ends: tuple[float, float]
    """Where its lines begin and end."""
    row_ends: tuple[float, float]
    """Where its rows do."""
    drawn: tuple[float, ...]
    """Where its columns begin, and where the last one ends, if its cells are drawn."""
    rules: tuple[tuple[float, int], ...]
    """If not, where vertical rules pass, and how many rows."""
    block: Callable[[], Block]
    """The block itself."""
    _rows: Sequence[RowLine] | bytes

    @property
    def rows(self) -> Sequence[RowLine]:
        """The lines that look like rows."""
        return _unpack(self._rows) if isinstance(self._rows, bytes) else self._rows


def outline_of(block: Block, source: Callable[[], Block] | None = None) -> Outline:
    """Return the outline of a block; of one that is kept elsewhere, where that comes from."""
    rows = block.row_lines
    phrases = [phrase for line in block.lines for phrase in line.phrases]
    rules = () if block.raster else block.rules
    return Outline(
        page=block.page.number,
        lines=len(block.lines),
        count=len(rows),
        body=len(rows) - len(block.body_lines),
        ends=(min([phrase.x0 for phrase in phrases]), max([phrase.x1 for phrase in phrases])),
        row_ends=(
            min([line.phrases[0].x0 for line in rows], default=0.0),
            max([phrase.x1 for line in rows for phrase in line.phrases], default=0.0),
        ),
        drawn=block.raster.xs if block.raster else (),
        rules=tuple((rule.at, sum(passes(rule, line) for line in rows)) for rule in rules),
        block=source or (lambda: block),
        _rows=pack(convert(rows, tuple[RowLine, ...], from_attributes=True)) if source else rows,
    )


class Rows:
    """The rows of several blocks, to be gone through again and again."""

    def __init__(self, outlines: Sequence[Outline], *, body: bool = False) -> None:
        """Take all rows, or those from the first with a number on."""
        self._parts = [(outline, outline.body if body else 0) for outline in outlines]
        self._count = sum(outline.count - start for outline, start in self._parts)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[RowLine]:
        for outline, start in self._parts:
            yield from outline.rows[start:] if start else outline.rows
