"""Misprints put right: a row's figure becomes the true one where the printed one is still found.

The rows as printed come in, the rows to calculate with go out; what is printed is kept elsewhere. A
correction that finds nothing to correct is an error: somebody must look, and update the file.
"""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from pipeline.check.texts import Finding, Question, Text, check, finding, finding_at, joined, say
from pipeline.model import CheckResult, Zeile
from pipeline.values import replace
from schemas.corrections import Column, Correction
from schemas.register import Register
from schemas.source import SourceEdition

CORRECTIONS_CHECK = "korrekturen"


class Corrected(Struct, frozen=True):
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
    edition: SourceEdition | None,
) -> Corrected:
    """Apply the corrections of an edition.

    Those given may concern this document (`Correction.may_concern`); what names no document is left
    aside where the rows follow another edition.
    """
    known = edition.id if edition else None
    ours = [one for one in corrections if one.document or one.edition == known]
    targets = {
        one: [row.herkunft for row in zeilen if one.edition == known and _prints(row, one)]
        for one in ours
    }
    applied = tuple(one for one in ours if targets[one])
    stale = [_stale(one, zeilen, register, edition) for one in ours if not targets[one]]
    found = [
        finding_at(
            targets[one][0],
            "korrekturen.applied",
            *targets[one][1:],
            name=register.named(one.gemeinde_ags),
            correction=one,
        )
        for one in applied
    ]
    passed = joined([one.text for one in found], "\n") or say("korrekturen.none")
    rows = tuple(row for one in found for row in one.rows)
    fit = corrections_fit(stale, found, Finding(passed, rows))
    return Corrected(tuple(_put_right(zeile, applied) for zeile in zeilen), applied, fit)


@check(CORRECTIONS_CHECK)
def corrections_fit(
    stale: Sequence[Finding], found: Sequence[Finding], applied: Finding
) -> Question:
    """None that concerns the document failed to find what it expects."""
    yield from [*stale, *found] if stale else ()
    return applied


def _prints(zeile: Zeile, correction: Correction) -> bool:
    """Return True for the row and the figure that the correction expects."""
    figure: object = getattr(zeile, correction.column)
    return zeile.gemeinde_ags == correction.gemeinde_ags and figure == correction.printed


def _put_right(zeile: Zeile, applied: Sequence[Correction]) -> Zeile:
    for one in applied:
        if _prints(zeile, one) and one.column is Column.BETRAG_EUR:
            zeile = replace(zeile, betrag_eur=Decimal(one.corrected))
        elif _prints(zeile, one):
            zeile = replace(zeile, personen=one.corrected)
    return zeile


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
    figure = getattr(rows[0], correction.column)
    if figure is None:
        return say("korrekturen.not_printed")
    number = say("common.number", number=figure)
    return number + say("korrekturen.is_corrected") if figure == correction.corrected else number


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
    own = next(result for result in results if result.name == CORRECTIONS_CHECK)
    # What was lost follows what the check says already if it has failed by itself.
    said = [] if own.passed else [Text(own.message, own.meldung)]
    text = joined([*said, *(say("korrekturen.lost", correction=one) for one in lost)], "\n")
    failed = replace(own, passed=False, message=text.message, meldung=text.meldung)
    return tuple(failed if result is own else result for result in results)
