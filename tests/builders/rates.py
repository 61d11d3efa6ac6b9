"""Amounts as a rate gives them, and slips as hands and eyes make them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import floor

from schemas.press import load_press


def half_up(persons: int, rate: Fraction) -> int:
    """The amount in EUR for so many persons."""
    return floor(persons * rate + Fraction(1, 2))


def published_amounts(edition: str) -> list[int]:
    """The exact amounts of single municipalities that were published elsewhere."""
    return [
        figure.betrag_eur
        for figure in load_press()
        if (figure.edition, figure.kind, figure.precision) == (edition, "single", "exact")
    ]


def _changed(digits: str, rng: random.Random) -> str:
    place = rng.randrange(len(digits))
    return digits[:place] + rng.choice("0123456789") + digits[place + 1 :]


def _swapped(digits: str, rng: random.Random) -> str:
    place = rng.randrange(max(1, len(digits) - 1))
    return digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :]


def _lost(digits: str, rng: random.Random) -> str:
    place = rng.randrange(len(digits))
    return digits[:place] + digits[place + 1 :]


def _inserted(digits: str, rng: random.Random) -> str:
    place = rng.randrange(len(digits) + 1)
    return digits[:place] + rng.choice("0123456789") + digits[place:]


FAULTS: Mapping[str, Callable[[str, random.Random], str]] = {
    "changed": _changed,
    "swapped": _swapped,
    "lost": _lost,
    "inserted": _inserted,
}


def is_another_number(digits: str, amount_eur: int) -> bool:
    """Whether these digits can stand for an amount above zero, and not for the true one."""
    return digits not in ("", "0", str(amount_eur)) and str(int(digits)) == digits


def faulty(amount_eur: int, kind: str, rng: random.Random) -> int | None:
    """Another amount that one slip of this kind makes; None where none was found in many tries."""
    for _ in range(50):
        digits = FAULTS[kind](str(amount_eur), rng)
        if is_another_number(digits, amount_eur):
            return int(digits)
    return None
