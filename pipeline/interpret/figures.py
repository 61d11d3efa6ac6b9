"""One row of the table understood: municipality, persons, amount; or the reason why not."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.interpret.evidence import kreis_of_key, split_key, without_number
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
from schemas.names import NameIndex
from schemas.register import Gemeinde, Kreis, Register

BRACKETED = re.compile(r"(?P<name>.+?)\s*\((?P<kreis>[^()]+)\)", re.DOTALL)


@dataclass(frozen=True)
class RowTexts:
    """A row's texts by role; empty where nothing is printed."""

    key: str
    name: str
    kreis: str
    """With what is cut off at an edge."""
    kreis_seen: str
    personen: str
    betrag: str
    parts: tuple[tuple[str, str], ...]
    """Title and text of each partial amount."""
    others: tuple[str, ...]
    """The texts of all columns but those of key, name and Kreis."""
    cells: tuple[Bbox, ...]
    """Boxes of the texts of key, persons, amount and partial amounts."""
    name_cut: str = ""
    """How the name ends where that is cut off at an edge: part of `name`, and not seen."""


class MisreadError(Exception):
    """A row cannot be understood; carries what its RowError needs."""

    def __init__(self, code: str, found: str, expected: str) -> None:
        """Keep the kind of error and both sides of it."""
        self.code, self.found, self.expected = code, found, expected
        super().__init__(f"{code}: found {found!r}, expected {expected}")

    def at(self, row: FlowRow) -> RowError:
        """Return the error with the place of the row."""
        return RowError(self.code, self.found, self.expected, row.herkunft)


def row_texts(row: FlowRow, roles: Roles) -> RowTexts:
    """Sort a row's texts by role; a key printed in front of the name is parted from it."""
    texts = row.texts
    named = texts[roles.name]
    key, name = split_key(without_number(named) if roles.numbered else named)
    return RowTexts(
        key="".join(texts[column] for column in roles.key) or key or "",
        name=name,
        kreis=_at(texts, roles.kreis),
        kreis_seen=row.row.cells[roles.kreis].text if roles.kreis is not None else "",
        personen=_at(texts, roles.personen),
        betrag=texts[roles.betrag],
        parts=tuple((title, texts[column]) for column, title in roles.parts),
        others=tuple(
            text
            for column, text in enumerate(texts)
            if column not in (*roles.key, roles.name, roles.kreis)
        ),
        cells=_cells(row, roles, () if key is None else (roles.name,)),
        name_cut=row.row.cells[roles.name].cut,
    )


def _cells(row: FlowRow, roles: Roles, keyed: Sequence[int]) -> tuple[Bbox, ...]:
    """Return the boxes of what a figure is read from; `keyed` has a key in front of the name."""
    parts = (column for column, _ in roles.parts)
    columns = (*keyed, *roles.key, roles.personen, roles.betrag, *parts)
    boxes = (row.row.cells[column].bbox for column in columns if column is not None)
    return tuple(box for box in boxes if box is not None)


def has_key(texts: RowTexts) -> bool:
    """Say whether a row prints a key; its column may hold the text of a heading instead."""
    return parse_gemeinde_ags(texts.key) is not None


def read_figure(
    texts: RowTexts, row: FlowRow, context: Sequence[Kreis], names: NameIndex, register: Register
) -> Zeile:
    """Return the figure a row prints; `context` is the Kreis it stands under, if known.

    Raises:
        MisreadError: key, name, Kreis or a number is not understood, or they contradict each other.
    """
    texts, context = _with_kreis_in_brackets(texts, context, names)
    gemeinde = _gemeinde(texts, context, names, register)
    kreis = register.kreis_of(gemeinde)
    return Zeile(
        gemeinde.gemeinde_ags,
        gemeinde.gemeinde_name,
        kreis.kreis_ags,
        kreis.kreis_name,
        _personen(texts.personen) if texts.personen else None,
        _betrag(texts.betrag),
        texts.name,
        texts.betrag,
        row.herkunft,
        tuple(Teilbetrag(title, _teilbetrag(text)) for title, text in texts.parts if text),
        texts.cells,
    )


def read_kreise(texts: RowTexts, names: NameIndex, register: Register) -> tuple[Kreis, ...]:
    """Return the Kreise that a row's text in a Kreis column may mean.

    Raises:
        MisreadError: it names no Kreis.
    """
    text = texts.kreis
    if texts.kreis_seen != text and (begun := names.kreise_begun_by(texts.kreis_seen)):
        return begun
    by_key = register.kreise.get(kreis_of_key(text) or "")
    found = (by_key,) if by_key else names.find_kreise(text) or names.find_cut_kreise(text)
    if not found:
        raise MisreadError("kreis_unknown", text, "one of the 44 Kreise of Baden-Württemberg")
    return found


def _with_kreis_in_brackets(
    texts: RowTexts, context: Sequence[Kreis], names: NameIndex
) -> tuple[RowTexts, Sequence[Kreis]]:
    """Part the Kreis from a name that is followed by it: "Altdorf (LK Böblingen)".

    Raises:
        MisreadError: it is another Kreis than the one the row stands under.
    """
    match = BRACKETED.fullmatch(texts.name)
    if match is None or names.find_gemeinden(texts.name)[0]:
        return texts, context
    kreise = names.find_kreise(match["kreis"])
    if not kreise:
        return texts, context
    if context and not set(kreise) & set(context):
        raise MisreadError("kreis_conflict", texts.name, f"a municipality of {context[0].label}")
    return replace(texts, name=match["name"]), kreise


def _gemeinde(
    texts: RowTexts, context: Sequence[Kreis], names: NameIndex, register: Register
) -> Gemeinde:
    if not texts.key:
        return _by_name(texts, context, names)
    ags = parse_gemeinde_ags(texts.key)
    gemeinde = register.gemeinden.get(ags or "")
    if gemeinde is None:
        raise MisreadError("key_unknown", texts.key, "a municipality key of the register")
    if texts.name and not _bears(gemeinde, texts.name, names):
        raise MisreadError("name_conflict", texts.name, f"{gemeinde.gemeinde_name} ({ags})")
    # A heading may be missing over a row; its key and name together are the better witnesses.
    printed = context if texts.kreis or not texts.name else ()
    if printed and gemeinde.kreis_ags not in {kreis.kreis_ags for kreis in context}:
        label = register.kreis_of(gemeinde).label
        raise MisreadError("kreis_conflict", printed[0].label, f"{label} for key {ags}")
    return gemeinde


def _by_name(texts: RowTexts, context: Sequence[Kreis], names: NameIndex) -> Gemeinde:
    name, kreise = texts.name, [kreis.kreis_ags for kreis in context]
    gemeinde = names.resolve_gemeinde(name, kreise)
    if gemeinde is not None:
        _refuse_unseen(texts, gemeinde, kreise, names)
        return gemeinde
    possible = [gemeinde for found in names.find_gemeinden(name) for gemeinde in found]
    if not possible:
        raise MisreadError("name_unknown", name, "a municipality of Baden-Württemberg")
    listed = ", ".join(f"{g.gemeinde_name} ({g.gemeinde_ags})" for g in possible[:5])
    if context:
        within = " or ".join(kreis.label for kreis in context)
        raise MisreadError("kreis_conflict", name, f"a municipality of {within}, not {listed}")
    raise MisreadError("name_ambiguous", name, f"a key or Kreis that decides between {listed}")


def _refuse_unseen(
    texts: RowTexts, gemeinde: Gemeinde, kreise: Collection[str], names: NameIndex
) -> None:
    """Refuse a name of which only what is cut off tells which municipality it is.

    Raises:
        MisreadError: other municipalities begin as what is seen of it does.
    """
    seen = texts.name.removesuffix(texts.name_cut)
    others = [other for other in names.begun_by(seen, kreise) if other != gemeinde]
    if texts.name_cut and others:
        listed = ", ".join(f"{g.gemeinde_name} ({g.gemeinde_ags})" for g in (gemeinde, *others[:4]))
        expected = f"the end of the name, which is cut off, or a key, to tell {listed} apart"
        raise MisreadError("name_ambiguous", seen, expected)


def _bears(gemeinde: Gemeinde, name: str, names: NameIndex) -> bool:
    return any(gemeinde in found for found in names.find_gemeinden(name))


def _betrag(text: str) -> Decimal:
    try:
        return parse_betrag(text)
    except NotationError as error:
        raise MisreadError("amount_unreadable", error.found, error.expected) from error


def _teilbetrag(text: str) -> Decimal:
    try:
        return parse_differenz(text)
    except NotationError as error:
        raise MisreadError("amount_unreadable", error.found, error.expected) from error


def _personen(text: str) -> int:
    try:
        return parse_anzahl(text)
    except NotationError as error:
        raise MisreadError("persons_unreadable", error.found, error.expected) from error


def _at(texts: Sequence[str], column: int | None) -> str:
    return texts[column] if column is not None else ""
