"""The ways German official tables write whole numbers, amounts and keys.

All take a whole number (an amount in euros) or an 8-digit key, and return the text of a cell.
"""

from __future__ import annotations

from collections.abc import Callable

NO_BREAK_SPACE = "\u00a0"
THIN_SPACE = "\u2009"
NARROW_NO_BREAK_SPACE = "\u202f"


def plain(number: int) -> str:
    """`218922`."""
    return str(number)


def dotted(number: int) -> str:
    """`218.922`."""
    return _grouped(number, ".")


def dotted_from_five_digits(number: int) -> str:
    """`9661` beside `11.890`."""
    return plain(number) if number < 10_000 else dotted(number)


def spaced_from_five_digits(number: int) -> str:
    """`9661` beside `11 890`."""
    return plain(number) if number < 10_000 else _grouped(number, " ")


def euro_sign(number: int) -> str:
    """`218.922 €`."""
    return f"{dotted(number)} €"


def euro_word(number: int) -> str:
    """`218 922 Euro`, with ordinary spaces."""
    return f"{_grouped(number, ' ')} Euro"


def euro_word_no_break(number: int) -> str:
    """`218 922 Euro`, with no-break spaces."""
    return f"{_grouped(number, NO_BREAK_SPACE)}{NO_BREAK_SPACE}Euro"


def euro_sign_thin(number: int) -> str:
    """`218 922 €`, with thin spaces."""
    return f"{_grouped(number, THIN_SPACE)}{THIN_SPACE}€"


def euro_sign_narrow(number: int) -> str:
    """`218 922 €`, with narrow no-break spaces."""
    return f"{_grouped(number, NARROW_NO_BREAK_SPACE)}{NARROW_NO_BREAK_SPACE}€"


def with_cents(number: int) -> str:
    """`218.922,00`."""
    return f"{dotted(number)},00"


def with_dash_for_cents(number: int) -> str:
    """`218.922,- EUR`."""
    return f"{dotted(number)},- EUR"


def with_dash_for_cents_behind_a_point(number: int) -> str:
    """`218.922.-`."""
    return f"{dotted(number)}.-"


AMOUNT_NOTATIONS: tuple[Callable[[int], str], ...] = (
    plain,
    dotted,
    dotted_from_five_digits,
    spaced_from_five_digits,
    euro_sign,
    euro_word,
    euro_word_no_break,
    euro_sign_thin,
    euro_sign_narrow,
    with_cents,
    with_dash_for_cents,
    with_dash_for_cents_behind_a_point,
)
"""Every way above to write an amount; all say the same."""

ZERO_SIGNS = ("0", "-", "–", "—", "\u2212")
"""What stands for "nothing": a stroke (DIN 55301), which producers print as any dash."""


def zero_as(sign: str, notation: Callable[[int], str]) -> Callable[[int], str]:
    """Return the notation with `sign` in the place of zero."""
    return lambda number: notation(number) if number else sign


def key_without_land(ags: str) -> str:
    """`336050`."""
    return ags[2:]


def key_grouped(ags: str) -> str:
    """`08 3 36 050`."""
    return f"{ags[:2]} {ags[2]} {ags[3:5]} {ags[5:]}"


def _grouped(number: int, separator: str) -> str:
    return f"{number:,}".replace(",", separator)
