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


LastLines = Sequence[tuple[int, str]]
"""The last lines of a page from top to bottom: their heights and texts."""


def last_lines(lines: Sequence[Line]) -> LastLines:
    """Return what is to be known of a page's lines."""
    return [(round(line.baseline), line.text) for line in lines[-SETTINGS.foot_lines :]]


def count_running(pages: Sequence[LastLines]) -> list[int]:
    """Return how many running lines each page has at its foot."""
    level: dict[int, list[tuple[int, str]]] = {}
    for page, foot in enumerate(pages):
        for height, text in foot:
            level.setdefault(height, []).append((page, text))

    @cache
    def running_at(height: int) -> set[tuple[int, str]]:
        return _running_lines(level[height], SETTINGS.running_share * len(pages))

    counts: list[int] = []
    for page, foot in enumerate(pages):
        above = len(foot)
        while above and (page, _key(foot[above - 1][1])) in running_at(foot[above - 1][0]):
            above -= 1
        counts.append(len(foot) - above)
    return counts


def _running_lines(level: Sequence[tuple[int, str]], least: float) -> set[tuple[int, str]]:
    """Return by page which of the lines at one height so many pages have, or more.

    They are the same but for numbers that count the pages.
    """
    found: dict[str, dict[int, Numbers]] = {}
    for page, text in level:
        numbers = tuple(map(int, DIGITS.findall(text)))
        found.setdefault(_key(text), {}).setdefault(page, (page, numbers))
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


def _key(text: str) -> str:
    """Return a line's text without numbers, which differ from page to page."""
    return DIGITS.sub("#", text)
