"""What one engine read in a document: tables of rows of cells, as printed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Bbox: TypeAlias = tuple[float, float, float, float]
"""(x0, y0, x1, y1): left, top, right, bottom."""


RowPlace: TypeAlias = tuple[int, int]
"""The page of a printed row and its number there."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as printed."""

    text: str
    """Its text; lines within the cell are parted by a newline; empty where nothing is printed."""
    bbox: Bbox | None = None
    """Box around the text; None where nothing is printed."""
    cut: str = ""
    """How the text goes on in the file where its end is cut off on the page, and not seen."""

    @property
    def whole(self) -> str:
        """The text with what is cut off."""
        return self.text + self.cut


@dataclass(frozen=True, slots=True)
class RawRow:
    """One printed row, its cells from left to right."""

    page: int
    number: int
    """Ordinal on its page, over all tables and loose lines, from top to bottom."""
    cells: tuple[Cell, ...]
    bbox: Bbox
    engine: str
    """Which engine read it (a page may have fallen back to another engine)."""

    @property
    def place(self) -> RowPlace:
        """What no other printed row has: its page, and its number there."""
        return (self.page, self.number)

    @property
    def text(self) -> str:
        """The whole row as one line of text, for messages and evidence; in [] what is cut off."""
        return " | ".join(_in_one_line(cell) for cell in self.cells if cell.text)


def _in_one_line(cell: Cell) -> str:
    text = " ".join(cell.text.split())
    return f"{text}[{cell.cut}]" if cell.cut else text


class OmissionKind(StrEnum):
    """Why something of a page or its file is not, or not certainly, among what was read."""

    HIDDEN = "hidden"
    """It stands in the file; a reader of the page does not see it."""
    CUT = "cut"
    """The end of a text that is cut off, or covered, behind its visible beginning."""
    DOUBTFUL = "doubtful"
    """Partly hidden, hardly visible, or not to be painted; U+FFFD stands for it."""
    UNREAD = "unread"
    """Ink as large as print that no text explains: a picture of text, an annotation, a pattern."""
    TURNED = "turned"
    """Text turned by quarters against that of the page."""
    SLANTED = "slanted"
    """Text at an angle: stamps, watermarks."""
    MARK = "mark"
    """Signs that were taken for guides of the eye, not for text: dot leaders, typed rules."""
    REPEATED = "repeated"
    """Text printed twice at nearly one place, to look bold."""


@dataclass(frozen=True, slots=True)
class Omission:
    """Something that a reading lacks, and where it is."""

    kind: OmissionKind
    page: int
    text: str
    """What the file says; empty for ink."""
    bbox: Bbox


@dataclass(frozen=True, slots=True)
class LevelNumbers:
    """The numbers that stand level with a name or key, whatever table they are in."""

    page: int
    gemeinde_ags: tuple[str, ...]
    """The municipality; several where more than one bears the name."""
    numbers: tuple[str, ...]
    """From left to right, word by word and in digits alone: `218 922,00 €` is two of them."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """The rows of one table on one page."""

    page: int
    number: int
    """Ordinal of the table on its page."""
    model: int
    """Tables with the same number continue each other: same columns, other page or panel."""
    rows: tuple[RawRow, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one engine read in one document, from the bytes up."""

    engine: str
    engine_version: str
    page_count: int
    tables: tuple[RawTable, ...]
    outside: tuple[RawRow, ...]
    """Text outside any table (titles, letters, footers): rows of one cell."""
    metadata: Mapping[str, str] = field(default_factory=dict)
    """The document information (Title, Producer, Keywords ...)."""
    notes: tuple[str, ...] = ()
    """What the engine had to do that a reader of its rows should know."""
    omissions: tuple[Omission, ...] = ()
    """What is on the pages or in the file, and not among the rows."""
    level: tuple[LevelNumbers, ...] = ()
    """Told from words and places alone, without rows; empty where nobody looked."""
