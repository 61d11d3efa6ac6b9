"""The document read from its first row to its last: every row ends as exactly one thing.

Carries along what a reader of the page would: under which Kreis heading a row stands, which Kreis
a blank in the Kreis column repeats.
"""

from collections.abc import Sequence

from pipeline.interpret.figures import MisreadError, RowCells, read_figure, read_kreise, row_cells
from pipeline.interpret.flow import FlowRow, RowKey, row_key, running_rows
from pipeline.interpret.guards import Section, StrayFigure, stray_figure
from pipeline.interpret.headings import (
    bare_headings,
    begins_titles,
    is_header,
    kreis_in_titles,
    kreise_ahead,
)
from pipeline.interpret.labels import SumLabel, bezirk_of, is_set_aside, kreis_heading, sum_label
from pipeline.interpret.roles import Roles
from pipeline.interpret.sums import (
    PrintedSum,
    kreis_below_sum,
    label_of_row,
    read_sum,
)
from pipeline.interpret.tables import Tables
from pipeline.model import Ebene, RowClass, RowError, RowPlace, TitleRow, Zeile
from schemas.names import load_gazetteer
from schemas.register import Kreis


class DocumentReader:
    """Reads rows in order; holds what they were understood as."""

    def __init__(self, rows: Sequence[FlowRow], tables: Tables) -> None:
        """Read all rows of a document."""
        self.zeilen: list[Zeile] = []
        self.relying: list[Zeile] = []
        """Figures whose municipality only the Kreis carried along decided."""
        self.relying_nearby: list[Zeile] = []
        """Those of them whose name the Kreis above or below has too."""
        self.sums: list[PrintedSum] = []
        self.errors: list[RowError] = []
        self.classes: dict[RowPlace, RowClass] = {}
        """What each printed row ended as."""
        self.stray: list[StrayFigure] = []
        self.sections: dict[RowPlace, Section] = {}
        """The list that each figure stands in."""
        self.above: list[TitleRow] = []
        """Titles and other text before the first figure."""
        self.looked_ahead = False
        """Whether any figure's Kreis was printed below it."""
        self._rows, self._tables = rows, tables
        self._bare = bare_headings(rows, tables.understood)
        self._ahead = kreise_ahead(rows, tables.understood, self._bare)
        self._running: frozenset[RowKey] = running_rows(rows)
        self._pages = {row.row.page for row in rows if row.model in tables.understood}
        self._context: tuple[Kreis, ...] = ()
        self._texts_outside = 0
        self._last: RowClass | None = None
        for index in range(len(rows)):
            self._read(index)

    @property
    def uncounted(self) -> set[RowPlace]:
        """The figures of tables without a column of persons."""
        tables = self._tables.understood
        return {
            place for place, (model, _) in self.sections.items() if tables[model].personen is None
        }

    def place_above(self, entry: PrintedSum) -> RowPlace | None:
        """Return the place of the last figure above a printed sum."""
        above = self.zeilen[: entry.rows_above][-1:]
        return above[0].herkunft.place if above else None

    def _read(self, index: int) -> None:
        row = self._rows[index]
        kind = self._last = self._read_row(index)
        self._note_section(row, kind)
        self.classes[row.row.place] = kind
        self.classes.update(dict.fromkeys(row.continued, RowClass.CONTINUATION))
        if not self.zeilen and kind in (RowClass.OUTSIDE, RowClass.HEADER):
            is_header = kind is RowClass.HEADER
            self.above.append(TitleRow(row.row.page, row.model, row.texts, is_header))

    def _note_section(self, row: FlowRow, kind: RowClass) -> None:
        """Keep the list that a figure stands in; text outside of tables separates lists."""
        if kind is RowClass.FIGURE:
            self.sections[row.row.place] = (row.model, self._texts_outside)
        elif kind is RowClass.OUTSIDE and row_key(row) not in self._running:
            self._texts_outside += 1

    def _read_row(self, index: int) -> RowClass:
        row = self._rows[index]
        roles = self._tables.understood.get(row.model)
        if roles is None:
            return self._read_outside(row, next_to_table=row.row.page in self._pages)
        cells = row_cells(row, roles)
        if row.row.place in self._tables.of_larger_areas:
            return self._read_larger_area(row, cells)
        try:
            return self._read_in_table(index, cells, roles)
        except MisreadError as misread:
            if row_key(row) in self._running and _is_page_text(row, cells):
                return RowClass.OUTSIDE
            self.errors.append(misread.at(row))
            return RowClass.ERROR

    def _read_in_table(self, index: int, cells: RowCells, roles: Roles) -> RowClass:
        row = self._rows[index]
        if kind := self._read_heading(row, cells):
            return kind
        if kind := self._read_titles(index, cells):
            return kind
        is_of_sums = row.speaks_of_sum and not cells.is_of_municipality
        if is_of_sums and is_set_aside(row.label):
            return RowClass.OUTSIDE
        if not cells.betrag.text:
            return _read_text_row(row, cells)
        if not cells.has_key and (label := label_of_row(row, cells)):
            _refuse_key(row)
            return self._read_sum(row, cells, label)
        if roles.kreis is not None and cells.kreis.text:
            self._context = read_kreise(cells)
        self._read_figure(index, cells)
        return RowClass.FIGURE

    def _read_titles(self, index: int, cells: RowCells) -> RowClass | None:
        """Read a row as titles of columns; None where it is not one."""
        row, headers = self._rows[index], self._tables.headers[self._rows[index].model]
        if is_header(row, cells, headers, below_header=self._last is RowClass.HEADER):
            self._context = kreis_in_titles(row, cells.name.name) or self._context
            return RowClass.HEADER
        return RowClass.HEADER if begins_titles(self._rows, index, cells, headers) else None

    def _read_larger_area(self, row: FlowRow, cells: RowCells) -> RowClass:
        """Read a row below titles of Kreise or Bezirke: their sums are not kept."""
        if not row.has_figure and len(row.filled) > 1:
            return RowClass.HEADER
        is_kreis = load_gazetteer().find_kreise(cells.name.name)
        return RowClass.OUTSIDE if is_kreis else self._read_outside(row, next_to_table=False)

    def _read_figure(self, index: int, cells: RowCells) -> None:
        """Read a figure; its Kreis may stand below it, in the middle of a cell of many rows."""
        row, ahead = self._rows[index], self._ahead[index]
        try:
            zeile = read_figure(cells, row, self._context)
        except MisreadError as misread:
            if misread.code != "kreis_conflict" or cells.has_key or cells.kreis.text or not ahead:
                raise
            zeile = read_figure(cells, row, ahead)
            self.looked_ahead = True
        self.zeilen.append(zeile)
        if not cells.has_key and not cells.kreis.text and not cells.name.beside:
            self._note_doubt(cells, zeile, {kreis.kreis_ags for kreis in (*self._context, *ahead)})

    def _note_doubt(self, cells: RowCells, zeile: Zeile, nearby: set[str]) -> None:
        """Keep a figure whose name means other municipalities too, some of them nearby."""
        named = cells.name.named.all
        others = {g.kreis_ags for g in named if g.gemeinde_ags != zeile.gemeinde_ags}
        if others:
            self.relying.append(zeile)
        if others & nearby:
            self.relying_nearby.append(zeile)

    def _read_sum(self, row: FlowRow, cells: RowCells, label: SumLabel) -> RowClass:
        self.sums.append(read_sum(row, cells, label, len(self.zeilen)))
        if label.ebene is Ebene.KREIS:
            above = self.zeilen[-1].kreis_ags if self.zeilen else None
            self._context = kreis_below_sum(label, above)
        return RowClass.SUBTOTAL

    def _read_heading(self, row: FlowRow, cells: RowCells) -> RowClass | None:
        """Read a row as the heading of a Kreis or Regierungsbezirk; None where it is not one."""
        if cells.betrag.text or cells.has_key or any(cell.is_figure for cell in cells.others):
            return None
        for label in dict.fromkeys([row.label, *row.filled[:1]]):
            if row.speaks_of_sum and bezirk_of(label):
                self._context = ()
                return RowClass.HEADING
            if row.speaks_of_sum and sum_label(label):
                return RowClass.OUTSIDE
            if heading := kreis_heading(label, bare=bool(self._bare)):
                self._context = heading
                return RowClass.HEADING
        return None

    def _read_outside(self, row: FlowRow, *, next_to_table: bool) -> RowClass:
        """Read a row outside the tables: a heading counts, a figure there must not be lost."""
        heading = kreis_heading(" ".join(row.texts), bare=row.row.place in self._bare)
        if heading and next_to_table:
            self._context = heading
            return RowClass.HEADING
        stray = stray_figure(row)
        if stray and (reason := self._tables.undecided.get(row.model)):
            self.errors.append(MisreadError("row_not_understood", row.row.text, reason).at(row))
            return RowClass.ERROR
        if stray:
            self.stray.append(stray)
        return RowClass.OUTSIDE


def _read_text_row(row: FlowRow, cells: RowCells) -> RowClass:
    """Read a row without an amount: a row that lost it, or text beside the table."""
    if cells.is_of_municipality:
        raise MisreadError("amount_missing", row.row.text, "an amount; none is printed there")
    if any(cell.is_figure for cell in cells.others):
        raise MisreadError("row_not_understood", row.row.text, "a municipality and its amount")
    return RowClass.OUTSIDE


def _refuse_key(row: FlowRow) -> None:
    """Refuse a sum that has the key of a municipality: its name is not where names stand."""
    if any(cell.key in load_gazetteer().register.gemeinden for cell in row.cells):
        raise MisreadError("row_not_understood", row.row.text, "its name among the names")


def _is_page_text(row: FlowRow, cells: RowCells) -> bool:
    """Return True if a row repeated on every page has neither a municipality nor an amount."""
    return not cells.is_of_municipality and cells.betrag.number in (None, row.row.page)
