"""The trusted frame, column by column: first as strings, then with types.

`PlanungsrahmenText` is met first: a value that cannot be converted is named there with its row,
where a failed conversion would hide the other checks of its column. `Planungsrahmen` then holds the
typed frame to everything that can be said without a register; `planungsrahmen_schema` adds the
register and the bounds of the source. Each check's name is the rule that messages are made from.

Text columns are pandas `str` (missing is NaN), with which DuckDB makes VARCHAR and NULL, whether
or not pyarrow is installed; amounts are `Decimal` objects, which it makes DECIMAL.
"""

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.typing.pandas import DataFrame, Series

from schemas import fields
from schemas.register import Register
from schemas.source import Expectations

CONVERTED = ("personen", "betrag_eur", "page", "row_on_page", "x0", "y0", "x1", "y1")
"""Columns that are text in the first model and numbers in the second."""


class PlanungsrahmenText(pa.DataFrameModel):
    """Every value as text, before any conversion."""

    gemeinde_ags: Series[str] = fields.text()
    gemeinde_name: Series[str] = fields.text()
    kreis_ags: Series[str] = fields.text()
    kreis_name: Series[str] = fields.text()
    personen: Series[str] = fields.optional()
    betrag_eur: Series[str] = fields.text()
    name_gedruckt: Series[str] = fields.text()
    betrag_gedruckt: Series[str] = fields.text()
    page: Series[str] = fields.text()
    row_on_page: Series[str] = fields.text()
    x0: Series[str] = fields.text()
    y0: Series[str] = fields.text()
    x1: Series[str] = fields.text()
    y1: Series[str] = fields.text()
    text_gedruckt: Series[str] = fields.text()
    engine: Series[str] = fields.text()

    class Config:
        """No other columns, in this order."""

        strict = True
        ordered = True
        coerce = True

    @pa.check("gemeinde_ags", name="key_digits")
    @classmethod
    def key_digits(cls, values: Series[str]) -> Series[bool]:
        """Eight digits, the Land's first."""
        return fields.full_matches(values, fields.GEMEINDE_AGS)

    @pa.check("kreis_ags", name="kreis_digits")
    @classmethod
    def kreis_digits(cls, values: Series[str]) -> Series[bool]:
        """Five digits, the Land's first."""
        return fields.full_matches(values, fields.KREIS_AGS)

    @pa.check("gemeinde_name", "betrag_gedruckt", "text_gedruckt", name="not_blank")
    @classmethod
    def not_blank(cls, values: Series[str]) -> Series[bool]:
        """Something is there; `name_gedruckt` may lack where only keys are printed."""
        return fields.full_matches(values, fields.NOT_BLANK)

    @pa.check("betrag_eur", name="amount_decimal")
    @classmethod
    def amount_decimal(cls, values: Series[str]) -> Series[bool]:
        """A plain decimal number: no exponent, no infinity, nothing that is not a number."""
        return fields.full_matches(values, fields.DECIMAL)

    @pa.check("personen", "page", "row_on_page", name="whole_number")
    @classmethod
    def whole_number(cls, values: Series[str]) -> Series[bool]:
        """A count."""
        return fields.full_matches(values, fields.WHOLE)

    @pa.check("x0", "y0", "x1", "y1", name="coordinate")
    @classmethod
    def coordinate(cls, values: Series[str]) -> Series[bool]:
        """A place on a page."""
        return fields.are_coordinates(values)


class Planungsrahmen(pa.DataFrameModel):
    """One row per municipality, sorted by key: the figure, and where it is printed."""

    gemeinde_ags: Series[str] = fields.key()
    gemeinde_name: Series[str] = fields.text()
    kreis_ags: Series[str] = fields.text()
    kreis_name: Series[str] = fields.text()
    personen: Series[pd.Int64Dtype] = fields.optional()
    personen_errechnet: Series[pd.Int64Dtype] = fields.optional()
    betrag_eur: Series[object] = fields.text()
    betrag_eur_gedruckt: Series[object] = fields.text()
    zeitraum: Series[str] = fields.optional()
    antragsberechtigt: Series[pd.BooleanDtype] = fields.optional()
    name_gedruckt: Series[str] = fields.text()
    betrag_gedruckt: Series[str] = fields.text()
    page: Series[pd.Int64Dtype] = fields.text()
    row_on_page: Series[pd.Int64Dtype] = fields.text()
    x0: Series[float] = fields.text()
    y0: Series[float] = fields.text()
    x1: Series[float] = fields.text()
    y1: Series[float] = fields.text()
    text_gedruckt: Series[str] = fields.text()
    engine: Series[str] = fields.text()

    class Config:
        """No other columns, in this order."""

        strict = True
        ordered = True
        coerce = True

    @pa.check("betrag_eur", name="amount_whole")
    @classmethod
    def amount_whole(cls, values: Series[Any]) -> Series[bool]:
        """Amounts are whole euros."""
        return fields.are_whole(values)

    @pa.check("betrag_eur", name="amount_not_negative")
    @classmethod
    def amount_not_negative(cls, values: Series[Any]) -> Series[bool]:
        """An amount is a ceiling: nothing, or more."""
        return fields.at_least(values, 0)

    @pa.check("personen", "personen_errechnet", name="persons_not_negative")
    @classmethod
    def persons_not_negative(cls, values: Series[Any]) -> Series[bool]:
        """A count of people."""
        return fields.at_least(values, 0)

    @pa.check("page", "row_on_page", name="counts_from_one")
    @classmethod
    def counts_from_one(cls, values: Series[Any]) -> Series[bool]:
        """Pages and rows count from 1."""
        return fields.at_least(values, 1)

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
    checks = [*schema.checks, *_register_checks(register)]
    return pa.DataFrameSchema(
        {
            **schema.columns,
            "personen": _with(
                schema.columns["personen"],
                "persons_plausible",
                lambda values: fields.at_most(values, expectations.persons_max),
            ),
            "betrag_eur": _with(
                schema.columns["betrag_eur"],
                "amount_plausible",
                lambda values: fields.at_most(values, expectations.amount_max_eur),
            ),
            "page": _with(
                schema.columns["page"],
                "page_in_document",
                lambda values: fields.at_most(values, page_count),
            ),
        },
        checks=checks,
        strict=True,
        ordered=True,
        coerce=True,
    )


def _with(column: Any, name: str, check: Any) -> Any:
    return column.set_checks([*column.checks, pa.Check(check, name=name)])


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
