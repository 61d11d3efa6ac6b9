"""Rows become frames: first of strings, then of types.

Both frames count their rows from 0 in the order given, so that an index leads back to the row.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from pipeline.check.apportionment import fitting_persons, whole_euros
from pipeline.check.recovery import Recovered
from pipeline.model import NO_CLAIMS, Claims, Zeile
from schemas.source import Source, SourceEdition


def in_key_order(zeilen: Iterable[Zeile]) -> tuple[Zeile, ...]:
    """The rows by key; rows with the same key as they stand in the document."""
    return tuple(
        sorted(
            zeilen, key=lambda zeile: (zeile.gemeinde_ags, zeile.herkunft.page, zeile.herkunft.row)
        )
    )


def zeilen_to_text_frame(zeilen: Sequence[Zeile]) -> pd.DataFrame:
    """The columns of `PlanungsrahmenText`: every value as text."""
    columns = {**_names(zeilen), "personen": [zeile.personen for zeile in zeilen]}
    columns |= {"betrag_eur": [zeile.betrag_eur for zeile in zeilen], **_origin(zeilen)}
    return pd.DataFrame({name: _strings(values) for name, values in columns.items()})


def zeilen_to_frame(
    zeilen: Sequence[Zeile],
    source: Source,
    edition: SourceEdition | None,
    own_rate: Recovered | None = None,
    printed: Sequence[Zeile] | None = None,
    claims: Claims = NO_CLAIMS,
) -> pd.DataFrame:
    """The columns of `Planungsrahmen`, with what edition, own rate or title let us say.

    `printed` are the same rows as they are printed, where some of those given are corrected.
    """
    betraege = [zeile.betrag_eur for zeile in zeilen]
    origin = _origin(zeilen)
    zeitraum = edition.zeitraum if edition else claims.zeitraum
    columns: dict[str, Any] = {
        **{name: _strings(values) for name, values in _names(zeilen).items()},
        "personen": _counts(zeile.personen for zeile in zeilen),
        "personen_errechnet": _counts(_computed(zeile, edition, own_rate) for zeile in zeilen),
        "betrag_eur": pd.Series(betraege, dtype=object),
        "betrag_eur_gedruckt": pd.Series(
            [zeile.betrag_eur for zeile in printed or zeilen], dtype=object
        ),
        "zeitraum": _strings([zeitraum] * len(zeilen)),
        "antragsberechtigt": pd.array(
            [_may_apply(betrag, source, edition) for betrag in betraege], dtype="boolean"
        ),
    }
    for name, values in origin.items():
        match name:
            case "page" | "row_on_page":
                columns[name] = _counts(values)
            case "x0" | "y0" | "x1" | "y1":
                columns[name] = pd.array(values, dtype="float64")
            case _:
                columns[name] = _strings(values)
    return pd.DataFrame(columns)


def _names(zeilen: Sequence[Zeile]) -> dict[str, list[Any]]:
    return {
        "gemeinde_ags": [zeile.gemeinde_ags for zeile in zeilen],
        "gemeinde_name": [zeile.gemeinde_name for zeile in zeilen],
        "kreis_ags": [zeile.kreis_ags for zeile in zeilen],
        "kreis_name": [zeile.kreis_name for zeile in zeilen],
    }


def _origin(zeilen: Sequence[Zeile]) -> dict[str, list[Any]]:
    """As printed, and where."""
    boxes = {
        name: [zeile.herkunft.bbox[side] for zeile in zeilen]
        for side, name in enumerate(("x0", "y0", "x1", "y1"))
    }
    return {
        "name_gedruckt": [zeile.name_gedruckt for zeile in zeilen],
        "betrag_gedruckt": [zeile.betrag_gedruckt for zeile in zeilen],
        "page": [zeile.herkunft.page for zeile in zeilen],
        "row_on_page": [zeile.herkunft.row for zeile in zeilen],
        **boxes,
        "text_gedruckt": [zeile.herkunft.text for zeile in zeilen],
        "engine": [zeile.herkunft.engine for zeile in zeilen],
    }


def _strings(values: Iterable[Any]) -> Any:
    """Text, or missing; `str` is named because an empty column would else be of objects."""
    return pd.array([None if value is None else str(value) for value in values], dtype="str")


def _counts(values: Iterable[int | None]) -> Any:
    """Whole numbers, or missing; a list with None would else become floats."""
    return pd.array(list(values), dtype="Int64")


def _computed(
    zeile: Zeile, edition: SourceEdition | None, own_rate: Recovered | None
) -> int | None:
    if edition is not None:
        return fitting_persons(zeile.betrag_eur, edition)
    amount = whole_euros(zeile.betrag_eur)
    return own_rate.persons(amount) if own_rate and amount is not None else None


def _may_apply(betrag: Decimal, source: Source, edition: SourceEdition | None) -> bool | None:
    """The threshold is for annual amounts; against any other it would mean nothing."""
    if edition is None or not edition.annual:
        return None
    return betrag >= source.antragsschwelle_eur
