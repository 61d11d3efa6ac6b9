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
from msgspec import Struct, convert

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
from pipeline.check.editions import Recognition
from pipeline.check.previous import EditionBefore, none_before
from pipeline.check.rate import edition_rate
from pipeline.check.readings import Compared
from pipeline.check.texts import graded
from pipeline.check.typed_rows import in_key_order, rows_valid, zeilen_to_frame
from pipeline.model import NO_CLAIMS, CheckResult, Claims, ColumnRole, Edition, Zeile
from pipeline.values import replace
from schemas.corrections import Correction
from schemas.press import PressFigure
from schemas.register import Register
from schemas.source import Source, SourceEdition


class References(Struct, frozen=True):
    """What a document is tested against: all that was known before it was read."""

    source: Source
    register: Register
    press: Sequence[PressFigure]
    corrections: Sequence[Correction] = ()
    """Those that may concern the document."""
    before: EditionBefore = none_before
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
    recognition = editions.recognise(zeilen, title, source)
    named = identity.identify(interpretation, source)
    identified = identity.document_identified(named, source)
    corrected = corrections.correct(zeilen, references.corrections, register, recognition.by_rows)
    frame = _frame(corrected.zeilen, zeilen, recognition, source)
    results = (
        identified,
        readings.file_sound(compared),
        printed_rows.rows_readable(interpretation.errors),
        *rows_valid(frame, zeilen, register, source, interpretation.reading.page_count),
        printed_rows.register_complete(zeilen, register, source),
        printed_rows.amounts_as_printed(zeilen),
        witnesses.digits_look_right(compared),
        witnesses.amounts_in_place(interpretation, register),
        printed_rows.parts_add_up(corrected.zeilen, source),
        editions.edition_recognised(recognition, source),
        editions.edition_not_in_doubt(recognition, source),
        editions.title_agrees(recognition, title, source),
        corrected.check,
        *_arithmetic(compared, corrected.zeilen, references, recognition),
        *_against_previous(corrected.zeilen, interpretation.columns, references, recognition),
    )
    return Checked(
        frame=frame if zeilen else None,
        results=graded(results, source),
        edition=_as_edition(recognition.by_rows),
        claims=recognition.claims,
        corrections=corrected.applied,
        another=identified.message if named.other and identified.holds else None,
    )


def hold_lost_corrections(checked: Checked, recorded: Sequence[Correction]) -> Checked:
    """Let `korrekturen` fail where a figure is not corrected any more that a snapshot corrects."""
    results = corrections.with_lost_corrections(checked.results, checked.corrections, recorded)
    return replace(checked, results=results)


def _frame(
    corrected: Sequence[Zeile], printed: Sequence[Zeile], recognition: Recognition, source: Source
) -> pd.DataFrame:
    """The rows with what edition, own rate or title let us say."""
    edition, own_rate = recognition.by_rows, recognition.own_rate
    if edition is None:
        rate = own_rate.rate if own_rate else None
        return zeilen_to_frame(corrected, printed, rate, recognition.claims.zeitraum)
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
    summen, synthetic = compared.interpretation.summen, compared.interpretation.synthetic
    counted = editions.count_persons(zeilen, edition)
    complete = printed_rows.is_complete(zeilen, register)
    followed = distribution.rate_followed(zeilen, source, edition, recognition.own_rate)
    proof = sums.find_proof(zeilen, counted, summen, edition)
    return [
        distribution.rows_follow_rate(followed),
        *sums.sums_recomputed(summen, counted, register, edition, followed),
        distribution.persons_add_up(counted, complete, edition),
        sums.amounts_proven(proof, complete),
        readings.readings_agree(compared, proof),
        distribution.total_plausible(zeilen, complete, source),
        press.press_agrees(counted, references.press, register, edition, synthetic),
    ]


def _against_previous(
    zeilen: Sequence[Zeile],
    columns: Sequence[ColumnRole],
    references: References,
    recognition: Recognition,
) -> list[CheckResult]:
    """What changed since the edition before."""
    edition = recognition.by_rows
    last = references.before(_as_edition(edition) or recognition.claims)
    bounds = references.source.expectations
    comparison = None
    if last is not None:
        comparison = previous.compare_with_previous(zeilen, last, edition, recognition.claims)
    return [
        previous.rows_still_there(zeilen, last),
        previous.columns_still_there(zeilen, columns, comparison),
        previous.amounts_not_unusual(comparison, edition, bounds),
        previous.amounts_not_beyond_belief(comparison, bounds),
    ]


def _as_edition(edition: SourceEdition | None) -> Edition | None:
    """An edition of the source file as records keep it."""
    return convert(edition, Edition, from_attributes=True) if edition else None
