"""The rules for single rows: strings first, then types; every failure led back to its printed row.

The pandera models of `schemas.planungsrahmen` hold the rules; `RULES` says to which check each
belongs and what it is called. One wrong cell is one finding, made by the first rule it breaks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa

from pipeline.check.findings import Finding, Text, at, english, german, result, shown
from pipeline.check.frame import zeilen_to_text_frame
from pipeline.check.rules import CHECKS, OTHER_CHECK, RULES, UNIQUE_RULE, Rule
from pipeline.model import CheckResult, Herkunft, Zeile
from schemas.planungsrahmen import CONVERTED, PlanungsrahmenText
from schemas.register import Register
from schemas.source import Source


@dataclass(frozen=True, slots=True)
class Failure:
    """One cell that breaks one rule."""

    rule: str
    column: str
    index: int | None
    """The row, counted from 0 in the order of keys; None where the frame as a whole is wrong."""
    value: str


def text_failures(zeilen: Sequence[Zeile]) -> tuple[Failure, ...]:
    """What is wrong with the rows as strings."""
    schema = PlanungsrahmenText.to_schema()
    return _failures(schema, zeilen_to_text_frame(zeilen), range(len(zeilen)))


def convertible(count: int, found: Iterable[Failure]) -> tuple[int, ...]:
    """The rows, of so many, in which every number is a number: they can become typed."""
    spoilt = {failure.index for failure in found if failure.column in CONVERTED}
    return tuple(index for index in range(count) if index not in spoilt)


def type_failures(
    schema: pa.DataFrameSchema, frame: pd.DataFrame, rows: Sequence[int]
) -> tuple[Failure, ...]:
    """What is wrong with the typed frame, whose rows are these of the document's."""
    return _failures(schema, frame, rows)


def each_cell_once(found: Iterable[Failure]) -> list[Failure]:
    """The first failure of each cell, by rows; that a key is not unique is said besides."""
    first: dict[tuple[int | None, str, bool], Failure] = {}
    for failure in found:
        cell = (failure.index, failure.column, failure.rule == UNIQUE_RULE)
        first.setdefault(cell, failure)
    return sorted(
        first.values(), key=lambda failure: -1 if failure.index is None else failure.index
    )


def failures_to_results(
    found: Sequence[Failure], zeilen: Sequence[Zeile], register: Register, source: Source
) -> list[CheckResult]:
    """One result per check of `CHECKS`, passed where nothing failed."""
    findings: dict[str, list[Finding]] = {check: [] for check in CHECKS}
    for failure in found:
        rule = RULES.get(failure.rule)
        if failure.rule != UNIQUE_RULE:
            check = rule.check_for(failure.column) if rule else OTHER_CHECK
            findings[check].append(_finding(failure, rule, zeilen, register, source))
    repeated = [failure for failure in found if failure.rule == UNIQUE_RULE]
    findings["eindeutig"] += _repetitions(repeated, zeilen)
    return [result(check, source, findings[check], CHECKS[check]) for check in CHECKS]


def _failures(
    schema: pa.DataFrameSchema, frame: pd.DataFrame, rows: Sequence[int]
) -> tuple[Failure, ...]:
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases[["check", "column", "index"]].itertuples(index=False)
        return tuple(_failure(str(case[0]), str(case[1]), case[2], frame, rows) for case in cases)
    return ()


def _failure(
    rule: str, column: str, index: object, frame: pd.DataFrame, rows: Sequence[int]
) -> Failure:
    """Rules for whole rows are reported once per column: they get the column they are about."""
    known = RULES.get(rule)
    if known is not None and known.column:
        column = known.column
    if not isinstance(index, int) or column not in frame.columns:
        return Failure(rule, column, None, "")
    return Failure(rule, column, rows[index], str(frame.at[index, column]))


def _finding(
    failure: Failure,
    rule: Rule | None,
    zeilen: Sequence[Zeile],
    register: Register,
    source: Source,
) -> Finding:
    if rule is None or failure.index is None:
        return _unforeseen(failure, zeilen)
    zeile = zeilen[failure.index]
    facts = _facts(zeile, register, source)
    where, value = at(zeile.herkunft), shown(failure.value)
    return Finding(
        Text(
            f"{where.message}{failure.column} {value!r} {rule.problem.message}; "
            f"expected {rule.expected.message.format(**facts)}; check the printed row",
            f"{where.meldung}{failure.column} „{value}“ {rule.problem.meldung}; "
            f"erwartet: {rule.expected.meldung.format(**facts)}; bitte die gedruckte Zeile prüfen",
        ),
        (zeile.herkunft,),
    )


def _facts(zeile: Zeile, register: Register, source: Source) -> dict[str, str]:
    """What the sentences of the rules may speak of."""
    gemeinde = register.gemeinden.get(zeile.gemeinde_ags)
    kreis = register.kreise.get(zeile.gemeinde_ags[:5])
    bounds = source.expectations
    return {
        "key": zeile.gemeinde_ags,
        "name": gemeinde.gemeinde_name if gemeinde else "?",
        "kreis": f"{kreis.kreis_ags} ({kreis.label})" if kreis else "?",
        "keys": english(len(register.gemeinden)),
        "schluessel": german(len(register.gemeinden)),
        "amount_max": english(bounds.amount_max_eur),
        "betrag_max": german(bounds.amount_max_eur),
        "persons_max": english(bounds.persons_max),
        "personen_max": german(bounds.persons_max),
    }


def _unforeseen(failure: Failure, zeilen: Sequence[Zeile]) -> Finding:
    rows: tuple[Herkunft, ...] = ()
    where = Text("", "")
    if failure.index is not None:
        rows = (zeilen[failure.index].herkunft,)
        where = at(rows[0])
    return Finding(
        where.then(
            f"{failure.column}: {shown(failure.rule)} does not hold; compare with the models in "
            "schemas/planungsrahmen.py",
            f"{failure.column}: Die Regel „{shown(failure.rule)}“ ist nicht erfüllt; siehe "
            "schemas/planungsrahmen.py",
        ),
        rows,
    )


def _repetitions(found: Sequence[Failure], zeilen: Sequence[Zeile]) -> list[Finding]:
    """One finding for each key that several rows share, naming all of them."""
    by_key: dict[str, list[Zeile]] = {}
    for failure in found:
        if failure.index is not None:
            by_key.setdefault(failure.value, []).append(zeilen[failure.index])
    return [_repetition(key, sharing) for key, sharing in by_key.items()]


def _repetition(key: str, sharing: Sequence[Zeile]) -> Finding:
    rows = tuple(zeile.herkunft for zeile in sharing)
    english_places = " and ".join(
        f"page {row.page}, row {row.row} ({shown(row.text)!r})" for row in rows
    )
    german_places = " und ".join(
        f"Seite {row.page}, Zeile {row.row} („{shown(row.text)}“)" for row in rows
    )
    return Finding(
        Text(
            f"{english_places}: {len(rows)} rows for gemeinde_ags {key!r}; expected one; "
            "check the printed rows",
            f"{german_places}: {len(rows)} Zeilen für gemeinde_ags „{key}“; erwartet: eine; "
            "bitte die gedruckten Zeilen prüfen",
        ),
        rows,
    )
