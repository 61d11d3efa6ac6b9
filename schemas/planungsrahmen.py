"""The trusted frame, column by column, and the rules that its rows are held to.

Rows arrive with types: text that is not a number never became one (`RowError`), so nothing is
converted here. `Planungsrahmen` says all that can be said without a register;
`planungsrahmen_schema` adds the register and the bounds of the source. The name of each check is
the rule that messages are made from.

Text columns are pandas `str` (missing is NaN), with which DuckDB makes VARCHAR and NULL, whether
or not pyarrow is installed; amounts are `Decimal` objects, which it makes DECIMAL.
"""

import math
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import DataFrame, Series

from schemas.register import Register
from schemas.source import Expectations

FARTHEST_POINT = 14_400.0
"""No PDF page is longer: 200 inches of 72 points (ISO 32000-1, annex C.2)."""

optional: Callable[..., Any] = partial(pa.Field, nullable=True)
"""A value that a document may lack, or that cannot always be computed."""


def each(values: Series[Any], holds: Callable[[Any], bool]) -> Series[bool]:
    """One boolean per value; keeps the index also where there is no value at all."""
    return Series[bool]([bool(holds(value)) for value in values], index=values.index, dtype=bool)


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

    @pa.check("betrag_gedruckt", "text_gedruckt", name="not_blank")
    @classmethod
    def not_blank(cls, values: Series[str]) -> Series[bool]:
        """Something is printed; `name_gedruckt` may lack where only keys are."""
        return each(values, lambda value: bool(value.strip()))

    @pa.check("betrag_eur", name="amount_whole")
    @classmethod
    def amount_whole(cls, values: Series[Any]) -> Series[bool]:
        """Amounts are whole euros."""
        return each(values, lambda value: value == value.to_integral_value())

    @pa.check("betrag_eur", name="amount_not_negative")
    @classmethod
    def amount_not_negative(cls, values: Series[Any]) -> Series[bool]:
        """An amount is a ceiling: nothing, or more."""
        return each(values, lambda value: value >= 0)

    @pa.check("personen", "personen_errechnet", name="persons_not_negative")
    @classmethod
    def persons_not_negative(cls, values: Series[Any]) -> Series[bool]:
        """A count of people."""
        return each(values, lambda value: value >= 0)

    @pa.check("page", "row_on_page", name="counts_from_one")
    @classmethod
    def counts_from_one(cls, values: Series[Any]) -> Series[bool]:
        """Pages and rows count from 1."""
        return each(values, lambda value: value >= 1)

    @pa.check("x0", "y0", "x1", "y1", name="coordinate")
    @classmethod
    def coordinate(cls, values: Series[float]) -> Series[bool]:
        """A place on a page."""
        return each(values, lambda value: math.isfinite(value) and abs(value) <= FARTHEST_POINT)

    @pa.dataframe_check(name="box_has_area")
    @classmethod
    def box_has_area(cls, frame: DataFrame[Any]) -> Series[bool]:
        """The box's right lower corner lies right of and below its left upper one."""
        return Series[bool]((frame["x0"] < frame["x1"]) & (frame["y0"] < frame["y1"]))


def planungsrahmen_schema(
    register: Register, expectations: Expectations, page_count: int
) -> pa.DataFrameSchema:
    """`Planungsrahmen`, and what only register, source and document can say about a row."""
    schema = Planungsrahmen.to_schema()
    bounds = {
        "personen": ("persons_plausible", expectations.persons_max),
        "betrag_eur": ("amount_plausible", expectations.amount_max_eur),
        "page": ("page_in_document", page_count),
    }
    bounded = {
        column: _at_most(schema.columns[column], rule, most)
        for column, (rule, most) in bounds.items()
    }
    return pa.DataFrameSchema(
        {**schema.columns, **bounded},
        checks=[*schema.checks, *_register_checks(register)],
        strict=True,
        ordered=True,
        coerce=True,
    )


def _at_most(column: Any, rule: str, most: int | Decimal) -> Any:
    check = pa.Check(lambda values: each(values, lambda value: value <= most), name=rule)
    return column.set_checks([*column.checks, check])


def _register_checks(register: Register) -> list[pa.Check]:
    """Key known; name and Kreis those of the key. A key unknown to the register fails only once."""

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
        pa.Check(known, name="key_known"),
        pa.Check(named, name="name_of_key"),
        pa.Check(placed, name="kreis_of_key"),
    ]
