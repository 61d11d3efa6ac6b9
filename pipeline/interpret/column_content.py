"""What the cells of a column have in common, and the arithmetic between columns of numbers.

Relations hold whatever the titles say; chance does not make them in many rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import combinations, compress, pairwise
from typing import TypeVar

from pipeline.interpret.cells import CellText, are_numbered, classify, without_number
from schemas.headers import NUMBER_ROLES, role_of_header
from schemas.source import load_source

MOSTLY = 0.8
"""Share of a column's texts that must be of a kind."""
SPARSE = 0.1
"""A column filled in fewer rows decides nothing."""
NEARLY_ALL = 0.98
"""Share of the rows in which an arithmetic relation must hold."""
HARDLY_ANY = 0.5
"""Below this share of the rows a relation does not hold at all, rather than with faults."""
MANY_ROWS = 5
"""Rows from which on an arithmetic relation says something."""
LEAST_RATE = 100
"""Euros per person below which a relation is not that of persons to amounts."""
ONE_RATE = 1000
"""Rates that differ by less than this part of them are one."""
LEAST_AMOUNT = Decimal(500)
"""Euros; the amount for one person is larger, the head counts of most municipalities are not."""
MAX_PARTS = 8
"""Of more columns no sums are looked for: there would be too many."""


Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Column:
    """The cells of a column, row by row and all together."""

    index: int
    header: str
    cells: tuple[CellText, ...]
    is_numbered: bool = False
    """Whether numbers that count the rows stood before the texts."""

    @cached_property
    def role(self) -> str | None:
        """What its title says its numbers are, if it says so."""
        return role_of_header(self.header, NUMBER_ROLES)

    @cached_property
    def values(self) -> tuple[Decimal | None, ...]:
        """Per row the number printed, None where there is none."""
        return tuple(cell.value for cell in self.cells)

    @cached_property
    def filled(self) -> list[CellText]:
        """The cells that hold text."""
        return [cell for cell in self.cells if cell.text]

    @cached_property
    def names(self) -> list[str]:
        """The texts that a municipality of the register could be meant by."""
        return [cell.text for cell in self.cells if cell.is_name]

    def is_mostly(self, is_one: Callable[[CellText], object], share: float) -> bool:
        """Return True if at least this share of the filled cells is of a kind."""
        return are_mostly(self.filled, is_one, share)

    @cached_property
    def are_numeric(self) -> bool:
        """Whether its texts are amounts or counts, or would be but for their notation."""
        return self.is_mostly(lambda cell: cell.is_numeric, MOSTLY)

    def agreeing_with(self, names: "Column") -> int:
        """Return in how many rows a Kreis is that of the name beside it.

        0 unless it is in most of them, as no Regierungsbezirk of a Kreis's name is.
        """
        pairs = [
            (kreise, there.as_name.named.all)
            for here, there in zip(self.cells, names.cells, strict=True)
            if there.is_name and (kreise := here.kreis_of_key or here.kreise)
        ]
        agreeing = sum(
            any(kreis.kreis_ags == gemeinde.kreis_ags for kreis in kreise for gemeinde in named)
            for kreise, named in pairs
        )
        return agreeing if 2 * agreeing > len(pairs) else 0

    @property
    def is_filled(self) -> bool:
        """Whether enough rows have a text in this column."""
        return len(self.filled) >= SPARSE * len(self.cells)

    @property
    def is_running_number(self) -> bool:
        """Whether the column merely counts the rows."""
        numbers = [value for value in self.values if value is not None]
        steps = [b - a for a, b in pairwise(numbers)]
        return len(steps) > 3 and sum(step == 1 for step in steps) >= 0.95 * len(steps)

    @property
    def are_amounts(self) -> bool:
        """Whether its numbers are too large for head counts of municipalities."""
        numbers = [value for value in self.values if value]
        return sum(value > LEAST_AMOUNT for value in numbers) > NEARLY_ALL * len(numbers) > 0

    def is_larger_than(self, other: "Column") -> bool:
        """Return True if its numbers are the larger ones in most rows."""
        pairs = [(a, b) for a, b in zip(self.values, other.values, strict=True) if a and b]
        return sum(a > b for a, b in pairs) > len(pairs) / 2


def are_mostly(things: Sequence[Thing], is_one: Callable[[Thing], object], share: float) -> bool:
    """Return True if at least this share of some things is of a kind; none are of any."""
    count = left = len(things)
    for thing in things:
        if not is_one(thing):
            left -= 1
            if left / count < share:
                return False  # What is asked may take long: not of all, if few decide.
    return count > 0


def make_column(index: int, texts: Sequence[str]) -> Column:
    """Classify a column's texts, one per row, empty where nothing is printed."""
    numbered = are_numbered(texts)
    names = map(without_number, texts) if numbered else texts
    return Column(index, "", tuple(map(classify, names)), numbered)


def in_one_line(column: Column, others: Iterable[Column]) -> Column:
    """Return a column with the numbers that are wrapped at their spaces on one line.

    Two numbers may stand one above the other as well ("218" and "922"), and a page may end between
    two lines: all rows must be head counts of one of the other columns times one rate.
    """
    joined = replace(column, cells=tuple(cell.in_one_line for cell in column.cells))
    wrapped = [a is not b for a, b in zip(column.cells, joined.cells, strict=True)]
    are_proven = any(wrapped) and any(
        all(compress(persons.values, wrapped)) and share_of_one_rate(persons, joined) == 1
        for persons in others
    )
    return joined if are_proven else column


def find_total(columns: Sequence[Column]) -> tuple[Column, tuple[Column, ...]] | None:
    """Return the column that is the sum of two or more others, with as many parts as possible."""
    if len(columns) > MAX_PARTS + 1:
        return None
    for size in range(len(columns) - 1, 1, -1):
        for total in columns:
            others = [column for column in columns if column is not total]
            for parts in combinations(others, size):
                if _is_sum(total, parts):
                    return total, parts
    return None


def find_rates(columns: Sequence[Column]) -> list[tuple[Column, Column]]:
    """Return all pairs of which the second is the first, a head count, times one rate."""
    return [
        (persons, amounts)
        for persons in columns
        for amounts in columns
        if persons is not amounts and share_of_one_rate(persons, amounts) >= NEARLY_ALL
    ]


def share_of_one_rate(persons: Column, amounts: Column) -> float:
    """Return in what share of the rows amounts are head counts times the commonest rate."""
    return _rate_and_share(persons, amounts)[1]


def follows_known_rate(persons: Column, amounts: Column) -> bool:
    """Return True if the commonest rate is that of a known edition."""
    rate, _ = _rate_and_share(persons, amounts)
    known = (edition.budget_eur / edition.personen_gesamt for edition in load_source().editions)
    return any(abs(rate - one) <= one / ONE_RATE for one in known)


def _rate_and_share(persons: Column, amounts: Column) -> tuple[float, float]:
    """Return the commonest rate, and in what share of the rows amounts are head counts times it.

    Amounts may be rounded. 0 where too few different head counts have one, by chance small numbers
    do, or the rate is not one of euros a head.
    """
    rows = [
        (float(person), float(amount))
        for person, amount in zip(persons.values, amounts.values, strict=True)
        if person and amount is not None
    ]
    if len({person for person, _ in rows}) < MANY_ROWS:
        return 0.0, 0.0
    rates = sorted(amount / person for person, amount in rows)
    rate = rates[len(rates) // 2]
    if rate < LEAST_RATE:
        return 0.0, 0.0
    most = rate / ONE_RATE
    fits = sum(abs(amount - person * rate) <= 1 + person * most for person, amount in rows)
    return rate, fits / len(rows)


def _is_sum(total: Column, parts: Iterable[Column]) -> bool:
    """Return True if a column is the sum of others in nearly all rows that have all of them.

    Most columns are not, and many are tried: it ends as soon as too many rows differ.
    """
    complete = differing = 0
    most = (1 - NEARLY_ALL) * len(total.values)
    for value, *added in zip(total.values, *(part.values for part in parts), strict=True):
        numbers = [number for number in added if number is not None]
        if value is None or len(numbers) < len(added) or not any(numbers):
            continue
        complete += 1
        differing += value != sum(numbers)
        if differing > most:
            return False
    return complete >= MANY_ROWS and complete - differing >= NEARLY_ALL * complete
