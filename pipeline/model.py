"""The types that pass between the stages, and nothing else.

    Reading (RawTable, RawRow, Cell) -> Interpretation (Zeile, Summe, RowError) -> CheckResult

All are frozen. Boxes are in points on the page as a viewer shows it (after rotation and crop):
origin in the top left corner, x to the right, y downwards. Pages and rows count from 1.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeAlias

import msgspec
from msgspec import Struct

Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
"""A number that the database keeps as INTEGER; others are refused where a record is read."""
LargeCount: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
"""One that it keeps as BIGINT."""


class QueryLimits(Struct, frozen=True):
    """What the answer to a question may cost; one that would cost more is not given."""

    timeout: int = 60
    """Seconds."""
    memory: int = 1024
    """Mebibytes, beyond those of an open database."""
    max_rows: int = 100_000

    def __post_init__(self) -> None:
        """Raise ValueError where a limit allows nothing: a clock that is set to 0 never rings."""
        for name in self.__struct_fields__:
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}, expected at least 1")


USUAL_LIMITS = QueryLimits()


class Edition(Struct, frozen=True):
    """One edition of the document that the source file knows."""

    id: str
    """E.g. ``endgueltig-2018-01``."""
    label: str
    zeitraum: str
    """What the amounts cover, in words a reader understands."""
    published: str
    """ISO date or month of publication."""
    budget_eur: LargeCount
    personen_gesamt: LargeCount


class Claims(Struct, frozen=True):
    """What the title of an edition that the source file does not know plainly says of it."""

    label: str | None
    """Its name; None, as for the others, where the title does not say it, or several things."""
    zeitraum: str | None
    """What its amounts cover."""
    published: str | None
    """ISO date or month."""


NO_CLAIMS = Claims(None, None, None)
"""Of a title that says nothing, and of every edition that the source file knows."""


class LostPart(StrEnum):
    """What of a snapshot may be lost by itself."""

    SNAPSHOT = "snapshot"
    WITHDRAWAL = "withdrawal"
    CAPTURES = "captures"


class Loss(Struct, frozen=True):
    """A part of a snapshot's records that is not there any more, or damaged."""

    snapshot: str
    part: LostPart
    path: Path
    """Where it was expected."""
    found: str
    damaged: bool = False
    """Whether something lies there that cannot be used, which is then in the way."""

    def __str__(self) -> str:
        what = _WHAT[self.part]
        return f"{self.snapshot}: {what}, expected at {self.path}, found {self.found}"


_WHAT = {
    LostPart.SNAPSHOT: "the snapshot",
    LostPart.WITHDRAWAL: "its withdrawal (without it the snapshot counts again)",
    LostPart.CAPTURES: "earlier captures of its document",
}


Bbox: TypeAlias = tuple[float, float, float, float]
"""(x0, y0, x1, y1): left, top, right, bottom."""


RowPlace: TypeAlias = tuple[int, int]
"""The page of a printed row and its number there."""


class Cell(Struct, frozen=True):
    """One cell as printed."""

    text: str
    """Its text; lines within the cell are separated by newlines; empty where nothing is printed."""
    bbox: Bbox | None = None
    """Box around the text; None where nothing is printed."""
    cut: str = ""
    """How the text goes on in the file where its end is cut off on the page, and not seen."""

    @property
    def whole(self) -> str:
        """The text with what is cut off."""
        return self.text + self.cut


class RawRow(Struct, frozen=True):
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
    NOTE = "note"
    """Text of an annotation that is printed with the page: a stamp, a text laid over it."""
    MARK = "mark"
    """Signs that were taken for guides of the eye, not for text: dot leaders, typed rules."""
    REPEATED = "repeated"
    """Text printed twice at nearly one place, to look bold."""


class Omission(Struct, frozen=True):
    """Something that a reading lacks, and where it is."""

    kind: OmissionKind
    page: int
    text: str
    """What the file says; empty for ink."""
    bbox: Bbox


class LevelNumbers(Struct, frozen=True):
    """The numbers that stand level with a name or key, whatever table they are in."""

    page: int
    gemeinde_ags: tuple[str, ...]
    """The municipality; several where more than one bears the name."""
    span: tuple[int, int]
    """Where the name begins and ends, in points along the line: names of one column overlap."""
    numbers: tuple[str, ...]
    """From left to right, word by word and in digits alone: `218 922,00 €` is two of them."""


class Span(NamedTuple):
    """A cell with text that covers several rows or columns of a table; its other places are empty.

    Places are those in the rows of the table and in their cells, from 0.
    """

    row: int
    """The first of its rows."""
    column: int
    """The first of its columns."""
    rows: int
    """How many it covers."""
    columns: int
    """How many it covers."""
    text: str = ""
    """Its text as printed, which stands in one of these places; empty until all rows are there."""


class RawTable(Struct, frozen=True):
    """The rows of one table on one page."""

    page: int
    number: int
    """Ordinal of the table on its page."""
    model: int
    """Tables with the same number continue each other: same columns, other page or panel."""
    rows: tuple[RawRow, ...]
    spans: tuple[Span, ...] = ()
    """The cells that cover several rows or columns; empty where the engine cannot tell."""


class Reading(Struct, frozen=True):
    """All that one engine read in one document, from the bytes up."""

    engine: str
    engine_version: str
    page_count: int
    tables: tuple[RawTable, ...]
    outside: tuple[RawRow, ...]
    """Text outside any table (titles, letters, footers): rows of one cell."""
    metadata: Mapping[str, str] = msgspec.field(default_factory=dict)
    """The document information (Title, Producer, Keywords ...)."""
    notes: tuple[str, ...] = ()
    """What the engine had to do that a reader of its rows should know."""
    omissions: tuple[Omission, ...] = ()
    """What is on the pages or in the file, and not among the rows."""
    damage: str = ""
    """Why a rewritten copy was read instead of the file itself; empty for a sound file."""
    level: tuple[LevelNumbers, ...] = ()
    """Told from words and places alone, without rows; empty where nobody asked for it."""


class Abstention(StrEnum):
    """Why nothing is said about the shape of a digit."""

    UNSEEN = "unseen"
    """Not all of it leaves ink: drawn invisibly, cut off, or in a layer that is switched off."""
    COVERED = "covered"
    """Other text is printed over it, or under it."""
    SLANTED = "slanted"
    """It is neither upright nor turned by a right angle, or it is mirrored."""
    SMALL = "small"
    """It has too few pixels at the largest scale that the page allows."""
    RARE = "rare"
    """Its font has too few of this digit to tell what shape is usual."""
    UNLIKE = "unlike"
    """Its shape is not clearly that of its own character, nor clearly that of another."""


class MisshapenDigit(Struct, frozen=True):
    """One digit that does not look like the character that the file says it is."""

    page: int
    bbox: Bbox
    says: str
    """The digit according to the file."""
    looks_like: str
    """The character whose shape it has; empty where it is too flat or too small for any digit."""


class DigitShapes(Struct, frozen=True):
    """What the shapes of all digits of one document say."""

    digits: int
    """How many there are, those that were not compared included."""
    contradictions: tuple[MisshapenDigit, ...] = ()
    """By page, then from top to bottom and left to right."""
    abstained: Mapping[Abstention, int] = msgspec.field(default_factory=dict)
    """How many were not compared, and why; only reasons that occur."""
    failure: str = ""
    """Why they could not be looked at; empty where they were."""

    @property
    def compared(self) -> int:
        """How many digits were held against the shape of their character."""
        return self.digits - sum(self.abstained.values())


class Herkunft(Struct, frozen=True):
    """Where a figure stands in the document."""

    page: Count
    row: Count
    bbox: Bbox
    text: str
    """The row as printed."""
    engine: str

    @property
    def place(self) -> RowPlace:
        """The page and the number of the row there."""
        return (self.page, self.row)


@dataclass(frozen=True, slots=True)
class Zeile:
    """One figure: a municipality and its amount; key, name and Kreis agree with the register."""

    gemeinde_ags: str
    gemeinde_name: str
    """The official name."""
    kreis_ags: str
    kreis_name: str
    personen: int | None
    """Counted persons as printed; None where the document prints none."""
    betrag_eur: Decimal
    name_gedruckt: str
    betrag_gedruckt: str
    herkunft: Herkunft
    teilbetraege: tuple[Decimal, ...] = ()
    """Amounts in the row (years, tranches) that the figure is the sum of."""
    cells: tuple[Bbox, ...] = field(default=(), compare=False)
    """Boxes of the texts that its key and its numbers were read from; empty where not known."""

    @property
    def values(self) -> tuple[Any, ...]:
        """Its values and those of its place, in the order of `ZEILE_COLUMNS`."""
        place = self.herkunft
        of_figure = attrgetter(*ZEILE_COLUMNS[:8])(self)
        return (*of_figure, place.page, place.row, *place.bbox, place.text, place.engine)


ZEILE_COLUMNS = (
    *("gemeinde_ags", "gemeinde_name", "kreis_ags", "kreis_name"),
    *("personen", "betrag_eur", "name_gedruckt", "betrag_gedruckt"),
    *("page", "row_on_page", "x0", "y0", "x1", "y1", "text_gedruckt", "engine"),
)
"""What columns of a figure are called, wherever they are written."""


class Ebene(StrEnum):
    """What a printed sum is the sum of."""

    KREIS = "kreis"
    REGIERUNGSBEZIRK = "regierungsbezirk"
    LAND = "land"


class Summe(Struct, frozen=True):
    """A printed subtotal or total."""

    ebene: Ebene
    schluessel: str
    """Key of the Kreis (5 digits), Regierungsbezirk (3 digits) or the state ("08")."""
    personen: int | None
    betrag_eur: Decimal | None
    herkunft: Herkunft


class RowClass(StrEnum):
    """What a printed row turned out to be; every row gets exactly one."""

    FIGURE = "figure"
    CONTINUATION = "continuation"
    HEADER = "header"
    HEADING = "heading"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    OUTSIDE = "outside"
    ERROR = "error"


class RowError(Struct, frozen=True):
    """A printed row that is not understood: never a figure, never dropped."""

    code: str
    """The kind of error, e.g. ``amount_unreadable``; messages in both languages hang on it."""
    found: str
    expected: str
    herkunft: Herkunft


class ColumnRole(Struct, frozen=True):
    """What one column of a column model was taken for, and why."""

    model: int
    column: int
    """Index from 0, left to right."""
    role: str
    header: str
    """The printed header, empty where there is none."""
    evidence: str


class TitleRow(Struct, frozen=True):
    """A printed row above the first figure: part of a title or a letter, or titles of columns."""

    page: int
    model: int | None
    """The column model of its table; None outside any table."""
    cells: tuple[str, ...]
    """Its texts as printed, one for each column of its table."""
    is_header: bool
    """Whether it was taken for the titles of columns."""

    @property
    def text(self) -> str:
        """The whole row as one line, as `RawRow.text` has it."""
        return " | ".join(" ".join(cell.split()) for cell in self.cells if cell)


class Interpretation(Struct, frozen=True):
    """A reading understood: figures, printed sums, and all that is neither."""

    zeilen: tuple[Zeile, ...]
    summen: tuple[Summe, ...]
    errors: tuple[RowError, ...]
    row_classes: Mapping[RowPlace, RowClass]
    """What each printed row turned out to be."""
    columns: tuple[ColumnRole, ...]
    synthetic: bool
    """The document says of itself that it is a synthetic reconstruction."""
    above: tuple[TitleRow, ...]
    """The rows above the first figure that are neither headings of a Kreis nor sums."""
    reading: Reading

    @property
    def title_text(self) -> str:
        """The document's title and the text above the first figure: names edition and date."""
        title = self.reading.metadata.get("Title", "")
        return "\n".join([title, *(row.text for row in self.above)]).strip()

    @property
    def classes(self) -> dict[RowClass, int]:
        """How many printed rows ended as what; every class is there."""
        counts = Counter(self.row_classes.values())
        return {kind: counts[kind] for kind in RowClass}


class EngineReport(Struct, frozen=True):
    """What one engine made of a document, compared with the others; kept with its figures."""

    engine: str
    version: str
    """Of the library below it; empty where it gave no reading."""
    figures: int
    """How many municipalities it gives a figure for."""
    abstained: tuple[str, ...]
    """Keys of the figures it does not give, or not wholly; none are listed where it failed."""
    failure: str = ""
    """Why it gave no reading at all; empty where it gave one."""


class Conflict(Struct, frozen=True):
    """A municipality for which readings give valid but different figures."""

    gemeinde_ags: str
    gemeinde_name: str
    zeilen: tuple[Zeile, ...]
    """What each engine read, in the order of the engines; an engine may have read two rows."""


class Severity(StrEnum):
    """What a failed check means."""

    ERROR = "fehler"
    """The run is held."""
    WARNING = "warnung"
    """Published, with the warning."""


class CheckResult(Struct, frozen=True):
    """The outcome of one check; kept with the snapshot or the held run."""

    name: str
    severity: Severity
    passed: bool
    message: str
    """English, for logs."""
    meldung: str
    """German, for reports and the database."""
    rows: tuple[Herkunft, ...] = ()
    """The printed rows concerned, if any."""

    @property
    def holds(self) -> bool:
        """True where this result keeps the document from being published."""
        return not self.passed and self.severity is Severity.ERROR

    @property
    def warns(self) -> bool:
        """True where this result is published with the figures."""
        return not self.passed and self.severity is Severity.WARNING


class LeftOut(Struct, frozen=True):
    """Something read that is not published although a person accepts the document."""

    check: str
    """Name of the check that it failed."""
    gemeinde_ags: str | None
    """The key as read; None where the row was not understood."""
    message: str
    """English: where it stands and why it is left out."""
    meldung: str
    """The same in German."""
    rows: tuple[Herkunft, ...]
    """The printed rows; several where readings or rows contradict each other."""


class PreviousFigure(Struct, frozen=True):
    """One municipality's figure in the edition before."""

    gemeinde_name: str
    betrag_eur: Decimal
    personen: int | None
    """As printed; None where that document prints none."""


class PreviousEdition(Struct, frozen=True):
    """The edition published before a document; synthetic for a synthetic one, else real."""

    id: str
    """Of its snapshot."""
    edition: str | None
    """Id in the source file; None for an edition nobody knows."""
    zeitraum: str | None
    """What its amounts cover; None where that is not known."""
    figures: Mapping[str, PreviousFigure]
    """By key."""
    columns: tuple[ColumnRole, ...]
    """What the columns of its document were taken for."""
