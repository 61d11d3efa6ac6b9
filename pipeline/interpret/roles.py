"""Which column holds what: key, name, Kreis, persons, amount.

Key, name and Kreis are told by their content, for the register knows them. Numbers are told by
their printed titles; where these do not decide, by arithmetic: the total is the sum of its parts,
an amount is a head count times one rate. Where neither decides, the layout is not understood.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from statistics import median

from pipeline.interpret.evidence import ColumnEvidence
from pipeline.interpret.notation import parse_gemeinde_ags
from pipeline.model import ColumnRole
from schemas.headers import role_of_header
from schemas.register import Register

MOSTLY = 0.8
"""Share of a column's texts that must be of a kind."""
NAMED = 0.6
"""Share of texts that must be names: headings and sums stand among them."""
NEARLY_ALL = 0.98
"""Share of the rows in which an arithmetic relation must hold."""
MANY_ROWS = 5
"""Rows from which on an arithmetic relation says something."""
MAX_KEY_COLUMNS = 5
LEAST_RATE = 100
"""Euros per person below which a relation is not that of persons to amounts."""


class RoleError(Exception):
    """The roles of a table's columns cannot be told."""


@dataclass(frozen=True)
class Roles:
    """The columns of one column model by role; None where the document prints none."""

    name: int
    betrag: int
    key: tuple[int, ...] = ()
    """Several where the key is printed in groups, each in a column of its own."""
    kreis: int | None = None
    personen: int | None = None
    parts: tuple[tuple[int, str], ...] = ()
    """Columns of partial amounts with their titles."""
    explained: tuple[ColumnRole, ...] = ()


def find_roles(model: int, columns: Sequence[ColumnEvidence], register: Register) -> Roles | None:
    """Return the roles of a table's columns; None for a table that is not about municipalities.

    Raises:
        RoleError: it names municipalities, but which number is the amount cannot be told.
    """
    name = _name_column(columns)
    if name is None:
        return None
    key = _key_columns(columns, register)
    kreis = _kreis_column([c for c in columns if c.column not in key], name)
    known = {name.column, *key, *([kreis.column] if kreis else [])}
    numbers = [c for c in columns if c.column not in known and c.share(c.amounts) >= MOSTLY]
    if not numbers:
        return None
    told = _number_roles(numbers)
    explained = [_explained(model, name, "gemeinde_name", f"{name.names} texts are names")]
    explained.extend(
        _explained(model, columns[c], "gemeinde_ags", "most texts are keys of the register")
        for c in key
    )
    if kreis:
        count = kreis.kreise or kreis.kreis_keys
        explained.append(_explained(model, kreis, "kreis", f"{count} texts are Kreise"))
    explained.extend(_explained(model, c, told.role_of(c), told.why) for c in numbers)
    return Roles(
        name=name.column,
        betrag=told.betrag.column,
        key=key,
        kreis=kreis.column if kreis else None,
        personen=told.personen.column if told.personen else None,
        parts=tuple((c.column, c.header) for c in told.parts),
        explained=tuple(sorted(explained, key=lambda role: role.column)),
    )


@dataclass(frozen=True)
class _NumberRoles:
    betrag: ColumnEvidence
    personen: ColumnEvidence | None
    parts: tuple[ColumnEvidence, ...]
    why: str

    def role_of(self, column: ColumnEvidence) -> str:
        if column is self.betrag:
            return "betrag"
        if column is self.personen:
            return "personen"
        return "teilbetrag" if column in self.parts else "ignored"


def _name_column(columns: Sequence[ColumnEvidence]) -> ColumnEvidence | None:
    return _best((c for c in columns if c.share(c.names) >= NAMED), lambda c: c.distinct_names)


def _key_columns(columns: Sequence[ColumnEvidence], register: Register) -> tuple[int, ...]:
    """Return the column of keys, or the neighbouring columns whose texts together are keys."""
    for size in range(1, MAX_KEY_COLUMNS + 1):
        for start in range(len(columns) - size + 1):
            parts = columns[start : start + size]
            keys = ["".join(texts) for texts in zip(*(c.texts for c in parts), strict=True)]
            filled = [key for key in keys if key]
            known = sum(parse_gemeinde_ags(key) in register.gemeinden for key in filled)
            if filled and known >= MOSTLY * len(filled):
                return tuple(c.column for c in parts)
    return ()


def _kreis_column(columns: Sequence[ColumnEvidence], name: ColumnEvidence) -> ColumnEvidence | None:
    others = [c for c in columns if c is not name]
    named = _best((c for c in others if c.share(c.kreise) >= MOSTLY), lambda c: c.kreise)
    return named or _best(
        (c for c in others if c.filled and c.kreis_keys == c.filled), lambda c: c.kreis_keys
    )


def _number_roles(numbers: Sequence[ColumnEvidence]) -> _NumberRoles:
    titled = {c.column: role_of_header(c.header) for c in numbers}
    if "refused" in titled.values():
        raise RoleError("the amounts are printed in thousands of euros, so they are rounded")
    counting = [c for c in numbers if titled[c.column] != "ignored" and not c.is_running_number]
    amounts = [c for c in counting if titled[c.column] == "betrag"]
    persons = [c for c in counting if titled[c.column] == "personen"]
    unknown = [c for c in counting if titled[c.column] is None]
    if len(amounts) == 1 and len(persons) <= 1 and not unknown:
        return _NumberRoles(amounts[0], _first(persons), (), "printed title")
    total = _total_and_parts([*amounts, *unknown])
    if total and len(persons) <= 1 and all(c is total[0] or c in total[1] for c in amounts):
        return _NumberRoles(total[0], _first(persons), total[1], "the sum of its parts")
    return _by_rate(amounts, persons, unknown)


def _by_rate(
    amounts: Sequence[ColumnEvidence],
    persons: Sequence[ColumnEvidence],
    unknown: Sequence[ColumnEvidence],
) -> _NumberRoles:
    """Tell persons and amount by the one rate between them, or a lone column by its size."""
    pairs = [
        (person, amount)
        for person in persons or [*unknown, *amounts]
        for amount in amounts or unknown
        if person is not amount and _has_one_rate(person, amount)
    ]
    if len(pairs) == 1:
        return _NumberRoles(pairs[0][1], pairs[0][0], (), "amount is persons times one rate")
    if not persons and len(amounts) == 1:
        return _NumberRoles(amounts[0], None, (), "printed title")
    if not persons and not amounts and len(unknown) == 1 and _are_amounts(unknown[0]):
        return _NumberRoles(unknown[0], None, (), "the only numbers, too large for head counts")
    found = ", ".join(repr(c.header or "no title") for c in [*amounts, *persons, *unknown])
    raise RoleError(f"which column is the amount cannot be told (columns of numbers: {found})")


def _total_and_parts(
    columns: Sequence[ColumnEvidence],
) -> tuple[ColumnEvidence, tuple[ColumnEvidence, ...]] | None:
    """Return the column that is the sum of two or more others, and these."""
    for total in columns:
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
    return sum(value > Decimal(500) for value in numbers) > NEARLY_ALL * len(numbers) > 0


def _best(
    candidates: Iterable[ColumnEvidence], key: Callable[[ColumnEvidence], int]
) -> ColumnEvidence | None:
    return max(candidates, key=key, default=None)


def _first(columns: Sequence[ColumnEvidence]) -> ColumnEvidence | None:
    return columns[0] if columns else None


def _explained(model: int, column: ColumnEvidence, role: str, evidence: str) -> ColumnRole:
    return ColumnRole(model, column.column, role, " ".join(column.header.split()), evidence)
