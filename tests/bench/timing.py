"""Runs made in turn, so that a machine that grows slower slows all of them, and their ratios."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

Work = Callable[[], object]


@dataclass(frozen=True)
class Ratio:
    """How much longer one thing takes than another, and what is wanted."""

    what: str
    seconds: float
    """The median of its runs."""
    than: str
    ratio: float
    """The median of the ratios of runs made one after the other."""
    bar: str


def run_in_turn(works: Mapping[str, Work], runs: int) -> dict[str, list[float]]:
    """The seconds of each run, A B C A B C ..., after one of each that is not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for counted in [False, *[True] * runs]:
        for name, work in works.items():
            started = time.perf_counter()
            work()
            if counted:
                seconds[name].append(time.perf_counter() - started)
    return seconds


def ratio(seconds: dict[str, list[float]], what: str, than: str, bar: str) -> Ratio:
    """Hold one against another."""
    pairs = zip(seconds[what], seconds[than], strict=True)
    middle = statistics.median(one / other for one, other in pairs)
    return Ratio(what, statistics.median(seconds[what]), than, middle, bar)


def process(*arguments: str) -> Work:
    """A command in a process of its own; what it prints is thrown away."""

    def run() -> None:
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)

    return run


def table(title: str, ratios: Iterable[Ratio]) -> str:
    """Ratios for people."""
    rows: Sequence[tuple[str, ...]] = [
        ("", "seconds", "ratio", "than", "wanted"),
        *((r.what, f"{r.seconds:.3f}", f"{r.ratio:.2f}", r.than, r.bar) for r in ratios),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        f"  {row[0]:{widths[0]}}  {row[1]:>{widths[1]}}  {row[2]:>{widths[2]}} x "
        f"{row[3]:{widths[3]}}  {row[4]}".rstrip()
        for row in rows
    )
    return "\n".join([title, *lines])
