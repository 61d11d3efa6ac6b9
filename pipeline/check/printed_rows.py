"""The printed rows: is each understood and read as printed, and is every municipality there?

What was printed and not understood is never a figure and never dropped, but always named. What is
missing is a gap, never a deletion.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from pipeline.check.rate import PERCENT, whole_euros
from pipeline.check.texts import Question, check, finding, finding_at
from pipeline.model import RowError, Zeile
from pipeline.texts import Text, joined, say
from schemas.messages import messages
from schemas.register import Register
from schemas.source import Source

OTHER_ERROR = "row_not_understood"
"""Its words stand for any code that has none."""
NUMBER = re.compile(r"[0-9]{1,3}(?:[.\s'’]{1,2}[0-9]{3})+(?![0-9])|[0-9]+")
"""Either in groups of three, split by a point, a blank of any width or an apostrophe, or in one."""
DIGIT = re.compile(r"[0-9]")
MOST_NAMES = 10
"""Of missing municipalities of one Kreis; the rest is counted."""


@check("zeilen_lesbar")
def rows_readable(errors: Sequence[RowError]) -> Question:
    """Every printed row was understood."""
    for error in errors:
        yield finding_at(
            error.herkunft,
            "zeilen_lesbar.error",
            error=error,
            problem=problem_of(error),
            expected=say(f"row_error_expected.{_known(error)}", error=error),
        )
    return say("zeilen_lesbar.passed")


def problem_of(error: RowError) -> Text:
    """What is wrong with a row that was not understood."""
    return say(f"row_error.{_known(error)}")


def _known(error: RowError) -> str:
    return error.code if f"row_error.{error.code}" in messages("en") else OTHER_ERROR


@check("beleg")
def amounts_as_printed(zeilen: Sequence[Zeile]) -> Question:
    """Each amount has the digits that are printed.

    A second, deliberately crude reading of the cell, which knows nothing of how the first was made.
    """
    for zeile in zeilen:
        if not says(zeile.betrag_gedruckt, zeile.betrag_eur):
            yield finding_at(zeile.herkunft, "beleg.differs", zeile=zeile)
    return say("beleg.passed")


def says(printed: str, betrag_eur: Decimal) -> bool:
    """Return True if a printed amount can mean this figure; without a digit it means nothing.

    The first number must be it, or all digits together, with or without two for cents. What is not
    a whole amount of euros is not compared here.
    """
    amount = whole_euros(betrag_eur)
    if amount is None:
        return True
    digits = "".join(DIGIT.findall(printed))
    first = NUMBER.search(printed)
    if first is None:
        return amount == 0
    numbers = {digits, "".join(DIGIT.findall(first.group()))}
    return bool({str(amount), f"{amount}00"} & numbers)


@check("teilbetraege")
def parts_add_up(zeilen: Sequence[Zeile], source: Source) -> Question:
    """Where years or tranches make the figure in most rows, they do so in all."""
    totals = [(zeile, sum(zeile.teilbetraege)) for zeile in zeilen if zeile.teilbetraege]
    split = [
        zeile.betrag_eur == total
        for zeile, total in totals
        if len(zeile.teilbetraege) > 1 and zeile.betrag_eur
    ]
    if not split:
        return say("teilbetraege.none")
    agreeing = sum(split)
    if PERCENT * agreeing < source.expectations.recognition_percent * len(split):
        return say("teilbetraege.other", agreeing=agreeing, rows=len(split))
    for zeile, total in totals:
        if total != zeile.betrag_eur:
            yield finding_at(zeile.herkunft, "teilbetraege.differs", zeile=zeile, total=total)
    return say("teilbetraege.passed", rows=len(split))


@check("vollstaendig")
def register_complete(zeilen: Sequence[Zeile], register: Register, source: Source) -> Question:
    """Every municipality of the register has a row."""
    present = {zeile.gemeinde_ags for zeile in zeilen}
    missing = sorted(key for key in register.gemeinden if key not in present)
    expected, found = source.expectations.rows, len(register.gemeinden) - len(missing)
    if found != expected or missing:
        yield finding("vollstaendig.gaps", found=found, expected=expected, missing=len(missing))
    for kreis, keys in groupby(missing, key=lambda key: register.gemeinden[key].kreis_ags):
        named = [register.named(key) for key in keys]
        names = joined(named, "; ", MOST_NAMES, "; ")
        yield finding(
            "vollstaendig.kreis", kreis=register.kreise[kreis], count=len(named), names=names
        )
    return say("vollstaendig.passed", rows=expected)


def is_complete(zeilen: Sequence[Zeile], register: Register) -> bool:
    """Return True if each municipality of the register has exactly one row and nothing else has."""
    return sorted(zeile.gemeinde_ags for zeile in zeilen) == sorted(register.gemeinden)
