"""Lines that stand at the foot of every page: page numbers, dates, file names.

They often begin and end where the table does, and would pass for its rows.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from pipeline.extract.layout.lines import Line
from pipeline.extract.layout.settings import SETTINGS

DIGITS = re.compile(r"\d{1,9}")

Numbers = tuple[int, tuple[int, ...]]
"""A page and the numbers of a line on it."""


def part_feet(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[Line]]:
    """Part each page's lines from the running lines at its foot; return both."""
    level: dict[int, list[tuple[int, Line]]] = {}
    for page, lines in enumerate(pages):
        for line in lines:
            level.setdefault(round(line.baseline), []).append((page, line))

    @cache
    def running_at(height: int) -> set[tuple[int, str]]:
        return _running_lines(level[height], SETTINGS.running_share * len(pages))

    kept: list[list[Line]] = []
    feet: list[Line] = []
    for page, lines in enumerate(pages):
        end = len(lines)
        while end and (page, _key(lines[end - 1])) in running_at(round(lines[end - 1].baseline)):
            end -= 1
        kept.append(list(lines[:end]))
        feet.extend(lines[end:])
    return kept, feet


def _running_lines(level: Sequence[tuple[int, Line]], least: float) -> set[tuple[int, str]]:
    """Return by page which of the lines at one height so many pages have, or more.

    They are the same but for numbers that count the pages.
    """
    found: dict[str, dict[int, Numbers]] = {}
    for page, line in level:
        numbers = tuple(map(int, DIGITS.findall(line.text)))
        found.setdefault(_key(line), {}).setdefault(page, (page, numbers))
    running: set[tuple[int, str]] = set()
    for key, on_pages in found.items():
        steps = [step for step in pairwise(on_pages.values()) if _is_step(*step)]
        steady = {page for step in steps for page, _ in step}
        if len(steady) >= least:
            running |= {(page, key) for page in steady}
    return running


def _is_step(one: Numbers, other: Numbers) -> bool:
    """Return True if the numbers of two pages are the same or as far apart as the pages.

    Rows of a list that is printed again, with other figures, are not.
    """
    (page, numbers), (later, others) = one, other
    return all(b - a in (0, later - page) for a, b in zip(numbers, others, strict=True))


def _key(line: Line) -> str:
    """Return a line's text without numbers, which differ from page to page."""
    return DIGITS.sub("#", line.text)
