"""The document read from its first row to its last: every row ends as exactly one thing.

Carries along what a reader of the page would: under which Kreis heading a row stands, which Kreis
a blank in the Kreis column repeats.
"""

from collections.abc import Sequence

from pipeline.interpret.evidence import is_figure, number_in, split_key
from pipeline.interpret.excerpts import Section
from pipeline.interpret.figures import (
    MisreadError,
    RowTexts,
    has_key,
    read_figure,
    read_kreise,
    row_texts,
)
from pipeline.interpret.flow import FlowRow, RowKey, row_key, running_rows
from pipeline.interpret.headings import (
    bare_headings_outside,
    has_bare_headings,
    kreise_ahead,
    page_headings,
)
from pipeline.interpret.labels import Labels, SumLabel
from pipeline.interpret.roles import Roles
from pipeline.interpret.stray import StrayFigure, stray_figure
from pipeline.interpret.sum_rows import SumRows
from pipeline.interpret.sums import PrintedSum
from pipeline.interpret.tables import Tables
from pipeline.interpret.title_rows import TitleRows
from pipeline.interpret.titles import HEADER_ROWS
from pipeline.model import Ebene, RowClass, RowError, RowPlace, TitleRow, Zeile
from schemas.names import NameIndex
from schemas.register import Kreis, Register


class DocumentReader:
    """Reads rows in order; holds what they were understood as."""

    def __init__(self, tables: Tables, names: NameIndex, register: Register) -> None:
        """Start before the first row."""
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
        self._tables, self._names, self._register = tables, names, register
        self._labels = Labels(names, register)
        self._below: Sequence[FlowRow] = ()
        """The next rows of the same table on the same page."""
        self._titles = TitleRows(tables.headers, self._labels, names)
        self._sum_rows = SumRows(self._labels, names, register)
        self.looked_ahead = False
        """Whether any figure's Kreis was printed below it."""
        self._context: tuple[Kreis, ...] = ()
        self._ahead: tuple[Kreis, ...] = ()
        self._over_tables: dict[RowPlace, tuple[Kreis, ...]] = {}
        """The lines over tables that are headings without saying that a Kreis is meant."""
        self._running: frozenset[RowKey] = frozenset()
        self._texts_outside = 0
        self._last: RowClass | None = None

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

    def read(self, rows: Sequence[FlowRow]) -> None:
        """Read all rows of a document in order."""
        in_tables = [row for row in rows if row.model in self._tables.understood]
        bare = bare_headings_outside(rows, self._tables.understood, self._names)
        self._over_tables = page_headings(rows, self._tables.understood, self._names) | bare
        in_table = has_bare_headings(in_tables, self._labels, self._names)
        self._labels.bare = in_table or bool(bare)
        self._running = running_rows(rows)
        pages = {row.row.page for row in in_tables}
        ahead = kreise_ahead(rows, self._tables.understood, self._labels, self._names)
        for index, row in enumerate(rows):
            self._ahead = ahead[index]
            self._below = _next_of_table(rows, index)
            self._last = self._read_row(row, beside_table=row.row.page in pages)
            self._note_section(row, self._last)
            self.classes[row.row.place] = self._last
            self.classes.update(dict.fromkeys(row.continued, RowClass.CONTINUATION))
            if not self.zeilen and self._last in (RowClass.OUTSIDE, RowClass.HEADER):
                self.above.append(_title_row(row, self._last))

    def _note_section(self, row: FlowRow, kind: RowClass) -> None:
        """Keep the list that a figure stands in; text outside of tables parts lists."""
        if kind is RowClass.FIGURE:
            self.sections[row.row.place] = (row.model, self._texts_outside)
        elif kind is RowClass.OUTSIDE and row_key(row) not in self._running:
            self._texts_outside += 1

    def _read_row(self, row: FlowRow, *, beside_table: bool) -> RowClass:
        roles = self._tables.understood.get(row.model)
        if roles is None:
            return self._read_outside(row, beside_table=beside_table)
        try:
            return self._read_in_table(row, row_texts(row, roles), roles)
        except MisreadError as misread:
            if row_key(row) in self._running and self._is_page_text(row, row_texts(row, roles)):
                return RowClass.OUTSIDE
            self.errors.append(misread.at(row))
            return RowClass.ERROR

    def _read_in_table(self, row: FlowRow, texts: RowTexts, roles: Roles) -> RowClass:
        if kind := self._read_heading(row, texts):
            return kind
        below_header = self._last is RowClass.HEADER
        if self._titles.is_header(row, texts, below_header=below_header):
            self._context = self._titles.note(row, texts.name) or self._context
            return RowClass.HEADER
        if self._titles.begins_titles(row, texts, self._below):
            return RowClass.HEADER
        if self._titles.are_foreign:
            of_kreis = self._names.find_kreise(texts.name)
            return RowClass.OUTSIDE if of_kreis else self._read_outside(row, beside_table=False)
        if self._labels.is_set_aside(row.label) and not self._names_one(texts):
            return RowClass.OUTSIDE
        if not texts.betrag:
            return self._read_text_row(row, texts)
        if not has_key(texts) and (label := self._sum_rows.label_of(row, texts)):
            self._refuse_key(row)
            return self._read_sum(row, texts, label)
        if roles.kreis is not None and texts.kreis:
            self._context = read_kreise(texts, self._names, self._register)
        zeile = self._read_figure(row, texts)
        self.zeilen.append(zeile)
        if not has_key(texts) and not texts.kreis:
            self._note_doubt(texts.name, zeile)
        return RowClass.FIGURE

    def _read_figure(self, row: FlowRow, texts: RowTexts) -> Zeile:
        """Read a figure; its Kreis may stand below it, in the middle of a cell of many rows."""
        try:
            return read_figure(texts, row, self._context, self._names, self._register)
        except MisreadError as misread:
            if misread.code != "kreis_conflict" or has_key(texts) or texts.kreis or not self._ahead:
                raise
            zeile = read_figure(texts, row, self._ahead, self._names, self._register)
            self.looked_ahead = True
            return zeile

    def _note_doubt(self, name: str, zeile: Zeile) -> None:
        """Keep a figure whose name means other municipalities too, some of them nearby."""
        found = [g for part in self._names.find_gemeinden(name) for g in part]
        others = {g.kreis_ags for g in found if g.gemeinde_ags != zeile.gemeinde_ags}
        if others:
            self.relying.append(zeile)
        if others & {kreis.kreis_ags for kreis in (*self._context, *self._ahead)}:
            self.relying_nearby.append(zeile)

    def _refuse_key(self, row: FlowRow) -> None:
        """Refuse a sum that has the key of a municipality: its name is not where names stand.

        Raises:
            MisreadError: the row has such a key.
        """
        if any(split_key(text)[0] in self._register.gemeinden for text in row.texts):
            raise MisreadError("row_not_understood", row.row.text, "its name among the names")

    def _read_sum(self, row: FlowRow, texts: RowTexts, label: SumLabel) -> RowClass:
        self.sums.append(self._sum_rows.read(row, texts, label, len(self.zeilen)))
        if label.ebene is Ebene.KREIS:
            above = self.zeilen[-1].kreis_ags if self.zeilen else None
            self._context = self._sum_rows.kreis_below(label, above)
        return RowClass.SUBTOTAL

    def _read_text_row(self, row: FlowRow, texts: RowTexts) -> RowClass:
        """Read a row without an amount: a row that lost it, or text beside the table."""
        if self._names_one(texts):
            raise MisreadError("amount_missing", row.row.text, "an amount; none is printed there")
        if any(map(is_figure, texts.others)):
            raise MisreadError("row_not_understood", row.row.text, "a municipality and its amount")
        return RowClass.OUTSIDE

    def _read_heading(self, row: FlowRow, texts: RowTexts) -> RowClass | None:
        """Read a row as the heading of a Kreis or Regierungsbezirk; None where it is none."""
        if texts.betrag or has_key(texts) or any(map(is_figure, texts.others)):
            return None
        for label in dict.fromkeys([row.label, row.first_text]):
            if self._labels.bezirk_of(label):
                self._context = ()
                return RowClass.HEADING
            if self._labels.sum_label(label):
                return RowClass.OUTSIDE
            if heading := self._labels.kreis_heading(label):
                return self._begin_kreis(row, heading)
        return None

    def _begin_kreis(self, row: FlowRow, heading: tuple[Kreis, ...]) -> RowClass:
        self._context = heading
        if printed := self._sum_rows.of_heading(row, heading, len(self.zeilen)):
            self.sums.append(printed)
        return RowClass.HEADING

    def _read_outside(self, row: FlowRow, *, beside_table: bool) -> RowClass:
        """Read a row outside the tables: a heading counts, a figure there must not be lost."""
        reason = self._tables.undecided.get(row.model)
        heading = self._over_tables.get(row.row.place, ())
        heading = heading or self._labels.kreis_heading(" ".join(row.texts), bare=False)
        if heading and beside_table:
            return self._begin_kreis(row, heading)
        stray = stray_figure(row, self._names, self._register)
        if stray and reason:
            self.errors.append(MisreadError("row_not_understood", row.row.text, reason).at(row))
            return RowClass.ERROR
        if stray:
            self.stray.append(stray)
        return RowClass.OUTSIDE

    def _names_one(self, texts: RowTexts) -> bool:
        """Say whether a row has the key or the name of a municipality."""
        return has_key(texts) or any(self._names.find_gemeinden(texts.name))

    def _is_page_text(self, row: FlowRow, texts: RowTexts) -> bool:
        """Say whether a row repeated on every page has neither a municipality nor an amount."""
        amount = number_in(texts.betrag)
        return not self._names_one(texts) and amount in (None, row.row.page)


def _title_row(row: FlowRow, kind: RowClass) -> TitleRow:
    return TitleRow(row.row.page, row.model, row.texts, kind is RowClass.HEADER)


def _next_of_table(rows: Sequence[FlowRow], index: int) -> list[FlowRow]:
    """Return the rows below one that are on its page and of its table, as far as titles reach."""
    here = rows[index]
    return [
        row
        for row in rows[index + 1 : index + 1 + HEADER_ROWS]
        if (row.model, row.row.page) == (here.model, here.row.page)
    ]
