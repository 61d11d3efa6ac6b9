"""Which column of numbers is the amount, which the persons, which a part of the amount.

Two witnesses are heard. Printed titles say what a column is called; arithmetic says what it is: a
total is the sum of its parts, an amount is a head count times one rate. A figure is taken only
where they do not contradict each other and no other column could be meant as well; a title alone
is enough only where nothing else in the table could be an amount.
"""

from dataclasses import dataclass

from pipeline.interpret.evidence import ColumnEvidence
from pipeline.interpret.relations import (
    HARDLY_ANY,
    MANY_ROWS,
    NEARLY_ALL,
    find_total,
    share_of_one_rate,
)
from pipeline.interpret.witnesses import (
    Columns,
    RoleError,
    Witnesses,
    are_amounts,
    hear,
    listed,
    undecided,
)
from schemas.headers import is_older, is_whole


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


def number_roles(numbers: Columns) -> NumberRoles:
    """Return which number is what.

    Raises:
        RoleError: neither titles nor arithmetic tell, or they contradict each other.
    """
    witnesses = hear(numbers)
    personen = _find_persons(witnesses)
    money = [column for column in witnesses.columns if column is not personen]
    betrag, parts, why = _find_amount(witnesses, personen, money)
    _refuse_shifted_titles(witnesses, betrag)
    if personen is not None:
        _refuse_strangers(personen, betrag, parts)
    return NumberRoles(betrag, personen, parts, why, tuple(numbers))


def _find_persons(witnesses: Witnesses) -> ColumnEvidence | None:
    """Return the column of persons; None where there is none.

    Raises:
        RoleError: several could be, or titles and arithmetic name different ones.
    """
    titled = witnesses.titled("personen")
    counted = list(dict.fromkeys(persons.column for persons, _ in witnesses.rates))
    proven = [c for c in witnesses.columns if c.column in counted]
    if len(titled) > 1:
        confirmed = [c for c in titled if c.column in counted]
        if len(confirmed) > 1:
            confirmed = [c for c in confirmed if is_whole(c.header)]
        if len(confirmed) != 1:
            raise RoleError(f"several columns are titled as persons: {listed(titled)}")
        titled = confirmed
    if titled and proven and titled[0] not in proven:
        raise RoleError(
            f"the titles {titled[0].header!r} and {proven[0].header!r} stand over each other's "
            "numbers: the second column is the head count that the amounts follow"
        )
    if len(proven) > 1 and not titled:
        raise RoleError(f"which column is the persons cannot be told: {listed(proven)}")
    found = titled or proven
    return found[0] if found else None


def _find_amount(
    witnesses: Witnesses, personen: ColumnEvidence | None, money: Columns
) -> tuple[ColumnEvidence, tuple[ColumnEvidence, ...], str]:
    """Return the amount, its parts, and why it is the amount.

    Raises:
        RoleError: no column is, or several could be.
    """
    found = find_total(money)
    if found:
        total, parts = found
        _refuse_doubtful_total(witnesses, total, parts)
        return total, parts, "the sum of its parts"
    by_rate = [amounts for persons, amounts in witnesses.rates if persons is personen]
    if by_rate:
        amount = _whole_of(witnesses, by_rate)
        explained = {amounts.column for _, amounts in witnesses.rates}
        others = [column for column in money if column.column not in explained]
        _refuse_rivals(witnesses, amount, others)
        return amount, (), "amount is persons times one rate"
    called = [c for c in witnesses.titled("betrag") if c is not personen]
    large = [c for c in money if c not in called and are_amounts(c)]
    titled, rivals = _without_older(called, large)
    if len(titled) == 1 and not rivals:
        return titled[0], (), "printed title"
    if not titled and len(rivals) == 1:
        return rivals[0], (), "the only numbers, too large for head counts"
    whole = [c for c in rivals if witnesses.titles[c.column] != "teilbetrag"]
    if not titled and len(whole) == 1 and whole[0].header and is_whole(whole[0].header):
        return whole[0], (), "titled as the whole of what stands beside it"
    raise RoleError(undecided(witnesses.columns))


def _without_older(titled: Columns, rivals: Columns) -> tuple[Columns, Columns]:
    """Leave older amounts aside where one titled amount says that it is the whole or the last."""
    last = [c for c in titled if not is_older(c.header) and c.header and is_whole(c.header)]
    if len(last) != 1:
        return titled, rivals
    return last, [c for c in (*titled, *rivals) if c is not last[0] and not is_older(c.header)]


def _whole_of(witnesses: Witnesses, by_rate: Columns) -> ColumnEvidence:
    """Return the one of several amounts of the same head counts that is no part of another.

    Raises:
        RoleError: titles do not tell, or another column is larger.
    """
    if len(by_rate) == 1:
        [amount] = by_rate
        larger = [c for c in witnesses.titled("betrag") if _is_larger(c, amount)]
        if witnesses.titles[amount.column] == "teilbetrag" and larger:
            raise RoleError(undecided([amount, *larger]))
        return amount
    whole = [c for c in by_rate if witnesses.titles[c.column] != "teilbetrag"]
    titled = [c for c in whole if witnesses.titles[c.column] == "betrag"] or whole
    if len(titled) > 1:
        titled = [c for c in titled if is_whole(c.header)]
    if len(titled) != 1 or any(_is_larger(c, titled[0]) for c in by_rate):
        raise RoleError(undecided(by_rate))
    return titled[0]


def _refuse_rivals(witnesses: Witnesses, amount: ColumnEvidence, others: Columns) -> None:
    """Refuse an amount of the right rate beside another titled amount of no rate at all.

    What is computed is not always what is granted. An older amount is no rival, nor is one of
    other persons.

    Raises:
        RoleError: the amount may be another column.
    """
    rivals = [
        column
        for column in others
        if witnesses.titles[column.column] == "betrag" and not is_older(column.header)
    ]
    is_sure = is_whole(amount.header) and not any(is_whole(c.header) for c in rivals)
    if rivals and not (amount.header and is_sure):
        raise RoleError(undecided([amount, *rivals]))


def _refuse_doubtful_total(witnesses: Witnesses, total: ColumnEvidence, parts: Columns) -> None:
    """Refuse a sum that its title does not call the amount, where other titles do.

    "Old" may well be "new" and "less" together.

    Raises:
        RoleError: the amount may be another column.
    """
    title = witnesses.titles[total.column]
    others = [c for c in witnesses.titled("betrag") if c is not total]
    beside = [c for c in others if c not in parts]
    if title == "betrag" and not beside:
        return
    if beside or (others and not is_whole(total.header)) or title == "teilbetrag":
        raise RoleError(undecided([total, *parts, *beside]))


def _refuse_shifted_titles(witnesses: Witnesses, betrag: ColumnEvidence) -> None:
    """Refuse an amount that is the head count of another column, which its title would ignore.

    Raises:
        RoleError: titles stand one column aside from their numbers.
    """
    for column in witnesses.ignored:
        if share_of_one_rate(betrag, column) >= NEARLY_ALL:
            raise RoleError(
                f"the title {betrag.header!r} stands over the head counts of the amounts under "
                f"{column.header!r}: titles are not those of their columns"
            )


def _refuse_strangers(personen: ColumnEvidence, betrag: ColumnEvidence, parts: Columns) -> None:
    """Refuse persons and amounts that have nothing to do with each other.

    Raises:
        RoleError: hardly any amount is its persons times the commonest rate.
    """
    pairs = sum(
        bool(p) and b is not None for p, b in zip(personen.values, betrag.values, strict=True)
    )
    shares = [share_of_one_rate(personen, column) for column in (betrag, *parts)]
    if pairs >= MANY_ROWS and max(shares) < HARDLY_ANY:
        raise RoleError(
            f"the numbers under {personen.header!r} are not the persons that the amounts under "
            f"{betrag.header!r} were computed from: no rate fits them"
        )


def _is_larger(one: ColumnEvidence, other: ColumnEvidence) -> bool:
    pairs = [(a, b) for a, b in zip(one.values, other.values, strict=True) if a and b]
    return sum(a > b for a, b in pairs) > len(pairs) / 2
