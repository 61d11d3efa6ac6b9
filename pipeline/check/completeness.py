"""Is every municipality there? What is missing is named, never taken for deleted."""

from collections.abc import Sequence
from itertools import groupby

from pipeline.check.findings import Finding, Text, english, german, result
from pipeline.model import CheckResult, Zeile
from schemas.register import Gemeinde, Register
from schemas.source import Source

MOST_NAMES = 10
"""So many missing municipalities of one Kreis are named; the rest is counted."""


def register_complete(zeilen: Sequence[Zeile], register: Register, source: Source) -> CheckResult:
    """`vollstaendig`: every municipality of the register has a row."""
    missing = _missing(zeilen, register)
    expected = source.expectations.rows
    found = len(register.gemeinden) - len(missing)
    passed = Text(
        f"all {english(expected)} municipalities are there",
        f"Alle {german(expected)} Gemeinden sind vorhanden.",
    )
    if found == expected and not missing:
        return result("vollstaendig", source, [], passed)
    headline = Text(
        f"{english(found)} of {english(expected)} municipalities have a row; missing: "
        f"{english(len(missing))}; look for their rows in the document",
        f"{german(found)} von {german(expected)} Gemeinden haben eine Zeile; fehlend: "
        f"{german(len(missing))}; bitte ihre Zeilen im Dokument suchen",
    )
    by_kreis = groupby(missing, key=lambda gemeinde: gemeinde.kreis_ags)
    gaps = [_gap(kreis, list(group), register) for kreis, group in by_kreis]
    return result("vollstaendig", source, [Finding(headline), *map(Finding, gaps)], passed)


def is_complete(zeilen: Sequence[Zeile], register: Register) -> bool:
    """Whether each municipality of the register has exactly one row and nothing else has."""
    return sorted(zeile.gemeinde_ags for zeile in zeilen) == sorted(register.gemeinden)


def _missing(zeilen: Sequence[Zeile], register: Register) -> list[Gemeinde]:
    present = {zeile.gemeinde_ags for zeile in zeilen}
    return [gemeinde for ags, gemeinde in sorted(register.gemeinden.items()) if ags not in present]


def _gap(kreis_ags: str, missing: Sequence[Gemeinde], register: Register) -> Text:
    kreis = register.kreise[kreis_ags]
    names = "; ".join(
        f"{gemeinde.gemeinde_name} ({gemeinde.gemeinde_ags})" for gemeinde in missing[:MOST_NAMES]
    )
    line = f"{kreis.label}, {len(missing)}: {names}"
    more = len(missing) - MOST_NAMES
    text = Text(line, line)
    return text.then(f"; and {more} more", f"; und {more} weitere") if more > 0 else text
