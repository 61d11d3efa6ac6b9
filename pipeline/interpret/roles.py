"""Which tables are about municipalities, and which of their columns holds what.

Key, name and Kreis are recognised by their content, for the register knows them; numbers as
`numbers` says. Where nothing decides, the layout is not understood.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile
from operator import itemgetter

from pipeline.errors import LayoutError
from pipeline.interpret.cells import CellText
from pipeline.interpret.column_content import MOSTLY, Column, are_mostly, make_column
from pipeline.interpret.flow import FlowRow
from pipeline.interpret.labels import sum_label
from pipeline.interpret.notation import BLANKS, CURRENCY, PERSONS, parse_gemeinde_ags
from pipeline.interpret.numbers import NumberRoles, RoleError, number_roles
from pipeline.model import ColumnRole, RowPlace
from schemas.headers import NUMBER_ROLES, is_mere_unit, role_of_header, titles_in_order
from schemas.names import UNREADABLE, load_gazetteer

NAMED = 0.6
"""Share of texts that must be names: headings and sums stand among them."""
DISTINCT = 0.5
"""Share of the names that must differ: a Regierungsbezirk bears a town's name on every row."""
OTHER_TOWNS = 0.1
"""Share of a second column's names that stand among the first one's, above which they belong."""
OTHER_TABLE = 0.1
"""As many names as this, by those of the first column, are no remarks but another table's."""
READ = 0.3
"""Share of the lines with names that must have a number: a name may be wrapped over several."""
MAX_KEY_COLUMNS = 5
COUNT_BESIDE_WORDS = re.compile(
    rf"^\d[\d.\s]*{PERSONS}|(?<!\S)(?:\d{{1,3}}(?:[.{BLANKS}]\d{{3}})+(?!\d|\s?%)|\d[\d.,]*\s?{CURRENCY})"
)
"""Persons, or an amount: grouped, or with its unit."""
HEADER_ROWS = 4
"""At most so many rows above the first of a municipality are read as its titles."""
TEXT_TITLES = ("gemeinde_ags", "gemeinde_name", "kreis", "text")


@dataclass(frozen=True)
class Roles:
    """The columns of one column model by role; None where the document prints none."""

    name: Column
    key: Sequence[Column]
    """Several where the key is printed in groups, each in a column of its own."""
    kreis: Column | None
    numbers: NumberRoles
    headers: frozenset[tuple[str, ...]]
    """The rows of titles above the first row, which may be printed again and again."""
    larger_areas: frozenset[RowPlace]
    """Rows that are sums of Kreise or Bezirke, as the titles above them say."""

    def explained(self, model: int | None) -> list[ColumnRole]:
        """Return what each column was taken for, and why."""
        numbers = self.numbers
        found = [(self.name, "gemeinde_name", f"{len(self.name.names)} texts are names")]
        found += ((c, "gemeinde_ags", "most texts are keys of the register") for c in self.key)
        found += ((c, numbers.role_of(c), numbers.why) for c in numbers.all)
        if self.kreis is not None:
            count = sum(bool(c.kreise) for c in self.kreis.cells) or len(self.kreis.filled)
            found.append((self.kreis, "kreis", f"{count} texts are Kreise"))
        return [
            ColumnRole(model or 0, column.index, role, " ".join(column.header.split()), why)
            for column, role, why in sorted(found, key=lambda entry: entry[0].index)
        ]


@dataclass(frozen=True)
class Tables:
    """The column models of a document that hold municipalities."""

    understood: Mapping[int | None, Roles]
    undecided: Mapping[int | None, str]
    """Those in which the roles of the columns are not clear, with the reason."""


def find_tables(name: str, rows: Sequence[FlowRow], notes: Sequence[str] = ()) -> Tables:
    """Return the roles per column model; `notes` of the engine are added where nothing is found.

    Raises:
        LayoutError: no table of municipalities and amounts is understood.
    """
    understood: dict[int | None, Roles] = {}
    undecided: dict[int | None, str] = {}
    tables: dict[int, list[FlowRow]] = {}
    for row in rows:
        if row.model is not None:
            tables.setdefault(row.model, []).append(row)
    for model, printed in tables.items():
        try:
            if roles := _find_roles(printed):
                understood[model] = roles
        except RoleError as error:
            undecided[model] = f"page {printed[0].row.page}: {error}"
    if not understood:
        nothing = (
            f"{len(rows)} printed rows in {len(tables)} tables, but none whose columns hold names "
            "of municipalities of Baden-Württemberg beside amounts"
        )
        raise LayoutError(name, "; ".join(undecided.values() or [nothing, *notes]))
    return Tables(understood, undecided)


def _find_roles(printed: Sequence[FlowRow]) -> Roles | None:
    """Return the roles of a table's columns; None for a table that is not about municipalities.

    They follow from the rows that name one. Raises RoleError where there are such rows, but which
    number is the amount is not clear.
    """
    larger_areas = _rows_of_larger_areas(printed)
    table = [row for row in printed if row.row.place not in larger_areas]
    figures = [row for row in table if row.has_figure and not row.sum_label]
    texts = zip(*(row.texts for row in figures), strict=True)
    columns = [make_column(index, column) for index, column in enumerate(texts)]
    name = _name_column(columns)
    if name is None:
        return None
    named = [row for row, cell in enumerate(name.cells) if cell.is_name]
    _refuse_numbers_elsewhere(
        columns, frozenset(named), sum(row.cells[name.index].is_name for row in table)
    )
    titles, lone_titles = titles_above(table, figures[named[0]])
    columns = [replace(c, cells=tuple([c.cells[row] for row in named])) for c in columns]
    under = _titles_by_column(titles, columns, name.index)
    columns = [replace(c, header=header) for c, header in zip(columns, under, strict=True)]
    name = columns[name.index]
    if _is_of_larger_areas(name.header):
        return None
    _refuse_second_names(columns, name)
    key = _key_columns(columns)
    kreis = _kreis_column([c for c in columns if c not in key and c is not name], name)
    unknown = [c for c in columns if c not in key and c is not name and c is not kreis]
    printed_numbers = [c for c in unknown if c.are_numeric and c.is_filled]
    if not printed_numbers:
        return None
    _refuse_unread_counts(c for c in unknown if c not in printed_numbers)
    numbers = number_roles(columns, printed_numbers)
    _refuse_amount_elsewhere(numbers.betrag, [c for c in unknown if c not in printed_numbers])
    headers = frozenset(row.texts for row in (*titles, *lone_titles))
    return Roles(name, key, kreis, numbers, headers, larger_areas)


def _name_column(columns: Sequence[Column]) -> Column | None:
    """Return the column with the most names of municipalities, if there is one.

    Raises RoleError where the same ones stand there several times.
    """
    # No town bears the name of a Landkreis, its own, so often.
    named = [
        c
        for c in columns
        if c.is_mostly(lambda cell: cell.is_name, NAMED)
        and not c.is_mostly(
            lambda cell: any(kreis.kreis_art == "Landkreis" for kreis in cell.kreise), MOSTLY
        )
    ]
    varied = [c for c in named if len({*c.names}) > DISTINCT * len(c.names)]
    for column in () if varied else named:
        raise RoleError(
            f"{len(column.names)} rows have only {len({*column.names})} names of municipalities; "
            "expected one row each, not several lists or years"
        )
    return max(varied, key=lambda c: len({*c.names}), default=None)


def _refuse_numbers_elsewhere(
    columns: Iterable[Column], named: Collection[int], names: int
) -> None:
    """Refuse a table whose names and numbers mostly stand on different lines."""
    if len(named) < READ * names:
        raise RoleError(f"only {len(named)} of {names} rows that name a municipality have a number")
    for column in columns:
        rows = [row for row, cell in enumerate(column.cells) if cell.is_figure]
        elsewhere = [row for row in rows if row not in named]
        if 2 * len(elsewhere) > max(len(rows), len(named)):
            text = column.cells[elsewhere[0]].text
            raise RoleError(f"numbers like {text!r} stand on other lines than the names")


def _refuse_second_names(columns: Iterable[Column], name: Column) -> None:
    """Refuse a table with two columns of different municipalities.

    The column of an association names towns that stand in the table too, and that of the Kreise
    Stadtkreise.
    """
    here = {*name.names}
    for column in columns:
        there = {*column.names}
        is_kreis = column.count_matching_kreise(name) == len(column.filled)
        has_names = column is not name and column.is_mostly(lambda cell: cell.is_name, NAMED)
        if is_kreis or not has_names or len(there) < OTHER_TABLE * len(here):
            continue
        if len(there & here) < OTHER_TOWNS * len(there):
            raise RoleError("two columns name municipalities: tables side by side, not separated")


def _is_of_larger_areas(title: str) -> bool:
    """Return True if names under a title are those of Kreise or Regierungsbezirke, not of towns.

    A Kreis named in the title is the one whose municipalities stand below it.
    """
    roles = {role for role, _ in titles_in_order(title)}
    is_generic = not load_gazetteer().find_kreise(title)
    return is_generic and bool(roles & {"kreis", "text"}) and "gemeinde_name" not in roles


def _refuse_unread_counts(columns: Iterable[Column]) -> None:
    """Refuse a column of persons or amounts, by title or unit, that is not read as numbers."""
    for column in columns:
        counts = sum(COUNT_BESIDE_WORDS.search(cell.text) is not None for cell in column.filled)
        is_ours = column.role in ("personen", "betrag") or 2 * counts > len(column.filled)
        numbered = [
            cell.text
            for cell in column.filled
            if cell.text[0].isdecimal()
            or UNREADABLE in cell.text
            or COUNT_BESIDE_WORDS.search(cell.text)
        ]
        if is_ours and column.is_filled and 2 * len(numbered) > len(column.filled):
            raise RoleError(
                f"the numbers under {column.header!r} are unreadable, like {numbered[0]!r}"
            )


def _refuse_amount_elsewhere(betrag: Column, texts: Iterable[Column]) -> None:
    """Refuse a table in which a column of anything but numbers is titled as the amount.

    Units may stand next to their numbers, a title next to numbers that have none, and "more than
    50.000 €" next to a title of more words.
    """
    is_full_title = betrag.role == "betrag" and not is_mere_unit(betrag.header)
    for column in texts:
        is_title_beside = not column.filled and not betrag.header
        are_units = column.filled and all(cell.is_unit for cell in column.filled)
        is_less = is_full_title and is_mere_unit(column.header)
        if column.role == "betrag" and not (is_title_beside or are_units or is_less):
            raise RoleError(
                f"the title {column.header!r} stands over no numbers, and {betrag.header!r} is "
                "another one"
            )


def _key_columns(columns: Sequence[Column]) -> Sequence[Column]:
    """Return the column of keys, or those that together hold keys; words may stand between."""
    gemeinden = load_gazetteer().register.gemeinden
    numeric = [column for column in columns if column.are_numeric]
    for size in range(1, MAX_KEY_COLUMNS + 1):
        for start in range(len(numeric) - size + 1):
            parts = numeric[start : start + size]
            rows = zip(*(column.cells for column in parts), strict=True)
            keys = list(filter(None, ("".join([cell.text for cell in row]) for row in rows)))
            if are_mostly(keys, lambda key: parse_gemeinde_ags(key) in gemeinden, MOSTLY):
                return parts
    return ()


def _kreis_column(columns: Iterable[Column], name: Column) -> Column | None:
    """Return the column of Kreise: that of the names beside them, not of their Regierungsbezirk.

    A town of the same name may lie in each row's Regierungsbezirk, where the title says so.
    """
    titled = (c for c in columns if role_of_header(c.header) != "text")
    own = [(count, c) for c in titled if (count := c.count_matching_kreise(name))]
    named = [(n, c) for n, c in own if c.is_mostly(lambda cell: cell.kreise, MOSTLY)]
    keyed = [(n, c) for n, c in own if all(cell.kreis_of_key for cell in c.filled)]
    return max(named or keyed, key=itemgetter(0), default=(0, None))[1]


def titles_above(
    table: Sequence[FlowRow], first: FlowRow
) -> tuple[Sequence[FlowRow], Sequence[FlowRow]]:
    """Return the rows of titles above the first row that names a municipality, upper first.

    Behind them those that hold one title of numbers alone: lines of a broken title. Which
    title they belong to is not certain, so they say nothing about the columns, but they are no
    rows either.
    """
    above = list(takewhile(lambda row: row is not first, table))
    titles = [row for row in above if _is_of_several(row, first) and _could_be_titles(row.cells)]
    return titles[-HEADER_ROWS:], [row for row in above if _is_lone_title(row, first)]


def _is_of_several(row: FlowRow, first: FlowRow) -> bool:
    """Return True if a row has several texts, or one over several numbers of the first row."""
    covered = (first.cells[span.column : span.column + span.columns] for span in row.spans)
    return len(row.filled) > 1 or any(all(cell.is_figure for cell in cells) for cells in covered)


def _titles_by_column(rows: Iterable[FlowRow], columns: Sequence[Column], names: int) -> list[str]:
    """Return the titles of each column from top to bottom.

    One over several columns of numbers is that of each; what stands over the names, too, of none.
    """
    under: list[list[str]] = [[] for _ in columns]
    for row in rows:
        titles = [*row.texts]
        for span in row.spans:
            covered = range(span.column, span.column + span.columns)
            texts = [titles[column] for column in covered if titles[column]]
            for column in covered if len(texts) == 1 and names not in covered else ():
                if columns[column].are_numeric:
                    [titles[column]] = texts
        for column, text in enumerate(titles):
            under[column] += [text] if text else []
    return list(map("\n".join, under))


def _could_be_titles(cells: Iterable[CellText]) -> bool:
    """Return True if a row holds no number, as sums do, or titles beside it ("in 2018")."""
    known = [cell for cell in cells if cell.number is None and role_of_header(cell.text)]
    return len(known) > 1 or not any(cell.is_figure for cell in cells)


def _is_lone_title(row: FlowRow, first: FlowRow) -> bool:
    filled = [index for index, text in enumerate(row.texts) if text]
    if len(filled) != 1 or not first.cells[filled[0]].is_figure:
        return False
    text = row.texts[filled[0]]
    return role_of_header(text, NUMBER_ROLES) is not None and not any(map(str.isdigit, text))


def _rows_of_larger_areas(table: Iterable[FlowRow]) -> frozenset[RowPlace]:
    """Return the rows below titles of Kreise or Bezirke, where other titles are of municipalities.

    They are sums in the columns of the table: a page of them before it, or some rows behind it.
    """
    blocks: list[tuple[set[str], list[RowPlace]]] = [(set(), [])]
    for has_figure, group in groupby(table, key=lambda row: row.has_figure):
        rows = list(group)
        titles = {role for row in rows if not has_figure for role in _roles_in(row)}
        if titles & {*NUMBER_ROLES} and titles & {*TEXT_TITLES}:
            blocks.append((titles, []))
        blocks[-1][1].extend(row.row.place for row in rows)
    if not any("gemeinde_name" in titles for titles, _ in blocks):
        return frozenset()
    return frozenset(
        place
        for titles, places in blocks
        if titles & {"kreis", "text"} and not titles & {"gemeinde_name", "gemeinde_ags"}
        for place in places
    )


def _roles_in(row: FlowRow) -> set[str]:
    """Return the roles of several titles in a row; the name of a Kreis or of its sum is not one.

    None where one of them cannot be read: it may be any.
    """
    if len(row.filled) < 2 or any(UNREADABLE in text for text in row.filled):
        return set()
    words = (cell for cell in row.cells if cell.has_letters and not cell.kreise)
    generic = (c.text for c in words if not (c.speaks_of_sum and sum_label(c.text)))
    return {role for text in generic for role, _ in titles_in_order(text)}
