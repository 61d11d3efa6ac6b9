"""Outcomes counted by kind, held against the bars, and printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from tests.faults.verdict import Outcome

COUNTED = ("persons", "totals", "persons and totals")
ROWS_ONLY = "amounts alone, rows only"
NEW_EDITION = "amounts alone, new edition"
ALONE = ("amounts alone", ROWS_ONLY, NEW_EDITION)
GROUPS = ("text", "meaning", *COUNTED, *ALONE)
"""Where a fault is made in one reading; which kind of document all readings share it in."""
EXACT = "B.4"
"""The section that tries all there are, not a sample."""
BY_CHANCE = Fraction(1, 1000)
ALL = Fraction(1)
CHANGED_OR_SWAPPED, LOST_OR_INSERTED = Fraction(999, 1000), Fraction(98, 100)
BARS = {
    "digit changed, amount": CHANGED_OR_SWAPPED,
    "digits swapped, amount": CHANGED_OR_SWAPPED,
    "digit dropped, amount": LOST_OR_INSERTED,
    "digit inserted, amount": LOST_OR_INSERTED,
}
"""Where amounts stand alone; all other faults there, and all faults elsewhere, must be caught."""
EXCHANGED = "the same rows are printed, only under each other's names"
SAME_SUM = "the same amounts are printed, so every sum of them is right"
STILL_SHARES = "each amount is still that of a whole number of persons, and no sum is known"
A_TENTH = "a tenth of an amount is often that of a tenth of the persons"
CANNOT_SHOW = {
    **{(paper, "all values of neighbours swapped"): EXCHANGED for paper in COUNTED + ALONE},
    **{(paper, "amounts of neighbours swapped"): SAME_SUM for paper in ("totals", *ALONE)},
    **{(paper, "amounts slipped by a row"): STILL_SHARES for paper in (ROWS_ONLY, NEW_EDITION)},
    **{(paper, "decimal sign shifted"): A_TENTH for paper in (ROWS_ONLY, NEW_EDITION)},
}
"""What arithmetic cannot show, or not always, by kind of document and kind of fault, and why."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one fault."""

    id: str
    """By which it can be made again: `A:17`."""
    section: str
    group: str
    """The kind of document, where that decides what can be noticed."""
    kind: str
    outcome: Outcome
    why: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """All faults of one kind."""

    section: str
    group: str
    kind: str
    counts: Counter[Outcome]

    @property
    def rate(self) -> Fraction | None:
        """The share that was caught, of those that were not harmless; None where all were."""
        serious = self.counts[Outcome.CAUGHT] + self.counts[Outcome.MISSED]
        return Fraction(self.counts[Outcome.CAUGHT], serious) if serious else None

    @property
    def bar(self) -> Fraction | None:
        """The share that must be caught; None where arithmetic cannot show the fault."""
        if (self.group, self.kind) in CANNOT_SHOW:
            return None
        return BARS.get(self.kind, ALL) if self.group in ALONE else ALL

    @property
    def remark(self) -> str:
        """Whether the bar is met; a sample may miss one below 100 % by chance."""
        if self.bar is None:
            return f"no bar: {CANNOT_SHOW[self.group, self.kind]}"
        if self.rate is None or self.rate >= self.bar:
            return ""
        if self.section != EXACT and likely(self.counts, self.bar):
            return f"by chance below {percent(self.bar)}: see {EXACT}"
        return f"BELOW {percent(self.bar)}"


def likely(counts: Counter[Outcome], bar: Fraction) -> bool:
    """Whether as many are missed in one of a thousand samples, where the bar is just met."""
    missed, serious = counts[Outcome.MISSED], counts[Outcome.CAUGHT] + counts[Outcome.MISSED]
    fewer = sum(comb(serious, n) * (1 - bar) ** n * bar ** (serious - n) for n in range(missed))
    return 1 - fewer >= BY_CHANCE


def tally(results: Iterable[Result]) -> list[Line]:
    """Count outcomes by section, group and kind, groups in the order of `GROUPS`."""
    counts: dict[tuple[str, str, str], Counter[Outcome]] = {}
    for result in results:
        key = (result.section, result.group, result.kind)
        counts.setdefault(key, Counter())[result.outcome] += 1
    lines = [Line(*key, count) for key, count in counts.items()]
    return sorted(lines, key=lambda line: (line.section, GROUPS.index(line.group), line.kind))


def below_bar(lines: Iterable[Line]) -> list[Line]:
    """The kinds of which too many were missed."""
    return [line for line in lines if line.remark.startswith("BELOW")]


def table(lines: Sequence[Line]) -> str:
    """The counts of one section."""
    rows = []
    group = ""
    for line in lines:
        if line.group != group:
            group = line.group
            rows.append(f"  {group}")
        rows.append(_row(line.kind, line.counts, line.rate, line.remark))
    total: Counter[Outcome] = sum((line.counts for line in lines), Counter())
    rows.append(_row("together", total, None, ""))
    head = f"    {'kind':42}{'faults':>8}{'caught':>8}{'harmless':>10}{'missed':>8}{'rate':>10}"
    return "\n".join([head, *rows])


def _row(kind: str, counts: Counter[Outcome], rate: Fraction | None, remark: str) -> str:
    numbers = (
        f"{counts.total():>8,}{counts[Outcome.CAUGHT]:>8,}{counts[Outcome.HARMLESS]:>10,}"
        f"{counts[Outcome.MISSED]:>8,}{percent(rate) if rate is not None else '':>10}"
    )
    return f"    {kind:42}{numbers}  {remark}".rstrip()


def percent(share: Fraction) -> str:
    """A share in percent, never rounded up to 100."""
    hundredths = share.numerator * 10_000 // share.denominator
    return f"{hundredths // 100}.{hundredths % 100:02} %"


def reasons(results: Iterable[Result], outcome: Outcome, most: int) -> list[str]:
    """What made faults of one outcome so, by kind, with the IDs of the first."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for result in results:
        if result.outcome is outcome and (result.group, result.kind) not in CANNOT_SHOW:
            key = (result.group, result.kind, result.why)
            found.setdefault(key, []).append(result.id)
    return [
        f"    {group}, {kind}: {why}: {len(ids)} ({', '.join(ids[:most])})"
        for (group, kind, why), ids in sorted(found.items())
    ]
