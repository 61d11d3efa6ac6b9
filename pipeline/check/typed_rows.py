"""Rows become the typed frame that all after the checks works with, and are held to its rules.

It counts its rows from 0 in the order given, so that an index leads back to the row: what pandera
finds wrong with a cell is said of the printed row. `schemas.planungsrahmen` has the rules; the
sentences about them stand under `rule` and `rule_expected`. One wrong cell is one finding, made by
the first rule it breaks.
"""

from collections.abc import Iterable, Sequence

import pandas as pd
import pandera.pandas as pa
from msgspec import Struct

from pipeline.check.rate import RateInterval
from pipeline.check.texts import Finding, Question, finding, finding_at, run_check
from pipeline.model import ZEILE_COLUMNS, CheckResult, Herkunft, Zeile
from pipeline.texts import joined, say
from schemas.messages import messages
from schemas.planungsrahmen import Planungsrahmen, planungsrahmen_schema
from schemas.register import Register
from schemas.source import Source

UNIQUE_RULE = "field_uniqueness"
"""Pandera's own name for it."""
CHECK_OF_COLUMN = {
    "gemeinde_ags": "schluessel",
    "gemeinde_name": "name",
    "kreis_ags": "kreis",
    "kreis_name": "kreis",
    "betrag_eur": "betrag",
    "personen": "personen",
    "personen_errechnet": "personen",
}
"""The check that a value belongs to; of a place it is `herkunft`."""
COLUMN_OF_RULE = {
    "key_known": "gemeinde_ags",
    "name_of_key": "gemeinde_name",
    "kreis_of_key": "kreis_ags",
    "box_has_area": "x0",
}
"""The column that a rule for whole rows is about: it is reported once for each."""
CHECKS = ("schluessel", "name", "kreis", "eindeutig", "betrag", "personen", "herkunft", "aufbau")


def in_key_order(zeilen: Iterable[Zeile]) -> tuple[Zeile, ...]:
    """The rows by key; rows with the same key as they stand in the document."""
    return tuple(sorted(zeilen, key=lambda zeile: (zeile.gemeinde_ags, zeile.herkunft.place)))


def zeilen_to_frame(
    zeilen: Sequence[Zeile],
    printed: Sequence[Zeile] | None = None,
    rate: RateInterval | None = None,
    zeitraum: str | None = None,
    threshold_eur: int | None = None,
) -> pd.DataFrame:
    """The columns of `Planungsrahmen` with their types, which a missing value would else change.

    `printed` are the same rows as they are printed, where some of those given are corrected. With a
    rate the amounts tell their persons; `threshold_eur` is None where the amounts are not annual,
    for against any other it would mean nothing.
    """
    rows = [
        {
            **dict(zip(ZEILE_COLUMNS, row.values, strict=True)),
            "personen_errechnet": rate.persons(row.betrag_eur) if rate else None,
            "betrag_eur_gedruckt": as_printed.betrag_eur,
            "zeitraum": zeitraum,
            "antragsberechtigt": None if threshold_eur is None else row.betrag_eur >= threshold_eur,
        }
        for row, as_printed in zip(zeilen, printed or zeilen, strict=True)
    ]
    columns = Planungsrahmen.to_schema().columns
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    return frame.astype({name: column.dtype.type for name, column in columns.items()})


class Failure(Struct, frozen=True):
    """One cell that breaks one rule."""

    rule: str
    column: str
    index: int | None
    """The row, counted from 0; None where the frame as a whole is wrong."""
    value: str = ""

    @property
    def check(self) -> str:
        """The name of the check that it fails."""
        if self.rule == UNIQUE_RULE:
            return "eindeutig"
        if f"rule.{self.rule}" not in messages("en"):
            return "aufbau"
        return CHECK_OF_COLUMN.get(self.column, "herkunft")


def rows_valid(
    frame: pd.DataFrame,
    zeilen: Sequence[Zeile],
    register: Register,
    source: Source,
    page_count: int,
) -> list[CheckResult]:
    """One result for each of `CHECKS`; `zeilen` are the rows of the frame."""
    schema = planungsrahmen_schema(register, source.expectations, page_count)
    return failures_to_results(find_failures(schema, frame), zeilen, register, source)


def find_failures(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> list[Failure]:
    """Return the first failure of each cell, by rows, and apart from it each repeated key."""
    first: dict[tuple[int, str, bool], Failure] = {}
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases[["check", "column", "index"]].astype(object)
        for rule, of, index in cases.itertuples(index=False, name=None):
            column = COLUMN_OF_RULE.get(rule, str(of))
            failure = Failure(str(rule), column, None)
            if isinstance(index, int) and column in frame.columns:
                failure = Failure(str(rule), column, index, str(frame.at[index, column]))
            row = -1 if failure.index is None else failure.index
            first.setdefault((row, column, rule == UNIQUE_RULE), failure)
    return [failure for _, failure in sorted(first.items(), key=lambda found: found[0][0])]


def failures_to_results(
    found: Sequence[Failure], zeilen: Sequence[Zeile], register: Register, source: Source
) -> list[CheckResult]:
    """One result per check of `CHECKS`, passed where nothing failed."""
    findings: dict[str, list[Finding]] = {check: [] for check in CHECKS}
    repeated: dict[str, list[Herkunft]] = {}
    for failure in found:
        if failure.rule != UNIQUE_RULE:
            findings[failure.check].append(_finding(failure, zeilen, register, source))
        elif failure.index is not None:
            repeated.setdefault(failure.value, []).append(zeilen[failure.index].herkunft)
    for key, rows in repeated.items():
        places = joined((say("eindeutig.place", row=row) for row in rows), say("common.and"))
        again = finding("eindeutig.repeated", *rows, places=places, count=len(rows), key=key)
        findings["eindeutig"].append(again)

    def rule(check: str) -> Question:
        yield from findings[check]
        return say(f"row_check.{check}")

    return [run_check(check, rule(check)) for check in CHECKS]


def _finding(
    failure: Failure, zeilen: Sequence[Zeile], register: Register, source: Source
) -> Finding:
    rule, index = failure.rule, failure.index
    if index is None:
        return finding("aufbau.unforeseen", failure=failure)
    zeile = zeilen[index]
    if failure.check == "aufbau":
        return finding_at(zeile.herkunft, "aufbau.unforeseen", failure=failure)
    gemeinde = register.gemeinden.get(zeile.gemeinde_ags)
    kreis = register.kreise.get(zeile.gemeinde_ags[:5])
    expected = say(
        f"rule_expected.{rule}",
        zeile=zeile,
        name=gemeinde.gemeinde_name if gemeinde else "?",
        kreis=f"{kreis.kreis_ags} ({kreis.label})" if kreis else "?",
        keys=len(register.gemeinden),
        bounds=source.expectations,
    )
    return finding_at(
        zeile.herkunft,
        "common.broken_rule",
        failure=failure,
        problem=say(f"rule.{rule}"),
        expected=expected,
    )
