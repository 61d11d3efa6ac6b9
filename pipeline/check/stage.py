"""The order of the checks; each is a function of its own elsewhere.

All of them always run, as far as the rows allow: none hides another. A new check is

- a function that asks its question (`texts.check`), and a line here;
- a table of its sentences in both files of `schemas/messages` (with `title` in the German one);
- where it only warns, a line under `[severities]` in the source file;
- where it makes single rows unusable, its name in `acceptable.ROW_FAULTS` and a sentence under
  `row_fault`;
- a row in `docs/architecture.md` and one in `docs/changed-layout.md`; README and
  `docs/reference.md` print how many checks there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.check.claims import claims_of
from pipeline.check.corrections import correct, with_lost_corrections
from pipeline.check.digit_shapes import digits_look_right
from pipeline.check.distribution import (
    persons_add_up,
    rate_followed,
    rows_follow_rate,
    total_plausible,
)
from pipeline.check.editions import (
    Recognition,
    count_persons,
    edition_not_in_doubt,
    edition_recognised,
    recognise,
    title_agrees,
)
from pipeline.check.frame import in_key_order, zeilen_to_frame
from pipeline.check.identity import document_identified, identify
from pipeline.check.place import amounts_in_place
from pipeline.check.press import press_agrees
from pipeline.check.previous import (
    PreviousEdition,
    amounts_changed,
    columns_still_there,
    compare_with_previous,
    rows_still_there,
)
from pipeline.check.rate import edition_rate
from pipeline.check.readings import Compared, readings_agree
from pipeline.check.rows import (
    amounts_as_printed,
    is_complete,
    parts_add_up,
    register_complete,
    rows_readable,
)
from pipeline.check.sums import amounts_proven, find_proof, sums_recomputed
from pipeline.check.texts import graded
from pipeline.check.validation import rows_valid
from pipeline.model import NO_CLAIMS, CheckResult, Claims, ColumnRole, Edition, Zeile
from schemas.corrections import Correction
from schemas.press import PressFigure
from schemas.register import Register
from schemas.source import Source, SourceEdition


@dataclass(frozen=True, slots=True)
class References:
    """What a document is tested against: all that was known before it was read."""

    source: Source
    register: Register
    press: Sequence[PressFigure]
    corrections: Sequence[Correction] = ()
    """Those that may concern the document."""
    previous: PreviousEdition | None = None
    """The edition published last, of the same kind as the document; None where there is none."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows as a typed frame, and what the checks found about them."""

    frame: pd.DataFrame | None
    """All rows whose numbers are numbers, by key, in the columns of
    `schemas.planungsrahmen.Planungsrahmen`; to be trusted only where nothing holds. None where
    there is no such row."""
    results: tuple[CheckResult, ...]
    edition: Edition | None
    """The known edition whose arithmetic the rows follow."""
    claims: Claims = NO_CLAIMS
    """What the title says of an edition that is not known."""
    corrections: tuple[Correction, ...] = ()
    """What is printed wrong and was put right in the frame."""
    another: str | None = None
    """Why the document is another one than it should be, which nobody can accept."""

    @property
    def held(self) -> bool:
        """True where anything keeps the document from being published."""
        return any(result.holds for result in self.results)


def check(compared: Compared, references: References) -> Checked:
    """Test a document's rows and sums against each other and against all that is known."""
    interpretation = compared.interpretation
    source, register = references.source, references.register
    zeilen, title = in_key_order(interpretation.zeilen), interpretation.title_text
    recognition = recognise(zeilen, title, source)
    edition = recognition.by_rows
    claims = claims_of(title) if edition is None else NO_CLAIMS
    identity = identify(interpretation, source)
    identified = document_identified(identity, source)
    corrected = correct(zeilen, references.corrections, register, edition)
    frame = _frame(corrected.zeilen, zeilen, recognition, claims, source)
    results = (
        identified,
        rows_readable(interpretation.errors),
        *rows_valid(frame, zeilen, register, source, interpretation.page_count),
        register_complete(zeilen, register, source),
        amounts_as_printed(zeilen),
        digits_look_right(compared),
        amounts_in_place(interpretation, register),
        parts_add_up(corrected.zeilen, source),
        edition_recognised(recognition, source, claims),
        edition_not_in_doubt(recognition, source),
        title_agrees(recognition, title, source),
        corrected.check,
        *_arithmetic(compared, corrected.zeilen, references, recognition),
        *_against_previous(corrected.zeilen, interpretation.columns, references, edition, claims),
    )
    return Checked(
        frame=frame if zeilen else None,
        results=graded(results, source),
        edition=_as_edition(edition),
        claims=claims,
        corrections=corrected.applied,
        another=identified.message if identity.other and identified.holds else None,
    )


def hold_lost_corrections(checked: Checked, recorded: Sequence[Correction]) -> Checked:
    """Let `korrekturen` fail where a figure is not corrected any more that a snapshot corrects."""
    results = with_lost_corrections(checked.results, checked.corrections, recorded)
    return replace(checked, results=results)


def _frame(
    corrected: Sequence[Zeile],
    printed: Sequence[Zeile],
    recognition: Recognition,
    claims: Claims,
    source: Source,
) -> pd.DataFrame:
    """The rows with what edition, own rate or title let us say."""
    edition, own_rate = recognition.by_rows, recognition.own_rate
    if edition is None:
        rate = own_rate.rate if own_rate else None
        return zeilen_to_frame(corrected, printed, rate, claims.zeitraum)
    threshold = source.antragsschwelle_eur if edition.annual else None
    rate = edition_rate(edition)
    return zeilen_to_frame(corrected, printed, rate, edition.zeitraum, threshold)


def _arithmetic(
    compared: Compared,
    zeilen: Sequence[Zeile],
    references: References,
    recognition: Recognition,
) -> list[CheckResult]:
    """What the rows add up to, and whether they agree with edition and published figures."""
    source, register, edition = references.source, references.register, recognition.by_rows
    interpretation = compared.interpretation
    summen, synthetic = interpretation.summen, interpretation.synthetic
    counted = count_persons(zeilen, edition)
    complete = is_complete(zeilen, register)
    followed = rate_followed(zeilen, source, edition, recognition.own_rate)
    proof = find_proof(zeilen, counted, summen, edition)
    return [
        rows_follow_rate(followed),
        *sums_recomputed(summen, counted, register, edition, followed),
        persons_add_up(counted, complete, edition),
        amounts_proven(proof, complete),
        readings_agree(compared, proof),
        total_plausible(zeilen, complete, source),
        press_agrees(counted, references.press, register, edition, synthetic),
    ]


def _against_previous(
    zeilen: Sequence[Zeile],
    columns: Sequence[ColumnRole],
    references: References,
    edition: SourceEdition | None,
    claims: Claims,
) -> list[CheckResult]:
    """What changed since the edition published last."""
    previous, source = references.previous, references.source
    comparison = compare_with_previous(zeilen, previous, edition, claims) if previous else None
    return [
        rows_still_there(zeilen, previous),
        columns_still_there(zeilen, columns, comparison),
        *amounts_changed(comparison, edition, source),
    ]


def _as_edition(edition: SourceEdition | None) -> Edition | None:
    if edition is None:
        return None
    return Edition(
        id=edition.id,
        label=edition.label,
        zeitraum=edition.zeitraum,
        published=edition.published,
        budget_eur=edition.budget_eur,
        personen_gesamt=edition.personen_gesamt,
    )
