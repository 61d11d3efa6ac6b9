"""What of a document may be published although checks failed: a figure nobody can vouch for is not.

    Checked, Compared -> publishable -> (frame, left out)

A person may accept a wrong total, a missing municipality, an amount that the publisher misprinted:
these are in the document, and the failed check is published with them. Nobody can accept a figure
of which it is unknown what was printed, or for whom: such rows are left out and named. The answer
depends on nothing but its arguments, so that a second reading can prove it.
"""

from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from pipeline.check.printed_rows import problem_of
from pipeline.check.readings import Compared, by_key
from pipeline.check.stage import Checked
from pipeline.check.texts import Finding, Question, finding, finding_at, run_check
from pipeline.check.typed_rows import CHECKS, in_key_order
from pipeline.model import CheckResult, Conflict, Herkunft, LeftOut, RowError, Severity, Zeile
from pipeline.texts import Text, joined, say
from pipeline.values import replace

ROW_FAULTS = frozenset({*CHECKS, "beleg", "ziffernbild", "lage"}) - {"eindeutig"}
"""The checks that say of a single row that its figure cannot be used.

Each has a sentence under `row_fault` in both files of `schemas/messages`.
"""


def publishable(
    checked: Checked, compared: Compared
) -> tuple[pd.DataFrame | None, tuple[LeftOut, ...]]:
    """Return the rows that can be published on a person's word, and all that is left out.

    The frame is None where nothing is left. A document that is not held is published whole.
    """
    if not checked.held:
        return checked.frame, ()
    zeilen = in_key_order(compared.interpretation.zeilen)
    faulty = list(_faulty(zeilen, checked.results))
    left_out = [
        *map(_contested, compared.conflicts),
        *faulty,
        *_repeated(zeilen, _rows(faulty)),
        *map(_not_understood, compared.interpretation.errors),
    ]
    left_out.sort(key=lambda left: (left.rows[0].place, left.check))
    frame, gone = checked.frame, _rows(left_out)
    if frame is not None:
        frame = frame[[zeile.herkunft not in gone for zeile in zeilen]].reset_index(drop=True)
    return None if frame is None or frame.empty else frame, tuple(left_out)


def rows_left_out(left_out: Sequence[LeftOut]) -> CheckResult:
    """`ausgelassen`: what is not published although a person accepted the document.

    It only warns, whatever the source says: the decision has been made.
    """

    def all_published() -> Question:
        for left in left_out:
            yield Finding(Text(left.message, left.meldung), left.rows)
        return say("ausgelassen.passed")

    return replace(run_check("ausgelassen", all_published()), severity=Severity.WARNING)


def _contested(conflict: Conflict) -> LeftOut:
    """Readings differ: nobody knows which is right."""
    different = dict.fromkeys(zeile.betrag_eur for zeile in conflict.zeilen)
    numbers = (say("common.number", number=amount) for amount in different)
    amounts = joined(numbers, say("common.or"))
    rows = dict.fromkeys(zeile.herkunft for zeile in conflict.zeilen)
    why = finding("ausgelassen.readings", *rows, conflict=conflict, amounts=amounts)
    return _left_out("lesungen", conflict.gemeinde_ags, why)


def _faulty(zeilen: Sequence[Zeile], results: Iterable[CheckResult]) -> Iterator[LeftOut]:
    """Rows that break a rule by themselves; each is named for the first that it breaks."""
    broken: dict[Herkunft, str] = {}
    for result in results:
        if result.holds and result.name in ROW_FAULTS:
            # Without rows the frame as a whole is wrong.
            for row in result.rows or tuple(zeile.herkunft for zeile in zeilen):
                broken.setdefault(row, result.name)
    for zeile in zeilen:
        if name := broken.get(zeile.herkunft):
            yield _left_out_row(name, zeile, say(f"row_fault.{name}"))


def _repeated(zeilen: Sequence[Zeile], faulty: set[Herkunft]) -> Iterator[LeftOut]:
    """Rows of one key: all where they differ, else all but the first that is sound."""
    for key, rows in by_key(zeilen).items():
        if len({(row.betrag_eur, row.personen) for row in rows}) > 1:
            places = [row.herkunft for row in rows]
            why = finding("ausgelassen.rows_differ", *places, zeile=rows[0], rows=len(rows))
            yield _left_out("eindeutig", key, why)
            continue
        first, *others = [row for row in rows if row.herkunft not in faulty] or rows
        again = say("ausgelassen.repeated", row=first.herkunft)
        yield from (_left_out_row("eindeutig", other, again) for other in others)


def _not_understood(error: RowError) -> LeftOut:
    row, problem = error.herkunft, problem_of(error)
    why = finding_at(row, "ausgelassen.error", problem=problem, row=row)
    return _left_out("zeilen_lesbar", None, why)


def _left_out_row(check: str, zeile: Zeile, why: Text) -> LeftOut:
    row = finding_at(zeile.herkunft, "ausgelassen.row", zeile=zeile, why=why)
    return _left_out(check, zeile.gemeinde_ags, row)


def _left_out(check: str, key: str | None, why: Finding) -> LeftOut:
    return LeftOut(check, key, why.text.message, why.text.meldung, why.rows)


def _rows(left_out: Iterable[LeftOut]) -> set[Herkunft]:
    return {row for left in left_out for row in left.rows}
