"""What a reading makes of a list whose figures are known.

exact; partly: rows or persons are missing, all of them named as errors; lost: rows are missing
without an error each; refused: no rows; twice: several rows for one municipality, of which none is
published; WRONG: the only row of one, and not what was printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from pipeline.model import Interpretation
from tests.builders.rows import DocumentRow

Figures = Mapping[str, tuple[int | None, Decimal]]
"""Persons and amount by key."""

SHOWN = 3


def printed_figures(rows: Iterable[DocumentRow], *, persons: bool) -> Figures:
    """Return what a list prints of some rows."""
    return {
        row.gemeinde_ags: (row.personen if persons else None, Decimal(row.betrag_eur))
        for row in rows
    }


def verdict_on(found: Interpretation, printed: Figures) -> tuple[str, str]:
    """Return the verdict, and what a person needs to see of it."""
    read = [(z.gemeinde_ags, (z.personen, z.betrag_eur)) for z in found.zeilen]
    twice = [key for key, count in Counter(key for key, _ in read).items() if count > 1]
    wrong = [
        (key, figure, printed.get(key))
        for key, figure in read
        if key not in twice
        and (
            key not in printed
            or figure[1] != printed[key][1]
            or figure[0] not in (None, printed[key][0])
        )
    ]
    if wrong:
        return "WRONG", f"{len(wrong)} wrong {wrong[:SHOWN]}"
    if twice:
        return "twice", f"{twice[:SHOWN]}"
    missing = sorted(printed.keys() - {key for key, _ in read})
    codes = dict(Counter(error.code for error in found.errors))
    if not read:
        return "refused", str(codes)
    detail = f"{len(missing)} missing {missing[:SHOWN]}, errors {codes}" if missing else str(codes)
    if len(missing) > len(found.errors):
        return "lost", detail
    exact = all(figure == printed[key] for key, figure in read) and not found.errors
    return ("exact", "") if exact and not missing else ("partly", detail)
