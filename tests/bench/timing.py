"""What is measured, runs made in turn, and how both are shown."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Measured:
    """One thing that was measured, and what is wanted of it."""

    part: str
    what: str
    value: float
    unit: str
    """`x` for a ratio."""
    wanted: str
    """Empty where it is only shown."""
    more: str = ""
    """What else is known of it."""


def run_in_turn(works: Mapping[str, Work], runs: int) -> dict[str, list[float]]:
    """The seconds of each run, A B C A B C ..., after one of each that is not counted.

    So a machine that grows slower slows all of them.
    """
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for counted in [False, *[True] * runs]:
        for name, work in works.items():
            started = time.perf_counter()
            work()
            if counted:
                seconds[name].append(time.perf_counter() - started)
    return seconds


def median_ratio(ones: Sequence[float], others: Sequence[float]) -> float:
    """The median of the ratios of runs made one after the other."""
    return statistics.median(one / other for one, other in zip(ones, others, strict=True))


def ratio(
    part: str, seconds: Mapping[str, Sequence[float]], what: str, than: str, wanted: str
) -> Measured:
    """Hold one work against another."""
    took = f"{statistics.median(seconds[what]):.3f} s"
    value = median_ratio(seconds[what], seconds[than])
    return Measured(part, f"{what} / {than}", value, "x", wanted, took)


def process(*arguments: str) -> Work:
    """A command in a process of its own; what it prints is thrown away."""

    def run() -> None:
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    return run


def table(measured: Iterable[Measured]) -> str:
    """All that was measured, for people."""
    rows: list[tuple[str, ...]] = [("", "", "measured", "wanted", "")]
    part = ""
    for one in measured:
        shown = f"{one.value:,.2f}" if one.value < 100 else f"{one.value:,.0f}"
        label = one.part if one.part != part else ""
        rows.append((label, one.what, f"{shown} {one.unit}", one.wanted, one.more))
        part = one.part
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        f"{row[0]:{widths[0]}}  {row[1]:{widths[1]}}  {row[2]:>{widths[2]}}  "
        f"{row[3]:{widths[3]}}  {row[4]}".rstrip()
        for row in rows
    )
