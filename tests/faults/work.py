"""One trial after the other, in as many processes as there are cores: what each of them does."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import chain
from multiprocessing import get_context
from typing import TypeAlias

from tests.faults import one_reading
from tests.faults.all_readings import (
    NOTHING,
    draw_meaning,
    draw_table,
    held_by,
    judge,
    misunderstandable,
    print_and_read,
    printable,
    understand,
)
from tests.faults.cases import Case, ReadDocument, prepare
from tests.faults.cells import SLIPS as CELL_SLIPS
from tests.faults.papers import KINDS, PART, Paper, alike, write_paper
from tests.faults.tally import ALONE, ROWS_ONLY, Result
from tests.faults.verdict import Outcome, Verdict

WITHOUT_SUM = frozenset({"beweis"})
SLIPS = tuple(f"{name}, amount" for name in CELL_SLIPS)
EVERY_WHOLE, EVERY_ALL = 10, 7
"""One in so many printed documents is of the whole Land; one is read by all engines."""
CHUNK = 20


Place: TypeAlias = tuple[Paper, str]
"""A document, and a fault that it has a place for."""


@dataclass(frozen=True, slots=True)
class Bench:
    """All that trials need, made once in each process."""

    seed: str
    cases: Sequence[Case]
    part_texts: Sequence[Place]
    """Faults in the texts of documents of two Kreise."""
    land_texts: Sequence[Place]
    land_meanings: Sequence[Place]


_bench: list[Bench] = []
"""The one bench of this process."""


def set_up(seed: str, documents: Sequence[ReadDocument]) -> None:
    """Make the bench of this process."""
    parts = [write_paper(kind, *PART) for kind in KINDS]
    lands = [write_paper(kind) for kind in KINDS]
    bench = Bench(
        seed,
        prepare(documents),
        _shuffled([(paper, name) for paper in parts for name in printable(paper)]),
        _shuffled([(paper, name) for paper in lands for name in printable(paper)]),
        _shuffled([(paper, name) for paper in lands for name in misunderstandable(paper)]),
    )
    _bench[:] = [bench]


def _shuffled(places: list[Place]) -> list[Place]:
    """The same places so mixed that a few trials are of many kinds."""
    return random.Random(len(places)).sample(places, len(places))


def run(
    seed: str, documents: Sequence[ReadDocument], ids: Sequence[str], jobs: int
) -> Iterator[Result]:
    """Try all faults of these IDs."""
    with ProcessPoolExecutor(
        jobs, get_context("spawn"), initializer=set_up, initargs=(seed, documents)
    ) as pool:
        yield from chain.from_iterable(pool.map(attempt, ids, chunksize=CHUNK))


def attempt(id: str) -> list[Result]:
    """Try the fault of an ID such as `A:17`."""
    section, _, number = id.partition(":")
    tries = {"A": _in_one, "B.1": _printed, "B.2": _in_texts, "B.3": _in_meaning}
    return tries[section](_bench[0], id, int(number))


def _in_one(bench: Bench, id: str, number: int) -> list[Result]:
    case, fault = one_reading.draw_fault(bench.cases, number, bench.seed)
    verdict = one_reading.judge(case, fault)
    document = f"{case.name}, {case.understood[fault.reading].reading.engine}"
    return [Result(id, "A", fault.where, fault.name, verdict.outcome, verdict.why, document)]


def _printed(bench: Bench, id: str, number: int) -> list[Result]:
    """Print a fault and read it; and say whether the same fault injected comes to the same."""
    turn, place = divmod(number, EVERY_WHOLE)
    paper, name = _in_turn(bench.part_texts, number) if place else _in_turn(bench.land_texts, turn)
    table = draw_table(paper, name, random.Random(f"{bench.seed}/{id}"))
    compared = print_and_read(table, paper, all_engines=number % EVERY_ALL == 0)
    held, injected = held_by(compared, paper), held_by(understand(table, paper), paper)
    same = Outcome.CAUGHT if injected == held else Outcome.MISSED
    why = f"printed {sorted(held)}, injected {sorted(injected)}"
    return [
        *_results(id, "B.1", paper, name, partial(judge, held, compared, paper)),
        Result(id, "same", paper.kind.name, "printed and injected alike", same, why),
    ]


def _in_texts(bench: Bench, id: str, number: int) -> list[Result]:
    """Put a fault into the texts of all readings alike."""
    paper, name = _in_turn(bench.part_texts, number)
    compared = understand(draw_table(paper, name, random.Random(f"{bench.seed}/{id}")), paper)
    held = held_by(compared, paper)
    return _results(id, "B.2", paper, name, partial(judge, held, compared, paper))


def _in_meaning(bench: Bench, id: str, number: int) -> list[Result]:
    """Put a fault into what is understood of all readings; half are slips in amounts alone."""
    slips = [(p, n) for p, n in bench.land_meanings if p.kind.name in ALONE and n in SLIPS]
    paper, name = _in_turn(slips if number % 2 else bench.land_meanings, number // 2)
    compared = alike(draw_meaning(paper, name, random.Random(f"{bench.seed}/{id}")))
    held = held_by(compared, paper)
    return _results(id, "B.3", paper, name, partial(judge, held, compared, paper))


def _in_turn(places: Sequence[Place], number: int) -> Place:
    return places[number % len(places)]


def _results(
    id: str, section: str, paper: Paper, name: str, judged: Callable[[frozenset[str]], Verdict]
) -> list[Result]:
    """What came of a fault; where the sum of persons of a known edition helps, without it too."""
    group = paper.kind.name
    found = [(group, judged(NOTHING))]
    if group == ALONE[0]:
        found.append((ROWS_ONLY, judged(WITHOUT_SUM)))
    return [
        Result(id, section, group, name, verdict.outcome, verdict.why) for group, verdict in found
    ]
