"""Misprints put right: a row's figure becomes the true one where the printed one is still found.

The rows as printed come in, the rows to calculate with go out; what is printed is kept elsewhere. A
correction that finds nothing to correct is an error: somebody must look, and update the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.check.findings import Finding, Text, at, english, german, result, shown
from pipeline.model import CheckResult, Herkunft, Zeile
from schemas.corrections import Column, Correction
from schemas.register import Register
from schemas.source import Source, SourceEdition

CORRECTIONS_CHECK = "korrekturen"
UNITS = {Column.BETRAG_EUR: Text("EUR", "Euro"), Column.PERSONEN: Text("persons", "Personen")}


@dataclass(frozen=True, slots=True)
class Corrected:
    """Rows to calculate with, and how they differ from those printed."""

    zeilen: tuple[Zeile, ...]
    """The rows given, in their order; their texts and places are those printed."""
    applied: tuple[Correction, ...]
    """The corrections that found what they expect."""
    check: CheckResult
    """`korrekturen`: none that concerns the document failed to; says what was applied, and why."""


def correct(
    zeilen: Sequence[Zeile],
    corrections: Sequence[Correction],
    register: Register,
    source: Source,
    edition: SourceEdition | None,
) -> Corrected:
    """Apply the corrections of an edition.

    Those given may concern this document (`Correction.may_concern`); what names no document is left
    aside where the rows follow another edition.
    """
    ours = [one for one in corrections if one.document or (edition and one.edition == edition.id)]
    targets = {one: _targets(one, zeilen, edition) for one in ours}
    applied = tuple(one for one in ours if targets[one])
    stale = [_stale(one, zeilen, register, edition) for one in ours if not targets[one]]
    told = [_told(one, targets[one], register) for one in applied]
    corrected = tuple(_put_right(zeile, applied) for zeile in zeilen)
    return Corrected(corrected, applied, _check(stale, told, source))


def _targets(
    correction: Correction, zeilen: Sequence[Zeile], edition: SourceEdition | None
) -> list[Herkunft]:
    """The rows that print what the correction expects."""
    if edition is None or edition.id != correction.edition:
        return []
    return [zeile.herkunft for zeile in zeilen if _is_target(correction, zeile)]


def _is_target(correction: Correction, zeile: Zeile) -> bool:
    same_place = zeile.gemeinde_ags == correction.gemeinde_ags
    return same_place and _value(zeile, correction.column) == correction.printed


def _value(zeile: Zeile, column: Column) -> Decimal | int | None:
    return zeile.betrag_eur if column is Column.BETRAG_EUR else zeile.personen


def _put_right(zeile: Zeile, applied: Sequence[Correction]) -> Zeile:
    for correction in applied:
        if _is_target(correction, zeile):
            zeile = _with(zeile, correction.column, correction.corrected)
    return zeile


def _with(zeile: Zeile, column: Column, value: int) -> Zeile:
    if column is Column.BETRAG_EUR:
        return replace(zeile, betrag_eur=Decimal(value))
    return replace(zeile, personen=value)


def _check(stale: Sequence[Finding], told: Sequence[Finding], source: Source) -> CheckResult:
    if stale:
        return result(CORRECTIONS_CHECK, source, [*stale, *told], Text("", ""))
    if not told:
        none = Text(
            "no correction concerns this document",
            "Keine Korrektur betrifft dieses Dokument.",
        )
        return result(CORRECTIONS_CHECK, source, [], none)
    passed = Text(
        "\n".join(one.text.message for one in told), "\n".join(one.text.meldung for one in told)
    )
    rows = tuple(row for one in told for row in one.rows)
    return replace(result(CORRECTIONS_CHECK, source, [], passed), rows=rows)


def _told(correction: Correction, targets: Sequence[Herkunft], register: Register) -> Finding:
    where, name = at(targets[0]), register.named(correction.gemeinde_ags)
    reason, source = shown(correction.reason), shown(correction.source)
    return Finding(
        Text(
            f"{where.message}{name}: {correction.column} {english(correction.corrected)} put for "
            f"the {english(correction.printed)} printed: {reason} (source: {source}; entered on "
            f"{correction.added})",
            f"{where.meldung}{name}: {correction.korrektur}",
        ),
        tuple(targets),
    )


def _stale(
    correction: Correction,
    zeilen: Sequence[Zeile],
    register: Register,
    edition: SourceEdition | None,
) -> Finding:
    rows = [zeile for zeile in zeilen if zeile.gemeinde_ags == correction.gemeinde_ags]
    found, name = _found(correction, rows, edition), register.named(correction.gemeinde_ags)
    printed, unit = correction.printed, UNITS[correction.column]
    return Finding(
        Text(
            f"{name}: the correction of {correction.added} expects {english(printed)} "
            f"{unit.message}, found {found.message}; look at the printed row, then remove or "
            "update this entry in schemas/corrections.toml",
            f"{name}: Die Korrektur vom {correction.added} erwartet {german(printed)} "
            f"{unit.meldung}, gefunden: {found.meldung}; bitte die gedruckte Zeile ansehen und den "
            "Eintrag in schemas/corrections.toml entfernen oder anpassen",
        ),
        tuple(zeile.herkunft for zeile in rows),
    )


def _found(correction: Correction, rows: Sequence[Zeile], edition: SourceEdition | None) -> Text:
    """What stands where the misprint was expected."""
    if edition is None or edition.id != correction.edition:
        other = edition.id if edition else "no known edition"
        andere = f"die Ausgabe „{edition.label}“" if edition else "keine bekannte Ausgabe"
        return Text(f"{other} instead of {correction.edition}", f"{andere}")
    if not rows:
        return Text("no row", "keine Zeile")
    value = _value(rows[0], correction.column)
    if value is None:
        return Text("none printed", "keine gedruckt")
    text = Text(english(value), german(value))
    if value != correction.corrected:
        return text
    return text.then(", which is the corrected figure", ", also die berichtigte Zahl")
