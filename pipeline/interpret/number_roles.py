"""Which column of numbers is the amount, which the persons, which a part of the amount.

Printed titles say it; where they do not, arithmetic does: a total is the sum of its parts, an
amount is a head count times one rate. Titles that the arithmetic contradicts are not believed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from statistics import median

from pipeline.interpret.evidence import ColumnEvidence, number_in
from schemas.headers import NUMBER_ROLES, role_of_header, titles_in_order

AMOUNT_ROLES = ("personen", "betrag")
NEARLY_ALL = 0.98
"""Share of the rows in which an arithmetic relation must hold."""
MOSTLY = 0.8
"""Share of a column's texts that must be readable."""
MANY_ROWS = 5
"""Rows from which on an arithmetic relation says something."""
LEAST_RATE = 100
"""Euros per person below which a relation is not that of persons to amounts."""
LEAST_AMOUNT = Decimal(500)
"""Euros; the amount for one person is larger, the head counts of most municipalities are not."""


class RoleError(Exception):
    """The roles of a table's columns cannot be told."""


_Told = tuple[ColumnEvidence, ColumnEvidence | None, tuple[ColumnEvidence, ...], str]
"""Amount, persons, partial amounts, and why."""


@dataclass(frozen=True)
class NumberRoles:
    """The columns of numbers by role."""

    betrag: ColumnEvidence
    personen: ColumnEvidence | None
    parts: tuple[ColumnEvidence, ...]
    why: str
    all: tuple[ColumnEvidence, ...]
    """All columns of numbers."""

    def role_of(self, column: ColumnEvidence) -> str:
        """Return the role of one of the columns."""
        if column is self.betrag:
            return "betrag"
        if column is self.personen:
            return "personen"
        return "teilbetrag" if any(column is part for part in self.parts) else "ignored"


def with_titles_in_place(
    columns: Sequence[ColumnEvidence], numbers: Sequence[ColumnEvidence]
) -> list[ColumnEvidence]:
    """Give the columns of numbers their titles in order where these are printed beside them.

    Titles set left over numbers set right may end up over a neighbouring column, or two over one.
    """
    misplaced = any(
        len(titles_in_order(column.header, AMOUNT_ROLES)) > (column in numbers)
        for column in columns
    )
    titles = titles_in_order("\n".join(column.header for column in columns), AMOUNT_ROLES)
    if not misplaced or len(titles) != len(numbers):
        return list(numbers)
    return [
        replace(column, header=title) for column, (_, title) in zip(numbers, titles, strict=True)
    ]


def number_roles(numbers: Sequence[ColumnEvidence]) -> NumberRoles:
    """Return which number is what.

    Raises:
        RoleError: neither titles nor arithmetic tell.
    """
    betrag, personen, parts, why = _told_numbers(numbers)
    return NumberRoles(betrag, personen, parts, why, tuple(numbers))


def _told_numbers(numbers: Sequence[ColumnEvidence]) -> _Told:
    titled = {c.column: role_of_header(c.header, NUMBER_ROLES) for c in numbers}
    if "refused" in titled.values():
        raise RoleError("the amounts are printed in thousands of euros, so they are rounded")
    counting = [c for c in numbers if titled[c.column] != "ignored" and not c.is_running_number]
    amounts = [c for c in counting if titled[c.column] == "betrag"]
    persons = [c for c in counting if titled[c.column] == "personen"]
    unknown = [c for c in counting if titled[c.column] is None]
    _refuse_unreadable(amounts or unknown)
    _refuse_exchanged_titles(persons, amounts)
    if len(amounts) == 1 and len(persons) <= 1 and not unknown:
        return amounts[0], _first(persons), (), "printed title"
    total = _total_and_parts([*amounts, *unknown])
    if total and len(persons) <= 1 and all(c is total[0] or c in total[1] for c in amounts):
        return total[0], _first(persons), total[1], "the sum of its parts"
    return _by_rate(amounts, persons, unknown)


def _refuse_unreadable(columns: Iterable[ColumnEvidence]) -> None:
    """Refuse a column of amounts of which most are in no notation known here.

    Raises:
        RoleError: with the first text of the column that is no amount.
    """
    for column in columns:
        if column.share(column.amounts) < MOSTLY:
            strange = next(text for text in column.texts if text and number_in(text) is None)
            raise RoleError(f"the amounts under {column.header!r} are unreadable, like {strange!r}")


def _refuse_exchanged_titles(
    persons: Iterable[ColumnEvidence], amounts: Sequence[ColumnEvidence]
) -> None:
    """Refuse titles under which the persons would be the amounts.

    Raises:
        RoleError: the column titled persons is the one titled amount times one rate.
    """
    for person in persons:
        for amount in amounts:
            if _has_one_rate(amount, person):
                titles = f"{person.header!r} and {amount.header!r}"
                raise RoleError(f"the titles {titles} stand over each other's numbers")


def _by_rate(
    amounts: Sequence[ColumnEvidence],
    persons: Sequence[ColumnEvidence],
    unknown: Sequence[ColumnEvidence],
) -> _Told:
    """Tell persons and amount by the one rate between them, or a lone column by its size."""
    pairs = [
        (person, amount)
        for person in persons or [*unknown, *amounts]
        for amount in amounts or unknown
        if person is not amount and _has_one_rate(person, amount)
    ]
    if len(pairs) == 1:
        return pairs[0][1], pairs[0][0], (), "amount is persons times one rate"
    if not persons and len(amounts) == 1:
        return amounts[0], None, (), "printed title"
    if not persons and not amounts and len(unknown) == 1 and _are_amounts(unknown[0]):
        return unknown[0], None, (), "the only numbers, too large for head counts"
    found = ", ".join(repr(c.header or "no title") for c in [*amounts, *persons, *unknown])
    raise RoleError(f"which column is the amount cannot be told (columns of numbers: {found})")


def _total_and_parts(
    columns: Sequence[ColumnEvidence],
) -> tuple[ColumnEvidence, tuple[ColumnEvidence, ...]] | None:
    """Return the column that is the sum of two or more others, and these.

    It must be titled as an amount, unless none is: "old" may well be "new" and "less" together.
    """
    titled = [c for c in columns if role_of_header(c.header, NUMBER_ROLES) == "betrag"]
    for total in titled or [c for c in columns if not c.header]:
        others = [c for c in columns if c is not total]
        for size in range(len(others), 1, -1):
            for parts in combinations(others, size):
                if _is_sum(total, parts):
                    return total, parts
    return None


def _is_sum(total: ColumnEvidence, parts: Iterable[ColumnEvidence]) -> bool:
    rows = list(zip(total.values, *(part.values for part in parts), strict=True))
    complete = [row for row in rows if None not in row]
    holds = sum(row[0] == sum(value for value in row[1:] if value is not None) for row in complete)
    return len(complete) >= MANY_ROWS and holds >= NEARLY_ALL * len(complete)


def _has_one_rate(persons: ColumnEvidence, amounts: ColumnEvidence) -> bool:
    """Say whether the amounts are the head counts times one rate, up to rounding."""
    rows = [
        (person, amount)
        for person, amount in zip(persons.values, amounts.values, strict=True)
        if person and amount is not None
    ]
    if len(rows) < MANY_ROWS:
        return False
    rate = median(amount / person for person, amount in rows)
    fits = sum(abs(amount - person * rate) <= 1 + person * rate / 1000 for person, amount in rows)
    return rate >= LEAST_RATE and fits >= NEARLY_ALL * len(rows)


def _are_amounts(column: ColumnEvidence) -> bool:
    """Say whether a column's numbers are too large for head counts of municipalities."""
    numbers = [value for value in column.values if value]
    return sum(value > LEAST_AMOUNT for value in numbers) > NEARLY_ALL * len(numbers) > 0


def _first(columns: Sequence[ColumnEvidence]) -> ColumnEvidence | None:
    return columns[0] if columns else None
