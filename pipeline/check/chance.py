"""How likely chance alone would make so many amounts fit one rate: an upper bound, in fractions.

Chance means: each of m different amounts is any number of as many digits, none twice. Of the L
numbers of d digits a rate gives N, so one of them fits with probability N/L; p is the largest N/L.
Any k of the amounts may be those that fit, and the rate may be any from `low` on. The stretch of
rates that k amounts allow begins where that of one of them begins, for some number of persons; so
only c such beginnings need counting, and the other k - 1 then fit by chance:

    P <= c * C(m - 1, k - 1) * p^(k - 1)
"""

from collections.abc import Iterable
from fractions import Fraction
from math import comb

from pipeline.check.rate import Rate

PROVEN = Fraction(1, 1_000_000)
"""What chance does less often than this is no chance."""


def chance_of_amounts(amounts: Iterable[int], fitting: int, rate: Rate) -> Fraction:
    """How likely so many of these different amounts (EUR, above 0) fit one rate, or a larger one.

    Rows that repeat an amount say nothing new and are not counted again.
    """
    digits = [len(str(amount)) for amount in set(amounts)]
    beginnings = sum(_counts_below(10**length, rate) for length in digits)
    share = max(_share(length, rate) for length in set(digits))
    return _bound(beginnings, len(digits), fitting, share)


def chance_of_pairs(pairs: Iterable[tuple[int, int]], fitting: int) -> Fraction:
    """The same where persons are printed: a rate gives one amount to each, and begins at a pair."""
    digits = [len(str(amount)) for _, amount in set(pairs)]
    share = Fraction(1, _numbers(min(digits)))
    return _bound(len(digits), len(digits), fitting, share)


def _bound(beginnings: int, different: int, fitting: int, share: Fraction) -> Fraction:
    if fitting == 0:
        return Fraction(1)
    ways = beginnings * comb(different - 1, fitting - 1)
    return min(Fraction(1), ways * share ** (fitting - 1))


def _share(digits: int, rate: Rate) -> Fraction:
    """The largest N/L at rates from `low` on: of L numbers in a row N <= L/rate, rounded up."""
    numbers = _numbers(digits)
    multiples = -(-numbers * rate.low.denominator // rate.low.numerator)
    fitting = min(multiples, _counts_below(10**digits, rate))
    return Fraction(fitting, numbers)


def _numbers(digits: int) -> int:
    """How many numbers above 0 have so many digits."""
    numbers: int = 9 * 10 ** (digits - 1)
    return numbers


def _counts_below(limit: int, rate: Rate) -> int:
    """Up to how many persons an amount below a limit can be for, at rates from `low` on."""
    return -(-(2 * limit - 1) * rate.low.denominator // (2 * rate.low.numerator)) - 1


def power_of_ten(chance: Fraction) -> int:
    """The largest x this proves by its length in bits: the chance is at most 1 in 10^x."""
    bits = (chance.denominator // chance.numerator).bit_length() - 1
    # The common logarithm of 2 is 0.30102999...
    return bits * 30_102 // 100_000
