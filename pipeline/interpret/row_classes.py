"""The document read from its first row to its last: every row ends as exactly one thing.

Carries along what a reader of the page would: under which Kreis heading a row stands, which Kreis
a blank in the Kreis column repeats.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, takewhile

from pipeline.interpret.flow import FlowRow, RowKey, lines_next_to
from pipeline.interpret.labels import (
    LONGEST_TITLE,
    SumLabel,
    bezirk_of,
    is_carried_forward,
    kreis_heading,
    kreis_in_title,
    sum_label,
)
from pipeline.interpret.notation import parse_betrag
from pipeline.interpret.once import once
from pipeline.interpret.printed_sums import (
    PrintedSum,
    label_of_row,
    label_over_lines,
    read_sum,
    sum_by_its_numbers,
)
from pipeline.interpret.roles import HEADER_ROWS, Roles, Tables
from pipeline.interpret.row_figure import MisreadError, RowCells, read_figure, read_kreise
from pipeline.interpret.stray import StrayFigure, stray_figure
from pipeline.model import Ebene, RowClass, RowError, RowPlace, TitleRow, Zeile
from schemas.headers import header_words, role_of_header
from schemas.names import UNREADABLE, load_gazetteer
from schemas.register import Kreis

SENTENCE = 3
"""Words; a unit ("Tsd. EUR") has fewer."""
NO_TEXT = re.compile(r"\d|\ufffd")
"""What may be a figure: a digit, or a glyph without a meaning."""
UNIT_WORDS = ("in", "euro", "eur")
"""A title says no more where it is printed again with them."""
BARE_HEADINGS = 5
"""So many different lines that are just the name of a Kreis are headings, not blank rows."""


class DocumentReader:
    """Reads rows in order; holds what they were understood as."""

    def __init__(self, rows: Sequence[FlowRow], tables: Tables) -> None:
        """Read all rows of a document."""
        self.zeilen: list[Zeile] = []
        self.decided_by_context: list[tuple[Zeile, bool]] = []
        """Figures whose municipality only the Kreis carried along decided, and whether the Kreis
        above or below has the name too."""
        self.sums: list[PrintedSum] = []
        self.errors: list[RowError] = []
        self.classes: dict[RowPlace, RowClass] = {}
        """What each printed row ended as."""
        self.stray: list[StrayFigure] = []
        self.not_understood: list[FlowRow] = []
        """Those in tables of which the roles of the columns are not clear."""
        self.above: list[TitleRow] = []
        """Titles and other text before the first figure."""
        self.looked_ahead = False
        """Whether any figure's Kreis was printed below it."""
        self.rows, self._tables = rows, tables
        self._bare = self._bare_headings()
        self._pages = {row.row.page for row in rows if row.model in tables.understood}
        self._context: tuple[Kreis, ...] = ()
        self._last: RowClass | None = None
        self._doubt: MisreadError | None = None
        """Titles below which no figure is believed."""
        for index in range(len(rows)):
            self._read(index)
        self._promote_stadtkreis_sums()

    @once
    def _running(self) -> frozenset[RowKey]:
        """The rows that stand at one height of half the pages, or panels, but for numbers."""
        needed = max(2, len({row.row.page for row in self.rows}) / 2)
        counts = Counter(row.key for row in self.rows)
        return frozenset(key for key, count in counts.items() if count >= needed)

    @property
    def page_texts(self) -> Iterator[RowPlace]:
        """Titles, and lines of words that run along the edges of pages: they go on in no row."""
        for row in self.rows:
            kind = self.classes[row.row.place]
            is_running = row.key in self._running and row.label
            if kind is RowClass.HEADER or (kind is RowClass.OUTSIDE and is_running):
                yield row.row.place

    @once
    def _ahead(self) -> list[tuple[Kreis, ...]]:
        """Per row, the Kreis that is printed next below it."""
        roles = self._tables.understood.get
        return _next_below(
            _kreis_of(row, roles(row.model), row.row.place in self._bare) or None
            for row in self.rows
        )

    @once
    def _closing(self) -> list[tuple[Kreis, ...]]:
        """Per row, the Kreis whose sum is the next sum or heading below it."""
        return _next_below(map(self._closed_by, range(len(self.rows))))

    def _closed_by(self, index: int) -> tuple[Kreis, ...] | None:
        """Return the Kreis whose sum a row gives to the rows above it.

        () ends them, None does neither. Rows that stand under no Kreis are its own; that they add
        up to the sum is checked like any.
        """
        row = self.rows[index]
        if row.speaks_of_sum and is_carried_forward(row.label):
            return None
        label, roles = row.sum_label, self._tables.understood.get(row.model)
        if row.has_figure and roles:
            label = label_over_lines(row, *self._lines_of(index, roles), roles.name.index)
        if label and label.ebene is Ebene.KREIS:
            return (load_gazetteer().register.kreise[label.schluessel or ""],)
        is_begun = label and not row.has_figure and label.ebene is None
        return () if (label and not is_begun) or kreis_heading(row.label) else None

    def _lines_of(self, index: int, roles: Roles) -> tuple[list[FlowRow], list[FlowRow]]:
        """Return the lines without an amount above a row, nearest first, and those below it."""
        model, betrag = self.rows[index].model, roles.numbers.betrag.index
        near = self.rows[max(0, index - 1) : index + 2]
        if all(row.model == model and row.cells[betrag].is_figure for row in near):
            return [], []  # As nearly everywhere: what follows takes longer.
        above, below = (
            takewhile(
                lambda line: not line.texts[betrag],
                lines_next_to(self.rows, index, step, roles.headers),
            )
            for step in (-1, 1)
        )
        return [*above], [*below]

    def _bare_headings(self) -> frozenset[RowPlace]:
        """Return the rows that are just the name of a Kreis, where these are headings.

        They stand in a table or right above one, but for what runs along the edges of pages.
        """
        lone = (row for row in self.rows if len(row.filled) == 1 and not kreis_heading(row.label))
        named = {row.row.place for row in lone if load_gazetteer().find_kreise(row.label)}
        if len(named) < BARE_HEADINGS:
            return frozenset()
        tables = self._tables.understood
        body = [row for row in self.rows if row.key not in self._running]
        bare = {
            row.row.place: row.label
            for row, below in pairwise([*body, *body[-1:]])
            if row.row.place in named and (row.model in tables or below.model in tables)
        }
        return frozenset(bare if len({*bare.values()}) >= BARE_HEADINGS else ())

    def _read(self, index: int) -> None:
        row = self.rows[index]
        kind = self._read_row(index)
        self._last = kind
        self.classes[row.row.place] = kind
        self.classes.update(dict.fromkeys(row.continued, RowClass.CONTINUATION))
        if not self.zeilen and kind in (RowClass.OUTSIDE, RowClass.HEADER):
            is_header = kind is RowClass.HEADER
            self.above.append(TitleRow(row.row.page, row.model, row.texts, is_header))

    def _promote_stadtkreis_sums(self) -> None:
        """Take "Stadtkreis Ulm 1.234" for Ulm's figure where no other row is Ulm's."""
        read = {zeile.kreis_ags for zeile in self.zeilen}
        for entry in [*self.sums]:
            if entry.figure and entry.figure.kreis_ags not in read:
                self.sums.remove(entry)
                self.zeilen.append(entry.figure)
                self.classes[entry.herkunft.place] = RowClass.FIGURE

    def _read_row(self, index: int) -> RowClass:
        row = self.rows[index]
        roles = self._tables.understood.get(row.model)
        if roles is None:
            return self._read_outside(row, next_to_table=row.row.page in self._pages)
        cells = RowCells(row, roles)
        if row.row.place in roles.larger_areas:
            return self._read_larger_area(row, cells)
        try:
            return self._read_in_table(index, cells)
        except MisreadError as misread:
            is_page_text = (
                cells.betrag.number in (None, row.row.page)
                and not cells.is_of_municipality
                and misread is not self._doubt
            )
            if is_page_text and (row.key in self._running or not self.zeilen):
                return RowClass.OUTSIDE
            if possible := sum_by_its_numbers(cells, misread, len(self.zeilen)):
                self.sums.append(possible)
            else:
                self.errors.append(misread.at(row))
            return RowClass.ERROR

    def _read_in_table(self, index: int, cells: RowCells) -> RowClass:
        row = self.rows[index]
        if kind := self._read_heading(row, cells):
            return kind
        if _is_header(row, cells, below_header=self._last is RowClass.HEADER):
            return self._read_titles(row, cells)
        if _begins_titles(row, cells, self.rows[index + 1 : index + 1 + HEADER_ROWS]):
            return RowClass.HEADER
        if row.speaks_of_sum and is_carried_forward(row.label) and not cells.is_of_municipality:
            return RowClass.OUTSIDE
        if not cells.betrag.text or _is_text(cells):
            if not cells.has_key and index and self.rows[index - 1].has_open_label:
                return RowClass.CONTINUATION
            return _read_text_row(row, cells)
        above, below = ([], []) if cells.has_key else self._lines_of(index, cells.roles)
        if not cells.has_key and (
            label := label_of_row(cells)
            or label_over_lines(row, above, below, cells.roles.name.index)
        ):
            return self._read_sum(cells, label)
        if cells.kreis.text:
            self._context = read_kreise(cells)
        if above or below:
            _refuse_part_of_name(cells, above, below)
        self._read_figure(index, cells)
        return RowClass.FIGURE

    def _read_titles(self, row: FlowRow, cells: RowCells) -> RowClass:
        """Read titles; what stands below other ones than above the first row is in doubt."""
        is_remark = len(row.filled) == 1 and _is_remark(row.filled[0])
        if self.zeilen and not (is_remark or _numbers_columns(row)):
            is_known = row.texts in cells.roles.headers
            self._doubt = None if is_known else _other_title(row, cells.roles)
            if self._doubt:
                raise self._doubt
        self._context = _kreis_in_titles(row, cells.name.name) or self._context
        return RowClass.HEADER

    def _read_larger_area(self, row: FlowRow, cells: RowCells) -> RowClass:
        """Read a row below titles of Kreise or Bezirke: their sums are not kept."""
        if not row.has_figure and len(row.filled) > 1:
            return RowClass.HEADER
        is_kreis = load_gazetteer().find_kreise(cells.name.name)
        return RowClass.OUTSIDE if is_kreis else self._read_outside(row, next_to_table=False)

    def _read_figure(self, index: int, cells: RowCells) -> None:
        """Read a figure; its Kreis may stand below it, in the middle of a cell of many rows."""
        if self._doubt:
            raise self._doubt
        is_alone = not (cells.has_key or cells.kreis.text)
        context = self._context or (self._closing[index] if is_alone else ())
        try:
            zeile = read_figure(cells, context)
        except MisreadError as misread:
            is_conflict = misread.code == "kreis_conflict" and is_alone
            if not is_conflict or not self._ahead[index]:
                raise
            zeile = read_figure(cells, self._ahead[index])
            self.looked_ahead = True
        self.zeilen.append(zeile)
        named = cells.name.named.all if is_alone and not cells.name.beside else ()
        others = {g.kreis_ags for g in named if g.gemeinde_ags != zeile.gemeinde_ags}
        if others:
            nearby = {kreis.kreis_ags for kreis in (*self._context, *self._ahead[index])}
            self.decided_by_context.append((zeile, not others.isdisjoint(nearby)))

    def _read_sum(self, cells: RowCells, label: SumLabel) -> RowClass:
        """Read a sum; one with the key of a municipality has its name where no names stand."""
        if any(cell.as_name.key in load_gazetteer().register.gemeinden for cell in cells.row.cells):
            text = cells.row.row.text
            raise MisreadError("row_not_understood", text, "its name among the names")
        self.sums.append(read_sum(cells, label, len(self.zeilen)))
        if label.ebene is Ebene.KREIS or label.is_heading:
            # Known is the Kreis of the rows below only where the sum is their heading.
            known = load_gazetteer().register.kreise.get(label.schluessel or "")
            kreise = (known,) if known else kreis_heading(cells.row.label)
            above = {zeile.kreis_ags for zeile in self.zeilen[-1:]}
            is_above = not above.isdisjoint(kreis.kreis_ags for kreis in kreise)
            is_heading = label.is_heading and not is_above
            is_city = known is not None and known.kreis_art == "Stadtkreis"
            self._context = kreise if is_heading and not is_city else ()
        return RowClass.SUBTOTAL

    def _read_heading(self, row: FlowRow, cells: RowCells) -> RowClass | None:
        """Read a row as the heading of a Kreis or Regierungsbezirk; None where it is not one."""
        stands_alone = len(row.filled) == 1
        if cells.betrag.text and not stands_alone:
            return None
        if cells.has_key or any(cell.is_figure for cell in cells.others):
            return None
        for label in dict.fromkeys([row.label, *row.filled[:1]]):
            if row.speaks_of_sum and bezirk_of(label):
                self._context = ()
                return RowClass.HEADING
            if row.speaks_of_sum and sum_label(label):
                return RowClass.OUTSIDE
            # Alone in the column of Kreise it is one without a word for its kind.
            is_bare = bool(self._bare) or (stands_alone and bool(cells.kreis.text))
            if heading := kreis_heading(label, bare=is_bare):
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
            self.not_understood.append(row)
            return RowClass.ERROR
        if stray:
            self.stray.append(stray)
        elif next_to_table and (heading := kreis_in_title(row.label)):
            self._context = heading
            return RowClass.HEADING
        return RowClass.OUTSIDE


def _refuse_part_of_name(
    cells: RowCells, above: Sequence[FlowRow], below: Sequence[FlowRow]
) -> None:
    """Refuse a name without a key that the lines around it would make another one."""
    name, column = cells.name.name, cells.roles.name.index
    upper, lower = (
        [line.texts[column] for line in lines if line.texts[column]] for lines in (above, below)
    )
    longer = [
        *("\n".join([*reversed(upper[:count]), name]) for count in range(1, len(upper) + 1)),
        *("\n".join([name, *lower[:count]]) for count in range(1, len(lower) + 1)),
    ]
    for text in longer:
        others = load_gazetteer().find_gemeinden(text).whole
        if others and not set(others) & set(cells.name.named.all):
            raise MisreadError("name_ambiguous", name, f"a key: it may end {text!r}")


def _is_text(cells: RowCells) -> bool:
    """Return True if a row has a sentence among the amounts, and no number and no name anywhere."""
    is_sentence = cells.betrag.number is None and len(cells.betrag.text.split()) >= SENTENCE
    return is_sentence and not (cells.is_of_municipality or NO_TEXT.search(cells.row.row.text))


def _read_text_row(row: FlowRow, cells: RowCells) -> RowClass:
    """Read a row without an amount: a row that lost it, or text beside the table."""
    if cells.is_of_municipality:
        raise MisreadError("amount_missing", row.row.text, "an amount; none is printed there")
    if any(cell.is_figure for cell in cells.others):
        raise MisreadError("row_not_understood", row.row.text, "a municipality and its amount")
    return RowClass.OUTSIDE


def _is_header(row: FlowRow, cells: RowCells, *, below_header: bool) -> bool:
    """Return True if a row is the columns' titles, their second line, or numbers them."""
    if row.texts in cells.roles.headers:
        return True
    if cells.has_key or row.has_figure:
        return _numbers_columns(row)
    if below_header and not cells.name.text and cells.betrag.number is None:
        return True
    titles = [text for text in row.filled if role_of_header(text)]
    titled = role_of_header(cells.betrag.text) is not None or not cells.name.is_name
    return len(titles) > 1 and titled


def _is_remark(text: str) -> bool:
    """Return True for a text that is no title, or goes on as no title does."""
    return role_of_header(text) is None or len(text.split()) > LONGEST_TITLE


def _numbers_columns(row: FlowRow) -> bool:
    words = " ".join(row.filled).split()
    return len(words) > 2 and words == [str(n) for n in range(1, len(words) + 1)]


def _other_title(row: FlowRow, roles: Roles) -> MisreadError | None:
    """Return what is wrong with titles that say of numbers what those above the first row do not.

    Titles are printed again in other lines, or in part; one that says more, or something else,
    stands over other numbers, or the columns have changed places.
    """
    for column in roles.numbers.all:
        text = row.texts[column.index]
        is_first = not column.header and role_of_header(text) == roles.numbers.role_of(column)
        if is_first or kreis_heading(text):
            continue
        words = header_words(text.replace(UNREADABLE, ""))
        known = {word for titles in roles.headers for word in header_words(titles[column.index])}
        is_part = "".join(words) in "".join(header_words(column.header))
        if not is_part and not {*words} <= known.union(UNIT_WORDS):
            return MisreadError("titles_changed", text, repr(column.header))
    return None


def _begins_titles(row: FlowRow, cells: RowCells, below: Iterable[FlowRow]) -> bool:
    """Return True if a row is the first line of titles that stand below it: one may be wrapped."""
    if cells.has_key or cells.name.text or row.has_figure:
        return False
    same = (r for r in below if (r.model, r.row.page) == (row.model, row.row.page))
    ends = next((r for r in same if r.has_figure or r.texts in cells.roles.headers), row)
    return ends.texts in cells.roles.headers


def _kreis_in_titles(row: FlowRow, name: str) -> tuple[Kreis, ...]:
    """Return the Kreis that stands in a row of titles.

    "Landkreis Böblingen" may be the title over its municipalities, or "Böblingen" a line above it.
    """
    found: tuple[Kreis, ...] = ()
    for text in row.texts:
        above, _, title = text.partition("\n")
        is_above = role_of_header(title) == "gemeinde_name"
        heading = kreis_heading(text, bare=text == name and role_of_header(text) is None)
        found = heading or (is_above and load_gazetteer().find_kreise(above)) or found
    return found


def _next_below(named: Iterable[tuple[Kreis, ...] | None]) -> list[tuple[Kreis, ...]]:
    """Return per row what the next row below it that says anything (not None) says."""
    found: list[tuple[Kreis, ...]] = []
    following: tuple[Kreis, ...] = ()
    for kreise in reversed([*named]):
        found.append(following)
        following = following if kreise is None else kreise
    return found[::-1]


def _kreis_of(row: FlowRow, roles: Roles | None, bare: bool) -> tuple[Kreis, ...]:
    in_column = row.texts[roles.kreis.index] if roles and roles.kreis else ""
    if in_column:
        return load_gazetteer().find_kreise(in_column)
    ends = (text.split()[-1] for text in row.filled)
    if not row.label or row.has_figure or any(parse_betrag(end) is not None for end in ends):
        return ()
    return kreis_heading(row.label, bare=bare) or kreis_in_title(row.label)
