"""Misprints put right: a row's figure becomes the true one where the printed one is still found.

The rows as printed come in, the rows to calculate with go out; what is printed is kept elsewhere. A
correction that finds nothing to correct is an error: somebody must look, and update the file.
"""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from pipeline.check.texts import Finding, Question, finding, finding_at, run_check
from pipeline.model import CheckResult, Zeile
from pipeline.texts import Text, joined, say
from pipeline.values import replace
from schemas.corrections import Correctable, Correction
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
    applied: list[Correction] = []
    found: list[Finding] = []
    stale: list[Finding] = []
    for one in corrections:
        targets = [z.herkunft for z in zeilen if one.edition == known and _prints(z, one)]
        if targets:
            name = register.named(one.gemeinde_ags)
            applied.append(one)
            first, *others = targets
            found.append(
                finding_at(first, "korrekturen.applied", *others, name=name, correction=one)
            )
        elif one.document or one.edition == known:
            stale.append(_stale(one, zeilen, register, edition))

    def all_fit() -> Question:
        """None that concerns the document failed to find what it expects."""
        yield from [*stale, *found] if stale else ()
        passed = joined([one.text for one in found], "\n") or say("korrekturen.none")
        return Finding(passed, tuple(row for one in found for row in one.rows))

    corrected = tuple(_put_right(zeile, applied) for zeile in zeilen)
    return Corrected(corrected, tuple(applied), run_check(CORRECTIONS_CHECK, all_fit()))


def _prints(zeile: Zeile, correction: Correction) -> bool:
    """Return True for the row and the figure that the correction expects."""
    figure: object = getattr(zeile, correction.column)
    return zeile.gemeinde_ags == correction.gemeinde_ags and figure == correction.printed


def _put_right(zeile: Zeile, applied: Sequence[Correction]) -> Zeile:
    for one in applied:
        if _prints(zeile, one):
            is_amount = one.column is Correctable.BETRAG_EUR
            right = Decimal(one.corrected) if is_amount else one.corrected
            zeile = replace(zeile, **{one.column: right})
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
