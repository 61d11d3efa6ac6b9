"""Lines that stand at the foot of every page: page numbers, dates, file names.

They often begin and end where the table does, and would pass for its rows.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from pipeline.extract.pdfium.lines import Line

DIGITS = re.compile(r"\d+")
LEAST_PAGES = 2
LEAST_SHARE = 0.5
"""Share of the pages that must have the line."""
APART = 1.3
"""Times the usual distance of lines by which a foot is parted from the text above."""

Key = tuple[int, str]


def part_footers(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[Line]]:
    """Part each page's lines from the running lines at its foot; return both."""
    counts = Counter(key for lines in pages for key in {_key(line) for line in lines})
    needed = max(LEAST_PAGES, LEAST_SHARE * len(pages))
    usual = _usual_distance(pages)
    kept: list[list[Line]] = []
    footers: list[Line] = []
    for lines in pages:
        end = len(lines)
        while end and counts[_key(lines[end - 1])] >= needed:
            end -= 1
        if not _stands_apart(lines, end, usual):
            end = len(lines)
        kept.append(list(lines[:end]))
        footers.extend(lines[end:])
    return kept, footers


def _stands_apart(lines: Sequence[Line], start: int, usual: float) -> bool:
    """Say whether the lines from `start` on are farther from those above than lines usually are.

    The last lines of rows of equal height may well be the same on many pages.
    """
    if not 0 < start < len(lines):
        return True
    return lines[start].baseline - lines[start - 1].baseline > APART * usual


def _usual_distance(pages: Sequence[Sequence[Line]]) -> float:
    """Return the median distance of lines over all pages."""
    distances = [b.baseline - a.baseline for lines in pages for a, b in pairwise(lines)]
    return median(distances) if distances else 0.0


def _key(line: Line) -> Key:
    """Return a line's height and its text without numbers, which differ from page to page."""
    return round(line.baseline), DIGITS.sub("#", line.text)
