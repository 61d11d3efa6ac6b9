"""A reading understood: figures, printed sums, and rows that are neither."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pipeline.model.readings import Bbox, LevelNumbers, Omission, RowPlace


@dataclass(frozen=True, slots=True)
class Herkunft:
    """Where a figure stands in the document."""

    page: int
    row: int
    bbox: Bbox
    text: str
    """The row as printed."""
    engine: str

    @property
    def place(self) -> RowPlace:
        """The page and the number of the row there."""
        return (self.page, self.row)


@dataclass(frozen=True, slots=True)
class Teilbetrag:
    """One of several amounts in a row (a year, a tranche) beside the figure itself."""

    bezeichnung: str
    """The column's printed header."""
    betrag_eur: Decimal


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
    teilbetraege: tuple[Teilbetrag, ...] = ()
    cells: tuple[Bbox, ...] = field(default=(), compare=False)
    """Boxes of the texts that its key and its numbers were read from; empty where not known."""


class Ebene(StrEnum):
    """What a printed sum is the sum of."""

    KREIS = "kreis"
    REGIERUNGSBEZIRK = "regierungsbezirk"
    LAND = "land"


@dataclass(frozen=True, slots=True)
class Summe:
    """A printed subtotal or total."""

    ebene: Ebene
    schluessel: str
    """Key of the Kreis (5 digits), Regierungsbezirk (3 digits) or Land ("08")."""
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


@dataclass(frozen=True, slots=True)
class RowError:
    """A printed row that is not understood: never a figure, never dropped."""

    code: str
    """The kind of error, e.g. ``amount_unreadable``; messages in both languages hang on it."""
    found: str
    expected: str
    herkunft: Herkunft


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """What one column of a column model was taken for, and why."""

    model: int
    column: int
    """Index from 0, left to right."""
    role: str
    header: str
    """The printed header, empty where there is none."""
    evidence: str


@dataclass(frozen=True, slots=True)
class TitleRow:
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


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A reading understood: figures, printed sums, and all that is neither."""

    zeilen: tuple[Zeile, ...]
    summen: tuple[Summe, ...]
    errors: tuple[RowError, ...]
    row_classes: Mapping[RowPlace, RowClass]
    """What each printed row turned out to be."""
    columns: tuple[ColumnRole, ...]
    engine: str
    engine_version: str
    page_count: int
    synthetic: bool
    """The document says of itself that it is a synthetic reconstruction."""
    information: Mapping[str, str]
    """The document information (Title, Subject, Keywords ...)."""
    above: tuple[TitleRow, ...]
    """The rows above the first figure that are neither headings of a Kreis nor sums."""
    notes: tuple[str, ...] = ()
    """What the engine left out or had trouble with, counted."""
    omissions: tuple[Omission, ...] = ()
    """The same one by one, as far as they have a place."""
    level: tuple[LevelNumbers, ...] = ()
    """The same of the reading."""

    @property
    def title_text(self) -> str:
        """The document's title and the text above the first figure: names edition and date."""
        return "\n".join([self.information.get("Title", ""), *(r.text for r in self.above)]).strip()

    @property
    def classes(self) -> dict[RowClass, int]:
        """How many printed rows ended as what; every class is there."""
        counts = Counter(self.row_classes.values())
        return {kind: counts[kind] for kind in RowClass}
