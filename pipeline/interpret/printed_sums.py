"""Printed subtotals and totals: which rows print one, and of what each is the sum.

Many documents print "Summe" without saying of what, or say it on several lines. Where it stands
says which sums it could be; the rows above say which of these it is. A sum that fits none keeps its
likeliest meaning, and the check of sums then names the difference. Numbers beside no municipality
are a sum if, and only if, they fit one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.interpret.cells import classify
from pipeline.interpret.flow import FlowRow
from pipeline.interpret.labels import (
    SumLabel,
    goes_on_below,
    heading_with_sum,
    is_kind_of_kreis,
    kind_of_kreise,
    sum_label,
)
from pipeline.interpret.row_figure import MisreadError, RowCells, figure_of, read_persons
from pipeline.model import Ebene, Herkunft, RowError, RowPlace, Summe, Zeile
from schemas.names import GROUP, load_gazetteer, plain
from schemas.register import ALONE, LAND, Kreis

AREA_DIGITS = (2, 3, 5)
"""How long the keys of the state, the Regierungsbezirke and the Kreise are."""


@dataclass(frozen=True)
class PrintedSum:
    """A sum row before its meaning is settled."""

    cells: RowCells
    label: SumLabel
    personen: int | None
    betrag_eur: Decimal
    rows_above: int
    """How many figures are printed before it."""
    figure: Zeile | None = None
    """The figure it is as well: a Stadtkreis is a Kreis of one municipality."""
    misread: MisreadError | None = None
    """What it is where it fits no sum, if nothing but its numbers says that it is one."""

    @property
    def herkunft(self) -> Herkunft:
        """Where it stands."""
        return self.cells.row.herkunft


def label_of_row(cells: RowCells) -> SumLabel | None:
    """Return what a row says it sums up, in the column of names or over several columns."""
    row, texts = cells.row, [cells.key, cells.name.name]
    if not cells.name.is_name:  # A town's Kreis may have its sum in its cell.
        texts.append(cells.kreis.text)
    named = " ".join(text for text in texts if classify(text).has_letters)
    if row.speaks_of_sum:
        label = sum_label(named) or (None if cells.name.is_name else row.sum_label)
        if label:
            return label
    if cells.betrag.number is None:
        return None
    if cells.name.is_name and not classify(cells.key).has_letters:
        return heading_with_sum(cells.name.name)
    if stadtkreis := _stadtkreis_alone(cells):
        return SumLabel(Ebene.KREIS, stadtkreis.kreis_ags, is_heading=True)
    words = (cells.name.name, named, row.label)
    return next(filter(None, map(heading_with_sum, words)), None)


def label_over_lines(
    row: FlowRow, above: Sequence[FlowRow], below: Sequence[FlowRow], name: int
) -> SumLabel | None:
    """Return what a row sums up whose label begins on lines above it, or ends on some below it.

    "Summe Landkreis" above "Ludwigsburg 2.238.577" is no figure of the town.
    """
    if not (above or below or row.speaks_of_sum):
        return None
    label, is_open, begins = row.label, False, row.sum_label is not None
    lines = iter(above)
    while not begins and (line := next(lines, None)) and line.label:
        label, is_open = f"{line.label}\n{label}", goes_on_below(line.label)
        is_kind = line.filled == [line.texts[name]] and is_kind_of_kreis(line.label)
        begins = line.sum_label is not None or is_kind
    lines = iter(below)
    while begins and goes_on_below(label) and (line := next(lines, None)) and line.label:
        label = f"{label}\n{line.label}"
    found = (sum_label(label) or heading_with_sum(label)) if begins else None
    # A town may have the name of its Kreis, and more: Esslingen am Neckar.
    ends = (row.texts[name], *row.texts[name].split()[:1])
    label_ends = is_open and any(map(load_gazetteer().find_kreise, ends))
    is_sum = found and (found.ebene or label_ends or not row.cells[name].is_name)
    return found if is_sum else None


def _stadtkreis_alone(cells: RowCells) -> Kreis | None:
    """Return the Stadtkreis in whose row no name stands: its cell reaches over that column."""
    kreise = cells.kreis.kreise
    if "," in cells.kreis.text:
        towns = cells.kreis.as_name.named.whole
        kreise = tuple(load_gazetteer().register.kreis_of(town) for town in towns)
    is_alone = not cells.name.text and len(kreise) == 1
    return kreise[0] if is_alone and kreise[0].kreis_art == "Stadtkreis" else None


def read_sum(cells: RowCells, label: SumLabel, rows_above: int) -> PrintedSum:
    """Return the sum a row prints; the word for it may stand in the column of persons.

    Raises:
        MisreadError: its amount or its persons are not readable.
    """
    betrag, personen = cells.betrag, cells.personen
    if betrag.number is None:
        raise MisreadError("amount_unreadable", betrag.text, "the amount of a sum")
    count = None if sum_label(personen.text) else read_persons(personen)
    key = f"{label.schluessel}000" if label.is_heading else ""
    town = load_gazetteer().register.gemeinden.get(key)
    name = cells.name.name or cells.kreis.text
    figure = figure_of(town, cells, name) if town else None
    return PrintedSum(cells, label, count, betrag.number, rows_above, figure)


def sum_by_its_numbers(
    cells: RowCells, misread: MisreadError, rows_above: int
) -> PrintedSum | None:
    """Return the sum that a row may be which is no figure; None for one of a municipality."""
    betrag, personen = cells.betrag.number, cells.personen
    is_unread = bool(personen.text) and personen.count is None
    if betrag is None or is_unread or cells.is_of_municipality:
        return None
    label = SumLabel(None, None)
    return PrintedSum(cells, label, personen.count, betrag, rows_above, misread=misread)


def settle_sums(
    printed: Sequence[PrintedSum],
    read: Sequence[Zeile],
    zeilen: Sequence[Zeile],
) -> tuple[list[Summe], list[RowPlace], list[RowError]]:
    """Give every printed sum its level and key; what only its numbers could make one may be none.

    `read` are all figures in the order of their rows, which `rows_above` counts; `zeilen` those
    that are added up. Of the sums of associations, and of all Kreise of a kind, only the places are
    returned.
    """
    summen: list[Summe] = []
    of_others: list[RowPlace] = []
    errors: list[RowError] = []
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    persons: dict[str, int] = defaultdict(int)
    for zeile in zeilen:
        for area in _areas_of(zeile):
            amounts[area] += zeile.betrag_eur
            persons[area] += zeile.personen or 0

    def fits(entry: PrintedSum, area: str) -> bool:
        counted = entry.personen in (None, persons[area])
        return counted and amounts[area] == entry.betrag_eur

    for entry in printed:
        summe = _settled(entry, read, amounts, is_last=entry is printed[-1])
        kind = kind_of_kreise(entry.cells.row.label)
        if kind and fits(entry, kind):
            of_others.append(entry.herkunft.place)
        elif not entry.misread or fits(entry, summe.schluessel):
            summen.append(summe)
        elif any(fits(entry, area) for area in _associations_beside(entry, read)):
            of_others.append(entry.herkunft.place)
        else:
            errors.append(entry.misread.at(entry.cells.row))
    return summen, of_others, errors


def _areas_of(zeile: Zeile) -> tuple[str, ...]:
    """Return the keys of all areas that a municipality lies in, and the kind of its Kreis."""
    key = zeile.gemeinde_ags
    register = load_gazetteer().register
    others = register.gemeinden[key].verband_ars, register.kreise[zeile.kreis_ags].kreis_art
    return *(key[:digits] for digits in AREA_DIGITS), *others


def _associations_beside(entry: PrintedSum, read: Sequence[Zeile]) -> set[str]:
    """Return the associations of the municipalities above and below a row that may be their sum.

    Nothing is the sum of many rows: then the row must call itself one of several municipalities.
    """
    if not (entry.betrag_eur or GROUP.search(plain(entry.cells.name.name))):
        return set()
    beside = read[max(0, entry.rows_above - 1) : entry.rows_above + 1]
    members = (load_gazetteer().register.gemeinden[zeile.gemeinde_ags] for zeile in beside)
    return {member.verband_ars for member in members if member.verband_art != ALONE}


def _settled(
    entry: PrintedSum, read: Sequence[Zeile], totals: Mapping[str, Decimal], *, is_last: bool
) -> Summe:
    """Return a sum with its meaning: where it is unnamed, what fits, else what its place suggests.

    That is the Kreis of the figure above it, its Regierungsbezirk, those of the figure below, or
    the state, which is likeliest at the end.
    """
    ebene, key = entry.label.ebene, entry.label.schluessel
    if ebene is None or key is None:
        register = load_gazetteer().register
        options: list[tuple[Ebene, str]] = []
        for zeile in read[max(0, entry.rows_above - 1) : entry.rows_above + 1]:
            bezirk = register.kreise[zeile.kreis_ags].regierungsbezirk_ags
            options += [(Ebene.KREIS, zeile.kreis_ags), (Ebene.REGIERUNGSBEZIRK, bezirk)]
        options.append((Ebene.LAND, LAND))
        likeliest = options[::-1] if is_last else options
        fitting = [option for option in likeliest if totals[option[1]] == entry.betrag_eur]
        ebene, key = (fitting or likeliest)[0]
    return Summe(ebene, key, entry.personen, entry.betrag_eur, entry.herkunft)
