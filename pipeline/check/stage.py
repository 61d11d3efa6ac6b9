"""The order of the checks; each is a function of its own elsewhere.

All of them always run, as far as the rows allow: none hides another. A new check is

- a function that yields a finding for each thing that is wrong and returns what is said where
  nothing is, under `@check("its name")` (`texts.check`), and a line here;
- a table of its sentences in both files of `schemas/messages` (with `title` in the German one);
- where it only warns, a line under `[severities]` in the source file;
- where it makes single rows unusable, its name in `acceptable.ROW_FAULTS` and a sentence under
  `row_fault`;
- a row under "Checks" in `docs/reference.md` and one in `docs/changed-layout.md`; README and
  `docs/reference.md` print how many checks there are, and `tests/golden/demo.txt` what each said
  (`python -m tests.cli.test_demo > tests/golden/demo.txt` writes it anew).
"""

from collections.abc import Sequence

import pandas as pd
from msgspec import Struct

from pipeline.check import (
    corrections,
    distribution,
    editions,
    identity,
    press,
    previous,
    printed_rows,
    readings,
    sums,
    witnesses,
)
from pipeline.check.previous import EditionBefore, none_before
from pipeline.check.readings import Compared
from pipeline.check.texts import graded
from pipeline.check.typed_rows import in_key_order, rows_valid, zeilen_to_frame
from pipeline.model import NO_CLAIMS, CheckResult, Claims, Edition
from pipeline.values import replace
from schemas.corrections import Correction
from schemas.press import PressFigure
from schemas.register import Register
from schemas.source import Source


class References(Struct, frozen=True):
    """What a document is tested against: all that was known before it was read."""

    source: Source
    register: Register
    press: Sequence[PressFigure]
    corrections: Sequence[Correction] = ()
    """Those that may concern the document."""
    find_previous: EditionBefore = none_before
    """Finds the published edition before the document, one of the same kind."""


class Checked(Struct, frozen=True):
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
    wrong_document_reason: str | None = None
    """Why the document is another one than it should be, which nobody can accept."""

    @property
    def held(self) -> bool:
        """True where anything keeps the document from being published."""
        return any(result.holds for result in self.results)


def check(compared: Compared, references: References) -> Checked:
    """Test a document's rows and sums against each other and against all that is known."""
    interpretation, summen = compared.interpretation, compared.interpretation.summen
    source, register = references.source, references.register
    printed, title = in_key_order(interpretation.zeilen), interpretation.title_text
    recognition = editions.recognise(printed, title, source)
    edition, metadata = recognition.by_rows, recognition.metadata
    named = identity.identify(interpretation, source)
    identified = identity.document_identified(named, source)
    corrected = corrections.correct(printed, references.corrections, register, edition)
    zeilen = corrected.zeilen
    counted = editions.count_persons(zeilen, edition)
    complete = printed_rows.is_complete(zeilen, register)
    followed = distribution.rate_followed(zeilen, source, recognition)
    proof = sums.find_proof(counted, summen, edition)
    threshold = source.antragsschwelle_eur if edition and edition.annual else None
    frame = zeilen_to_frame(zeilen, printed, recognition.rate, metadata.zeitraum, threshold)
    before = references.find_previous(metadata)
    comparison = None
    if before is not None:
        comparison = previous.compare_with_previous(
            zeilen, interpretation.columns, before, metadata, source.expectations
        )
    results = (
        identified,
        readings.file_sound(compared),
        printed_rows.rows_readable(interpretation.errors),
        *rows_valid(frame, printed, register, source, interpretation.reading.page_count),
        printed_rows.register_complete(printed, register, source),
        printed_rows.amounts_as_printed(printed),
        witnesses.digits_look_right(compared),
        witnesses.amounts_in_place(interpretation, register),
        printed_rows.parts_add_up(zeilen, source),
        editions.edition_recognised(recognition, source),
        editions.edition_not_in_doubt(recognition, source),
        editions.title_agrees(recognition, title, source),
        corrected.check,
        distribution.rows_follow_rate(followed),
        *sums.sums_recomputed(summen, counted, register, edition, followed),
        distribution.persons_add_up(counted, complete, edition),
        sums.amounts_proven(proof, complete),
        readings.readings_agree(compared, proof),
        distribution.total_plausible(zeilen, complete, source),
        press.press_agrees(counted, references.press, register, edition, interpretation.synthetic),
        *previous.against_previous(comparison),
    )
    return Checked(
        frame=frame if printed else None,
        results=graded(results, source),
        edition=metadata if isinstance(metadata, Edition) else None,
        claims=recognition.claims,
        corrections=corrected.applied,
        wrong_document_reason=identified.message if named.other and identified.holds else None,
    )


def hold_lost_corrections(checked: Checked, recorded: Sequence[Correction]) -> Checked:
    """Let `korrekturen` fail where a figure is not corrected any more that a snapshot corrects."""
    results = corrections.with_lost_corrections(checked.results, checked.corrections, recorded)
    return replace(checked, results=results)
