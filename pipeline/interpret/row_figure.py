"""One row of the table understood: municipality, persons, amount; or the reason why not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.interpret.cells import CUT_LETTERS, CellText, classify, without_number
from pipeline.interpret.flow import FlowRow
from pipeline.interpret.notation import (
    AMOUNT_EXPECTED,
    COUNT_EXPECTED,
    is_end_of_number,
    parse_gemeinde_ags,
)
from pipeline.interpret.roles import Roles
from pipeline.model import Bbox, RowError, Zeile
from schemas.names import KREIS_WORDS, UNREADABLE, letters, load_gazetteer, plain
from schemas.register import Gemeinde, Kreis, load_register

NOTHING = classify("")


class RowCells:
    """A row's cells by role; empty where nothing is printed."""

    def __init__(self, row: FlowRow, roles: Roles) -> None:
        """Take the cells of a row apart by the roles of its columns."""
        self.row, self.roles = row, roles
        wrapped, cells = roles.numbers.wrapped, row.cells
        if wrapped:
            cells = tuple(c.in_one_line if i in wrapped else c for i, c in enumerate(cells))
        self.cells = cells
        """All cells, with wrapped numbers on one line."""
        name, keys = cells[roles.name.index], [cells[column.index] for column in roles.key]
        if not name.text:
            # Where no more than a space parts the two columns, some rows have both in the first.
            name = next((cell for cell in keys if cell.has_letters and cell.as_name.key), name)
        counted = roles.name.is_numbered
        self.name = (classify(without_number(name.text)) if counted else name).as_name
        """The name, without the number that counts the row."""
        self.key = "".join([c.text for c in keys if c is not name]) or self.name.key or ""
        """The text in the columns of keys, or the key beside the name."""
        self.ags = parse_gemeinde_ags(self.key) if self.key else None
        """The key in 8 digits; its column may hold the text of a heading instead."""
        self.has_key = self.ags is not None
        self.kreis, self.personen, self.betrag = (
            cells[column.index] if column else NOTHING
            for column in (roles.kreis, roles.numbers.personen, roles.numbers.betrag)
        )

    @property
    def others(self) -> list[CellText]:
        """All cells but those of key, name and Kreis."""
        known = {c.index for c in (*self.roles.key, self.roles.name, self.roles.kreis) if c}
        return [cell for index, cell in enumerate(self.cells) if index not in known]

    @property
    def is_of_municipality(self) -> bool:
        """Whether it has the key or the name of a municipality."""
        return self.has_key or self.name.is_name

    @property
    def boxes(self) -> tuple[Bbox, ...]:
        """Boxes of the texts of key, persons, amount and partial amounts."""
        key = (*((self.roles.name,) if self.name.key else ()), *self.roles.key)
        cells = self.row.row.cells
        boxes = [cells[column.index].bbox for column in (*key, *self.roles.numbers.ours)]
        return tuple([box for box in boxes if box is not None])


@dataclass
class MisreadError(Exception):
    """A row cannot be understood; carries what its RowError needs."""

    code: str
    found: str
    expected: str

    def at(self, row: FlowRow) -> RowError:
        """Return the error with the place of the row."""
        return RowError(self.code, self.found, self.expected, row.herkunft)


def read_figure(cells: RowCells, context: Sequence[Kreis]) -> Zeile:
    """Return the figure a row prints; `context` is the Kreis it stands under, if known.

    Raises:
        MisreadError: key, name, Kreis or a number is not understood, or they contradict each other.
    """
    beside = cells.name.beside
    # Without a key nothing tells which of them holds.
    if beside and context and not cells.has_key and not set(beside) & set(context):
        expected = f"a municipality of {context[0].label}"
        raise MisreadError("kreis_conflict", cells.name.text, expected)
    return figure_of(_gemeinde(cells, beside or context), cells, cells.name.name)


def figure_of(gemeinde: Gemeinde, cells: RowCells, name: str) -> Zeile:
    """Return the figure that a row prints of a municipality under a name."""
    kreis = load_gazetteer().register.kreis_of(gemeinde)
    persons = read_persons(cells.personen)
    amount = read_amount(cells.betrag, cells.betrag.number)
    if persons and amount < persons and is_end_of_number(cells.betrag.text):
        both = f"{cells.personen.text} {cells.betrag.text}"
        raise MisreadError("amount_unreadable", both, "persons and amount plainly apart")
    parts = [cells.cells[column.index] for column in cells.roles.numbers.parts]
    return Zeile(
        gemeinde.gemeinde_ags,
        gemeinde.gemeinde_name,
        kreis.kreis_ags,
        kreis.kreis_name,
        persons,
        amount,
        name,
        cells.betrag.text,
        cells.row.herkunft,
        tuple(read_amount(part, part.signed) for part in parts if part.text),
        cells.boxes,
    )


def read_persons(cell: CellText) -> int | None:
    """Return the persons; None where the place is blank."""
    if cell.text and cell.count is None:
        raise MisreadError("persons_unreadable", cell.text, COUNT_EXPECTED)
    return cell.count


def read_amount(cell: CellText, amount: Decimal | None) -> Decimal:
    """Return an amount that a cell must print."""
    if amount is None:
        raise MisreadError("amount_unreadable", cell.text, AMOUNT_EXPECTED)
    return amount


def read_kreise(cells: RowCells) -> tuple[Kreis, ...]:
    """Return the Kreise that a row's text in a Kreis column may mean.

    Of a cell that a page's end cuts off, any part of its name may be left, which the key then
    decides, or no more than the word for its kind.
    """
    text = cells.kreis.text
    register = load_register()
    keyed = register.gemeinden.get(cells.ags or "")
    part = letters(text)
    if keyed and len(part) >= CUT_LETTERS and part in letters(register.kreis_of(keyed).label):
        return (register.kreis_of(keyed),)
    seen = cells.row.row.cells[cells.roles.kreis.index].text if cells.roles.kreis else text
    if seen != text and (begun := load_gazetteer().kreise_begun_by(seen)):
        return begun
    found = cells.kreis.kreis_of_key or cells.kreis.kreise
    if not found and KREIS_WORDS.fullmatch(plain(text)):
        return tuple(register.kreise.values())
    if not found:
        raise MisreadError("kreis_unknown", text, "one of the 44 Kreise of Baden-Württemberg")
    return found


def _gemeinde(cells: RowCells, context: Sequence[Kreis]) -> Gemeinde:
    if not cells.key:
        return _by_name(cells, context)
    gazetteer, name = load_gazetteer(), cells.name.name
    gemeinde = gazetteer.register.gemeinden.get(cells.ags or "")
    if gemeinde is None:
        raise MisreadError("key_unknown", cells.key, "a municipality key of the register")
    if cells.name.key not in (None, cells.ags):
        raise MisreadError("name_conflict", cells.name.text, f"the key {cells.ags}")
    if name and not (gazetteer.bears(gemeinde, name) or _is_cut_off(name, gemeinde)):
        raise MisreadError("name_conflict", name, f"{gemeinde.gemeinde_name} ({cells.ags})")
    # A heading may be missing over a row; its key and name together are the better witnesses.
    printed = context if cells.kreis.text or cells.name.beside or not name else ()
    if printed and gemeinde.kreis_ags not in {kreis.kreis_ags for kreis in context}:
        label = gazetteer.register.kreis_of(gemeinde).label
        raise MisreadError(
            "kreis_conflict", printed[0].label, f"{label} for key {gemeinde.gemeinde_ags}"
        )
    return gemeinde


def _is_cut_off(name: str, gemeinde: Gemeinde) -> bool:
    """Return True if a name that is no other one is the beginning of that of its key."""
    begun, official = letters(plain(name)), letters(plain(gemeinde.gemeinde_name))
    is_no_other = UNREADABLE not in name and not load_gazetteer().find_gemeinden(name).all
    return is_no_other and len(begun) >= CUT_LETTERS and official.startswith(begun)


def _by_name(cells: RowCells, context: Sequence[Kreis]) -> Gemeinde:
    name, kreise = cells.name.name, [kreis.kreis_ags for kreis in context]
    gemeinde = cells.name.named.one(kreise)
    if gemeinde is not None:
        _refuse_unseen(cells, gemeinde, kreise)
        return gemeinde
    possible = cells.name.named.all
    if not name:
        expected = "a municipality beside the numbers, or a sum of rows"
        raise MisreadError("row_not_understood", cells.row.row.text, expected)
    if not possible:
        raise MisreadError("name_unknown", name, "a municipality of Baden-Württemberg")
    listed = _listed(possible)
    if context:
        within = " or ".join(kreis.label for kreis in context)
        raise MisreadError("kreis_conflict", name, f"a municipality of {within}, not {listed}")
    raise MisreadError("name_ambiguous", name, f"a key or Kreis that decides between {listed}")


def _refuse_unseen(cells: RowCells, gemeinde: Gemeinde, kreise: Collection[str]) -> None:
    """Refuse a name of which only what is cut off tells which municipality it is."""
    cut = cells.row.row.cells[cells.roles.name.index].cut
    if not cut:
        return
    seen = cells.name.name.removesuffix(cut)
    others = [other for other in load_gazetteer().begun_by(seen, kreise) if other != gemeinde]
    if others:
        listed = _listed([gemeinde, *others])
        expected = f"the end of the name, which is cut off, or a key, to tell {listed} apart"
        raise MisreadError("name_ambiguous", seen, expected)


def _listed(gemeinden: Sequence[Gemeinde]) -> str:
    return ", ".join(f"{g.gemeinde_name} ({g.gemeinde_ags})" for g in gemeinden[:5])
