"""One row of the table understood: municipality, persons, amount; or the reason why not."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.interpret.cells import CellText, classify, without_number
from pipeline.interpret.flow import FlowRow
from pipeline.interpret.notation import (
    NotationError,
    parse_anzahl,
    parse_betrag,
    parse_differenz,
    parse_gemeinde_ags,
)
from pipeline.interpret.roles import Roles
from pipeline.model import Bbox, RowError, Teilbetrag, Zeile
from schemas.names import load_gazetteer
from schemas.register import Gemeinde, Kreis

Number = TypeVar("Number")


@dataclass(frozen=True)
class RowCells:
    """A row's cells by role; empty where nothing is printed."""

    key: str
    ags: str | None
    """The key in 8 digits; its column may hold the text of a heading instead."""
    name: CellText
    kreis: CellText
    """With what is cut off at an edge."""
    kreis_seen: str
    personen: str
    betrag: CellText
    parts: tuple[tuple[str, str], ...]
    """Title and text of each partial amount."""
    others: tuple[CellText, ...]
    """All columns but those of key, name and Kreis."""
    boxes: tuple[Bbox, ...]
    """Boxes of the texts of key, persons, amount and partial amounts."""
    name_cut: str = ""
    """How the name ends where that is cut off at an edge: part of `name`, and not seen."""

    @property
    def has_key(self) -> bool:
        """Whether a key is printed."""
        return self.ags is not None

    @property
    def is_of_municipality(self) -> bool:
        """Whether it has the key or the name of a municipality."""
        return self.has_key or self.name.is_name


class MisreadError(Exception):
    """A row cannot be understood; carries what its RowError needs."""

    def __init__(self, code: str, found: str, expected: str) -> None:
        """Keep the kind of error and both sides of it."""
        self.code, self.found, self.expected = code, found, expected
        super().__init__(f"{code}: found {found!r}, expected {expected}")

    def at(self, row: FlowRow) -> RowError:
        """Return the error with the place of the row."""
        return RowError(self.code, self.found, self.expected, row.herkunft)


def row_cells(row: FlowRow, roles: Roles) -> RowCells:
    """Sort a row's cells by role."""
    cells, printed = [*row.cells], row.row.cells
    for column in roles.wrapped_numbers:
        cells[column] = cells[column].in_one_line
    name = cells[roles.name]
    if roles.numbered:
        name = classify(without_number(name.text))
    texts = (*roles.key, roles.name, roles.kreis)
    key = "".join(cells[column].text for column in roles.key) or name.key or ""
    return RowCells(
        key=key,
        ags=parse_gemeinde_ags(key) if key else None,
        name=name,
        kreis=cells[roles.kreis] if roles.kreis is not None else classify(""),
        kreis_seen=printed[roles.kreis].text if roles.kreis is not None else "",
        personen=cells[roles.personen].text if roles.personen is not None else "",
        betrag=cells[roles.betrag],
        parts=tuple((title, cells[column].text) for column, title in roles.parts),
        others=tuple(cell for column, cell in enumerate(cells) if column not in texts),
        boxes=_boxes(row, roles, () if name.key is None else (roles.name,)),
        name_cut=printed[roles.name].cut,
    )


def _boxes(row: FlowRow, roles: Roles, keyed: Sequence[int]) -> tuple[Bbox, ...]:
    """Return the boxes of what a figure is read from; `keyed` has a key beside the name."""
    parts = (column for column, _ in roles.parts)
    columns = (*keyed, *roles.key, roles.personen, roles.betrag, *parts)
    boxes = (row.row.cells[column].bbox for column in columns if column is not None)
    return tuple(box for box in boxes if box is not None)


def read_figure(cells: RowCells, row: FlowRow, context: Sequence[Kreis]) -> Zeile:
    """Return the figure a row prints; `context` is the Kreis it stands under, if known.

    Raises:
        MisreadError: key, name, Kreis or a number is not understood, or they contradict each other.
    """
    gemeinde = _gemeinde(cells, _with_kreis_beside(cells, context))
    kreis = load_gazetteer().register.kreis_of(gemeinde)
    return Zeile(
        gemeinde.gemeinde_ags,
        gemeinde.gemeinde_name,
        kreis.kreis_ags,
        kreis.kreis_name,
        _read(parse_anzahl, cells.personen, "persons_unreadable") if cells.personen else None,
        _read(parse_betrag, cells.betrag.text, "amount_unreadable"),
        cells.name.name,
        cells.betrag.text,
        row.herkunft,
        tuple(
            Teilbetrag(title, _read(parse_differenz, text, "amount_unreadable"))
            for title, text in cells.parts
            if text
        ),
        cells.boxes,
    )


def _read(parse: Callable[[str], Number], text: str, code: str) -> Number:
    try:
        return parse(text)
    except NotationError as error:
        raise MisreadError(code, error.found, error.expected) from error


def read_kreise(cells: RowCells) -> tuple[Kreis, ...]:
    """Return the Kreise that a row's text in a Kreis column may mean."""
    text, seen = cells.kreis.text, cells.kreis_seen
    if seen != text and (begun := load_gazetteer().kreise_begun_by(seen)):
        return begun
    by_key = cells.kreis.kreis_of_key
    found = (by_key,) if by_key else cells.kreis.kreise
    if not found:
        raise MisreadError("kreis_unknown", text, "one of the 44 Kreise of Baden-Württemberg")
    return found


def _with_kreis_beside(cells: RowCells, context: Sequence[Kreis]) -> Sequence[Kreis]:
    """Return the Kreis that stands in the cell of the name, or the one it stands under."""
    beside = cells.name.beside
    if beside and context and not set(beside) & set(context):
        expected = f"a municipality of {context[0].label}"
        raise MisreadError("kreis_conflict", cells.name.text, expected)
    return beside or context


def _gemeinde(cells: RowCells, context: Sequence[Kreis]) -> Gemeinde:
    if not cells.key:
        return _by_name(cells, context)
    gazetteer, name = load_gazetteer(), cells.name.name
    gemeinde = gazetteer.register.gemeinden.get(cells.ags or "")
    if gemeinde is None:
        raise MisreadError("key_unknown", cells.key, "a municipality key of the register")
    if cells.name.key not in (None, cells.ags):
        raise MisreadError("name_conflict", cells.name.text, f"the key {cells.ags}")
    if name and not gazetteer.bears(gemeinde, name):
        raise MisreadError("name_conflict", name, f"{gemeinde.gemeinde_name} ({cells.ags})")
    # A heading may be missing over a row; its key and name together are the better witnesses.
    printed = context if cells.kreis.text or cells.name.beside or not name else ()
    if printed and gemeinde.kreis_ags not in {kreis.kreis_ags for kreis in context}:
        label = gazetteer.register.kreis_of(gemeinde).label
        raise MisreadError(
            "kreis_conflict", printed[0].label, f"{label} for key {gemeinde.gemeinde_ags}"
        )
    return gemeinde


def _by_name(cells: RowCells, context: Sequence[Kreis]) -> Gemeinde:
    name, kreise = cells.name.name, [kreis.kreis_ags for kreis in context]
    gemeinde = cells.name.named.one(kreise)
    if gemeinde is not None:
        _refuse_unseen(cells, gemeinde, kreise)
        return gemeinde
    possible = cells.name.named.all
    if not possible:
        raise MisreadError("name_unknown", name, "a municipality of Baden-Württemberg")
    listed = ", ".join(f"{g.gemeinde_name} ({g.gemeinde_ags})" for g in possible[:5])
    if context:
        within = " or ".join(kreis.label for kreis in context)
        raise MisreadError("kreis_conflict", name, f"a municipality of {within}, not {listed}")
    raise MisreadError("name_ambiguous", name, f"a key or Kreis that decides between {listed}")


def _refuse_unseen(cells: RowCells, gemeinde: Gemeinde, kreise: Collection[str]) -> None:
    """Refuse a name of which only what is cut off tells which municipality it is."""
    if not cells.name_cut:
        return
    seen = cells.name.name.removesuffix(cells.name_cut)
    others = [other for other in load_gazetteer().begun_by(seen, kreise) if other != gemeinde]
    if others:
        listed = ", ".join(f"{g.gemeinde_name} ({g.gemeinde_ags})" for g in (gemeinde, *others[:4]))
        expected = f"the end of the name, which is cut off, or a key, to tell {listed} apart"
        raise MisreadError("name_ambiguous", seen, expected)
