"""Lines that stand at the foot of every page: page numbers, dates, file names.

They often begin and end where the table does, and would pass for its rows.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.extract.layout.lines import Line
from pipeline.extract.layout.settings import SETTINGS

DIGITS = re.compile(r"\d{1,9}")


class LastLine(NamedTuple):
    """One of the last lines of a page."""

    place: tuple[int, str]
    """Its height, and its text without numbers, which differ from page to page."""
    numbers: tuple[int, ...]


def last_lines(lines: Sequence[Line]) -> list[LastLine]:
    """Return what is to be known of the end of a page, from the last line up."""
    found: list[LastLine] = []
    for line in lines[: -SETTINGS.foot_lines - 1 : -1]:
        text = line.text
        place = round(line.baseline), DIGITS.sub("#", text)
        found.append(LastLine(place, tuple(map(int, DIGITS.findall(text)))))
    return found


def count_running(pages: Sequence[Sequence[LastLine]]) -> list[int]:
    """Return how many running lines each page has at its foot.

    Enough pages have the same but for numbers that count these.
    """
    found: dict[tuple[int, str], dict[int, tuple[int, ...]]] = {}
    for page, lines in enumerate(pages):
        for place, numbers in lines:
            found.setdefault(place, {}).setdefault(page, numbers)
    running: set[tuple[int, tuple[int, str]]] = set()
    for place, on_pages in found.items():
        steps = [step for step in pairwise(on_pages.items()) if _is_step(*step)]
        steady = {page for step in steps for page, _ in step}
        if len(steady) >= SETTINGS.half * len(pages):
            running |= {(page, place) for page in steady}
    marked = ([(page, line.place) in running for line in lines] for page, lines in enumerate(pages))
    return [[*marks, False].index(False) for marks in marked]


def _is_step(one: tuple[int, tuple[int, ...]], other: tuple[int, tuple[int, ...]]) -> bool:
    """Return True if the numbers of two pages are the same or as far apart as the pages.

    Rows of a list that is printed again, with other figures, are not.
    """
    (page, numbers), (later, others) = one, other
    return all(b - a in (0, later - page) for a, b in zip(numbers, others, strict=True))
