"""The cells of a column, and what they have in common."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TypeVar

from pipeline.interpret.cells import CellText, are_numbered, classify, count_up, without_number
from schemas.headers import NUMBER_ROLES, role_of_header

MOSTLY = 0.8
"""Share of a column's texts that must be of a kind."""
SPARSE = 0.1
"""A column filled in fewer rows decides nothing."""
NEARLY_ALL = 0.98
"""Share of the rows in which a relation between numbers must hold."""
LEAST_AMOUNT = Decimal(500)
"""Euros; the amount for one person is larger, the head counts of most municipalities are not."""


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

    def count_matching_kreise(self, names: "Column") -> int:
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
        return count_up([value for value in self.values if value is not None], 1)

    @property
    def are_amounts(self) -> bool:
        """Whether its numbers are too large for head counts of municipalities."""
        numbers = [value for value in self.values if value]
        return sum(value > LEAST_AMOUNT for value in numbers) > NEARLY_ALL * len(numbers) > 0

    @property
    def may_be_amounts(self) -> bool:
        """Whether so many of its numbers are: some amounts are smaller, or nothing."""
        return 2 * sum(value > LEAST_AMOUNT for value in self.values if value) > len(self.values)

    def is_larger_than(self, other: "Column") -> bool:
        """Return True if its numbers are the larger ones in most rows."""
        pairs = [(a, b) for a, b in zip(self.values, other.values, strict=True) if a and b]
        return sum(a > b for a, b in pairs) > len(pairs) / 2


def are_mostly(things: Sequence[Thing], is_one: Callable[[Thing], object], share: float) -> bool:
    """Return True if at least this share of some things is of a kind; False if there are none."""
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
