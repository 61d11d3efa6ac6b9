"""Rows become the typed frame that everything after the checks works with.

It counts its rows from 0 in the order given, so that an index leads back to the row.
"""

from collections.abc import Iterable, Sequence

import pandas as pd

from pipeline.check.rate import Rate
from pipeline.model import Zeile
from schemas.planungsrahmen import Planungsrahmen


def in_key_order(zeilen: Iterable[Zeile]) -> tuple[Zeile, ...]:
    """The rows by key; rows with the same key as they stand in the document."""
    return tuple(sorted(zeilen, key=lambda zeile: (zeile.gemeinde_ags, zeile.herkunft.place)))


def zeilen_to_frame(
    zeilen: Sequence[Zeile],
    printed: Sequence[Zeile] | None = None,
    rate: Rate | None = None,
    zeitraum: str | None = None,
    threshold_eur: int | None = None,
) -> pd.DataFrame:
    """The columns of `Planungsrahmen` with their types, which a missing value would else change.

    `printed` are the same rows as they are printed, where some of those given are corrected. With a
    rate the amounts tell their persons; `threshold_eur` is None where the amounts are not annual,
    for against any other it would mean nothing.
    """
    rows = [
        (
            row.gemeinde_ags,
            row.gemeinde_name,
            row.kreis_ags,
            row.kreis_name,
            row.personen,
            rate.persons(row.betrag_eur) if rate else None,
            row.betrag_eur,
            as_printed.betrag_eur,
            zeitraum,
            None if threshold_eur is None else row.betrag_eur >= threshold_eur,
            row.name_gedruckt,
            row.betrag_gedruckt,
            row.herkunft.page,
            row.herkunft.row,
            *row.herkunft.bbox,
            row.herkunft.text,
            row.herkunft.engine,
        )
        for row, as_printed in zip(zeilen, printed or zeilen, strict=True)
    ]
    columns = Planungsrahmen.to_schema().columns
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    return frame.astype({name: column.dtype.type for name, column in columns.items()})
