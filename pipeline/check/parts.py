"""Several amounts in one row: where they add up to the figure in most rows, they must in all."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.check.findings import Finding, Text, at, english, german, result
from pipeline.check.recognition import PERCENT
from pipeline.model import CheckResult, Zeile
from schemas.source import Source

NAME = "teilbetraege"


def parts_add_up(zeilen: Sequence[Zeile], source: Source) -> CheckResult:
    """`teilbetraege`: the years or tranches of a row make its figure."""
    parted = [zeile for zeile in zeilen if len(zeile.teilbetraege) > 1 and zeile.betrag_eur != 0]
    if not parted:
        none = Text(
            "no row has several amounts that could add up",
            "Keine Zeile hat mehrere Beträge, die sich zusammenzählen ließen.",
        )
        return result(NAME, source, [], none)
    differing = [
        zeile for zeile in zeilen if zeile.teilbetraege and total(zeile) != zeile.betrag_eur
    ]
    agreeing = sum(total(zeile) == zeile.betrag_eur for zeile in parted)
    if PERCENT * agreeing < source.expectations.recognition_percent * len(parted):
        apart = Text(
            f"the further amounts of a row are no parts of its figure: they add up to it in "
            f"{english(agreeing)} of {english(len(parted))} rows",
            "Die weiteren Beträge einer Zeile sind keine Teile ihres Betrags: Sie ergeben ihn in "
            f"{german(agreeing)} von {german(len(parted))} Zeilen.",
        )
        return result(NAME, source, [], apart)
    passed = Text(
        f"the parts of all {english(len(parted))} rows add up",
        f"Die Teilbeträge aller {german(len(parted))} Zeilen ergeben ihren Betrag.",
    )
    return result(NAME, source, [_finding(zeile) for zeile in differing], passed)


def total(zeile: Zeile) -> Decimal:
    """What the parts of a row add up to."""
    return sum((part.betrag_eur for part in zeile.teilbetraege), Decimal(0))


def _finding(zeile: Zeile) -> Finding:
    where, key = at(zeile.herkunft), zeile.gemeinde_ags
    return Finding(
        where.then(
            f"betrag_eur {english(zeile.betrag_eur)} for {key} is not the sum of its parts; "
            f"expected {english(total(zeile))}; check the printed row",
            f"betrag_eur {german(zeile.betrag_eur)} zu {key} ist nicht die Summe seiner "
            f"Teilbeträge; erwartet: {german(total(zeile))}; bitte die gedruckte Zeile prüfen",
        ),
        (zeile.herkunft,),
    )
