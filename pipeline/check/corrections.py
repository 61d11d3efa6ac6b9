"""Misprints put right: a row's figure becomes the true one where the printed one is still found.

The rows as printed come in, the rows to calculate with go out; what is printed is kept elsewhere. A
correction that finds nothing to correct is an error: somebody must look, and update the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.check.texts import (
    NOTHING,
    Finding,
    Text,
    finding,
    finding_at,
    joined,
    result,
    say,
)
from pipeline.model import CheckResult, Herkunft, Zeile
from schemas.corrections import Column, Correction
from schemas.register import Register
from schemas.source import Source, SourceEdition

CORRECTIONS_CHECK = "korrekturen"


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
    found = [_finding(one, targets[one], register) for one in applied]
    corrected = tuple(_put_right(zeile, applied) for zeile in zeilen)
    return Corrected(corrected, applied, _check(stale, found, source))


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


def _check(stale: Sequence[Finding], found: Sequence[Finding], source: Source) -> CheckResult:
    if stale:
        return result(CORRECTIONS_CHECK, source, [*stale, *found], NOTHING)
    passed = joined([one.text for one in found], "\n") or say("korrekturen.none")
    rows = tuple(row for one in found for row in one.rows)
    return replace(result(CORRECTIONS_CHECK, source, [], passed), rows=rows)


def _finding(correction: Correction, targets: Sequence[Herkunft], register: Register) -> Finding:
    first, *others = targets
    name = register.named(correction.gemeinde_ags)
    return finding_at(first, "korrekturen.applied", *others, name=name, correction=correction)


def _stale(
    correction: Correction,
    zeilen: Sequence[Zeile],
    register: Register,
    edition: SourceEdition | None,
) -> Finding:
    rows = [zeile for zeile in zeilen if zeile.gemeinde_ags == correction.gemeinde_ags]
    return finding(
        "korrekturen.stale",
        *(zeile.herkunft for zeile in rows),
        name=register.named(correction.gemeinde_ags),
        correction=correction,
        unit=say(f"unit.{correction.column}"),
        found=_found(correction, rows, edition),
    )


def _found(correction: Correction, rows: Sequence[Zeile], edition: SourceEdition | None) -> Text:
    """What stands where the misprint was expected."""
    if edition is None:
        return say("korrekturen.no_edition", correction=correction)
    if edition.id != correction.edition:
        return say("korrekturen.other_edition", edition=edition, correction=correction)
    if not rows:
        return say("korrekturen.no_row")
    value = _value(rows[0], correction.column)
    if value is None:
        return say("korrekturen.not_printed")
    number = say("common.number", number=value)
    return number + say("korrekturen.is_corrected") if value == correction.corrected else number


def with_lost_corrections(
    results: Sequence[CheckResult], applied: Sequence[Correction], recorded: Sequence[Correction]
) -> tuple[CheckResult, ...]:
    """Let `korrekturen` fail where a figure is not corrected any more that a snapshot corrects.

    Without its correction the misprint would be published once more. Only a person knows if that is
    meant.
    """
    today = {(one.gemeinde_ags, one.column) for one in applied}
    lost = [one for one in recorded if (one.gemeinde_ags, one.column) not in today]
    if not lost:
        return tuple(results)
    return tuple(_failed(r, lost) if r.name == CORRECTIONS_CHECK else r for r in results)


def _failed(check: CheckResult, lost: Sequence[Correction]) -> CheckResult:
    """The check with what was lost, after what it says already if it has failed by itself."""
    said = [] if check.passed else [Text(check.message, check.meldung)]
    text = joined([*said, *(say("korrekturen.lost", correction=one) for one in lost)], "\n")
    return replace(check, passed=False, message=text.message, meldung=text.meldung)
