"""Faults in the texts of single cells: digits, decimal signs, names and keys, neighbours' values.

Each takes a sheet and a source of chance, and returns the sheet with one fault, or None where it
finds no place for it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

from pipeline.model import RowClass
from tests.faults.sheet import BETRAG, KEY, NAME, PERSONEN, SUMS, TEIL, Sheet, SheetRow

SheetFault: TypeAlias = Callable[[Sheet, random.Random], Sheet | None]
Slip: TypeAlias = Callable[[str, random.Random], str]

NUMBER = re.compile(r"\d(?:[\d.'’\s]*\d)?")
SEPARATOR = re.compile(r"(?<=\d)\D(?=\d)")
GROUP = 3
TRIES = 20


def change_digit(digits: str, rng: random.Random) -> str:
    """Another digit in place of one."""
    place = rng.randrange(len(digits))
    other = rng.choice([digit for digit in "0123456789" if digit != digits[place]])
    return digits[:place] + other + digits[place + 1 :]


def drop_digit(digits: str, rng: random.Random) -> str:
    """One digit less."""
    place = rng.randrange(len(digits))
    return digits[:place] + digits[place + 1 :]


def swap_digits(digits: str, rng: random.Random) -> str:
    """Two neighbours exchanged."""
    place = rng.randrange(max(1, len(digits) - 1))
    return digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :]


def insert_digit(digits: str, rng: random.Random) -> str:
    """One digit more."""
    place = rng.randrange(len(digits) + 1)
    return digits[:place] + rng.choice("0123456789") + digits[place:]


SLIPS: Mapping[str, Slip] = {
    "digit changed": change_digit,
    "digit dropped": drop_digit,
    "digits swapped": swap_digits,
    "digit inserted": insert_digit,
}


def slip_in(slip: Slip, role: str, kinds: Sequence[RowClass] = (RowClass.FIGURE,)) -> SheetFault:
    """A slip in one number of one row; its groups of thousands are right again in every other."""

    def fault(sheet: Sheet, rng: random.Random) -> Sheet | None:
        for _ in range(TRIES):
            index = pick(sheet, rng, lambda row: row.kind in kinds and bool(number(row.text(role))))
            if index is None:
                return None
            text = sheet[index].text(role)
            wrong = slip(number(text), rng)
            if wrong == number(text):
                continue
            if rng.random() < 0.5:
                return with_row(sheet, index, sheet[index].with_text(role, regrouped(text, wrong)))
            return with_row(sheet, index, sheet[index].with_text(role, in_place(text, wrong)))
        return None

    return fault


def shift_decimals(sheet: Sheet, rng: random.Random) -> Sheet | None:
    """The decimal sign of an amount at another place, or a comma in place of a point."""
    index = pick(sheet, rng, lambda row: row.kind is RowClass.FIGURE and len(number(_eur(row))) > 3)
    if index is None:
        return None
    text, digits = _eur(sheet[index]), number(_eur(sheet[index]))
    shifted = rng.choice(
        [
            regrouped(text, f"{digits}0"),
            regrouped(text, f"{digits}00"),
            regrouped(text, digits[:-GROUP]),
            regrouped(text, digits[:-2]),
            NUMBER.sub(f"{digits[:-1]},{digits[-1]}", text, count=1),
            NUMBER.sub(f"{digits[:-GROUP]},{digits[-GROUP:]}", text, count=1),
        ]
    )
    return with_row(sheet, index, sheet[index].with_text(BETRAG, shifted))


def swap_amounts(sheet: Sheet, rng: random.Random) -> Sheet | None:
    """The amounts of two neighbours exchanged."""
    return _swapped(sheet, rng, (BETRAG,))


def swap_values(sheet: Sheet, rng: random.Random) -> Sheet | None:
    """All numbers of two neighbours exchanged, as if their names were."""
    return _swapped(sheet, rng, (BETRAG, PERSONEN, TEIL))


def key_of_neighbour(sheet: Sheet, rng: random.Random) -> Sheet | None:
    """The next row's key once more."""
    return _copied(sheet, rng, KEY)


def name_of_neighbour(sheet: Sheet, rng: random.Random) -> Sheet | None:
    """The next row's name once more."""
    return _copied(sheet, rng, NAME)


def _swapped(sheet: Sheet, rng: random.Random, roles: Sequence[str]) -> Sheet | None:
    def differs(one: SheetRow, other: SheetRow) -> bool:
        return _eur(one) != _eur(other) and _shape(one) == _shape(other)

    pair = neighbours(sheet, rng, differs)
    if pair is None:
        return None
    one, other = (sheet[index] for index in pair)
    for role in roles:
        if role in one.roles:
            text = one.text(role)
            one, other = one.with_text(role, other.text(role)), other.with_text(role, text)
    return with_row(with_row(sheet, pair[0], one), pair[1], other)


def _copied(sheet: Sheet, rng: random.Random, role: str) -> Sheet | None:
    def both(one: SheetRow, other: SheetRow) -> bool:
        return all((one.text(role), other.text(role))) and one.text(role) != other.text(role)

    pair = neighbours(sheet, rng, both)
    if pair is None:
        return None
    return with_row(sheet, pair[0], sheet[pair[0]].with_text(role, sheet[pair[1]].text(role)))


def neighbours(
    sheet: Sheet, rng: random.Random, fit: Callable[[SheetRow, SheetRow], bool]
) -> tuple[int, int] | None:
    """Two figures of the same table, one below the other, in either order."""
    figures = [index for index, row in enumerate(sheet) if row.kind is RowClass.FIGURE]
    pairs = [(one, other) for one, other in pairwise(figures) if fit(sheet[one], sheet[other])]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    return (one, other) if rng.random() < 0.5 else (other, one)


def pick(sheet: Sheet, rng: random.Random, fit: Callable[[SheetRow], bool]) -> int | None:
    """The place of any row that fits."""
    fitting = [index for index, row in enumerate(sheet) if fit(row)]
    return rng.choice(fitting) if fitting else None


def with_row(sheet: Sheet, index: int, row: SheetRow) -> Sheet:
    """The sheet with another row at one place."""
    return (*sheet[:index], row, *sheet[index + 1 :])


def _eur(row: SheetRow) -> str:
    return row.text(BETRAG)


def _shape(row: SheetRow) -> tuple[int, tuple[tuple[str, int], ...]]:
    return len(row.texts), tuple(sorted(row.roles.items()))


def number(text: str) -> str:
    """The digits of the first number in a text; cents after a comma are not part of it."""
    found = NUMBER.search(text)
    return "".join(filter(str.isdigit, found.group())) if found else ""


def regrouped(text: str, digits: str) -> str:
    """The text with other digits in its number, in groups of three as they were."""
    found = NUMBER.search(text)
    separator = SEPARATOR.search(found.group() if found else "")
    if separator and len(digits) > GROUP:
        first = len(digits) % GROUP or GROUP
        groups = [digits[:first], *re.findall(f".{{{GROUP}}}", digits[first:])]
        digits = separator.group().join(groups)
    return NUMBER.sub(lambda _: digits, text, count=1)


def in_place(text: str, digits: str) -> str:
    """The text with other digits in its number, its separators left where they stood."""
    found = NUMBER.search(text)
    old = found.group() if found else ""
    left = list(digits)
    new = "".join((left.pop(0) if left else "") if mark.isdigit() else mark for mark in old)
    return NUMBER.sub(lambda _: new + "".join(left), text, count=1)


CELL_FAULTS: Mapping[str, SheetFault] = {
    **{f"{name}, amount": slip_in(slip, BETRAG) for name, slip in SLIPS.items()},
    **{f"{name}, persons": slip_in(slip, PERSONEN) for name, slip in SLIPS.items()},
    **{f"{name}, key": slip_in(slip, KEY) for name, slip in SLIPS.items()},
    **{f"{name}, part": slip_in(slip, TEIL) for name, slip in SLIPS.items()},
    **{f"{name}, sum": slip_in(slip, BETRAG, SUMS) for name, slip in SLIPS.items()},
    "digit changed, persons of a sum": slip_in(change_digit, PERSONEN, SUMS),
    "decimal sign shifted": shift_decimals,
    "amounts of neighbours swapped": swap_amounts,
    "all values of neighbours swapped": swap_values,
    "key of the neighbour": key_of_neighbour,
    "name of the neighbour": name_of_neighbour,
}
"""By the name that the tables print."""
