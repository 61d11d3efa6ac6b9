"""The edition published last, as the check stage receives it: that of given rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pipeline.model import ColumnRole, PreviousEdition, PreviousFigure, Zeile
from pipeline.values import replace
from schemas.source import load_source
from tests.builders.interpretations import FINAL, zeilen

ID = f"{FINAL}-0a1b2c3d"


def columns(**titles: str) -> tuple[ColumnRole, ...]:
    """Columns by role, each with its title."""
    return tuple(
        ColumnRole(0, number, role, title, "evidence")
        for number, (role, title) in enumerate(titles.items())
    )


USUAL = columns(gemeinde_name="Gemeinde", personen="Personen", betrag="Planungsrahmen")


def previous_edition(
    rows: Iterable[Zeile] | None = None, edition: str | None = FINAL, **overrides: Any
) -> PreviousEdition:
    """What was published of these rows; without any, the whole final edition."""
    known = next((one for one in load_source().editions if one.id == edition), None)
    valid = PreviousEdition(
        id=ID,
        edition=edition,
        zeitraum=known.zeitraum if known else None,
        figures={
            row.gemeinde_ags: PreviousFigure(row.gemeinde_name, row.betrag_eur, row.personen)
            for row in (zeilen() if rows is None else rows)
        },
        columns=USUAL,
    )
    return replace(valid, **overrides)
