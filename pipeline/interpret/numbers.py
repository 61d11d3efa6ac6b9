"""Which column of numbers is the amount, which the persons, which a part of the amount.

Titles say what a column is called; arithmetic says what it is: a total is the sum of its parts, an
amount is a head count times one rate, and chance does not make such relations in many rows. A
figure is taken only where the two do not contradict each other and no other column could be meant
as well; a title alone is enough only where nothing else in the table could be an amount.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, partial
from itertools import combinations, compress, pairwise

from pipeline.interpret.column_content import MOSTLY, NEARLY_ALL, Column
from pipeline.interpret.notation import is_end_of_number, may_go_on
from schemas.headers import NUMBER_ROLES, is_older, is_past, is_whole, titles_in_order
from schemas.source import load_source

AMOUNT_ROLES = ("personen", "betrag")
RANKS = {"betrag": 2, None: 1}
"""Which of two amounts is rather the whole, by what their titles call them."""
HARDLY_ANY = 0.5
"""Below this share of the rows a relation does not hold at all, rather than with faults."""
MANY_ROWS = 5
"""Rows from which on an arithmetic relation says something."""
LEAST_RATE = 100
"""Euros per person below which a relation is not that of persons to amounts."""
ONE_RATE = 1000
"""Rates that differ by less than this part of them are one."""
MAX_PARTS = 8
"""Of more columns no sums are looked for: there would be too many."""

Columns = Sequence[Column]
Rates = Sequence[tuple[Column, Column]]
"""Pairs of head counts and amounts."""


class RoleError(Exception):
    """The roles of a table's columns are not clear."""


@dataclass(frozen=True)
class NumberRoles:
    """The columns of numbers by role."""

    betrag: Column
    personen: Column | None
    parts: Columns
    why: str
    all: Columns
    wrapped: frozenset[int] = frozenset()
    """Those of numbers that are wrapped at their spaces, as their rate proves."""

    @cached_property
    def ours(self) -> Columns:
        """Those that are read: persons, amount and its parts."""
        return [column for column in (self.personen, self.betrag, *self.parts) if column]

    def role_of(self, column: Column) -> str:
        """Return the role of one of the columns."""
        if column is self.betrag:
            return "betrag"
        if column is self.personen:
            return "personen"
        return "teilbetrag" if any(column is part for part in self.parts) else "ignored"


def with_titles_in_place(columns: Columns, numbers: Columns) -> list[Column]:
    """Give the columns of numbers their titles in order where these are printed beside them.

    Titles set left over numbers set right may end up over a neighbouring column, or two over one.
    A column's own title is replaced only where arithmetic confirms the new ones.
    """
    kept = list(numbers)
    misplaced = not all(column.header for column in numbers) and any(
        len(titles_in_order(column.header, AMOUNT_ROLES)) > any(column is n for n in numbers)
        for column in columns
    )
    titles = titles_in_order("\n".join(column.header for column in columns), AMOUNT_ROLES)
    if not misplaced or len(titles) != len(numbers):
        return kept
    moved = [
        replace(column, header=title) for column, (_, title) in zip(numbers, titles, strict=True)
    ]
    changed = any(
        column.role not in (None, role) for column, (role, _) in zip(numbers, titles, strict=True)
    )
    is_confirmed = any((a.role, b.role) == AMOUNT_ROLES for a, b in find_rates(moved))
    return moved if is_confirmed or not changed else kept


def number_roles(columns: Columns, printed: Columns) -> NumberRoles:
    """Return which of the printed columns of numbers is what; all columns may have their titles.

    Raises:
        RoleError: neither titles nor arithmetic tell, or they contradict each other.
    """
    whole = [in_one_line(column, [c for c in printed if c is not column]) for column in printed]
    wrapped = {a.index for a, b in zip(whole, printed, strict=True) if a is not b}
    numbers = with_titles_in_place(columns, whole)
    readable = _readable(numbers)
    rates = list(_rates(readable, [c for c in numbers if c.role == "ignored"]))
    personen = _find_persons(readable, rates)
    betrag, parts, why = _find_amount(readable, rates, personen)
    if is_past(betrag.header):
        raise RoleError(f"the title {betrag.header!r} says that its amounts are those of before")
    roles = NumberRoles(betrag, personen, parts, why, numbers, frozenset(wrapped))
    _refuse_halves_of_numbers(columns, roles)
    if personen is not None:
        _refuse_unrelated_persons(personen, betrag, parts)
    return roles


def _readable(numbers: Columns) -> Columns:
    """Return the columns that may be amounts or persons; those of other things do not count."""
    if any(column.role == "refused" for column in numbers):
        raise RoleError("the amounts are printed in thousands of euros, so they are rounded")
    _refuse_titles_in_one(numbers)
    counting = [c for c in numbers if c.role != "ignored" and not c.is_running_number]
    readable = [c for c in counting if c.is_mostly(lambda cell: cell.value is not None, MOSTLY)]
    sure = any(column.role in ("betrag", "teilbetrag") for column in readable)
    for column in counting:
        if column not in readable and (column.role is not None or not sure):
            text = next(cell.text for cell in column.filled if cell.value is None)
            raise RoleError(f"the amounts under {column.header!r} are unreadable, like {text!r}")
    return readable


def _refuse_titles_in_one(numbers: Columns) -> None:
    """Refuse a table in which one column has the titles of two, and another has none."""
    if all(column.header for column in numbers):
        return
    for column in numbers:
        roles = {role for role, _ in titles_in_order(column.header, NUMBER_ROLES)}
        if len(roles) > 1:
            raise RoleError(
                f"{column.header!r} stands over one column and names several, "
                "and the numbers next to it have no title"
            )


def _rates(columns: Columns, others: Columns) -> Iterator[tuple[Column, Column]]:
    """Yield pairs of head counts and amounts; what is added up to an amount is no head count.

    Other columns count too: titles may stand one column beside their numbers.
    """
    total, parts = find_total(columns) or (None, ())
    for persons, amounts in find_rates([*columns, *others]):
        if persons not in parts or amounts not in (total, *parts):
            yield persons, amounts


def _find_persons(columns: Columns, rates: Rates) -> Column | None:
    """Return the column of persons; None where there is none."""
    titled = [c for c in columns if c.role == "personen"]
    proven = [c for c in columns if any(c is persons for persons, _ in rates)]
    both = [c for c in titled if c in proven]
    if len(both) > 1:
        both = [c for c in both if is_whole(c.header)]
    found = both or titled or proven
    if len(found) > 1:
        raise RoleError(f"which column holds the persons is not clear: {_listed(found)}")
    if titled and proven and not both:
        raise RoleError(
            f"the titles {titled[0].header!r} and {proven[0].header!r} stand over each other's "
            "numbers: the second column is the head count that the amounts follow"
        )
    return found[0] if found else None


def _find_amount(
    columns: Columns, rates: Rates, personen: Column | None
) -> tuple[Column, Columns, str]:
    """Return the amount, its parts, and why it is it: no other column could be it as well.

    What a sum or a rate proves goes before what a title says.
    """
    money = [c for c in columns if c is not personen]
    titled = [c for c in money if c.role == "betrag"]
    total, parts = find_total(money) or (None, ())
    by_rate = [amounts for persons, amounts in rates if persons is personen and amounts in money]
    known = [c for c in by_rate if personen and follows_known_rate(personen, c)]
    if not by_rate:
        by_rate = known = [c for c in money if adds_up_to_known_budget(c)]
    of_others = [amounts for persons, amounts in rates if persons is not personen]
    outranks: Callable[[Column, Column], bool] = _outranks_by_title
    again = [c for c in known[1:] if c.values == known[0].values]
    if total and again and total not in known:  # The same for each of several years: that of one.
        total, parts = None, ()
        by_rate, known = ([c for c in some if c not in again] for some in (by_rate, known))
    if total and known and total not in known:
        raise RoleError(
            f"the amounts under {total.header!r} are those of a known edition several times over, "
            f"added up of {_listed(parts)}"
        )
    if total:
        found, rivals, why = [total], titled, "the sum of its parts"
        outranks = partial(_outranks_as_total, parts, total in known)
    elif by_rate:
        found = by_rate
        why = "amount is persons times one rate" if personen else "the sum of a known edition"
        rivals = [*by_rate, *(c for c in titled if c not in (*by_rate, *of_others))]
        outranks = partial(_outranks_by_rate, by_rate, known)
    else:
        found = [c for c in money if c in titled or c.are_amounts]
        rivals = [c for c in money if c in found or c.may_be_amounts]
        why = "printed title" if titled else "the only numbers, too large for head counts"
    sure = [c for c in found if all(outranks(c, rival) for rival in rivals if rival is not c)]
    if len(sure) != 1:
        listed = f"(columns of numbers: {_listed(columns)})"
        raise RoleError(f"which column holds the amount is not clear {listed}")
    return sure[0], parts, why


def _outranks_as_total(parts: Columns, is_known: bool, total: Column, titled: Column) -> bool:
    """Return True if a sum is the amount although another column is titled as it.

    "Old" may well be "new" and "less" together, but for a sum at the rate of a known edition.
    """
    is_whole_one = is_known or is_whole(total.header)
    is_called_so = total.role == "betrag" or (total.role is None and is_whole_one)
    return titled in parts and is_called_so


def _outranks_by_rate(by_rate: Columns, known: Columns, amount: Column, other: Column) -> bool:
    """Return True if an amount of the right rate is it although there is another one.

    What is computed is not always what is granted. An older amount is no rival, nor is a multiple
    or a share of that of a known edition, for two years or a month, unless its title is the better
    one.
    """
    rank, others = (RANKS.get(column.role, 0) for column in (amount, other))
    if len(known) == 1 and (
        other in by_rate or _is_share(other, amount) or _is_share(amount, other)
    ):
        return amount in known and rank >= others and not is_older(amount.header)
    is_whole_one = is_whole(amount.header) and not is_whole(other.header)
    may_be_smaller = other not in by_rate and amount.role != "teilbetrag"
    if other.is_larger_than(amount) and not may_be_smaller:
        return False
    if other not in by_rate:
        return is_older(other.header) or (bool(amount.header) and is_whole_one)
    return rank > others or (rank == others > 0 and is_whole_one)


def _outranks_by_title(amount: Column, other: Column) -> bool:
    """Return True if a title says that its amount is the whole, or the last, of two."""
    if not amount.header or not is_whole(amount.header):
        return False
    if amount.role == "betrag":
        return is_older(other.header) and not is_older(amount.header)
    return other.role == "teilbetrag" != amount.role


def _refuse_halves_of_numbers(columns: Columns, roles: NumberRoles) -> None:
    """Refuse numbers that three digits follow in all rows that have both: they may be one.

    They are two where most are whole without these, where one is a head count and the other that
    times one rate, where they are parts of the amount or it, or where one merely counts the rows;
    what stands beside ours may have words before it.
    """
    numbers, ours = ({c.index for c in some} for some in (roles.all, roles.ours))
    added = {c.index for c in (roles.betrag, *roles.parts)} if roles.parts else set()
    for before, after in pairwise(column for column in columns if column.filled):
        pair = {before.index, after.index}
        is_suspect = bool(pair & ours) or (pair <= numbers and not before.is_running_number)
        if not is_suspect or pair <= added:
            continue
        pairs = zip(before.cells, after.cells, strict=True)
        both = [(begin.text, end.text) for begin, end in pairs if begin.text and end.text]
        ends = [end for begin, end in both if may_go_on(begin)]
        if 2 * len(ends) < len(both):
            continue  # What is whole in most rows is in the others, too.
        is_constant = len(ends) >= MANY_ROWS and len({*ends}) == 1
        may_be_ends = ends and all(map(is_end_of_number, ends)) and not is_constant
        if may_be_ends and share_of_one_rate(before, after) < 1:
            raise RoleError(
                f"three digits under {after.header!r} follow each number under "
                f"{before.header!r}: they may be its last ones"
            )


def _refuse_unrelated_persons(personen: Column, betrag: Column, parts: Columns) -> None:
    """Refuse persons and amounts that have nothing to do with each other."""
    rows = zip(personen.values, betrag.values, strict=True)
    pairs = [(p, b) for p, b in rows if p and b is not None]
    shares = [share_of_one_rate(personen, column) for column in (betrag, *parts)]
    too_many = sum(b < LEAST_RATE * p for p, b in pairs if b)
    is_sure = len({p for p, _ in pairs}) >= MANY_ROWS
    if 2 * too_many > len(pairs) or (is_sure and max(shares) < HARDLY_ANY):
        raise RoleError(
            f"the numbers under {personen.header!r} are not the persons that the amounts under "
            f"{betrag.header!r} were computed from: no rate fits them"
        )


def _listed(columns: Collection[Column]) -> str:
    return ", ".join(repr(column.header or "no title") for column in columns)


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


def adds_up_to_known_budget(amounts: Column) -> bool:
    """Return True if amounts, each of them rounded, add up to what a known edition shares out."""
    total = sum((value for value in amounts.values if value), Decimal(0))
    most = Decimal(len(amounts.values)) / 2
    return any(abs(total - edition.budget_eur) <= most for edition in load_source().editions)


def _is_share(part: Column, amounts: Column) -> bool:
    """Return True if a column is the same share of the amounts in nearly all rows."""
    return _rate_and_share(part, amounts, least=1)[1] >= NEARLY_ALL


def _rate_and_share(
    persons: Column, amounts: Column, least: float = LEAST_RATE
) -> tuple[float, float]:
    """Return the commonest rate, and in what share of the rows amounts are head counts times it.

    Amounts may be rounded. 0 where too few different head counts have one, by chance small numbers
    do, or the rate is less than one of euros a head.
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
    if rate < least:
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
