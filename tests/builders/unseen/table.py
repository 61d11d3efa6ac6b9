"""From traits to the texts of a table, whoever prints it."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter

from pipeline.values import replace
from tests.builders import notation
from tests.builders.matrix import columns as c
from tests.builders.matrix.content import (
    Column,
    Kind,
    Line,
    Table,
    add_running_numbers,
    arranged_table,
)
from tests.builders.rows import Rows, by_kreis, edition_rows, total_eur
from tests.builders.unseen.traits import Traits

KEY_PARTS = {
    "Land": slice(0, 2),
    "RB": slice(2, 3),
    "Kreis-Nr.": slice(3, 5),
    "Gem.": slice(5, 8),
}
MARK = "*"
MARK_EVERY = 37


def make_table(traits: Traits) -> Table:
    """Write the rows of the edition as one table."""
    rows = _sorted_rows(traits)
    columns = [column for role in traits.order for column in _columns(role, traits)]
    columns = _with_extra(columns, traits)
    title = dict(traits.titles)["kreis"]
    table = arranged_table(rows, columns, traits.kreis, traits.sums, title)
    return add_running_numbers(table) if traits.extra == "running" else table


def kreis_column(table: Table, traits: Traits) -> int:
    """Return the index of the column of Kreise."""
    return table.header.index(dict(traits.titles)["kreis"])


def kreis_sums(traits: Traits) -> Table:
    """Write the sums per Kreis, as a table of its own."""
    number = getattr(notation, traits.amounts)
    parts = by_kreis(edition_rows(traits.edition)).items()
    lines = [
        Line(Kind.ROW, (c.kreis_label(kreis), str(len(part)), number(total_eur(part))))
        for kreis, part in parts
    ]
    return Table(("Kreis", "Gemeinden", "Summe in Euro"), ("left", "right", "right"), tuple(lines))


def level_panels(table: Table, panels: int, height: int) -> Table:
    """Put the lines of a table side by side: each line of the result holds `panels` of them."""
    blank = ("",) * table.width
    lines: list[Line] = []
    for start in range(0, len(table.lines), panels * height):
        page = [line.cells for line in table.lines[start : start + panels * height]]
        for at in range(min(height, len(page))):
            level = [page[at + n * height : at + n * height + 1] for n in range(panels)]
            cells = (cell for part in level for cell in (*(part or [blank])[0], ""))
            lines.append(Line(Kind.ROW, tuple(cells)[:-1]))
    return Table(
        (*((*table.header, "") * panels),)[:-1],
        (*((*table.align, "left") * panels),)[:-1],
        tuple(lines),
    )


def _sorted_rows(traits: Traits) -> Rows:
    rows = edition_rows(traits.edition)
    return tuple(sorted(rows, key=lambda row: row.gemeinde_name)) if traits.by_name else rows


def _columns(role: str, traits: Traits) -> list[Column]:
    title = dict(traits.titles)[role]
    number = notation.zero_as(traits.zero, getattr(notation, traits.amounts))
    if role == "key":
        return _key_columns(traits, title)
    if role == "name":
        return [_name_column(traits, title)]
    if role == "kreis":
        short = traits.kreis == "short column"
        wanted = traits.kreis not in ("none", "heading")
        return [c.kreis(c.kreis_short if short else None, title)] if wanted else []
    if role == "personen":
        persons = notation.zero_as(traits.zero, notation.dotted)
        column = replace(c.personen(persons, title), align=traits.align)
        return [column] if traits.personen else []
    if traits.extra != "years":
        return [c.betrag(number, title, traits.align)]
    years = [c.first_year(number, "2018"), c.second_year(number, "2019")]
    return [*years, c.betrag(number, f"{title}\ngesamt", traits.align)]


def _name_column(traits: Traits, title: str) -> Column:
    write = c.NAMES[traits.names]
    if not traits.marks:
        return c.name(write, title)
    marks = {row.gemeinde_ags: MARK for row in edition_rows(traits.edition)[::MARK_EVERY]}
    return Column(title, c.marked(write, marks))


def _key_columns(traits: Traits, title: str) -> list[Column]:
    if traits.key == "none":
        return []
    if traits.key == "4 cells":
        return [c.key(itemgetter(part), name) for name, part in KEY_PARTS.items()]
    if traits.key == "12 digits":
        return [c.key_regional()]
    ways: dict[str, Callable[[str], str]] = {
        "8 digits": str,
        "6 digits": notation.key_without_land,
        "groups": notation.key_grouped,
    }
    return [c.key(ways[traits.key], title)]


def _with_extra(columns: list[Column], traits: Traits) -> list[Column]:
    further = {"inhabitants": c.einwohner, "bezirk": c.bezirk, "posts": c.posts}
    if traits.extra not in further:
        return columns
    place = max(1, len(columns) - 2)
    return [*columns[:place], further[traits.extra](), *columns[place:]]


def make_level_table(traits: Traits, height: int) -> Table:
    """For producers that have one table only: panels are columns of it."""
    table = make_table(traits)
    return table if traits.panels == 1 else level_panels(table, traits.panels, height)


def in_one_line(table: Table) -> Table:
    """Write each title in one line."""
    return replace(table, header=tuple(" ".join(title.split()) for title in table.header))
