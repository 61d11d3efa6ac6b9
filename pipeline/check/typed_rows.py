"""Figures become the rows that are published, and these are held to their rules.

`schemas.planungsrahmen` has columns and rules; the sentences about them stand under `rule` and
`rule_expected`. One wrong value is one finding.
"""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.check.rate import Rate
from pipeline.check.texts import Finding, Question, answer, finding, finding_at, joined, say
from pipeline.model import ZEILE_COLUMNS, CheckResult, Herkunft, Zeile
from schemas.messages import messages
from schemas.planungsrahmen import Broken, Planungsrahmen, Rows, broken_rules
from schemas.register import Register
from schemas.source import Source

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
CHECKS = ("schluessel", "name", "kreis", "eindeutig", "betrag", "personen", "herkunft", "aufbau")


def in_key_order(zeilen: Iterable[Zeile]) -> tuple[Zeile, ...]:
    """The rows by key; rows with the same key as they stand in the document."""
    return tuple(sorted(zeilen, key=lambda zeile: (zeile.gemeinde_ags, zeile.herkunft.place)))


def zeilen_to_rows(
    zeilen: Sequence[Zeile],
    printed: Sequence[Zeile] | None = None,
    rate: Rate | None = None,
    zeitraum: str | None = None,
    threshold_eur: int | None = None,
) -> Rows:
    """The rows to publish, one for each figure.

    `printed` are the same figures as they are printed, where some of those given are corrected.
    With a rate the amounts tell their persons; `threshold_eur` is None where the amounts are not
    annual, for against any other it would mean nothing.
    """
    return tuple(
        Planungsrahmen(
            **dict(zip(ZEILE_COLUMNS, row.values, strict=True)),
            personen_errechnet=rate.persons(row.betrag_eur) if rate else None,
            betrag_eur_gedruckt=as_printed.betrag_eur,
            zeitraum=zeitraum,
            antragsberechtigt=None if threshold_eur is None else row.betrag_eur >= threshold_eur,
        )
        for row, as_printed in zip(zeilen, printed or zeilen, strict=True)
    )


def rows_valid(
    rows: Sequence[Planungsrahmen],
    zeilen: Sequence[Zeile],
    register: Register,
    source: Source,
    page_count: int,
) -> list[CheckResult]:
    """One result for each of `CHECKS`; `zeilen` are the figures that the rows were made of."""
    findings: dict[str, list[Finding]] = {check: [] for check in CHECKS}
    for row, zeile in zip(rows, zeilen, strict=True):
        for broken in broken_rules(row, register, source.expectations, page_count):
            findings[check_of(broken)].append(_finding(broken, zeile, register, source))
    findings["eindeutig"].extend(_repeated(zeilen))

    def rule(check: str) -> Question:
        yield from findings[check]
        return say(f"row_check.{check}")

    return [answer(check, rule(check)) for check in CHECKS]


def check_of(broken: Broken) -> str:
    """The name of the check that a value fails which breaks a rule."""
    if f"rule.{broken.rule}" not in messages("en"):
        return "aufbau"
    return CHECK_OF_COLUMN.get(broken.column, "herkunft")


def _repeated(zeilen: Sequence[Zeile]) -> Iterator[Finding]:
    places: dict[str, list[Herkunft]] = {}
    for zeile in zeilen:
        places.setdefault(zeile.gemeinde_ags, []).append(zeile.herkunft)
    for key, rows in places.items():
        if len(rows) > 1:
            where = joined((say("eindeutig.place", row=row) for row in rows), say("common.and"))
            yield finding("eindeutig.repeated", *rows, places=where, count=len(rows), key=key)


def _finding(broken: Broken, zeile: Zeile, register: Register, source: Source) -> Finding:
    if check_of(broken) == "aufbau":
        return finding_at(zeile.herkunft, "aufbau.unforeseen", failure=broken)
    gemeinde = register.gemeinden.get(zeile.gemeinde_ags)
    kreis = register.kreis_of(gemeinde) if gemeinde else None
    expected = say(
        f"rule_expected.{broken.rule}",
        zeile=zeile,
        name=gemeinde.gemeinde_name if gemeinde else "?",
        kreis=f"{kreis.kreis_ags} ({kreis.label})" if kreis else "?",
        keys=len(register.gemeinden),
        bounds=source.expectations,
    )
    return finding_at(
        zeile.herkunft,
        "common.broken_rule",
        failure=broken,
        problem=say(f"rule.{broken.rule}"),
        expected=expected,
    )
