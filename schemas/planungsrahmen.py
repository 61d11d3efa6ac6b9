"""The trusted frame, column by column, and the rules that its rows are held to.

Rows arrive with types: text that is not a number never became one (`RowError`), so nothing is
converted here. `Planungsrahmen` has the columns; `planungsrahmen_schema` adds the rules for their
values. The name of each is what messages are made from.

Text columns are pandas `str` (missing is NaN), with which DuckDB makes VARCHAR and NULL, whether
or not pyarrow is installed; amounts are `Decimal` objects, which it makes DECIMAL.
"""

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import Series

from schemas.register import Register
from schemas.source import Expectations

FARTHEST_POINT = 14_400.0
"""No PDF page is longer: 200 inches of 72 points (ISO 32000-1, annex C.2)."""

optional: Callable[..., Any] = partial(pa.Field, nullable=True)
"""A value that a document may lack, or that cannot always be computed."""


class Planungsrahmen(pa.DataFrameModel):
    """One row per municipality, sorted by key: the figure, and where it is printed."""

    gemeinde_ags: Series[str] = pa.Field(unique=True)
    gemeinde_name: Series[str] = pa.Field()
    kreis_ags: Series[str] = pa.Field()
    kreis_name: Series[str] = pa.Field()
    personen: Series[pd.Int64Dtype] = optional()
    personen_errechnet: Series[pd.Int64Dtype] = optional()
    betrag_eur: Series[object] = pa.Field()
    betrag_eur_gedruckt: Series[object] = pa.Field()
    zeitraum: Series[str] = optional()
    antragsberechtigt: Series[pd.BooleanDtype] = optional()
    name_gedruckt: Series[str] = pa.Field()
    betrag_gedruckt: Series[str] = pa.Field()
    page: Series[pd.Int64Dtype] = pa.Field()
    row_on_page: Series[pd.Int64Dtype] = pa.Field()
    x0: Series[float] = pa.Field()
    y0: Series[float] = pa.Field()
    x1: Series[float] = pa.Field()
    y1: Series[float] = pa.Field()
    text_gedruckt: Series[str] = pa.Field()
    engine: Series[str] = pa.Field()

    class Config:
        """No other columns, in this order."""

        strict = True
        ordered = True
        coerce = True


def planungsrahmen_schema(
    register: Register, expectations: Expectations, page_count: int
) -> pa.DataFrameSchema:
    """`Planungsrahmen` with the rules for its values, by register, source and document."""
    columns = dict(Planungsrahmen.to_schema().columns)
    for rule, (names, holds) in _rules(expectations, page_count).items():
        check = pa.Check(partial(_each, holds=holds), name=rule)
        for name in names:
            columns[name] = columns[name].set_checks([*columns[name].checks, check])
    return pa.DataFrameSchema(
        columns, checks=_row_checks(register), strict=True, ordered=True, coerce=True
    )


def _rules(
    expectations: Expectations, page_count: int
) -> Mapping[str, tuple[tuple[str, ...], Callable[[Any], bool]]]:
    """What each value of some columns must be, by the name of the rule.

    `name_gedruckt` may lack where only keys are printed. An amount is a ceiling: nothing, or more.
    """
    return {
        "not_blank": (("betrag_gedruckt", "text_gedruckt"), lambda text: bool(text.strip())),
        "amount_whole": (("betrag_eur",), lambda eur: eur == eur.to_integral_value()),
        "amount_not_negative": (("betrag_eur",), lambda eur: eur >= 0),
        "amount_plausible": (("betrag_eur",), lambda eur: eur <= expectations.amount_max_eur),
        "persons_not_negative": (("personen", "personen_errechnet"), lambda number: number >= 0),
        "persons_plausible": (("personen",), lambda number: number <= expectations.persons_max),
        "counts_from_one": (("page", "row_on_page"), lambda number: number >= 1),
        "page_in_document": (("page",), lambda page: page <= page_count),
        "coordinate": (
            ("x0", "y0", "x1", "y1"),
            lambda points: math.isfinite(points) and abs(points) <= FARTHEST_POINT,
        ),
    }


def _each(values: Series[Any], holds: Callable[[Any], bool]) -> Series[bool]:
    """One boolean per value; keeps the index also where there is no value at all."""
    return Series[bool]([bool(holds(value)) for value in values], index=values.index, dtype=bool)


def _row_checks(register: Register) -> list[pa.Check]:
    """Key known; name and Kreis those of the key. A key unknown to the register fails only once."""

    def has_area(frame: pd.DataFrame) -> Any:
        return (frame["x0"] < frame["x1"]) & (frame["y0"] < frame["y1"])

    def known(frame: pd.DataFrame) -> Any:
        return frame["gemeinde_ags"].isin(list(register.gemeinden))

    def named(frame: pd.DataFrame) -> Any:
        names = {ags: gemeinde.gemeinde_name for ags, gemeinde in register.gemeinden.items()}
        return ~known(frame) | (frame["gemeinde_ags"].map(names) == frame["gemeinde_name"])

    def placed(frame: pd.DataFrame) -> Any:
        key = frame["gemeinde_ags"].str[:5]
        names = {ags: kreis.kreis_name for ags, kreis in register.kreise.items()}
        same = (frame["kreis_ags"] == key) & (key.map(names) == frame["kreis_name"])
        return ~known(frame) | same

    return [
        pa.Check(has_area, name="box_has_area"),
        pa.Check(known, name="key_known"),
        pa.Check(named, name="name_of_key"),
        pa.Check(placed, name="kreis_of_key"),
    ]
