"""Columns without a line, printed by Typst: Kreis headings with subtotals, names without keys.

The header stands on the first page only, and `–` means zero.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import typst

from tests.builders.notation import dotted, zero_as
from tests.builders.register import kreise
from tests.builders.rows import Rows, by_kreis, total_eur, total_personen
from tests.builders.synthetic import KEYWORDS, NOTICE, SUBJECT

TEMPLATE = Path(__file__).with_suffix(".typ")
TITLE = "Planungsrahmen VwV-Integrationsmanagement (vorläufig)"
LINES = ("Erste Tranche (60 %)", "Stand: Juli 2017")
HEADER = ("Gemeinde", "Personen", "Betrag in Euro")
# A fixed moment instead of the clock, so that the same rows give the same bytes; plainly not the
# day of publication (it is the one ReportLab's invariant mode writes too).
PRINTED_AT = datetime(2000, 1, 1, tzinfo=UTC)

NUMBER: Callable[[int], str] = zero_as("–", dotted)


def print_unruled(rows: Rows, path: Path) -> None:
    """Print rows, which must be sorted by Kreis, to a PDF of as many pages as they need."""
    content = {
        "title": TITLE,
        "lines": LINES,
        "notice": NOTICE,
        "subject": SUBJECT,
        "keywords": KEYWORDS,
        "header": HEADER,
        "kreise": [_kreis_block(kreis_ags, part) for kreis_ags, part in by_kreis(rows).items()],
    }
    typst.compile(
        TEMPLATE,
        output=path,
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps(content)},
        timestamp=int(PRINTED_AT.timestamp()),
        # Tags would make the file six times as large.
        pdf_tags=False,
    )


def _kreis_block(kreis_ags: str, rows: Rows) -> dict[str, object]:
    label = kreise()[kreis_ags].label
    return {
        "heading": label,
        "rows": [
            (row.gemeinde_name.partition(",")[0], NUMBER(row.personen), NUMBER(row.betrag_eur))
            for row in rows
        ],
        "subtotal": (
            f"Summe {label}",
            NUMBER(total_personen(rows)),
            NUMBER(total_eur(rows)),
        ),
    }
