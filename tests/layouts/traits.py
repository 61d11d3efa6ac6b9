"""What a random list looks like: a value for each trait, the plainest first, so that it shrinks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter

from hypothesis import strategies as st

from pipeline.values import replace
from tests.builders import notation
from tests.builders.editions import ENDGUELTIG
from tests.builders.matrix import columns as c
from tests.builders.matrix.content import (
    Column,
    Kind,
    Line,
    Table,
    add_running_numbers,
    arranged_table,
    label_column,
)
from tests.builders.rows import DocumentRow, Rows, by_kreis, edition_rows

ROLES = ("key", "name", "kreis", "personen", "betrag", "extra")
KEYS: dict[str, Callable[[], Column] | None] = {
    "8 digits": c.key,
    "none": None,
    "6 digits": c.key_6,
    "groups": c.key_parted,
    "12 digits": c.key_regional,
}
AMOUNTS = (
    notation.dotted,
    notation.plain,
    notation.dotted_from_five_digits,
    notation.spaced_from_five_digits,
    notation.euro_sign,
    notation.euro_word,
    notation.with_cents,
    notation.with_dash_for_cents,
)
AMOUNT_TITLES = (
    "Betrag in Euro",
    "Planungsrahmen",
    "Planungsrahmen\nin Euro",
    "Höchst-\nbetrag (Euro)",
    "€",
)
PERSONS_TITLES = ("Personen", "Anzahl der\nPersonen", "Geflüchtete", "Fallzahl")
RATE = 796


def _other(number: Callable[[DocumentRow], int], header: str) -> Column:
    return Column(header, lambda row: notation.dotted(number(row)), "right")


EXTRAS: dict[str, tuple[Column, ...]] = {
    "none": (),
    "inhabitants": (c.einwohner(),),
    "posts": (c.posts(),),
    "bezirk": (c.bezirk(),),
    "years": (c.first_year(), c.second_year()),
    "older": (_other(lambda row: row.betrag_eur * 3 // 5 + 11, "bisher (Euro)"),),
    "per person": (_other(lambda _row: RATE, "Betrag je Person"),),
    "part": (_other(lambda row: row.betrag_eur * 6 // 10, "davon 1. Rate"),),
    "remark": (Column("Bemerkung", lambda row: "s. Anlage" if row.personen % 5 == 1 else ""),),
    "date": (Column("Bescheid vom", lambda row: f"{row.personen % 28 + 1:02}.12.2017"),),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """One list; widths, gaps and heights are in points or parts of the size of type."""

    first: int
    """The place of its first row among those of the edition."""
    count: int
    by_name: bool
    order: tuple[str, ...]
    key: str
    names: str
    kreis: str
    """none, column, first row, heading."""
    personen: bool
    extra: str
    running: bool
    """Whether rows are numbered."""
    amounts: Callable[[int], str]
    zero: str
    titles: tuple[str, str]
    header: str
    """Where titles stand: every page, first page, nowhere."""
    group: bool
    """Whether a title above the titles joins the numbers."""
    align: str
    """Of numbers."""
    title_align: str
    sums: str
    marks: str
    """A footnote mark behind some names."""
    rules: str
    font: str
    size: float
    leading: float
    """Of lines within a cell, in sizes."""
    padding: float
    """Above and below a cell's text, in sizes."""
    gaps: tuple[float, ...]
    """Between columns, in sizes."""
    wrap: int
    """Letters after which a name or Kreis goes on in the next line; 0 for never."""
    vertical: str
    """Where the shorter cells of a row stand: top, middle, bottom."""
    blank: float
    """The width of a blank in the drawn text, as a part of the font's own."""
    spacing: float
    """Between letters, in points."""
    pieces: str
    """What is drawn as one string: cells, words, letters."""
    drawing: str
    """In which order: rows, columns, mixed."""
    rows_per_page: tuple[int, ...]
    panels: int
    foot: str
    head: str
    hidden: str
    rotate: int
    crop: tuple[int, int]
    decoy: str = "none"
    """What else is printed that has words of titles, names and amounts in it."""
    decoy_below: bool = False
    """Whether it stands below the list, not above it."""


PLAIN = Layout(
    first=0,
    count=10,
    by_name=False,
    order=ROLES,
    key="8 digits",
    names="without title",
    kreis="column",
    personen=True,
    extra="none",
    running=False,
    amounts=notation.dotted,
    zero="0",
    titles=(PERSONS_TITLES[0], AMOUNT_TITLES[0]),
    header="every page",
    group=False,
    align="right",
    title_align="same",
    sums="none",
    marks="",
    rules="none",
    font="Helvetica",
    size=9.0,
    leading=1.2,
    padding=0.2,
    gaps=(1.5,) * 10,
    wrap=0,
    vertical="top",
    blank=1.0,
    spacing=0.0,
    pieces="cells",
    drawing="rows",
    rows_per_page=(50,),
    panels=1,
    foot="",
    head="",
    hidden="nothing",
    rotate=0,
    crop=(0, 0),
)


def _mostly(plain: object, *odd: object, weight: int = 1) -> st.SearchStrategy[object]:
    """Draw what is plain so often that a list has few odd traits at once."""
    return st.sampled_from([plain] * (weight * len(odd) + 2) + list(odd))


def _plain_order() -> st.SearchStrategy[tuple[str, ...]]:
    return st.one_of(st.just(ROLES), st.just(ROLES), st.permutations(ROLES).map(tuple))


def layouts() -> st.SearchStrategy[Layout]:
    """Draw a list."""
    return st.builds(
        Layout,
        first=st.integers(0, len(edition_rows(ENDGUELTIG.name)) - 90),
        count=st.integers(4, 80),
        by_name=_mostly(False, True),
        order=_plain_order(),
        key=st.sampled_from(list(KEYS)),
        names=_mostly(*c.NAMES),
        kreis=st.sampled_from(["none", "column", "first row", "heading"]),
        personen=_mostly(True, False),
        extra=_mostly(*EXTRAS),
        running=_mostly(False, True),
        amounts=st.sampled_from(AMOUNTS),
        zero=st.sampled_from(notation.ZERO_SIGNS),
        titles=st.tuples(st.sampled_from(PERSONS_TITLES), st.sampled_from(AMOUNT_TITLES)),
        header=_mostly("every page", "first page", "nowhere"),
        group=_mostly(False, True),
        align=_mostly("right", "left", "center"),
        title_align=_mostly("same", "left", "center"),
        sums=_mostly("none", "total", "total first", "subtotals", "subtotals above", "both"),
        marks=_mostly("", "*", "1)", " 1)", "¹"),
        rules=st.sampled_from(
            ["none", "grid", "rows", "three", "columns", "frame", "fifth", "zebra"]
        ),
        font=_mostly("Helvetica", "Times-Roman", "Courier", "Vera"),
        size=st.sampled_from([9.0, 6.0, 7.0, 8.0, 10.5, 12.0]),
        leading=st.sampled_from([1.2, 1.0, 1.1, 1.5]),
        padding=st.sampled_from([0.2, 0.0, 0.1, 0.4, 0.8]),
        gaps=st.lists(
            st.sampled_from([1.5, 0.4, 0.6, 1.0, 3.0, 8.0]), min_size=10, max_size=10
        ).map(tuple),
        wrap=_mostly(0, 8, 12, 16, 22),
        vertical=st.sampled_from(["top", "middle", "bottom"]),
        blank=_mostly(1.0, 0.5, 0.7, 1.5, 2.0),
        spacing=_mostly(0.0, -0.2, 0.3, 0.8),
        pieces=_mostly("cells", "words", "letters"),
        drawing=_mostly("rows", "columns", "mixed"),
        rows_per_page=st.lists(st.integers(3, 50), min_size=1, max_size=4).map(tuple),
        panels=_mostly(1, 2, 3),
        foot=_mostly("Seite {}", "", "- {} -", "{}", "Stand 15.12.2017          Seite {} von 9"),
        head=_mostly("", "Anlage 2 zum Schreiben vom 18.12.2017", "4711", "Blatt {}"),
        hidden=_mostly("nothing", "white", "mode 3", "twice", "under", "off the page"),
        rotate=_mostly(0, 90, 180, 270),
        crop=_mostly((0, 0), (15, 30), (-20, 10)),
        decoy=_mostly("none", *DECOYS, weight=2),
        decoy_below=st.booleans(),
    ).map(_possible)


def _possible(layout: Layout) -> Layout:
    """Leave out what no list has: sums per Kreis of rows not sorted by it, and the like."""
    if layout.by_name or layout.panels > 1:
        layout = replace(
            layout,
            kreis={"heading": "column", "first row": "column"}.get(layout.kreis, layout.kreis),
            sums="total" if layout.sums not in ("none", "total first") else layout.sums,
        )
    if layout.key == "none" and layout.kreis == "none":
        layout = replace(layout, kreis="column")
    if (layout.hidden, layout.rules) == ("white", "zebra"):
        layout = replace(layout, rules="none")  # white on a shade is seen
    return layout


def _prose(rows: Rows) -> list[tuple[str, ...]]:
    """Sentences with the words of titles, a town of the list and one that is not in it."""
    town, other = rows[len(rows) // 2], edition_rows(ENDGUELTIG.name)[-1]
    return [
        ("Die Tabelle zeigt Gemeinde, Anzahl der Personen und Planungsrahmen (Betrag in Euro).",),
        (f"Auf {town.gemeinde_name} entfallen in der 2. Rate {notation.dotted(RATE)} Euro,",),
        (f"auf {other.gemeinde_name} {notation.dotted(RATE * 2)} Euro für 2 Personen.",),
    ]


def _sums(rows: Rows) -> list[tuple[str, ...]]:
    persons, euros = sum(row.personen for row in rows), sum(row.betrag_eur for row in rows)
    return [
        (f"Insgesamt erhalten 1.101 Gemeinden {notation.dotted(euros * 7)} Euro,",),
        (f"davon {rows[0].gemeinde_name} und andere {notation.dotted(euros)} Euro.",),
        (f"Summe Personen {notation.dotted(persons)} Betrag in Euro {notation.dotted(euros)}",),
    ]


def _second(
    title: str, unit: Callable[[DocumentRow], int], *, count: int = 8
) -> Callable[[Rows], list[tuple[str, ...]]]:
    """A second, smaller table of some of the towns, with other numbers."""

    def lines(rows: Rows) -> list[tuple[str, ...]]:
        named = [(row.gemeinde_name, notation.dotted(unit(row))) for row in rows[:count]]
        return [("Gemeinde", title), *named]

    return lines


def _by_kreis(rows: Rows) -> list[tuple[str, ...]]:
    sums = {label: sum(row.betrag_eur for row in part) for label, part in by_kreis(rows).items()}
    lines = [(label, notation.dotted(euros // 1000)) for label, euros in sums.items()]
    return [("Stadt-/Landkreis", "Betrag in T€"), *lines]


DECOYS: dict[str, Callable[[Rows], list[tuple[str, ...]]]] = {
    "prose": _prose,
    "sums": _sums,
    "in thousands": _second("Betrag in T€", lambda row: row.betrag_eur // 1000),
    "in thousands, in words": _second(
        "Planungsrahmen in Tsd. Euro", lambda r: r.betrag_eur // 1000
    ),
    "inhabitants": _second("Einwohner", lambda row: row.personen * 97 + 11),
    "by kreis": _by_kreis,
}
"""Lines of texts, a text for each column."""


def decoy_of(layout: Layout) -> list[tuple[str, ...]]:
    """Return the lines that are printed beside the list."""
    return DECOYS[layout.decoy](rows_of(layout)) if layout.decoy in DECOYS else []


def rows_of(layout: Layout) -> Rows:
    """Return the rows that it prints."""
    rows = edition_rows(ENDGUELTIG.name)[layout.first : layout.first + layout.count]
    return tuple(sorted(rows, key=attrgetter("gemeinde_name"))) if layout.by_name else rows


def table_of(layout: Layout) -> Table:
    """Return the texts that it prints."""
    columns = [column for role in layout.order for column in _columns(role, layout)]
    rows = rows_of(layout)
    table = arranged_table(rows, columns, layout.kreis, layout.sums, "Stadt-/Landkreis")
    if layout.sums == "subtotals above":
        table = _with_sums_above(table, rows, columns)
    return add_running_numbers(table) if layout.running else table


def _with_sums_above(table: Table, rows: Rows, columns: list[Column]) -> Table:
    """Print each Kreis's sum before its rows, as its heading where it has none."""
    lines: list[Line] = []
    left = list(table.lines)
    for kreis, part in by_kreis(rows).items():
        if left[0].kind is Kind.HEADING:
            lines.append(left.pop(0))
        cells = [column.total(part) if column.total else "" for column in columns]
        cells[label_column(columns)] = c.kreis_label(kreis)
        lines.append(Line(Kind.SUBTOTAL, tuple(cells)))
        lines.extend(left[: len(part)])
        del left[: len(part)]
    return replace(table, lines=tuple(lines))


def _columns(role: str, layout: Layout) -> list[Column]:
    amounts = notation.zero_as(layout.zero, layout.amounts)
    persons = notation.zero_as(layout.zero, notation.dotted)
    made: Callable[[], Column] | None
    match role:
        case "key":
            made = KEYS[layout.key]
            return [made()] if made else []
        case "name":
            return [_names(layout)]
        case "kreis":
            return [c.kreis()] if layout.kreis in ("column", "first row") else []
        case "personen":
            column = replace(c.personen(persons, layout.titles[0]), align=layout.align)
            return [column] if layout.personen else []
        case "betrag":
            return [c.betrag(amounts, layout.titles[1], layout.align)]
    return list(EXTRAS[layout.extra])


def _names(layout: Layout) -> Column:
    write = c.NAMES[layout.names]
    marked = {row.gemeinde_name for row in rows_of(layout)[2::7]} if layout.marks else set()
    return Column(
        "Gemeinde",
        lambda row: (
            write(row.gemeinde_name) + (layout.marks if row.gemeinde_name in marked else "")
        ),
    )
