"""What `planungsrahmen.py` gives to other programs: PDFs and the warehouse, as tables in Python.

    read_tables     -> Table, Cell, Span
    read_figures    -> DataFrame, or FiguresHeldError
    open_warehouse  -> OpenWarehouse -> DataFrame

As in the command line, documents are read and drawn by a child process, and a function imports
what it runs when it runs: `import planungsrahmen` waits for no pandas and no DuckDB.
"""

import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import index
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

from pipeline.commands import WAREHOUSE
from pipeline.errors import (
    ExitCode,
    NoSuchPageError,
    NotADayError,
    PlanungsrahmenError,
    UnreadableDocumentError,
)
from pipeline.files import SCRATCH_PREFIX
from pipeline.model import USUAL_LIMITS, Bbox, QueryLimits, RawTable, Span
from pipeline.run.setup import OWN_ENGINE

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.tabular import ResultTable

Box: TypeAlias = Bbox
"""(x0, y0, x1, y1) in points (1/72 inch) from the top left corner of the page as shown."""
PdfSource: TypeAlias = str | os.PathLike[str] | bytes
"""A PDF: the path of a file, or its bytes."""

BYTES_NAME = "the given bytes"
"""What messages call a document without a name."""
MAX_ROWS_IN_MESSAGE = 5
"""Of those that were not understood."""
ERROR_COLUMNS = (
    *("page", "x0", "y0", "x1", "y1", "row_on_page"),
    *("code", "found", "expected", "text_gedruckt"),
)
DTYPES: Mapping[str, str] = {
    "VARCHAR": "str",
    "BOOLEAN": "boolean",
    "TINYINT": "Int64",
    "SMALLINT": "Int64",
    "INTEGER": "Int64",
    "BIGINT": "Int64",
    "DOUBLE": "float64",
    "FLOAT": "float64",
    "DATE": "datetime64[us]",
    "TIMESTAMP": "datetime64[us]",
}
"""The type of a column of a frame by that of the database; all others keep Python's objects.

So an amount stays the exact Decimal that it is, and a number of persons may be missing.
"""
FIGURE_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("personen", "page", "row_on_page"), "INTEGER"),
    **dict.fromkeys(("x0", "y0", "x1", "y1"), "DOUBLE"),
    "betrag_eur": "DECIMAL",
}
"""Those of a figure or a row that is no text."""


class NotAmongTheTablesWarning(UserWarning):
    """Something of a PDF is not, or not certainly, in its tables: hidden, turned or drawn text."""


class NotUnderstoodWarning(UserWarning):
    """A row was not understood, or nothing proves that the document is the Planungsrahmen."""


class FiguresHeldError(PlanungsrahmenError):
    """Rows were not understood, or nothing proves that the document is the Planungsrahmen."""

    name: str
    reasons: Sequence[str]
    """One sentence for each row, and for the document, as `extract` says them."""
    rows: "pd.DataFrame" = field(repr=False)
    """The rows that were not understood: where they stand, what was found and expected."""
    figures: "pd.DataFrame" = field(repr=False)
    """The rows that were understood."""
    exit_code = ExitCode.HELD

    def __str__(self) -> str:
        more = len(self.reasons) - MAX_ROWS_IN_MESSAGE
        said = "".join(f"\n  {reason}" for reason in self.reasons[:MAX_ROWS_IN_MESSAGE])
        and_more = f"\n  and {more:,} more" if more > 0 else ""
        return (
            f"{self.name}: held; rows understood: {len(self.figures):,}, not understood: "
            f"{len(self.rows):,}{said}{and_more}\n"
            "Both are in the error, as `figures` and `rows`; errors='warn' returns the figures."
        )


class Cell(NamedTuple):
    """One cell of a table."""

    text: str
    """Its text as printed; lines within the cell are separated by newlines."""
    box: Box | None
    """Box around the text; None where nothing is printed."""


@dataclass(frozen=True, eq=False, repr=False)
class Table:
    """A table on one page of a PDF, as printed.

    >>> import planungsrahmen
    >>> pdf = "raw/sample/endgueltig-2018-01_synthetic.pdf"
    >>> table = planungsrahmen.read_tables(pdf, pages=14)[0]
    >>> table
    <Table 1 on page 14: 61 rows, 5 columns>
    >>> table.rows[18]
    ('08336050', 'Lörrach, Stadt', 'Landkreis Lörrach', '275', '218.922 €')
    >>> table.cells[18][4]
    Cell(text='218.922 €', box=(508.59, 267.33, 546.73, 274.78))
    """

    page: int
    """The page that it stands on, from 1."""
    number: int
    """Its number on the page, from 1."""
    series: int
    """Tables of one document with the same number continue each other: same columns."""
    box: Box
    """The box around its rows."""
    rows: list[tuple[str, ...]]
    """The texts of its cells, row by row, titles of columns included."""
    cells: list[tuple[Cell, ...]]
    """Its cells, row by row, with their boxes."""
    spans: list[Span]
    """The cells that cover several rows or columns: where rules close them, and titles."""
    _raw: RawTable
    _pdf: bytes
    _name: str

    @property
    def confidence(self) -> float:
        """The share of tables like this one that are right, every cell in its place.

        >>> import planungsrahmen
        >>> table = planungsrahmen.read_tables("raw/sample/endgueltig-2018-01_synthetic.pdf", 14)[0]
        >>> table.confidence, table.doubts
        (0.88, ())
        """
        return self._confidence[0]

    @property
    def doubts(self) -> tuple[str, ...]:
        """What speaks against it, the weightiest first."""
        return self._confidence[1]

    @cached_property
    def _confidence(self) -> tuple[float, tuple[str, ...]]:
        from pipeline.extract.layout.confidence import confidence

        return confidence(self._raw)

    def to_pandas(self, header: int = 0) -> "pd.DataFrame":
        """Return the cells as text; the first `header` rows become the names of the columns.

        Nothing is guessed: neither which rows are titles nor what is a number.

        >>> import planungsrahmen
        >>> pdf = "raw/sample/endgueltig-2018-01_synthetic.pdf"
        >>> planungsrahmen.read_tables(pdf, pages=1)[0].to_pandas(header=1).iloc[0].tolist()
        ['08111000', 'Stuttgart, Landeshauptstadt', 'Stadtkreis Stuttgart', '785', '624.923 €']
        """
        import pandas as pd

        width = max(map(len, self.rows))
        rows = [(*row, *("" for _ in range(width - len(row)))) for row in self.rows]
        head, body = rows[:header], rows[header:]
        names = [" ".join(filter(None, texts)) for texts in zip(*head, strict=True)]
        return pd.DataFrame(body, columns=names or range(width), dtype="str")

    def __repr__(self) -> str:
        rows, columns = len(self.rows), max(map(len, self.rows))
        place = f"{self.number} on page {self.page}"
        return f"<Table {place}: {rows} rows, {columns} columns>"

    @cached_property
    def picture(self) -> bytes:
        """The page as PNG, with the table and its cells marked; drawn in a child process.

        Raises:
            UnreadableDocumentError: the page cannot be drawn.
        """
        from pipeline.extract.sandbox import draw
        from pipeline.marks import Drawing, Mark, column_marks

        frame = Mark("row", self.box, f"table {self.number}", "figure")
        cells = [Mark("cell", cell.box) for row in self.cells for cell in row if cell.box]
        with _file(self._pdf) as path:
            marks = (*column_marks(self._raw), frame, *cells)
            [[picture]] = draw(path, [Drawing(self.page, marks)], name=self._name)
            return picture

    def _repr_png_(self) -> bytes | None:
        """Return the picture for a notebook, which shows the text instead where there is none."""
        try:
            return self.picture
        except UnreadableDocumentError:
            return None


def read_tables(pdf: PdfSource, pages: int | Iterable[int] | None = None) -> list[Table]:
    """Return the tables of any PDF as printed, in the order of the pages.

    The whole document is read in any case, for columns are told from all its pages; `pages` chooses
    whose tables are returned. What of the document is in no table is told as a
    `NotAmongTheTablesWarning`.

    >>> import planungsrahmen
    >>> tables = planungsrahmen.read_tables("raw/sample/vorlaeufig-2017-07_synthetic.pdf", [1, 2])
    >>> tables
    [<Table 1 on page 1: 62 rows, 3 columns>, <Table 1 on page 2: 69 rows, 3 columns>]
    >>> tables[0].rows[2]
    ('Stuttgart', '629', '467.438')

    Raises:
        UnreadableDocumentError: it cannot be read at all; its subclasses say why.
        NoSuchPageError: the document has no such page.
    """
    from pipeline.extract.sandbox import read

    content, name = _content(pdf)
    with _file(content) as path:
        reading = read(path, OWN_ENGINE, name=name)
    for note in reading.notes:
        warnings.warn(f"{name}: {note}", NotAmongTheTablesWarning, stacklevel=2)
    there = range(1, reading.page_count + 1)
    chosen = there if pages is None else [pages] if isinstance(pages, int) else pages
    wanted = {index(page) for page in chosen}
    if missing := sorted(wanted.difference(there)):
        raise NoSuchPageError(name, missing[0], reading.page_count)
    return [_table(raw, content, name) for raw in reading.tables if raw.page in wanted]


def _table(raw: RawTable, pdf: bytes, name: str) -> Table:
    from pipeline.boxes import union_box

    rows = [tuple(cell.text for cell in row.cells) for row in raw.rows]
    cells = [tuple(Cell(cell.text, cell.bbox) for cell in row.cells) for row in raw.rows]
    box = union_box([row.bbox for row in raw.rows])
    return Table(raw.page, raw.number, raw.model, box, rows, cells, [*raw.spans], raw, pdf, name)


def read_figures(pdf: PdfSource, *, errors: Literal["raise", "warn"] = "raise") -> "pd.DataFrame":
    """Return the figures of a Planungsrahmen, one row for each municipality, as `extract` prints.

    Each has its place: page, box and number of the row there. Keys are text, `betrag_eur` has exact
    Decimals, `personen` is missing where the document prints none. Only one reading is made, and
    none of the checks that a published edition passes, but whether the document proves what it is.

    With `errors="warn"` the rows that were understood are returned although others were not, or
    although nothing proves that the document is the Planungsrahmen; a `NotUnderstoodWarning` tells
    each reason.

    >>> import planungsrahmen
    >>> figures = planungsrahmen.read_figures("raw/sample/endgueltig-2018-01_synthetic.pdf")
    >>> figures.loc[figures.gemeinde_ags == "08336050", ["betrag_eur", "page", "row_on_page"]]
        betrag_eur  page  row_on_page
    792     218922    14           19

    Raises:
        FiguresHeldError: rows were not understood, or the proof is missing; it has both kinds of
            rows.
        UnreadableDocumentError: the document cannot be read, or no table of municipalities in it
            is understood.
    """
    from pipeline.console import PRINTED_COLUMNS, printed_values, row_error_line
    from pipeline.run import read

    if errors not in ("raise", "warn"):
        raise ValueError(f"errors={errors!r}: choose 'raise' or 'warn'")
    content, name = _content(pdf)
    with _file(content) as path:
        interpretation = read.read_figures(path, name, OWN_ENGINE)
        identity = read.identify_document(interpretation)
    sound, bad_rows = read.sound_rows(interpretation)
    reasons = [row_error_line(error, name) for error in bad_rows]
    if identity.holds:
        reasons.append(f"{name}: {identity.name}: {identity.message}")
    rows = [printed_values(zeile) for zeile in sound]
    figures = _frame(PRINTED_COLUMNS, rows, FIGURE_TYPES)
    if reasons and errors == "raise":
        wrong = [(e.herkunft, e.code, e.found, e.expected) for e in bad_rows]
        rows = [(at.page, *at.bbox, at.row, *facts, at.text) for at, *facts in wrong]
        raise FiguresHeldError(name, reasons, _frame(ERROR_COLUMNS, rows, FIGURE_TYPES), figures)
    for reason in reasons:
        warnings.warn(reason, NotUnderstoodWarning, stacklevel=2)
    return figures


@dataclass(frozen=True)
class OpenWarehouse:
    """The published database of a warehouse; each question opens it anew, and only to read.

    Of all answers keys and names are text, amounts exact Decimals, days and moments (UTC)
    timestamps. What a column means is in the database too: its comments, and docs/reference.md.

    >>> import planungsrahmen
    >>> warehouse = planungsrahmen.open_warehouse("warehouse/demo")
    >>> newest = warehouse.newest()
    >>> len(newest), newest.betrag_eur.sum(), set(newest.zeitraum)
    (1101, Decimal('58000008.00'), {'ein Jahr'})
    """

    dir: Path

    def newest(self) -> "pd.DataFrame":
        """Return the newest edition that counts, sorted by key (the view `planungsrahmen`)."""
        return self._ours("FROM planungsrahmen ORDER BY gemeinde_ags")

    def as_of(self, day: date | str, known: date | str | None = None) -> "pd.DataFrame":
        """Return the edition that was the newest on a day, as far as was known at the end of one.

        Without `known`: as far as is known today. Where there was none, no row is returned.

        >>> import planungsrahmen
        >>> warehouse = planungsrahmen.open_warehouse("warehouse/demo")
        >>> warehouse.as_of("2017-12-31").edition_label.unique().tolist()
        ['vorläufig (erste Tranche, 60 %)']

        Raises:
            NotADayError: one of them is not a day.
        """
        return self._ours(
            "FROM planungsrahmen_am($day, bekannt_am := $known) ORDER BY gemeinde_ags",
            {"day": _day(day), "known": None if known is None else _day(known)},
        )

    def history(self, gemeinde: str) -> "pd.DataFrame":
        """Return all figures of a municipality, by its key or name, oldest edition first.

        >>> import planungsrahmen
        >>> warehouse = planungsrahmen.open_warehouse("warehouse/demo")
        >>> warehouse.history("Lörrach")[["stand_am", "zeitraum", "betrag_eur"]]
            stand_am              zeitraum betrag_eur
        0 2017-07-01  erste Tranche (60 %)   44589.00
        1 2018-01-01              ein Jahr  218922.00

        Raises:
            KreisNamedError: only a Kreis is called so.
            UnknownTownError: none has this key or name, nor anything like it.
            AmbiguousTownError: several may be meant, or the name is only like theirs.
        """
        return self._ours(
            "FROM historie WHERE gemeinde_ags = $key "
            "ORDER BY ist_aktuell, stand_am, bekannt_seit_utc, snapshot_id",
            {"key": _gemeinde_key(gemeinde)},
        )

    def sql(
        self,
        query: str,
        parameters: Mapping[str, object] | Sequence[object] = (),
        *,
        timeout: int = USUAL_LIMITS.timeout,
        memory: int = USUAL_LIMITS.memory,
        max_rows: int = USUAL_LIMITS.max_rows,
    ) -> "pd.DataFrame":
        """Return the answer to one statement, which can change nothing and reach nothing else.

        A process of its own answers, and is stopped after `timeout` seconds, or when it needs more
        than `memory` mebibytes (on Linux).

        Raises:
            QueryError: the database refuses it, or its answer costs more than it may.
            ValueError: a limit is less than 1.
            WarehouseDamagedError: the database is missing or damaged.
        """
        from pipeline.store.question import Question, as_it_is
        from pipeline.store.warehouse import Warehouse

        limits = QueryLimits(timeout, memory, max_rows)
        database = Warehouse(self.dir).database
        return _answer_frame(Question(database, query, as_it_is, limits, parameters).ask())

    def _ours(self, query: str, parameters: Mapping[str, object] | None = None) -> "pd.DataFrame":
        from pipeline.store.query import run_query
        from pipeline.store.warehouse import Warehouse

        return _answer_frame(run_query(Warehouse(self.dir).database, query, parameters or {}))


def open_warehouse(dir: str | os.PathLike[str] = WAREHOUSE) -> OpenWarehouse:
    """Return the warehouse in a folder.

    Raises:
        WarehouseDamagedError: there is none, or it has no database.
    """
    from pipeline.store.query import run_query
    from pipeline.store.warehouse import existing_warehouse

    warehouse = existing_warehouse(Path(dir))
    run_query(warehouse.database, "FROM planungsrahmen LIMIT 0")
    return OpenWarehouse(warehouse.root)


def _content(pdf: PdfSource) -> tuple[bytes, str]:
    """Return the bytes of a PDF, and what messages call it."""
    from pipeline.extract.sandbox import check_is_readable_file

    if isinstance(pdf, bytes):
        return pdf, BYTES_NAME
    path = Path(pdf)
    check_is_readable_file(path)
    return path.read_bytes(), path.name


@contextmanager
def _file(content: bytes) -> Iterator[Path]:
    """Give bytes as a file of their own: what a table was read from is what is drawn later."""
    with TemporaryDirectory(prefix=SCRATCH_PREFIX) as folder:
        path = Path(folder, "document.pdf")
        path.write_bytes(content)
        yield path


def _day(given: date | str) -> date:
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except (ValueError, TypeError) as error:
        raise NotADayError(str(given)) from error


def _gemeinde_key(typed: str) -> str:
    """Return the key of a municipality; a program means the one that has the name, or none."""
    from schemas.search import find_gemeinde

    found = find_gemeinde(typed)
    if not (found.certain and found.named):
        raise found.failure(
            typed,
            lambda kreise: f"newest().query({f'kreis_ags == {kreise[0].kreis_ags!r}'!r})",
            lambda key: f"history({key!r})",
        )
    return found.gemeinden[0].gemeinde_ags


def _answer_frame(answer: "ResultTable") -> "pd.DataFrame":
    types = dict(zip(answer.columns, answer.types, strict=True))
    return _frame(answer.columns, answer.rows, types)


def _frame(
    columns: Sequence[str], rows: Sequence[tuple[Any, ...]], types: Mapping[str, str]
) -> "pd.DataFrame":
    """Return rows as a frame; a column without a type is text."""
    import pandas as pd

    values = zip(*rows, strict=True) if rows else [()] * len(columns)
    return pd.DataFrame(
        {
            name: pd.Series(column, dtype=DTYPES.get(types.get(name, "VARCHAR"), "object"))
            for name, column in zip(columns, values, strict=True)
        }
    )
