"""What a record may say so that the database can hold it, and its edition has a place in time.

Here and not left to the database, so that records are refused where they are read, also by those
who have no database.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.store.manifest import Manifest

_INTEGER, _BIGINT = 2**31, 2**63
_AMOUNT = 10**12
"""Of a DECIMAL(14, 2)."""
_CENT = Decimal("0.01")
NEEDED_SOFTWARE = "planungsrahmen"


def check_storable(manifest: "Manifest") -> None:
    """Refuse a record with a number, a sum or a day that the database could not hold.

    Raises:
        ValueError: it has one, or does not say which version of this software wrote it.
    """
    for name, value, end in _whole_numbers(manifest):
        if not 0 <= value < end:
            raise ValueError(f"{name} {value}, expected 0 to {end - 1}")
    total = manifest.total_eur
    if abs(total) >= _AMOUNT or total != total.quantize(_CENT):
        raise ValueError(f"total_eur {total}, expected whole cents below {_AMOUNT} euros")
    if NEEDED_SOFTWARE not in manifest.software:
        raise ValueError(f"software {sorted(manifest.software)}, expected {NEEDED_SOFTWARE}")
    # A month or day that is none has no place among the editions.
    manifest.counts_from(manifest.accepted_at.date())


def _whole_numbers(manifest: "Manifest") -> Iterator[tuple[str, int, int]]:
    """Name, value and what it must stay below, of each number that becomes a column."""
    yield "sequence", manifest.sequence, _INTEGER
    yield "page_count", manifest.page_count, _INTEGER
    yield "rows", manifest.rows, _INTEGER
    yield "size_bytes", manifest.document.size_bytes, _BIGINT
    if manifest.edition is not None:
        yield "budget_eur", manifest.edition.budget_eur, _BIGINT
        yield "personen_gesamt", manifest.edition.personen_gesamt, _BIGINT
    for check in manifest.checks:
        for row in check.rows:
            yield f"page of check {check.name}", row.page, _INTEGER
            yield f"row of check {check.name}", row.row, _INTEGER
