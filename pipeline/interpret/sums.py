"""Printed subtotals and totals: which rows print one, and of what each is the sum.

Many documents print "Summe" without saying of what. Where it stands says which sums it could be;
the rows above say which of these it is. A sum that fits none keeps its likeliest meaning, and the
check of sums then names the difference.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from pipeline.interpret.cells import has_letters
from pipeline.interpret.figures import MisreadError, RowCells, figure_of, read_persons
from pipeline.interpret.labels import SumLabel, association, heading_with_sum, sum_label
from pipeline.interpret.notation import LAND
from pipeline.model import Ebene, Herkunft, RowError, Summe, Zeile
from schemas.names import load_gazetteer
from schemas.register import Kreis

MOST_MEMBERS = 40
"""Municipalities of one association, with room to spare."""
LEAST_PART = 2
"""One row alone may be the one above, printed again without its name."""
AREA_DIGITS = (2, 3, 5)
"""How long the keys of Land, Regierungsbezirke and Kreise are."""


@dataclass(frozen=True)
class PrintedSum:
    """A sum row before its meaning is settled."""

    cells: RowCells
    label: SumLabel
    personen: int | None
    betrag_eur: Decimal
    rows_above: int
    """How many figures are printed before it."""
    figure: Zeile | None
    """The figure it is as well: a Stadtkreis is a Kreis of one municipality."""

    @property
    def herkunft(self) -> Herkunft:
        """Where it stands."""
        return self.cells.row.herkunft


def label_of_row(cells: RowCells) -> SumLabel | None:
    """Return what a row without a key sums up, if it is a sum.

    Its words may stand in the column of names, or over several columns.
    """
    row, texts = cells.row, (cells.key, cells.name.name, cells.kreis.text)
    named = " ".join(text for text in texts if has_letters(text))
    label = None
    if row.speaks_of_sum:
        label = sum_label(named or row.label) or (row.sum_label if not cells.name.is_name else None)
    if label or cells.betrag.number is None:
        return label
    if not row.label and not named:
        return SumLabel(None, None, is_unlabelled=True)
    if cells.name.is_name and not has_letters(cells.key):
        return heading_with_sum(cells.name.name)
    if stadtkreis := _stadtkreis_alone(cells):
        return SumLabel(Ebene.KREIS, stadtkreis.kreis_ags, is_heading=True)
    words = (cells.name.name, named, row.label)
    return next(filter(None, (*map(heading_with_sum, words), *map(association, words))), None)


def _stadtkreis_alone(cells: RowCells) -> Kreis | None:
    """Return the Stadtkreis in whose row no name stands: its cell reaches over that column."""
    kreise = cells.kreis.kreise
    if "," in cells.kreis.text:
        towns = cells.kreis.named.whole
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


def kreis_below_sum(label: SumLabel, kreis_above: str | None) -> tuple[Kreis, ...]:
    """Return the Kreis of the rows below a sum: known only where it is their heading."""
    kreis = load_gazetteer().register.kreise.get(label.schluessel or "")
    if kreis is None or not label.is_heading or kreis_above == label.schluessel:
        return ()
    return (kreis,) if kreis.kreis_art == "Landkreis" else ()


def stadtkreis_figures(printed: Sequence[PrintedSum], zeilen: Sequence[Zeile]) -> dict[int, Zeile]:
    """Take "Stadtkreis Ulm 1.234" for Ulm's figure where no other row is Ulm's.

    Returns the figures by their place among the printed sums.
    """
    read = {zeile.kreis_ags for zeile in zeilen}
    figures = ((index, entry.figure) for index, entry in enumerate(printed))
    return {index: figure for index, figure in figures if figure and figure.kreis_ags not in read}


def settle_sums(
    printed: Sequence[PrintedSum],
    read: Sequence[Zeile],
    zeilen: Sequence[Zeile],
) -> tuple[list[Summe], list[RowError]]:
    """Give every printed sum its level and key; numbers alone that fit none are errors.

    `read` are all figures in the order of their rows, which `rows_above` counts; `zeilen` those
    that are added up.
    """
    summen: list[Summe] = []
    errors: list[RowError] = []
    totals: dict[str, Decimal] = defaultdict(Decimal)
    """The sum of all amounts by the key of each area."""
    for zeile in zeilen:
        for digits in AREA_DIGITS:
            totals[zeile.gemeinde_ags[:digits]] += zeile.betrag_eur
    for above, entry in zip([None, *printed], printed, strict=False):
        if entry.label.is_association:
            errors.extend(_misfit_of_association(entry, read))
            continue
        summe = _settled(entry, read, totals, is_last=entry is printed[-1])
        fits = totals[summe.schluessel] == entry.betrag_eur
        unnamed = not fits and entry.label.ebene is None
        if unnamed and (_is_page_sum(entry, read) or _is_part_sum(entry, above, read, zeilen)):
            continue
        if entry.label.is_unlabelled and not fits:
            expected = "a municipality beside the numbers, or a sum of rows"
            text = entry.herkunft.text
            errors.append(RowError("row_not_understood", text, expected, entry.herkunft))
        else:
            summen.append(summe)
    return summen, errors


def _misfit_of_association(entry: PrintedSum, read: Sequence[Zeile]) -> list[RowError]:
    """Return an error unless an association's sum is that of the rows directly above or below."""
    above = read[: entry.rows_above][::-1][:MOST_MEMBERS]
    below = read[entry.rows_above :][:MOST_MEMBERS]
    sums = [*accumulate(z.betrag_eur for z in above), *accumulate(z.betrag_eur for z in below)]
    if entry.betrag_eur in sums:
        return []
    expected = "the sum of the rows directly above or below"
    return [RowError("sum_unproven", entry.herkunft.text, expected, entry.herkunft)]


def _is_page_sum(entry: PrintedSum, read: Sequence[Zeile]) -> bool:
    """Return True if an unnamed sum is that of all rows so far, or of those on its page so far."""
    above = read[: entry.rows_above]
    on_page = [zeile for zeile in above if zeile.herkunft.page == entry.herkunft.page]
    return any(rows and _adds_up(rows, entry) for rows in (above, on_page))


def _is_part_sum(
    entry: PrintedSum,
    above: PrintedSum | None,
    read: Sequence[Zeile],
    zeilen: Sequence[Zeile],
) -> bool:
    """Return True if an unnamed sum is that of the rows since the last sum, a part of its own.

    Rows that are mostly those of one Kreis or Regierungsbezirk are no such part: their sum is
    its, and shows where one of them was given to another.
    """
    rows = read[above.rows_above : entry.rows_above] if above else []
    if len(rows) < LEAST_PART or entry.label.is_unlabelled or not _adds_up(rows, entry):
        return False
    areas = {zeile.gemeinde_ags[:digits] for zeile in rows for digits in AREA_DIGITS[1:]}
    return not any(_is_mostly(area, rows, zeilen) for area in areas)


def _adds_up(rows: Sequence[Zeile], entry: PrintedSum) -> bool:
    """Return True if amounts, and persons where all print them, are what a sum says."""
    persons = [zeile.personen for zeile in rows if zeile.personen is not None]
    counted = entry.personen is not None and len(persons) == len(rows)
    amount = sum(zeile.betrag_eur for zeile in rows)
    return amount == entry.betrag_eur and (not counted or sum(persons) == entry.personen)


def _is_mostly(area: str, rows: Sequence[Zeile], zeilen: Sequence[Zeile]) -> bool:
    """Return True if rows and those of an area have more in common than not."""
    common = sum(zeile.gemeinde_ags.startswith(area) for zeile in rows)
    members = sum(zeile.gemeinde_ags.startswith(area) for zeile in zeilen)
    return common > len(rows) + members - 2 * common


def _settled(
    entry: PrintedSum, read: Sequence[Zeile], totals: Mapping[str, Decimal], *, is_last: bool
) -> Summe:
    """Return a sum with its meaning: where it is unnamed, what fits, else what its place suggests.

    That is the Kreis of the figure above it, its Regierungsbezirk, those of the figure below, or
    the Land, which is likeliest at the end.
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
