"""The figure, and what stands in its cell: do both say the same?

A second, deliberately crude reading of the printed amount. It knows nothing of how the first one
was made: the digits that are printed must be those of the figure.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from pipeline.check.apportionment import whole_euros
from pipeline.check.findings import Finding, Text, at, english, german, result, shown
from pipeline.model import CheckResult, Zeile
from schemas.source import Source

# Either in groups of three, parted by a point, a blank of any width or an apostrophe, or in one.
NUMBER = re.compile(r"[0-9]{1,3}(?:[.\s'’]{1,2}[0-9]{3})+(?![0-9])|[0-9]+")
DIGIT = re.compile(r"[0-9]")


def amounts_as_printed(zeilen: Sequence[Zeile], source: Source) -> CheckResult:
    """`beleg`: each amount has the digits that are printed."""
    findings = [
        _finding(zeile) for zeile in zeilen if not says(zeile.betrag_gedruckt, zeile.betrag_eur)
    ]
    passed = Text(
        "every amount has the digits printed", "Alle Beträge haben die gedruckten Ziffern."
    )
    return result("beleg", source, findings, passed)


def says(printed: str, betrag_eur: Decimal) -> bool:
    """Whether a printed amount can mean this figure; without any digit only nothing can be meant.

    The first number must be it, or all digits together, with or without two for cents. What is no
    whole amount of euros is not compared here.
    """
    amount = whole_euros(betrag_eur)
    if amount is None:
        return True
    digits = "".join(DIGIT.findall(printed))
    if not digits:
        return amount == 0
    first = NUMBER.search(printed)
    numbers = {digits, "".join(DIGIT.findall(first.group() if first else ""))}
    return bool({str(amount), f"{amount}00"} & numbers)


def _finding(zeile: Zeile) -> Finding:
    where, printed = at(zeile.herkunft), shown(zeile.betrag_gedruckt)
    key, betrag = zeile.gemeinde_ags, zeile.betrag_eur
    return Finding(
        Text(
            f"{where.message}betrag_eur {english(betrag)} for {key} is not what is printed; "
            f"expected the digits of {printed!r}; check the printed row",
            f"{where.meldung}betrag_eur {german(betrag)} zu {key} ist nicht das Gedruckte; "
            f"erwartet: die Ziffern von „{printed}“; bitte die gedruckte Zeile prüfen",
        ),
        (zeile.herkunft,),
    )
