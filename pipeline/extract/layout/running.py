"""Lines that stand at the foot of every page: page numbers, dates, file names.

They often begin and end where the table does, and would pass for its rows.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.extract.layout.lines import Line
from pipeline.extract.layout.settings import SETTINGS

DIGITS = re.compile(r"\d{1,9}")

Key = tuple[int, str]
"""A line's height and its text without numbers, which differ from page to page."""
Numbers = tuple[int, tuple[int, ...]]
"""A page and the numbers of a line on it."""


def part_feet(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[Line]]:
    """Part each page's lines from the running lines at its foot; return both."""
    running = _running_lines(pages)
    kept: list[list[Line]] = []
    feet: list[Line] = []
    for page, lines in enumerate(pages):
        end = len(lines)
        while end and (page, _key(lines[end - 1])) in running:
            end -= 1
        kept.append(list(lines[:end]))
        feet.extend(lines[end:])
    return kept, feet


def _running_lines(pages: Sequence[Sequence[Line]]) -> set[tuple[int, Key]]:
    """Return by page the lines that most pages have, but for numbers that count the pages."""
    found: dict[Key, dict[int, Numbers]] = {}
    for page, lines in enumerate(pages):
        for line in lines:
            numbers = tuple(map(int, DIGITS.findall(line.text)))
            found.setdefault(_key(line), {}).setdefault(page, (page, numbers))
    running: set[tuple[int, Key]] = set()
    for key, on_pages in found.items():
        steps = [step for step in pairwise(on_pages.values()) if _is_step(*step)]
        steady = {page for step in steps for page, _ in step}
        if len(steady) >= SETTINGS.running_share * len(pages):
            running |= {(page, key) for page in steady}
    return running


def _is_step(one: Numbers, other: Numbers) -> bool:
    """Return True if the numbers of two pages are the same or as far apart as the pages.

    Rows of a list that is printed again, with other figures, are not.
    """
    (page, numbers), (later, others) = one, other
    return all(b - a in (0, later - page) for a, b in zip(numbers, others, strict=True))


def _key(line: Line) -> Key:
    return round(line.baseline), DIGITS.sub("#", line.text)
