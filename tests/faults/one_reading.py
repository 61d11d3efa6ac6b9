"""Section A: one fault in one of several readings; does comparing them show it?"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.check.readings import Compared, compare, readings_agree
from pipeline.errors import UnreadableDocumentError
from pipeline.interpret.stage import interpret
from pipeline.model import Interpretation
from pipeline.texts import Text
from tests.faults.cases import Case
from tests.faults.cells import CELL_FAULTS
from tests.faults.mistaken import MEANING_FAULTS
from tests.faults.rows import ROW_FAULTS
from tests.faults.sheet import sheet_to_reading
from tests.faults.verdict import Outcome, Verdict, holding, meaning, said

TEXT_FAULTS = {**CELL_FAULTS, **ROW_FAULTS}
KINDS = (
    *(("text", name) for name in TEXT_FAULTS),
    *(("meaning", name) for name in MEANING_FAULTS),
)
"""Where the fault is made, and which it is."""
TRIES = 200
WHOLE_PERCENT = 1
"""So many faults are put into documents of 1,101 rows, which take ten times as long as others."""
PROVEN = Text("", "")
"""Whatever proves figures with one reading: only conflicts are to hold."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in one reading."""

    where: str
    """In its texts, or in what is understood of them (`meaning`)."""
    name: str
    reading: int
    """Which of the document's readings has it."""
    faulty: Interpretation | None
    """What became of that reading; None where nothing of it is understood any more."""


def draw_fault(cases: Sequence[Case], number: int, seed: str) -> tuple[Case, Fault]:
    """The fault of a number: its kind comes in turn, all else by chance."""
    rng = random.Random(f"{seed}/A/{number}")
    where, name = KINDS[number % len(KINDS)]
    for _ in range(TRIES):
        whole = rng.randrange(100) < WHOLE_PERCENT
        case = rng.choice([case for case in cases if case.is_whole is whole] or list(cases))
        reading = rng.randrange(len(case.readings))
        done, faulty = _make(case, reading, where, name, rng)
        if done:
            return case, Fault(where, name, reading, faulty)
    raise LookupError(f"no document has a place for {where}: {name}")


def _make(
    case: Case, reading: int, where: str, name: str, rng: random.Random
) -> tuple[bool, Interpretation | None]:
    """Whether there is a place for the fault, and what the reading then says."""
    if where == "meaning":
        changed = MEANING_FAULTS[name](case.understood[reading], rng)
        return changed is not None, changed
    sheet = TEXT_FAULTS[name](case.sheets[reading], rng)
    if sheet is None:
        return False, None
    try:
        return True, interpret(sheet_to_reading(sheet, case.readings[reading]), case.name)
    except UnreadableDocumentError:
        return True, None


def judge(case: Case, fault: Fault) -> Verdict:
    """Compare all readings, and ask the checks where the comparison does not decide."""
    readings = list(case.understood)
    failures = {}
    if fault.faulty is None:
        failures = {readings.pop(fault.reading).reading.engine: "the layout is not understood"}
    else:
        readings[fault.reading] = fault.faulty
    if not readings:
        return Verdict(Outcome.CAUGHT, "nothing is understood, so nothing is published")
    compared = compare(readings, failures)
    if readings_agree(compared, PROVEN).holds:
        return Verdict(Outcome.CAUGHT, "held by lesungen")
    wrong = said(compared.interpretation) != said(case.compared.interpretation)
    if not wrong and _shown(compared) != _shown(case.compared):
        return Verdict(Outcome.CAUGHT, "right figures; shown as abstention")
    if fault.faulty and meaning(fault.faulty) == meaning(case.understood[fault.reading]):
        return Verdict(Outcome.HARMLESS, "the reading still says the same")
    held = holding(compared, case.references) - case.held_by
    if held:
        return Verdict(Outcome.CAUGHT, f"held by {', '.join(sorted(held))}")
    return Verdict(Outcome.MISSED, "wrong figures" if wrong else "nothing shows it")


def _shown(compared: Compared) -> tuple[object, ...]:
    """What the comparison says of each engine: what it abstains from, and which sums it lacks."""
    return compared.readers, Counter(engine for place in compared.sums for engine in place)
