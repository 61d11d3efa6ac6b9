"""The order of the checks; each is a function of its own elsewhere.

All of them always run, as far as the rows allow: none hides another.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.check.agreement import readings_agree
from pipeline.check.changes import amounts_changed
from pipeline.check.claims import claims_of
from pipeline.check.column_changes import columns_still_there
from pipeline.check.comparison import Compared
from pipeline.check.completeness import is_complete, register_complete
from pipeline.check.corrections import correct
from pipeline.check.digit_shapes import digits_look_right
from pipeline.check.distribution import (
    persons_add_up,
    rate_followed,
    rows_follow_rate,
    total_plausible,
)
from pipeline.check.evidence import amounts_as_printed
from pipeline.check.frame import in_key_order, zeilen_to_frame
from pipeline.check.identity import document_identified, identify
from pipeline.check.last import compare_with_last
from pipeline.check.lost_rows import rows_still_there
from pipeline.check.parts import parts_add_up
from pipeline.check.place import amounts_in_place
from pipeline.check.press import press_agrees
from pipeline.check.proof import amounts_proven, find_proof
from pipeline.check.recognition import (
    Recognition,
    count_persons,
    edition_not_in_doubt,
    edition_recognised,
    recognise,
    title_agrees,
)
from pipeline.check.references import References
from pipeline.check.row_errors import rows_readable
from pipeline.check.sums import sums_recomputed
from pipeline.check.validation import (
    convertible,
    each_cell_once,
    failures_to_results,
    text_failures,
    type_failures,
)
from pipeline.model import NO_CLAIMS, CheckResult, Claims, ColumnRole, Edition, Zeile
from schemas.corrections import Correction
from schemas.planungsrahmen import planungsrahmen_schema
from schemas.source import SourceEdition


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
        """Whether anything keeps the document from being published."""
        return any(result.holds for result in self.results)


def check(compared: Compared, references: References) -> Checked:
    """Test a document's rows and sums against each other and against all that is known."""
    interpretation = compared.interpretation
    source, register = references.source, references.register
    zeilen = in_key_order(interpretation.zeilen)
    wrong_texts = text_failures(zeilen)
    rows = convertible(len(zeilen), wrong_texts)
    sound = tuple(zeilen[row] for row in rows)
    recognition = recognise(sound, interpretation.title_text, source)
    edition = recognition.by_rows
    claims = claims_of(interpretation.title_text) if edition is None else NO_CLAIMS
    identity = identify(interpretation, sound, source)
    identified = document_identified(identity, source)
    corrected = correct(sound, references.corrections, register, source, edition)
    frame = zeilen_to_frame(corrected.zeilen, source, edition, recognition.own_rate, sound, claims)
    schema = planungsrahmen_schema(register, source.expectations, interpretation.page_count)
    wrong = each_cell_once([*wrong_texts, *type_failures(schema, frame, rows)])
    results = (
        identified,
        rows_readable(interpretation.errors, source),
        *failures_to_results(wrong, zeilen, register, source),
        register_complete(zeilen, register, source),
        amounts_as_printed(sound, source),
        digits_look_right(compared, source),
        amounts_in_place(interpretation, register, source),
        parts_add_up(corrected.zeilen, source),
        edition_recognised(recognition, source, claims),
        edition_not_in_doubt(recognition, source),
        title_agrees(recognition, interpretation.title_text, source),
        corrected.check,
        *_arithmetic(compared, corrected.zeilen, references, recognition),
        *_against_last(corrected.zeilen, interpretation.columns, references, edition, claims),
    )
    return Checked(
        frame=frame if sound else None,
        results=results,
        edition=_as_edition(edition),
        claims=claims,
        corrections=corrected.applied,
        another=identified.message if identity.other and identified.holds else None,
    )


def _arithmetic(
    compared: Compared,
    zeilen: Sequence[Zeile],
    references: References,
    recognition: Recognition,
) -> list[CheckResult]:
    """What the rows add up to, and whether they agree with edition and published figures."""
    source, register, edition = references.source, references.register, recognition.by_rows
    interpretation = compared.interpretation
    counted = count_persons(zeilen, edition)
    complete = is_complete(zeilen, register)
    followed = rate_followed(zeilen, source, edition, recognition.own_rate)
    proof = find_proof(zeilen, counted, interpretation.summen, edition)
    return [
        rows_follow_rate(zeilen, source, edition, recognition.own_rate),
        *sums_recomputed(interpretation.summen, counted, register, source, edition, followed),
        persons_add_up(counted, complete, source, edition),
        amounts_proven(proof, complete, source),
        readings_agree(compared, proof, source),
        total_plausible(zeilen, complete, source),
        press_agrees(
            counted, references.press, register, source, edition, interpretation.synthetic
        ),
    ]


def _against_last(
    zeilen: Sequence[Zeile],
    columns: Sequence[ColumnRole],
    references: References,
    edition: SourceEdition | None,
    claims: Claims,
) -> list[CheckResult]:
    """What changed since the edition published last."""
    last, source = references.last, references.source
    comparison = compare_with_last(zeilen, last, edition, claims) if last else None
    return [
        rows_still_there(zeilen, last, source),
        columns_still_there(zeilen, columns, comparison, source),
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
